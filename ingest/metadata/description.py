"""The description of a document, from title to identifiers, with the evidence for each field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.metadata.authors import author_candidates
from workingregions.ingest.metadata.clues import Clues, gather
from workingregions.ingest.metadata.date import date_candidates, plausible
from workingregions.ingest.metadata.document_type import genre_of, type_candidates
from workingregions.ingest.metadata.identifiers import identifier_candidates
from workingregions.ingest.metadata.people import is_clearly_name
from workingregions.ingest.metadata.publisher import publisher_candidates, settled_name
from workingregions.ingest.metadata.title import title_candidates
from workingregions.ingest.metadata.vote import Choice, vote
from workingregions.ingest.text import SEPARATOR, detect, key, likeness

RUNNERS_UP = 3
"""Number of rejected candidates per field that are kept beside the chosen one."""
LATEST_YEAR = 2027
"""The last year that a date of publication may have: the year after this release.

A constant, because the same file must give the same metadata on every day. A release that raises it
raises `ReadStage.version` too.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Values for the Document fields of the same names.

    `metadata` holds the chosen value of every field first, then the strongest rejected candidates.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    date: str = ""
    publisher: str = ""
    type: DocumentType = DocumentType.OTHER
    genre: str = "other"
    language: str = ""
    identifiers: tuple[str, ...] = ()
    metadata: tuple[MetadataValue, ...] = ()

    def fields(self) -> dict[str, Any]:
        """Return the values by field name, for `dataclasses.replace` of a Document."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def describe(
    parsed: Parsed, *, name: str, sidecar: Sequence[MetadataValue] = (), latest: int = LATEST_YEAR
) -> Description:
    """Return the bibliographic description of a parsed file, by a vote of rules over its text and statements.

    Args:
        parsed: the file as its reader returned it.
        name: the file's name or path; only its last part is used. The file system's date never is.
        sidecar: values from a bibliography in the drop (see `bibliography.match`); they take precedence.
        latest: the last plausible year.
    """
    clues = gather(parsed, name, latest)
    stated = {field: [v for v in sidecar if v.field == field] for field in Description.__dataclass_fields__}
    titles = vote([*stated["title"], *title_candidates(clues)], _same_title)
    title = _fullest(titles[0]) if titles else ""
    publishers = vote([*stated["publisher"], *publisher_candidates(clues, title)], _same_body)
    publisher = settled_name(publishers[0], clues) if publishers else ""
    languages = vote([*stated["language"], *_languages(clues)])
    language = languages[0].value.value if languages else ""
    types = vote([*stated["type"], *type_candidates(clues, title, publisher, language)])
    kind = DocumentType(types[0].value.value) if types else DocumentType.OTHER
    authors = vote([*stated["authors"], *author_candidates(clues, title)], _same_people)
    people = _all_named(authors[0]) if authors else ""
    years, dates = _dates([*stated["date"], *stated["year"], *date_candidates(clues)], clues)
    identifiers = _identifiers([*stated["identifiers"], *identifier_candidates(clues)])
    fields = [titles, authors, years, dates, publishers, types, languages]
    chosen = [choices[0].value for choices in fields if choices] + identifiers
    settled = {"title": title, "publisher": publisher, "authors": people}
    chosen = [replace(value, value=settled.get(value.field, value.value)) for value in chosen]
    rejected = [choice.value for choices in fields for choice in choices[1 : 1 + RUNNERS_UP]]
    return Description(
        title=title,
        authors=tuple(people.split(SEPARATOR)) if people else (),
        year=int(years[0].value.value) if years else None,
        date=dates[0].value.value if dates else "",
        publisher=publisher,
        type=kind,
        genre=genre_of(kind),
        language=language,
        identifiers=tuple(dict.fromkeys(value.value for value in identifiers)),
        metadata=(*chosen, *rejected),
    )


def _fullest(choice: Choice) -> str:
    """Return the strongest member's title; a citation, which may be cut short, is extended from the page."""
    best = choice.members[0]
    if best.rule != "citation of itself":
        return best.value
    longer = [
        m.value
        for m in choice.members
        if m.confidence >= 0.4 and key(m.value).startswith(key(best.value) + " ") and len(m.value) <= 250
    ]
    return min(longer, key=len) if longer else best.value


def _all_named(choice: Choice) -> str:
    """Return the strongest member's authors, or all of a longer list that begins with the same people."""
    best = choice.members[0].value
    for member in choice.members[1:]:
        names = member.value.split(SEPARATOR)
        if member.value.startswith(best + SEPARATOR) and all(map(is_clearly_name, names)):
            return member.value
    return best


def _same_title(a: str, b: str) -> bool:
    """Return whether two titles are the same, allowing for small damage or a missing subtitle."""
    left, right = sorted((key(a), key(b)), key=len)
    if len(left.split()) >= 4 and right.startswith(left):
        return True
    return likeness(a, b) >= 0.88


def _same_body(a: str, b: str) -> bool:
    """Return whether two names mean one body: the words of one are (nearly) contained in the other."""
    left, right = sorted(({*key(a).split()}, {*key(b).split()}), key=len)
    small = left - {"the", "of", "for", "and", "us", "uk"}
    return (len(small) >= 2 and left <= right) or likeness(a, b) >= 0.9


def _same_people(a: str, b: str) -> bool:
    """Return whether two lists name the same first author."""
    first = [re.findall(r"\w+", key(names.split(SEPARATOR)[0])) for names in (a, b)]
    return bool({w for w in first[0] if len(w) > 2} & {w for w in first[1] if len(w) > 2})


def _dates(candidates: Sequence[MetadataValue], clues: Clues) -> tuple[list[Choice], list[Choice]]:
    """Return the years by vote, and for the winning year the dates in it, the precise before the vague."""
    weighed = [
        c if c.confidence == 1 else replace(c, confidence=round(c.confidence * plausible(c, clues), 3))
        for c in candidates
    ]
    years = [
        c for c in vote([replace(c, field="year", value=c.value[:4]) for c in weighed]) if c.confidence >= 0.1
    ]
    if not years:
        return [], []
    within = [c for c in weighed if c.value.startswith(years[0].value.value)]
    precise = [c for c in within if len(c.value) > 4 and c.confidence >= 0.2] or within
    # The creation date of the file is not the day of publication where a month is printed.
    precise = [c for c in precise if not c.rule.startswith("properties")] or precise
    dates = vote([replace(c, field="date") for c in precise])
    best = dates[0].value.value
    # A day within the winning month is the same date in a more exact form.
    finer = [d for d in dates if d.value.value.startswith(best) and len(d.value.value) > len(best)]
    return years, [*finer[:1], *(d for d in dates if d not in finer[:1])]


def _identifiers(candidates: Sequence[MetadataValue]) -> list[MetadataValue]:
    """Return all identifiers of some confidence, but only the surest DOI, because a text has only one."""
    choices = [choice.value for choice in vote(candidates, lambda a, b: a == b) if choice.confidence >= 0.5]
    dois = [value for value in choices if value.value.startswith("doi:")]
    return [value for value in choices if value not in dois[1:]]


def _languages(clues: Clues) -> list[MetadataValue]:
    """Return the body's language as detected, and the file's stated one (often a program's default)."""
    language, score = detect(clues.body)
    found = [
        MetadataValue(field="language", value=language, rule="fastText lid.176", confidence=round(score, 3))
    ]
    hints = clues.stated("language")
    stated = [
        replace(hint, value=hint.value[:2].lower(), confidence=min(hint.confidence, 0.3)) for hint in hints
    ]
    return [*(found if language else []), *stated]
