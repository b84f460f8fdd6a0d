"""What the corpus holds on a region: its documents, and the parts of the region that they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workingregions.models.wording import listed, the
from workingregions.reports.english import percent
from workingregions.reports.parts import column, kinds_table, publishers_table, row, table, years_figure
from workingregions.reports.regions.map import region_map
from workingregions.reports.regions.material import RegionMaterial
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    ColumnKind,
    Figure,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
)
from workingregions.reports.wording import capital, number, some, some_of

MUCH = 0.5
"""Share of a single publisher's documents from which a profile warns of its voice."""


def holdings(found: RegionMaterial) -> Section:
    """Return the section on the documents."""
    name = the(found.name)
    groups = [(f"About {name}", found.focal), ("Only with a passage", found.mentioned)]
    groups = [group for group in groups if group[1]]
    if not groups:
        return Section(
            id="corpus", title=f"What the corpus holds on {name}", blocks=(Paragraph(claims=(_none(found),)),)
        )
    return Section(
        id="corpus",
        title=f"What the corpus holds on {name}",
        blocks=(
            Paragraph(claims=tuple(_held(found))),
            years_figure("by-year", f"Documents on {name} by year", groups),
            kinds_table("by-kind", f"Documents on {name} by kind", groups),
            publishers_table("by-publisher", f"Documents on {name} by publisher", groups),
            _key(found),
        ),
    )


def parts(found: RegionMaterial) -> Section | None:
    """Return the section on the parts of the region, with a map; None where nothing is known of either."""
    name = the(found.name)
    figure = region_map(found)
    listed_parts = _parts_table(found)
    if figure is None and listed_parts is None:
        return None
    blocks: list[Block] = [Paragraph(claims=(_inside(found),))]
    blocks += [block for block in (figure, listed_parts) if isinstance(block, Figure | Table)]
    return Section(id="parts", title=f"{capital(name)} and its parts", blocks=tuple(blocks))


def documents_table(found: RegionMaterial) -> Table:
    """Return all documents with something about the region, for the annex."""
    focal = {d.id for d in found.focal}
    passages = {ident: (own, every) for ident, own, every in found.key}
    rows = [
        (
            d.title or d.path,
            d.year if d.year is not None else "unknown",
            d.publisher,
            d.type.value.replace("_", " "),
            "about it" if d.id in focal else "a passage",
            passages.get(d.id, (0, 0))[0],
        )
        for d in sorted(found.documents, key=lambda d: (d.year or 9999, d.title or d.path, d.id))
    ]
    columns = (
        column("title", "Document"),
        column("year", "Year", ColumnKind.YEAR),
        column("publisher", "Publisher"),
        column("kind", "Kind"),
        column("holds", "Is"),
        column("passages", "Passages on the region", ColumnKind.COUNT, unit="passages"),
    )
    return table("documents", f"Documents with something about {the(found.name)}", columns, rows)


def _none(found: RegionMaterial) -> Claim:
    return counted(
        "corpus.none",
        f"No document of this corpus is about {the(found.name)}, and none has a passage about it.",
        [Number(name="documents.focal", value=0), Number(name="documents.mentioned", value=0)],
        source="documents of the snapshot",
    )


def _held(found: RegionMaterial) -> Iterator[Claim]:
    name = the(found.name)
    focal, mentioned = len(found.focal), len(found.mentioned)
    about = f"{capital(some(focal, 'document'))} of this corpus {'is' if focal == 1 else 'are'} about {name}"
    more = (
        f", and {some(mentioned, 'other')} {'has' if mentioned == 1 else 'have'} a passage about it"
        if mentioned
        else ""
    )
    yield counted(
        "corpus.size",
        f"{about}{more}; together they hold {some(found.passages, 'passage')} on the region.",
        [
            Number(name="documents.focal", value=focal, unit="documents"),
            Number(name="documents.mentioned", value=mentioned, unit="documents"),
            Number(name="passages", value=found.passages, unit="passages"),
        ],
        source="by-year-data",
    )
    yield from _years(found)
    yield from _voices(found)
    yield from _coverage(found)


