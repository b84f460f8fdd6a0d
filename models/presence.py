"""Which institutions are present in a region, in which documents, and on what grounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from workingregions.corpus.enums import InstitutionType, Modality, Relation, Scale, Use
from workingregions.corpus.map_filter import EVERYTHING, Firms, LeftOut, MapFilter, tie_kind
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


SYMMETRIC = frozenset({Relation.PARTNERS})
"""Relations without a direction: an edge from A to B means the same as one from B to A."""


MOST_OTHERS = 1
"""A list or table that names more regions outside the one asked for is not about that one in particular."""
_SENTENCE = 10
"""Minimum number of words in a line of running text."""


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
    passages in which ties are stated, `evidence` the evidence ids of ties.
    """

    entities: Sequence[Entity]
    ties: Sequence[Tie]
    documents: Sequence[Document]
    mentions: pa.Table
    passages: pa.Table
    scores: pd.DataFrame | None = None
    texts: Callable[[Collection[str]], Mapping[str, str]] = lambda _: {}
    evidence: Callable[[Sequence[Tie]], Sequence[str]] = lambda ties: [""] * len(ties)
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
    `passages` maps every passage about the region to its document. `ties` are the statements of ties in these
    passages, denied ones included, and `left_out` counts what the filter leaves out of `table` and `ties`.
    """

    region: str
    region_name: str
    years: Years | None
    documents: tuple[Document, ...]
    passages: Mapping[str, str]
    undated: int
    table: pd.DataFrame
    ties: tuple[Tie, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)

    def rows(self, *bases: Basis) -> pd.DataFrame:
        """Return the rows on one of these grounds."""
        return self.table[self.table["basis"].isin([b.value for b in bases])]


def presence(
    tables: GovernanceMap,
    region: str,
    places: Places,
    years: Years | None = None,
    only: MapFilter = EVERYTHING,
) -> Presence:
    """Return who is named in passages about `region` (a gazetteer id), and on which grounds.

    A passage is about the region if its `regions` contain it. The grounds (Basis) follow from the
    institution's home region and remit alone; institutions from elsewhere are kept, marked "outside". What
    `only` does not take is left out. A list or table of many regions places only those that are at home in
    this one: it says of the others nothing about it.
    """
    dated, undated = _in_years(tables.documents, years)
    about = _about(tables.passages, region, dated)
    inside = {d: dated[d] for d in sorted(set(about.values()))}
    known = {e.id: e for e in tables.entities}
    mentions = _mentions(tables, about, inside)
    areas = _areas(places)
    grounds = {e: basis(known[e], region, areas) for e in mentions["entity"].unique()}
    surveys = _surveys(tables, about, region, areas)
    home = {e for e, ground in grounds.items() if ground is Basis.HOME}
    mentions = mentions[mentions["entity"].isin(home) | ~mentions["passage"].isin(surveys)]
    named_here = set(mentions["entity"])
    grounds = {e: ground for e, ground in grounds.items() if e in named_here}
    table = _table(mentions)
    stated = [t for t in tables.ties if t.passage in about and t.source != t.target]
    stated = [t for t in stated if t.source in known and t.target in known]
    stated = [t for t in stated if t.passage not in surveys or {t.source, t.target} & home]
    counted, ties, left = _filtered(known, grounds, stated, only)
    table = table[table["entity"].isin(counted)].reset_index(drop=True)
    return Presence(
        region=region,
        region_name=places.name(region),
        years=years,
        documents=tuple(inside.values()),
        passages=about,
        undated=sum(d in undated for d in set(_about(tables.passages, region, undated).values())),
        table=_described(table, known, grounds, inside, places),
        ties=tuple(ties),
        left_out=left,
    )


def _described(
    table: pd.DataFrame,
    known: Mapping[str, Entity],
    grounds: Mapping[str, Basis],
    documents: Mapping[str, Document],
    places: Places,
) -> pd.DataFrame:
    """Return the rows with what is known of their institutions, as COLUMNS."""
    found = [known[e] for e in table["entity"]]
    table = table.assign(
        basis=[grounds[e.id].value for e in found],
        name=[e.name for e in found],
        type=[(e.type or InstitutionType.OTHER).value for e in found],
        scale=[(e.scale or Scale.UNKNOWN).value for e in found],
        home=[e.remit or e.region for e in found],
        year=table["document"].map({d: doc.year for d, doc in documents.items()}).astype("Int64"),
    )
    table["home_name"] = [places.name(home) if home else "" for home in table["home"]]
    return table[list(COLUMNS)]


def _filtered(
    known: Mapping[str, Entity], grounds: Mapping[str, Basis], stated: Iterable[Tie], only: MapFilter
) -> tuple[set[str], list[Tie], LeftOut]:
    """Return the institutions and the ties that a filter takes, and counts of the others.

    Institutions and ties of elsewhere alone are not counted: they are left out in any case.
    """
    refused = {e.id: why for e in known.values() if (why := only.refusal(e))}
    ties, without = [], {}
    for tie in stated:
        kind = tie_kind(tie.relation, known[tie.source].type, known[tie.target].type)
        why = only.tie_refusal(tie.relation, kind, tie.confidence)
        if not why and (tie.source in refused or tie.target in refused):
            why = "end"
        if not why:
            ties.append(tie)
        elif {grounds.get(tie.source), grounds.get(tie.target)} - {None, Basis.OUTSIDE}:
            without[tie_key(tie)] = why
    if only.firms is Firms.TIED:
        tied = {end for t in ties if t.modality is not Modality.NEGATED for end in (t.source, t.target)}
        firms = {e for e in grounds if known[e].type is InstitutionType.FIRM}
        refused |= dict.fromkeys(firms - tied - refused.keys(), "firm")
    counted = {e for e in grounds if e not in refused}
    here = (refused[e] for e in grounds if e in refused and grounds[e] is not Basis.OUTSIDE)
    kept = {tie_key(t) for t in ties}
    lost = (why for key, why in without.items() if key not in kept)
    return counted, ties, LeftOut(institutions=Counter(here), ties=Counter(lost))


def tie_key(tie: Tie) -> tuple[str, Relation, str]:
    """Return what statements of one tie share: its ends and relation; a symmetric one has no direction."""
    ends = (tie.source, tie.target)
    source, target = sorted(ends) if tie.relation in SYMMETRIC else ends
    return source, tie.relation, target


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


def _surveys(
    tables: GovernanceMap, about: Mapping[str, str], region: str, areas: Callable[[str], frozenset[str]]
) -> frozenset[str]:
    """Return those of the passages `about` that list more than MOST_OTHERS regions outside this one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = tables.passages.filter(pc.is_in(tables.passages["id"], value_set=pa.array(about, pa.string())))
    many = []
    for passage, regions in zip(rows["id"].to_pylist(), rows["regions"].to_pylist(), strict=True):
        above = {area for r in regions for area in areas(r) - {r}}
        if sum(r not in above and region not in areas(r) for r in regions) > MOST_OTHERS:
            many.append(passage)
    texts = tables.texts(many) if many else {}
    return frozenset(passage for passage, text in texts.items() if not _is_prose(text))


