"""The regions of a corpus: how much is known of each, and the profile of one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from workingregions.app.answers import DocumentRow, KeyDocumentRow, OutcomeRow, RegionCountRow
from workingregions.app.ask.documents import documents as all_documents
from workingregions.app.ask.institutions import institutions, outcomes, ties
from workingregions.app.ask.networks import network, thickness
from workingregions.app.ask.trends import Scene, trends
from workingregions.app.names import Pinned, gazetteer
from workingregions.app.names import kind as kind_of
from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.corpus.plain import rows_of
from workingregions.corpus.records import Document
from workingregions.corpus.selection import Selection, parse_years
from workingregions.models.named import named
from workingregions.models.rows import TrendRow
from workingregions.models.wording import period, plural, the

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from workingregions.models.networks import Network
    from workingregions.models.presence import GovernanceMap
    from workingregions.models.thickness import ThicknessProfile

COUNTS = (
    "region", "name", "kind", "level", "country", "documents", "read", "about", "share", "low", "high", "few",
    "first", "last", "undated", "institutions", "ties",
)  # fmt: skip
KEY = ("document", "title", "year", "path", "passages", "of_passages", "share")
KEY_DOCUMENTS = 10
"""Number of documents that a profile names as those which say most about the region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionProfile:
    """All that the corpus states about a region in a period, and what it does not.

    `within` are the ids of the areas that contain it. `documents` are about the region or areas in it;
    `named_in` counts other documents with a passage about it; `institutions` are named, and `ties` stated, in
    passages about it. `children` has the areas in it with documents
    about them; `key` the documents with most passages about the region. `network` has the numbers of
    `models.networks.summary`. `themes` counts its documents by theme, `years` by year and theme. `unknown`
    are sentences about what the documents do not say.
    """

    region: str
    name: str
    kind: str
    snapshot: str
    period: str
    within: tuple[str, ...]
    named_in: int
    institutions: int
    ties: int
    documents: pd.DataFrame = field(metadata=rows_of(DocumentRow))
    children: pd.DataFrame = field(metadata=rows_of(RegionCountRow))
    key: pd.DataFrame = field(metadata=rows_of(KeyDocumentRow))
    network: Mapping[str, int | float | None]
    thickness: ThicknessProfile
    themes: pd.DataFrame = field(metadata=rows_of(TrendRow))
    years: pd.DataFrame = field(metadata=rows_of(TrendRow))
    outcomes: pd.DataFrame = field(metadata=rows_of(OutcomeRow))
    unknown: tuple[str, ...]


def regions(pinned: Pinned, theme: str, year: str) -> pd.DataFrame:
    """See View.regions."""
    import pandas as pd

    wanted = [pinned.codebook.get(theme).id] if theme else []
    scene = Scene.of(pinned, wanted)
    inside: dict[str, list[Document]] = defaultdict(list)
    for d in scene.within(year=year):
        for region in scene.regions[d.id]:
            inside[region].append(d)
    about = scene.hits(wanted[0]) if wanted else None
    passages = _passages_by_region(pinned, year)
    named_there, tied_there = _named_in(pinned, passages), _tied_in(pinned, passages)
    rows = [
        {
            **_described(region), **_counts(found, about), "institutions": named_there[region],
            "ties": tied_there[region],
        }
        for region, found in inside.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COUNTS))
    whole = ("about", "first", "last")
    frame = frame.astype(dict.fromkeys(whole, "Int64"))
    frame = frame.astype(dict.fromkeys(("share", "low", "high"), float))
    order = ["documents", "name", "region"]
    return frame.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _passages_by_region(pinned: Pinned, year: str) -> pa.Table:
    """Return the columns passage and region, one row for each region that a passage is about."""
    import pyarrow as pa
    import pyarrow.compute as pc

    where = Selection(years=parse_years(year)).where() if year else ""
    found = pinned.snapshot.arrow("passages", where=where, columns=["id", "regions"])
    regions = found["regions"].combine_chunks()
    owners = found["id"].combine_chunks().take(pc.list_parent_indices(regions))
    return (
        pa.table({"passage": owners, "region": pc.list_flatten(regions)})
        .group_by(["passage", "region"])
        .aggregate([])
    )


def _named_in(pinned: Pinned, passages: pa.Table) -> Counter[str]:
    """Return the number of institutions that passages about each region name, as View.institutions does."""
    mentions = named(pinned.snapshot, {d.id for d in pinned.counted}).select(["passage", "entity"])
    pairs = (
        mentions.join(passages, keys="passage", join_type="inner")
        .group_by(["region", "entity"])
        .aggregate([])
    )
    return Counter(pairs["region"].to_pylist())


