"""The sentences of a thematic review, written from its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workingregions.corpus.records import Document
from workingregions.models.trends import FEW
from workingregions.models.wording import listed, the
from workingregions.reports.english import has, is_, lower, percent, plural, repeats, was
from workingregions.reports.reviews.data import Gap, ReviewData, Statement
from workingregions.reports.reviews.desk import Material

_FOREIGN = "scored by methods made for English, and no institution is found in them"


def with_statements(data: ReviewData) -> ReviewData:
    """Return the review with its statements in sentences, each with the spots that support it."""
    made = [_overall(data), *_over_time(data), *_places(data), *_actors(data), *_neighbours(data)]
    return replace(data, statements=tuple(made))


def gaps(documents: Sequence[Document], material: Material, covered: Iterable[str]) -> tuple[Gap, ...]:
    """Return what the review could not use or does not know, one entry per reason."""
    about = set(covered)
    undated = [d for d in documents if d.year is None]
    unplaced = [d for d in documents if not d.regions]
    foreign = [d for d in documents if not d.is_read]
    unread = sorted({f.path for f in material.failures if f.page is None})
    lacking, duplicates = material.unread, material.duplicates
    found = [
        _document_gap("no year was found", "outside every yearly count", undated, about),
        _document_gap("no focal region was found", "in a row of their own by region", unplaced, about),
        _document_gap("are not in English", _FOREIGN, foreign, about),
    ]
    if unread:
        text = f"{plural(len(unread), 'file')} could not be read and {was(len(unread))} not counted at all."
        found.append(Gap(text=text, titles=tuple(unread)))
    if lacking.pages:
        partly = plural(lacking.partly, "document")
        found.append(Gap(text=f"{plural(lacking.pages, 'page')} of {partly} gave no text."))
    if lacking.recognised:
        hard = f", of which {lacking.doubtful} could hardly be recognised" if lacking.doubtful else ""
        found.append(
            Gap(text=f"{plural(lacking.recognised, 'page')} {was(lacking.recognised)} read by OCR{hard}.")
        )
    if duplicates:
        lead = f"{plural(duplicates, 'document')} {repeats(duplicates)} another's text"
        text = f"{lead} and {was(duplicates)} left out."
        found.append(Gap(text=text))
    return tuple(gap for gap in found if gap is not None)


def _document_gap(what: str, effect: str, documents: Sequence[Document], about: set[str]) -> Gap | None:
    if not documents:
        return None
    hits = sum(d.id in about for d in documents)
    number = plural(len(documents), "document")
    verb = what.replace("are ", "is ", 1) if len(documents) == 1 else what
    lead = f"{number} {verb}" if what.startswith("are ") else f"For {number} {what}"
    if len(documents) == 1:
        effect = effect.replace("their own", "its own").replace("in them", "in it")
        text = f"{lead}; it is {'' if hits else 'not '}about the theme. It is {effect}."
    else:
        text = f"{lead}; {hits} of them {is_(hits)} about the theme. They are {effect}."
    return Gap(text=text, titles=tuple(d.title or d.path for d in documents))


def _overall(data: ReviewData) -> Statement:
    count = data.overall
    if not count.hits:
        return Statement(
            text=f"None of {plural(count.total, 'document')} is about {lower(data.theme.label)}.", spots=()
        )
    text = (
        f"{count.hits} of {plural(count.total, 'document')} ({percent(count.share)}; 95 % interval "
        f"{percent(count.low)} to {percent(count.high)}) {has(count.hits)} at least one passage about"
        f" {lower(data.theme.label)}: {plural(data.passages, 'passage')} in all."
    )
    return Statement(text=text, spots=count.spots)


def _over_time(data: ReviewData) -> Iterable[Statement]:
    dated = [row for row in data.years if row.year is not None and row.count.hits]
    if not dated:
        return
    first, last = dated[0], dated[-1]
    if first is last:
        yield Statement(
            text=f"All dated documents on the theme are of {first.year}.", spots=first.count.spots
        )
        return
    yield Statement(
        text=f"The dated documents on the theme run from {first.year} to {last.year}.",
        spots=(first.count.spots[0], last.count.spots[-1]),
    )
    peak = max(dated, key=lambda row: (row.count.hits, row.count.share))
    if [row.count.hits for row in dated].count(peak.count.hits) == 1:
        year = f"{peak.count.hits} of the {plural(peak.count.total, 'document')} of that year"
        text = f"The year with most of them is {peak.year}: {year}."
        yield Statement(text=text + _caution(peak.count.total), spots=peak.count.spots)


def _places(data: ReviewData) -> Iterable[Statement]:
    countries = [row for row in data.regions if row.region and not row.inner and row.count.hits]
    inner = [row for row in data.regions if row.inner and row.count.hits]
    for rows, lead in ((countries, "By country"), (inner, "Below the level of countries")):
        named = rows[:3] if lead == "By country" else sorted(rows, key=lambda r: (-r.count.hits, r.name))[:3]
        if named:
            names = listed([f"{the(row.name)} ({row.count.hits} of {row.count.total})" for row in named])
            spots = tuple(dict.fromkeys(spot for row in named for spot in row.count.spots))
            smallest = min(row.count.total for row in named)
            yield Statement(
                text=f"{lead}, documents on the theme are most often about {names}.{_caution(smallest)}",
                spots=spots,
            )


def _actors(data: ReviewData) -> Iterable[Statement]:
    top = [row for row in data.institutions if row.documents > 1][:3]
    if top:
        names = listed([f"{row.name} ({plural(row.documents, 'document')})" for row in top])
        spots = tuple(dict.fromkeys(spot for row in top for spot in row.spots))
        lead = "institutions named in most documents on the theme are"
        if len(top) == 1:
            lead = "institution named in most documents on the theme is"
        yield Statement(text=f"The {lead} {names}.", spots=spots)


def _neighbours(data: ReviewData) -> Iterable[Statement]:
    close = [row for row in data.related if row.lift > 1 and row.passages > 1][:3]
    if close:
        names = listed([f"{lower(row.label)} ({plural(row.passages, 'passage')})" for row in close])
        spots = tuple(dict.fromkeys(spot for row in close for spot in row.spots))
        yield Statement(
            text=f"Its passages are also about {names}, more often than chance would have it.", spots=spots
        )


def _caution(total: int) -> str:
    return " With so few documents, shares say little." if total < FEW else ""