def _years(found: RegionMaterial) -> Iterator[Claim]:
    years = sorted(d.year for d in found.documents if d.year is not None)
    if not years:
        return
    span = f"are all of {years[0]}" if years[0] == years[-1] else f"run from {years[0]} to {years[-1]}"
    undated = len(found.documents) - len(years)
    rest = f"; {number(undated)} {'has' if undated == 1 else 'have'} no year" if undated else ""
    yield counted(
        "corpus.years",
        f"The dated ones {span}{rest}.",
        [Number(name="years.first", value=years[0]), Number(name="years.last", value=years[-1])],
        source="by-year-data",
    )


def _voices(found: RegionMaterial) -> Iterator[Claim]:
    publishers = Counter(d.publisher for d in found.documents if d.publisher)
    if not publishers:
        return
    ranked = sorted(publishers.items(), key=lambda item: (-item[1], item[0]))
    (first, count), total = ranked[0], len(found.documents)
    numbers = [
        Number(name="publishers", value=len(publishers), unit="publishers"),
        Number(name="publishers.largest", value=count, unit="documents"),
    ]
    if count > MUCH * total:
        warning = (
            f"{capital(number(count))} of the {total} documents ({percent(count / total)}) were published "
            f"by {first}: to that extent this profile tells how {first} describes {the(found.name)}."
        )
        yield counted("corpus.voice", warning, numbers, source="by-publisher")
    elif len(ranked) > 1:
        top = listed(f"{publisher} ({n})" for publisher, n in ranked[:3])
        words = f"They come from {some(len(publishers), 'publisher')}, most often {top}."
        yield counted("corpus.voice", words, numbers, source="by-publisher")


def _coverage(found: RegionMaterial) -> Iterator[Claim]:
    rows = found.thickness.regions[found.thickness.regions["region"] == found.region]
    share = float(rows["coverage"].iloc[0]) if len(rows) else float("nan")
    if share != share:
        return
    yield counted(
        "corpus.coverage",
        f"The institutions that these documents name account for an estimated {percent(share)} of all "
        f"mentions that more documents of the same kind would make, so that {_next(share)}.",
        [Number(name="coverage", value=share, unit="share of mentions")],
        source="thickness",
    )


def _next(share: float) -> str:
    if share >= 0.8:
        return "another document would mostly name bodies that are already here"
    if share >= 0.5:
        return "another document would still often name bodies that are not here yet"
    return "another document would mostly name bodies that are not here yet"


def _key(found: RegionMaterial) -> Table:
    titles = {d.id: d for d in found.documents}
    rows = [
        row((Cell(value=d.title or d.path, link=f"/documents/{ident}"), d.year, own, own / every))
        for ident, own, every in found.key[:8]
        if (d := titles.get(ident)) is not None
    ]
    columns = (
        column("title", "Document"),
        column("year", "Year", ColumnKind.YEAR),
        column("passages", "Passages on it", ColumnKind.COUNT, unit="passages"),
        column("share", "Of all its passages", ColumnKind.SHARE),
    )
    return table("key", f"Documents that say most about {the(found.name)}", columns, rows)


def _inside(found: RegionMaterial) -> Claim:
    name, area = the(found.name), f"{capital(the(found.name))} is a {found.kind}"
    within = f" in {listed(the(a) for a in found.within[:3])}" if found.within else ""
    rows = found.parts.to_dict("records")
    if not rows:
        words = f"{area}{within}. No document is about a part of it in particular."
    else:
        named = some_of((f"{row['name']} ({row['documents']})" for row in rows), 6)
        words = f"{area}{within}. Documents are also about parts of it: {named}."
    return counted(
        "parts.named",
        words,
        [Number(name="parts", value=len(rows), unit=f"areas in {name}")],
        source="parts-table",
    )


def _parts_table(found: RegionMaterial) -> Table | None:
    if found.parts.empty:
        return None
    rows = [
        row(
            (
                Cell(value=r["name"], link=f"/regions/{r['region']}"),
                r["kind"],
                int(r["documents"]),
                int(r["institutions"]),
                int(r["ties"]),
            )
        )
        for r in found.parts.to_dict("records")
    ]
    columns = (
        column("part", "Part"),
        column("kind", "Kind"),
        column("documents", "Documents", ColumnKind.COUNT, unit="documents"),
        column("institutions", "Institutions named there", ColumnKind.COUNT, unit="institutions"),
        column("ties", "Ties stated there", ColumnKind.COUNT, unit="statements"),
    )
    return table("parts-table", f"Parts of {the(found.name)} that documents are about", columns, rows)
