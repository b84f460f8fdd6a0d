"""What the corpus is made of, and which of its parts speaks loudest: the bias that a reader must know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from workingregions.corpus.records import Document
from workingregions.models.robustness import Standardised, standardised
from workingregions.models.trends import FEW, period_of
from workingregions.models.wording import language, the
from workingregions.reports.english import percent
from workingregions.reports.report import (
    Block,
    Bullets,
    Claim,
    Column,
    ColumnKind,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    counted,
    recorded,
)
from workingregions.reports.themes.desk import Count, Desk
from workingregions.reports.themes.places import country
from workingregions.reports.themes.prose import names
from workingregions.reports.themes.tables import SHARES, counts, line, made, shares, text
from workingregions.reports.wording import body, capital, interval, kind, number, opening, some

PUBLISHERS, COUNTRIES = 8, 8
"""Publishers and countries that the table names; the others are one row."""
ONE_SIDED = 0.2
"""Share of a publisher or country from which the text warns of it."""
UNKNOWN = "not known"
Groups = Mapping[str, Sequence[str]]


def section(desk: Desk) -> Section:
    """Return the composition of the corpus with warnings."""
    blocks: list[Block] = [Paragraph(claims=(_genres(desk),))]
    if warnings := tuple(_warnings(desk)):
        blocks.append(Bullets(claims=warnings))
    blocks.append(_table(desk))
    if found := [row for facet in FACETS if (row := _standardised(desk, facet))]:
        blocks += [_standard_table(desk, found), Paragraph(claims=(_standard_words(desk, found),))]
    return Section(id="composition", title="What the corpus is made of", blocks=tuple(blocks))


def groups(desk: Desk, facet: str) -> dict[str, list[str]]:
    """Return the documents by type, publisher, country or period; under "" those of which it is not known."""
    found: dict[str, list[str]] = defaultdict(list)
    for d in desk.documents.values():
        found[_group(desk, d, facet)].append(d.id)
    return dict(found)


def _group(desk: Desk, document: Document, facet: str) -> str:
    match facet:
        case "type":
            return document.type.value
        case "publisher":
            return document.publisher
        case "period":
            return period_of(document.year)
        case _:
            first = document.regions[0].region if document.regions else ""
            return country(first, desk.material.places) if first else ""


FACETS: Mapping[str, str] = {
    "publisher": "publisher",
    "type": "type of document",
    "country": "country",
    "period": "period of five years",
}


def leading(desk: Desk, facet: str) -> tuple[str, Count, Count] | None:
    """Return the group with most documents: its name, its part of all and of those about the themes."""
    known = {name: own for name, own in groups(desk, facet).items() if name}
    if not known:
        return None
    name = min(known, key=lambda n: (-len(known[n]), n))
    hits = sum(desk.has(d) for d in known[name])
    return name, Count.of(len(known[name]), len(desk.documents)), Count.of(hits, len(desk.covered))


def _genres(desk: Desk) -> Claim:
    found = Counter(d.genre or "other" for d in desk.documents.values())
    label = {"policy": "are policy documents", "scholarly": "are scholarly", "other": "are of other kinds"}
    one = {"policy": "is a policy document", "scholarly": "is scholarly", "other": "is of another kind"}
    parts = [f"{number(n)} {(one if n == 1 else label)[g]}" for g, n in found.most_common() if g in label]
    types = Counter(kind(d) for d in desk.documents.values())
    common = [name for name, n in types.most_common(3) if n > 1 and name != "document"]
    said = f" The most frequent types are {names(f'{name}s' for name in common)}." if len(common) > 1 else ""
    text = f"Of the {some(len(desk.documents), 'document')}, {names(parts)}.{said}"
    if len(desk.documents) == 1:
        text = f"The one document {names(parts).removeprefix('one ')}."
    numbers = [
        Number(name=f"composition.{g}", value=n, unit="documents", link=desk.to.every(type=g))
        for g, n in sorted(found.items())
    ]
    return counted("composition.genres", text, numbers, source="composition-table")


def _warnings(desk: Desk) -> Iterator[Claim]:
    yield from _one_sided(desk)
    unread, m, covered = desk.material.unread, desk.material, set(desk.covered)
    if foreign := [d.id for d in desk.documents.values() if not d.is_read]:
        called = Counter(language(desk.documents[d].language) for d in foreign)
        told = names(f"{number(n)} in {name}" for name, n in called.most_common())
        text = f"Nothing is extracted from documents in other languages than English: {told}."
        yield counted("bias.languages", text, {"documents.foreign": len(foreign)}, source="composition-table")
    if unread.recognised:
        hard = f"; {number(unread.doubtful)} of them could hardly be recognised" if unread.doubtful else ""
        share = unread.recognised / m.pages if m.pages else 0.0
        text = (
            f"{opening(unread.recognised, 'page')} ({percent(share)} of all) "
            f"{'was' if unread.recognised == 1 else 'were'} read by optical character recognition{hard}."
        )
        yield counted(
            "bias.ocr",
            text,
            {"pages.recognised": unread.recognised, "pages.all": m.pages, "pages.doubtful": unread.doubtful},
            source="the pages of the documents",
        )
    if unread.pages:
        text = f"{opening(unread.pages, 'page')} of {some(unread.partly, 'document')} gave no text."
        yield counted(
            "bias.blank",
            text,
            {"pages.blank": unread.pages, "documents.partly": unread.partly},
            source="the failures of the snapshot",
        )
    for what, lacking, effect in (
        ("year", [d for d in desk.documents.values() if d.year is None], "outside every count by year"),
        (
            "region",
            [d for d in desk.documents.values() if not d.regions],
            "outside every comparison of regions",
        ),
        ("publisher", [d for d in desk.documents.values() if not d.publisher], "of unknown independence"),
    ):
        if lacking:
            one = len(lacking) == 1
            about = sum(d.id in covered for d in lacking)
            part = f"{number(about) if about else 'none'} of them about the theme"
            if one:
                part = f"which {'is' if about else 'is not'} about the theme"
            text = (
                f"No {what} is known of {some(len(lacking), 'document')}, {part}; "
                f"{'it is' if one else 'they are'} {effect}."
            )
            numbers = {f"documents.without_{what}": len(lacking), f"documents.without_{what}.about": about}
            yield counted(f"bias.{what}", text, numbers, source="composition-table")


def _one_sided(desk: Desk) -> Iterator[Claim]:
    for facet, verb in (("publisher", "published"), ("country", "")):
        found = leading(desk, facet)
        if found is None or found[1].share < ONE_SIDED or found[1].total < FEW:
            continue
        name, every, about = found
        said = body(name) if facet == "publisher" else the(desk.material.places.name(name))
        did = f"{capital(said)} alone published" if verb else f"{capital(said)} is the main subject of"
        text = f"{did} {every.hits} of the {every.total} documents ({percent(every.share)})"
        if about.total:
            text += f" and {number(about.hits)} of the {number(about.total)} about {desk.subject}"
            loud = about.share > 0.5 and about.hits > 1
            text += ", so that what is reported here is to a large part its voice." if loud and verb else "."
        else:
            text += "."
        where = {"publisher": f"={name}"} if verb else {}
        numbers = [
            Number(
                name=f"bias.{facet}.all",
                value=every.hits,
                unit="documents",
                link=desk.to.every(**where) if verb else "",
            ),
            Number(
                name=f"bias.{facet}.about",
                value=about.hits,
                unit="documents",
                link=desk.to.documents(**where) if verb else "",
            ),
        ]
        yield counted(f"bias.{facet}.largest", text, numbers, source="composition-table")


def _table(desk: Desk) -> Table:
    covered = set(desk.covered)
    places = desk.material.places
    rows: list[Row] = []

    def add(facet: str, label: str, ids: Sequence[str], **where: str) -> None:
        hits = sum(d in covered for d in ids)
        count = Count.of(hits, len(ids))
        rows.append(line(label, facet, *shares(desk, count, linked=bool(where), **where)))

    types = groups(desk, "type")
    for name in sorted(types, key=lambda n: (-len(types[n]), n)):
        add(
            "type",
            "other kinds" if name == "other" else kind(desk.documents[types[name][0]]),
            types[name],
            type=name,
        )
    found = groups(desk, "country")
    named = sorted((n for n in found if n), key=lambda n: (-len(found[n]), n))
    for name in named[:COUNTRIES]:
        add("country, first", places.name(name), found[name])
    if rest := [d for n in named[COUNTRIES:] for d in found[n]]:
        add("country, first", f"{len(named) - COUNTRIES} others", rest)
    periods = groups(desk, "period")
    for name in sorted(n for n in periods if n):
        add("period", name.replace("-", " to "), periods[name], year=name.replace("-", ":"))
    makers = groups(desk, "publisher")
    named = sorted((n for n in makers if n), key=lambda n: (-len(makers[n]), n))
    for name in named[:PUBLISHERS]:
        add("publisher", name, makers[name], publisher=f"={name}")
    if rest := [d for n in named[PUBLISHERS:] for d in makers[n]]:
        add("publisher", f"{len(named) - PUBLISHERS} others", rest)
    for facet, label in (("country", "country, first"), ("period", "period"), ("publisher", "publisher")):
        if own := groups(desk, facet).get("", []):
            add(label, UNKNOWN, own)
    columns = [text("category", "Category"), text("facet", "Of"), *SHARES]
    return made("composition-table", "The documents by type, country, period and publisher", columns, rows)


def _standardised(desk: Desk, facet: str) -> Standardised | None:
    covered = set(desk.covered)
    cells = {
        name: (sum(d in covered for d in own), len(own)) for name, own in groups(desk, facet).items() if name
    }
    return standardised(facet, cells)


def _standard_table(desk: Desk, found: Sequence[Standardised]) -> Table:
    overall = desk.overall
    rows = [
        line(
            "every document weighs alike (raw)",
            overall.total,
            overall.share,
            (overall.low, overall.high),
            strong=True,
        )
    ]
    rows += [
        line(f"every {FACETS[row.facet]} weighs alike", row.categories, row.share, (row.low, row.high))
        for row in found
    ]
    columns = [
        text("weights", "If"),
        counts("categories", "Categories", ""),
        Column(
            key="share", label="Share", kind=ColumnKind.SHARE, meaning="share of documents about the theme"
        ),
        Column(
            key="interval",
            label="95 % interval",
            kind=ColumnKind.SHARES,
            meaning="of the effective number of documents (Kish 1965)",
        ),
    ]
    note = recorded(
        "standardised.note",
        "Direct standardisation to equal weights; documents of which the category is not known are left out.",
        source="the methods of this report",
    )
    return made(
        "standardised",
        "The share as it is, and with the parts of the corpus weighted alike",
        columns,
        rows,
        note=note,
    )


def _standard_words(desk: Desk, found: Sequence[Standardised]) -> Claim:
    overall = desk.overall
    low, high = min(found, key=lambda s: s.share), max(found, key=lambda s: s.share)
    if low is high:
        text = (
            f"If every {FACETS[low.facet]} weighed alike, {percent(low.share)} of documents would be about "
            f"{desk.subject} instead of {percent(overall.share)}."
        )
    else:
        text = (
            f"The raw share is {percent(overall.share)}; weighted alike by {FACETS[low.facet]} it would be "
            f"{percent(low.share)}, by {FACETS[high.facet]} {percent(high.share)}."
        )
    outside = [row for row in found if not overall.low <= row.share <= overall.high]
    if outside:
        text += (
            f" The weighting by {names(FACETS[row.facet] for row in outside)} moves it out of its interval "
            f"({interval(overall.low, overall.high)}), so that the mix of documents matters."
        )
    else:
        text += (
            " None of these leaves the interval of the raw share, so that the mix of documents matters "
            "little."
        )
    numbers = {"share.raw": overall.share, **{f"share.by_{row.facet}": row.share for row in found}}
    return counted("standardised.range", text, numbers, source="standardised")
