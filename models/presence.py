"""Which institutions are present in a region, in which documents, and on what grounds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Protocol

from workingregions.corpus.enums import InstitutionType, Scale, Use
from workingregions.corpus.records import Document, Entity, Tie
from workingregions.models.named import named
from workingregions.models.wording import Years

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from workingregions.corpus.store import Snapshot

COLUMNS = (
    "entity", "name", "type", "scale", "home", "home_name", "basis", "document", "year", "mentions",
    "passages",
)  # fmt: skip


class Basis(StrEnum):
    """Why an institution that a region's passages name counts as present there."""

    HOME = "home"  # its home region, or the area it acts for, is the region or lies in it
    ABOVE = "above"  # that area contains the region, or it acts for the nation or beyond
    NAMED = "named"  # nothing is known of where it belongs
    OUTSIDE = "outside"  # it belongs elsewhere


class Places(Protocol):
    """What is asked of a gazetteer (`nlp.gazetteer.Gazetteer`)."""

    def ancestors(self, ident: str) -> Iterable[str]:
        """Return the ids of the areas that contain a place."""

    def name(self, ident: str) -> str:
        """Return the name of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernanceMap:
    """The tables of one snapshot from which networks and profiles are made.

    `mentions` has the columns document, passage and entity (an id), one row for each counted mention of an
    institution; `passages` has id, document and regions (ids, areas that contain them included), in
    the voices that networks take; `scores` has passage, theme and about. `texts` gives the texts of
    passages in which ties are stated.
    """

    entities: Sequence[Entity]
    ties: Sequence[Tie]
    documents: Sequence[Document]
    mentions: pa.Table
    passages: pa.Table
    scores: pd.DataFrame | None = None
    texts: Callable[[Collection[str]], Mapping[str, str]] = lambda _: {}
    snapshot: str = ""

    @classmethod
    def read(cls, snapshot: Snapshot, documents: Sequence[Document]) -> GovernanceMap:
        """Read the tables of a snapshot, for the documents that count."""
        kept = {d.id for d in documents}

        def texts(passages: Collection[str]) -> Mapping[str, str]:
            found = snapshot.arrow("passages", among=("id", passages), columns=["id", "text"])
            return dict(zip(found["id"].to_pylist(), found["text"].to_pylist(), strict=True))

        return cls(
            entities=snapshot.records("entities"),
            ties=[t for t in snapshot.records("entity_ties") if t.document in kept],
            documents=documents,
            mentions=named(snapshot, kept, use=Use.NETWORKS),
            passages=snapshot.arrow(
                "passages",
                where=snapshot.taken("passages", Use.NETWORKS),
                columns=["id", "document", "regions"],
            ),
            scores=snapshot.frame("themes", columns=["passage", "theme", "about"]),
            texts=texts,
            snapshot=snapshot.id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The institutions that a region's passages name in a period.

    `table` has one row for each institution and document, with COLUMNS: `home` is the home region (or the
    area it acts for) and `home_name` its name, `mentions` and `passages` (a tuple of ids) are those about
    the region. `documents` are those with a passage about the region; `undated` counts documents left out
    because they have no year.
    `passages` maps every passage about the region to its document.
    """

    region: str
    region_name: str
    years: Years | None
    documents: tuple[Document, ...]
    passages: Mapping[str, str]
    undated: int
    table: pd.DataFrame

    def rows(self, *bases: Basis) -> pd.DataFrame:
        """Return the rows on one of these grounds."""
        return self.table[self.table["basis"].isin([b.value for b in bases])]


