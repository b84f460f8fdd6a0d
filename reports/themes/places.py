"""Where the theme is written about: by country and region, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workingregions.models.trends import FEW, Places
from workingregions.models.wording import the
from workingregions.reports.english import percent
from workingregions.reports.exchange import CREDITS, geojson
from workingregions.reports.report import (
    Attachment,
    Cell,
    Claim,
    Figure,
    Paragraph,
    Row,
    Section,
    Table,
    counted,
)
from workingregions.reports.themes import charts
from workingregions.reports.themes.desk import Count, Desk
from workingregions.reports.themes.prose import names, of_share
from workingregions.reports.themes.tables import SHARES, line, made, shares, text
from workingregions.reports.wording import begin, interval, number, some

NAMED = 3
"""Countries and regions that the text names."""
COLUMNS = 8
"""Most periods in the table of regions by period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """A country, or (`inner`) a region within one, with its documents; "" for those without a region."""

    region: str
    name: str
    inner: bool
    documents: tuple[str, ...]
    count: Count


def country(region: str, places: Places) -> str:
    """Return the country that a region lies in, or the region itself if it lies in none (a continent)."""
    for ident in (region, *places.ancestors(region)):
        if len(ident) == 2 and ident.isupper():
            return ident
    return region


def region_rows(desk: Desk) -> list[RegionRow]:
    """Return countries, regions and wider areas, worked out once; see `_region_rows`."""
    return desk.once("regions", lambda: _region_rows(desk))


def _region_rows(desk: Desk) -> list[RegionRow]:
    """Return countries with their focal regions, ordered by documents about the themes; the unplaced last.

    Each counts as `View.trends` counts it: documents about it and about any region within it.
    """
    places = desk.material.places
    inside: dict[str, list[str]] = defaultdict(list)
    focal: dict[str, set[str]] = defaultdict(set)
    for d in desk.documents.values():
        own = [w.region for w in d.regions]
        for region in desk.regions[d.id]:
            inside[region].append(d.id)
        for region in map(places.area, own):
            focal[country(region, places)].add(region)
    rows: list[RegionRow] = []
    made_of = {c: _row(desk, c, inside[c], inner=False) for c in focal}
    for c in sorted(made_of.values(), key=lambda row: (not is_country(row), *_rank(row))):
        rows.append(c)
        within = [_row(desk, r, inside[r], inner=True) for r in focal[c.region] - {c.region}]
        rows += sorted(within, key=_rank)
    if unplaced := [d.id for d in desk.documents.values() if not d.regions]:
        rows.append(_row(desk, "", unplaced, inner=False))
    return rows


def _rank(row: RegionRow) -> tuple[int, int, str]:
    return -row.count.hits, -row.count.total, row.name


def _row(desk: Desk, region: str, ids: Sequence[str], *, inner: bool) -> RegionRow:
    name = desk.material.places.name(region) if region else "Region not known"
    return RegionRow(region=region, name=name, inner=inner, documents=tuple(ids), count=desk.count(ids))


def section(desk: Desk) -> Section:
    """Return where the themes are written about."""
    rows = region_rows(desk)
    shown = [row for row in rows if row.count.hits]
    blocks = [Paragraph(claims=claims)] if (claims := tuple(_words(desk, rows))) else []
    figure = _figure(desk, rows, shown)
    return Section(
        id="regions",
        title="Where it is written about",
        blocks=(*blocks, *([figure] if figure else [_table(desk, shown)])),
    )


def by_period(desk: Desk) -> Section | None:
    """Return the annex of regions by period; None where there is no year or no region."""
    spans = periods(desk)
    rows = [row for row in region_rows(desk) if row.count.hits]
    if len(spans) < 2 or not rows:
        return None
    columns = [
        text("region", "Region"),
        *(
            text(
                f"from_{a}",
                f"{a}" if a == b else f"{a}–{b % 100:02d}",
                f"documents about the theme of all, {a} to {b}",
            )
            for a, b in spans
        ),
    ]
    columns.append(text("undated", "Undated", "documents without a year"))
    body = [_period_row(desk, row, spans) for row in rows]
    note = counted(
        "region-periods.note",
        "Each cell states how many of the documents on a region and of a period are about the theme; a "
        "document "
        "counts in every region that it is about and in all that contain it.",
        {"regions.about": len(rows)},
        source="region-periods",
    )
    table = made(
        "region-periods",
        "Documents about the theme by region and period",
        columns,
        body,
        note=note,
        wide=len(spans) > 6,
    )
    return Section(id="annex-regions", title="Regions by period", blocks=(table,), annex=True)


def _period_row(desk: Desk, row: RegionRow, spans: Sequence[tuple[int, int]]) -> Row:
    where = row.region or "unknown"
    cells = [
        _cell(
            desk,
            [d for d in row.documents if _within(desk, d, span)],
            region=where,
            year=f"{span[0]}:{span[1]}",
        )
        for span in spans
    ]
    undated = [d for d in row.documents if desk.documents[d].year is None]
    last = _cell(desk, undated, region=where, year="unknown")
    return line(row.name, *cells, last, level=int(row.inner), strong=not row.inner)


def periods(desk: Desk) -> list[tuple[int, int]]:
    """Return periods of 1, 2, 5, 10... years, at most COLUMNS, that span all documents with a year."""
    known = [d.year for d in desk.documents.values() if d.year is not None]
    if not known:
        return []
    for width in (1, 2, 5, 10, 25, 50, 100, 1000):
        first, last = min(known) // width * width, max(known)
        starts = range(first, last + 1, width)
        if len(starts) <= COLUMNS:
            break
    return [(start, start + width - 1) for start in starts]


