"""What is silent, told apart: what was not searched, what was searched and is absent, what was rejected."""

from __future__ import annotations

from collections.abc import Iterator

from workingregions.models.trends import FEW, wilson
from workingregions.models.wording import language, listed, the
from workingregions.reports.english import percent
from workingregions.reports.report import Bullets, Claim, Paragraph, Section, counted, recorded
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.places import countries, is_country, region_rows
from workingregions.reports.themes.prose import names
from workingregions.reports.themes.years import by_year
from workingregions.reports.wording import number, opening, some

NAMED = 6
"""Regions, files and years that are named; the others are counted."""
NEARLY = 0.1
"""Probability below the threshold within which a document is nearly about the themes."""


def section(desk: Desk) -> Section:
    """Return what is silent."""
    parts = []
    for ident, title, claims, nothing in (
        (
            "unsearched",
            "Not searched",
            tuple(_unsearched(desk)),
            "Every file and every page could be searched.",
        ),
        (
            "absent",
            "Searched, and absent",
            tuple(_absent(desk)),
            "No country, region or year with enough documents is silent.",
        ),
        ("rejected", "Found, and rejected", tuple(_rejected(desk)), ""),
    ):
        block = (
            Bullets(claims=claims)
            if claims
            else Paragraph(claims=(recorded(f"silence.{ident}.none", nothing, source="the snapshot"),))
        )
        parts.append(Section(id=f"silence-{ident}", title=title, blocks=(block,)))
    return Section(id="silence", title="What is silent", parts=tuple(parts))


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on silence."""
    silent = [r for r in countries(desk) if not r.count.hits and r.count.total >= FEW]
    if not silent:
        return None
    told = [f"{the(r.name)} ({some(r.count.total, 'document')})" for r in silent[:3]]
    said = f"No document on {_either(told)} is about it"
    more = len(silent) - len(told)
    said += (
        f", nor any on {some(more, 'other country', 'other countries')} with at least {number(FEW)}."
        if more
        else "."
    )
    return counted(
        "summary.silence",
        said,
        [n for r in silent[:3] for n in desk.numbers(f"silent.{r.region}", r.count, region=r.region)],
        source="regions-data",
    )


def _either(told: list[str]) -> str:
    return f"{', '.join(told[:-1])} or {told[-1]}" if len(told) > 1 else told[0]


def _unsearched(desk: Desk) -> Iterator[Claim]:
    m, where = desk.material, "the failures of the snapshot"
    files = [f.path.rsplit("/", 1)[-1] for f in sorted(m.failures, key=lambda f: f.path) if f.page is None]
    if files:
        called = [f"“{name}”" for name in dict.fromkeys(files)][:NAMED]
        rest = f" and {number(len(files) - len(called))} more" if len(files) > NAMED else ""
        told = f"{', '.join(called)}{rest}" if rest else listed(called)
        said = (
            f"{opening(len(files), 'file')} could not be read, so that nobody knows what "
            f"{'it says' if len(files) == 1 else 'they say'}: {told}."
        )
        yield counted("silence.files", said, {"files.failed": len(files)}, source=where)
    foreign = [d for d in desk.documents.values() if not d.is_read]
    if foreign:
        tongues = sorted({language(d.language) for d in foreign})
        said = (
            f"{opening(len(foreign), 'document')} in {names(tongues)} "
            f"{'was' if len(foreign) == 1 else 'were'} not searched by methods "
            f"that know {'its' if len(foreign) == 1 else 'their'} language."
        )
        yield counted(
            "silence.languages",
            said,
            {"documents.foreign": len(foreign)},
            source="the documents of the snapshot",
        )
    if m.unread.pages:
        said = f"{opening(m.unread.pages, 'page')} of {some(m.unread.partly, 'document')} gave no text."
        yield counted("silence.pages", said, {"pages.blank": m.unread.pages}, source=where)
    empty = [str(y) for y, c in by_year(desk).items() if not c.total]
    if empty:
        shown = (
            names(empty)
            if len(empty) <= NAMED
            else f"{number(len(empty))} years between {empty[0]} and {empty[-1]}"
        )
        said = f"The corpus holds no document of {shown}: of that time nothing can be said."
        yield counted("silence.years", said, {"years.empty": len(empty)}, source="years-data")


def _absent(desk: Desk) -> Iterator[Claim]:
    for inner, ident in ((False, "countries"), (True, "regions")):
        rows = [r for r in region_rows(desk) if (r.inner if inner else is_country(r)) and not r.count.hits]
        large = sorted((r for r in rows if r.count.total >= FEW), key=lambda r: (-r.count.total, r.name))
        small = len(rows) - len(large)
        if large:
            told = [
                f"{the(r.name)} ({some(r.count.total, 'document')}; at most "
                f"{percent(wilson(0, r.count.total)[1])} would be about it)"
                for r in large[:NAMED]
            ]
            rest = f" The same holds for {number(len(large) - NAMED)} more." if len(large) > NAMED else ""
            said = f"Documents on {names(told)} were searched, and none is about {desk.subject}.{rest}"
            numbers = [
                n for r in large[:NAMED] for n in desk.numbers(f"absent.{r.region}", r.count, region=r.region)
            ]
            yield counted(f"silence.{ident}", said, numbers, source="the documents of the snapshot")
        if small:
            what = ("country", "countries") if not inner else ("region", "regions")
            said = (
                f"{opening(small, *what)} with fewer than {number(FEW)} documents "
                f"{'is' if small == 1 else 'are'} silent too, which shows nothing."
            )
            yield counted(
                f"silence.{ident}.small",
                said,
                {f"{ident}.small": small},
                source="the documents of the snapshot",
            )
    late = [(y, c) for y, c in by_year(desk).items() if c.total >= FEW and not c.hits]
    if late:
        told = [f"{y} ({some(c.total, 'document')})" for y, c in late]
        shown = (
            names(told)
            if len(told) <= NAMED
            else f"{', '.join(told[:NAMED])} and {number(len(told) - NAMED)} more"
        )
        said = f"Of the years with at least {number(FEW)} documents, none is about it in {shown}."
        numbers = [n for y, c in late[:NAMED] for n in desk.numbers(f"absent.{y}", c, year=str(y))]
        yield counted("silence.years.absent", said, numbers, source="years-data")


def _rejected(desk: Desk) -> Iterator[Claim]:
    m = desk.material
    naming = set().union(*(m.naming.get(theme.id, ()) for theme in desk.themes)) & desk.documents.keys()
    merely = naming - set(desk.covered)
    if merely:
        said = (
            f"{opening(len(merely), 'document')} {'names' if len(merely) == 1 else 'name'} it in passing "
            f"and {'was' if len(merely) == 1 else 'were'} not counted, as no passage is about it."
        )
        yield counted(
            "silence.naming",
            said,
            {"documents.merely_naming": len(merely)},
            source="the theme scores of the snapshot",
        )
    peaks = peak(desk)
    near = [d for d in desk.documents if not desk.has(d) and peaks.get(d, 0.0) >= m.about - NEARLY]
    if near:
        said = (
            f"{opening(len(near), 'document')} {'falls' if len(near) == 1 else 'fall'} short of the "
            f"threshold by {NEARLY:.2f} or less; "
            f"a lower threshold would count {'it' if len(near) == 1 else 'them'}."
        )
        yield counted("silence.near", said, {"documents.near": len(near)}, source="thresholds")
    if m.decisions.rejected:
        said = (
            f"People rejected {some(m.decisions.rejected, 'passage')} that the program had taken to be "
            "about it."
        )
        yield counted(
            "silence.rejected",
            said,
            {"passages.rejected": m.decisions.rejected},
            source="the corrections in force",
        )
    else:
        yield recorded(
            "silence.rejected", "No passage was rejected by a person.", source="the corrections in force"
        )


def peak(desk: Desk) -> dict[str, float]:
    """Return the greatest probability of a passage of each document, of any of the themes."""
    found: dict[str, float] = {}
    for theme in desk.themes:
        for document, value in desk.material.peaks.get(theme.id, {}).items():
            if document in desk.documents:
                found[document] = max(value, found.get(document, 0.0))
    return found