def presence(tables: GovernanceMap, region: str, places: Places, years: Years | None = None) -> Presence:
    """Return who is named in passages about `region` (a gazetteer id), and on which grounds.

    A passage is about the region if its `regions` contain it. The grounds (Basis) follow from the
    institution's home region and remit alone; institutions from elsewhere are kept, marked "outside".
    """
    dated, undated = _in_years(tables.documents, years)
    about = _about(tables.passages, region, dated)
    inside = {d: dated[d] for d in sorted(set(about.values()))}
    table = _table(tables, about, inside)
    known = {e.id: e for e in tables.entities}
    areas = _areas(places)
    grounds = {e: basis(known[e], region, areas).value for e in table["entity"].unique()}
    table["basis"] = table["entity"].map(grounds)
    found = [known[e] for e in table["entity"]]
    table["name"] = [e.name for e in found]
    table["type"] = [(e.type or InstitutionType.OTHER).value for e in found]
    table["scale"] = [(e.scale or Scale.UNKNOWN).value for e in found]
    table["home"] = [e.remit or e.region for e in found]
    table["home_name"] = [places.name(home) if home else "" for home in table["home"]]
    table["year"] = table["document"].map({d: doc.year for d, doc in inside.items()}).astype("Int64")
    return Presence(
        region=region,
        region_name=places.name(region),
        years=years,
        documents=tuple(inside.values()),
        passages=about,
        undated=sum(d in undated for d in set(_about(tables.passages, region, undated).values())),
        table=table[list(COLUMNS)],
    )


def basis(entity: Entity, region: str, areas: Callable[[str], frozenset[str]]) -> Basis:
    """Return why an institution belongs to a region; `areas(a)` is a with all areas that contain it."""
    homes = [home for home in (entity.region, entity.remit) if home]
    if any(region in areas(home) for home in homes):
        return Basis.HOME
    if any(home in areas(region) for home in homes) or entity.scale is Scale.SUPRANATIONAL:
        return Basis.ABOVE
    # A ministry is at home in the capital, and acts for the whole country.
    shared = any(_countries(areas(home)) & _countries(areas(region)) for home in homes)
    if entity.scale is Scale.NATIONAL and (shared or not homes):
        return Basis.ABOVE
    return Basis.OUTSIDE if homes else Basis.NAMED


def _countries(areas: Iterable[str]) -> set[str]:
    return {area for area in areas if len(area) == 2 and area.isupper()}


def _areas(places: Places) -> Callable[[str], frozenset[str]]:
    @cache
    def areas(place: str) -> frozenset[str]:
        return frozenset({place, *places.ancestors(place)})

    return areas


def _in_years(
    documents: Iterable[Document], years: Years | None
) -> tuple[dict[str, Document], dict[str, Document]]:
    """Return the documents of the period by id, and those without a year if a period is given."""
    if years is None or years == (None, None):
        return {d.id: d for d in documents}, {}
    first, last = years
    inside, undated = {}, {}
    for d in documents:
        if d.year is None:
            undated[d.id] = d
        elif (first is None or d.year >= first) and (last is None or d.year <= last):
            inside[d.id] = d
    return inside, undated


def _about(passages: pa.Table, region: str, documents: Mapping[str, Document]) -> dict[str, str]:
    """Return the passages about the region by id, with their document."""
    import pyarrow as pa
    import pyarrow.compute as pc

    regions = passages["regions"].combine_chunks()
    hits = pc.list_parent_indices(regions).filter(pc.equal(pc.list_flatten(regions), region))
    found = passages.select(["id", "document"]).take(hits.unique())
    found = found.filter(pc.is_in(found["document"], value_set=pa.array(documents, pa.string())))
    return dict(zip(found["id"].to_pylist(), found["document"].to_pylist(), strict=True))


def _table(
    tables: GovernanceMap, about: Mapping[str, str], documents: Mapping[str, Document]
) -> pd.DataFrame:
    """Return entity, document, mentions and passages: one row per entity and document."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = {"passage": about, "document": documents, "entity": {e.id for e in tables.entities}}
    rows = tables.mentions
    for column, values in wanted.items():
        rows = rows.filter(pc.is_in(rows[column], value_set=pa.array(list(values), pa.string())))
    frame: pd.DataFrame = rows.to_pandas().astype("str")
    grouped = frame.groupby(["entity", "document"], sort=True)["passage"]
    table = grouped.agg(mentions="size", passages=lambda ids: tuple(sorted(set(ids)))).reset_index()
    return table.astype({"mentions": int})