def _tied_in(pinned: Pinned, passages: pa.Table) -> Counter[str]:
    """Return the number of ties that the passages about each region state, as View.ties lists them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    counted = pa.array(sorted(d.id for d in pinned.counted), pa.string())
    found = pinned.snapshot.arrow("entity_ties", columns=["passage", "document"])
    kept = found.filter(pc.is_in(found["document"], value_set=counted)).select(["passage"])
    return Counter(kept.join(passages, keys="passage", join_type="inner")["region"].to_pylist())


def _described(region: str) -> dict[str, object]:
    place = gazetteer().get(region)
    return {
        "region": region,
        "name": place.name if place else region,
        "kind": kind_of(place) if place else "",
        "level": place.level if place else "",
        "country": place.country if place else "",
    }


def _counts(found: Sequence[Document], about: set[str] | None) -> dict[str, object]:
    """Return the counts of a region's documents, and the share about a theme of those that were read."""
    from workingregions.models.trends import FEW, wilson

    years = [d.year for d in found if d.year is not None]
    read = [d for d in found if d.is_read]
    row: dict[str, object] = {
        "documents": len(found),
        "read": len(read),
        "few": len(read) < FEW,
        "first": min(years, default=None),
        "last": max(years, default=None),
        "undated": len(found) - len(years),
    }
    if about is not None:
        hits = sum(d.id in about for d in read)
        low, high = wilson(hits, len(read)) if read else (None, None)
        row |= {"about": hits, "share": hits / len(read) if read else None, "low": low, "high": high}
    return row


def region(
    pinned: Pinned,
    material: GovernanceMap,
    name: str,
    against: Sequence[str],
    year: str,
    only: MapFilter,
) -> RegionProfile:
    """See View.region."""
    place = gazetteer().find(name)
    ident = gazetteer().area(place.id)
    scene = Scene.of(pinned, [])
    focal = scene.within(ident, year)
    where = Selection(regions=(ident,), years=parse_years(year) if year else (None, None))
    documents = _rows_of(pinned, focal)
    own = _passages(pinned, where)
    every = regions(pinned, "", year)
    inner = [r != ident and gazetteer().within(r, ident) for r in every["region"]]
    net = network(pinned, material, ident, year, False, False, only)
    return RegionProfile(
        region=ident,
        name=gazetteer().name(ident),
        kind=kind_of(place),
        snapshot=pinned.snapshot.id,
        period=period(parse_years(year) if year else None),
        within=gazetteer().ancestors(ident),
        named_in=len((own.keys() & {d.id for d in pinned.counted}) - {d.id for d in focal}),
        institutions=len(institutions(pinned.register, where, EVERYTHING)),
        ties=len(ties(pinned.register, where, "", EVERYTHING)),
        documents=documents,
        children=every[inner].reset_index(drop=True),
        key=_key(pinned, own),
        network=_summary(net),
        thickness=thickness(pinned, material, [ident, *against], year, 0, only),
        themes=trends(pinned, (), (), ident, year, "", None),
        years=trends(pinned, (), ("year",), ident, year, "", None),
        outcomes=outcomes(pinned.register, where, ()),
        unknown=tuple(dict.fromkeys(_unknown(net, focal, place.name if place.id != ident else ""))),
    )


def _summary(net: Network) -> Mapping[str, int | float | None]:
    from workingregions.models.networks import summary

    return summary(net)


def _rows_of(pinned: Pinned, found: Iterable[Document]) -> pd.DataFrame:
    frame = all_documents(pinned, None)
    return frame[frame["id"].isin({d.id for d in found})].reset_index(drop=True)


def _passages(pinned: Pinned, where: Selection) -> Counter[str]:
    """Return how many passages of each document are selected."""
    rows = pinned.snapshot.arrow("passages", where=where.where(), columns=["document"])
    return Counter(rows["document"].to_pylist())


def _key(pinned: Pinned, own: Counter[str]) -> pd.DataFrame:
    """Return the documents with most passages about a region."""
    import pandas as pd

    counted = {d.id: d for d in pinned.counted}
    best = sorted((d for d in own if d in counted), key=lambda d: (-own[d], counted[d].path))[:KEY_DOCUMENTS]
    rows = pinned.snapshot.arrow("passages", among=("document", best), columns=["document"])
    sizes = Counter(rows["document"].to_pylist())
    lines = [
        (d, counted[d].title, counted[d].year, counted[d].path, own[d], sizes[d], own[d] / sizes[d])
        for d in best
    ]
    return pd.DataFrame(lines, columns=list(KEY)).astype({"year": "Int64"})


def _unknown(net: Network, focal: Sequence[Document], inside: str) -> Iterator[str]:
    """Yield what the documents of a region do not say: years without one, and what its network lacks."""
    name = the(net.region_name)
    if inside:
        yield f"{inside} counts as {name}, whose name it bears."
    if not focal:
        yield f"No document is about {name}."
    years = sorted({d.year for d in focal if d.year is not None})
    if years:
        yield f"No document about {name} is from before {years[0]} or after {years[-1]}."
        gaps = [(a + 1, b - 1) for a, b in pairwise(years) if b - a > 1]
        if gaps:
            spans = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in gaps)
            yield f"Years in between without a document about it: {spans}."
    if undated := sum(d.year is None for d in focal):
        yield f"{plural(undated, 'document')} about it without a year."
    yield from net.notes