def _is_prose(text: str) -> bool:
    """Return whether at least half of the words stand in lines that are long enough for a sentence."""
    lines = [(len(line.split()), line) for line in text.splitlines()]
    long = sum(n for n, line in lines if n >= _SENTENCE and not line.startswith("|"))
    return 2 * long >= sum(n for n, _ in lines)


def _mentions(
    tables: GovernanceMap, about: Mapping[str, str], documents: Mapping[str, Document]
) -> pd.DataFrame:
    """Return document, passage and entity of each mention of a known institution in these passages."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = {"passage": about, "document": documents, "entity": {e.id for e in tables.entities}}
    rows = tables.mentions
    for column, values in wanted.items():
        rows = rows.filter(pc.is_in(rows[column], value_set=pa.array(list(values), pa.string())))
    frame: pd.DataFrame = rows.to_pandas().astype("str")
    return frame


def _table(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return entity, document, mentions and passages: one row per entity and document."""
    import pandas as pd

    columns = ["entity", "document", "passage"]
    ordered = sorted(zip(*(mentions[column].tolist() for column in columns), strict=True))
    rows = [
        (*pair, len(passages := [row[2] for row in group]), tuple(dict.fromkeys(passages)))
        for pair, group in groupby(ordered, key=itemgetter(0, 1))
    ]
    return pd.DataFrame(rows, columns=["entity", "document", "mentions", "passages"])