def _within(desk: Desk, document: str, span: tuple[int, int]) -> bool:
    year = desk.documents[document].year
    return year is not None and span[0] <= year <= span[1]


def _cell(desk: Desk, ids: Sequence[str], **where: str) -> Cell:
    count = desk.count(ids)
    return Cell(
        value=f"{count.hits} of {count.total}" if count.total else None,
        link=desk.to.every(**where) if count.total else "",
    )


def countries(desk: Desk) -> list[RegionRow]:
    """Return the countries, those of most documents about the themes first; no continents or unions."""
    return [row for row in region_rows(desk) if is_country(row)]


def is_country(row: RegionRow) -> bool:
    """Return whether a row is a country, by the form of its code."""
    return not row.inner and len(row.region) == 2 and row.region.isupper() and row.region != "EU"


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on places; None where no country is known."""
    known = [row for row in countries(desk) if row.count.hits]
    if not known:
        return None
    first, *others = known[:NAMED]
    count = first.count
    verb = "deals" if count.hits == 1 else "deal"
    said = (
        f"{begin(count.hits)} of them {verb} with {the(first.name)}; of all {number(count.total)} documents "
        "on it, that is "
        f"{percent(count.share)} ({interval(count.low, count.high)})"
    )
    if len(desk.covered) == 1:
        said = f"It deals with {the(first.name)}, on which the corpus holds {some(count.total, 'document')}"
        others = []
    if others:
        told = [f"{the(row.name)} ({row.count.hits} of {row.count.total})" for row in others]
        said += f". {'Next comes' if len(told) == 1 else 'Next come'} {names(told)}"
    numbers = [
        n for row in known[:NAMED] for n in desk.numbers(f"region.{row.region}", row.count, region=row.region)
    ]
    return counted(
        "summary.regions",
        f"{said}.",
        numbers,
        source="regions-data",
        evidence=desk.evidence(first.documents, 3),
    )


def _words(desk: Desk, rows: Sequence[RegionRow]) -> Iterator[Claim]:
    for inner, lead in ((False, "country"), (True, "region")):
        own = sorted((r for r in rows if (r.inner if inner else is_country(r)) and r.count.hits), key=_rank)
        if not own:
            continue
        parts = [
            f"{the(row.name)} ({row.count.hits} of {row.count.total}; {percent(row.count.share)}, "
            f"{interval(row.count.low, row.count.high)})"
            for row in own[:NAMED]
        ]
        if inner:
            text = f"Below the level of countries, most of them are on {names(parts)}."
        else:
            text = f"By country, documents about {desk.subject} are most often on {names(parts)}."
        if all(row.count.few for row in own[:NAMED]):
            text += " With so few documents, the shares say little."
        numbers = [
            n
            for row in own[:NAMED]
            for n in desk.numbers(f"region.{row.region}", row.count, region=row.region)
        ]
        evidence = desk.evidence(dict.fromkeys(d for row in own[:NAMED] for d in row.documents), 6)
        yield counted(f"regions.{lead}", text, numbers, source="regions-data", evidence=evidence)
    strong = [r for r in rows if is_country(r) and r.count.total >= FEW and r.count.hits]
    if strong:
        told = [f"{of_share(r.count)} of the documents on {the(r.name)}" for r in strong[:NAMED]]
        text = f"As far as the intervals show, the theme concerns {names(told)}."
        yield counted(
            "regions.hedged",
            text,
            [
                n
                for r in strong[:NAMED]
                for n in desk.numbers(f"region.{r.region}.hedged", r.count, region=r.region)
            ],
            source="regions-data",
        )


def _table(desk: Desk, shown: Sequence[RegionRow]) -> Table:
    body = [
        line(
            row.name,
            *shares(desk, row.count, region=row.region or "unknown"),
            level=int(row.inner),
            strong=not row.inner,
        )
        for row in shown
    ]
    note = counted(
        "regions.note",
        "A document counts in every region that it is about and in all that contain it, so that rows do not "
        "add up.",
        {"regions.about": len(shown)},
        source="regions-data",
    )
    return made(
        "regions-data",
        "Documents about the theme by country, region and wider area",
        [text("region", "Region"), *SHARES],
        body,
        note=note,
    )


def _figure(desk: Desk, rows: Sequence[RegionRow], shown: Sequence[RegionRow]) -> Figure | None:
    svg = charts.by_region([(row.name, row.inner, row.count) for row in rows if row.region])
    if not svg:
        return None
    first = next(row for row in shown if row.region)
    return Figure(
        id="regions-figure",
        caption=f"The share of documents about {desk.subject}, by country and region, with 95 % intervals",
        alternative=(
            f"Dots with intervals. The first is {the(first.name)}: {first.count.hits} of {first.count.total} "
            "documents."
        ),
        svg=svg,
        data=_table(desk, shown),
    )


def attachments(desk: Desk) -> tuple[Attachment, ...]:
    """Return the regions with their shapes and counts as a file for QGIS and others; none without regions."""
    found = [row for row in region_rows(desk) if row.region]
    if not found:
        return ()
    rows = [
        {
            "region": row.region,
            "name": row.name,
            "about": row.count.hits,
            "documents": row.count.total,
            "share": row.count.share,
            "low": row.count.low,
            "high": row.count.high,
        }
        for row in sorted(found, key=lambda row: row.region)
    ]
    about = f"Documents about {desk.subject}, of all documents on each region, with 95 % intervals"
    content = geojson(rows, f"{desk.subject} by region", about, CREDITS)
    return (Attachment(name="regions.geojson", content=content.encode(), about=about),)
