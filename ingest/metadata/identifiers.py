"""DOI, ISBN, ISSN and report numbers, with their check digits verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.text import find_dois, shorten, table, valid_isbn, valid_issn

_ISBN = re.compile(
    r"\bISBN(?:[- ]?1[03])?(?:\s*\([^)]{1,20}\))?[:\s]*((?:97[89][-  ]?)?\d(?:[-  ]?[\dX]){8,11})", re.I
)
_ISSN = re.compile(r"\bISSN(?:-?[eLp])?(?:\s*\([^)]{1,20}\))?[:\s]*(\d{4}[-‐–]?\d{3}[\dX])", re.I)


def identifier_candidates(clues: Clues) -> list[MetadataValue]:
    """Return identifiers of the text itself: in the file's statements, first pages, margins and last page."""
    return [*_stated(clues), *_printed(clues)]


def _stated(clues: Clues) -> Iterator[MetadataValue]:
    for hint in clues.stated("identifiers"):
        prefix, _, rest = hint.value.partition(":")
        known = prefix.lower() in ("doi", "isbn", "issn", "report", "arxiv", "pmid")
        value = (
            f"{prefix.lower()}:{rest.strip()}"
            if known
            else next((f"doi:{d}" for d in find_dois(hint.value)), "")
        )
        if value:
            yield MetadataValue(
                field="identifiers", value=value, rule=hint.rule, confidence=max(hint.confidence, 0.8)
            )


def _printed(clues: Clues) -> Iterator[MetadataValue]:
    margins = [line for line, pages in clues.margins if pages > 1 or line.page <= clues.page + 1]
    for place, confidence, lines in (
        ("first pages", 0.8, clues.cover),
        ("running line", 0.85, margins),
        ("last page", 0.5, clues.end),
    ):
        if place == "last page" and clues.pages <= 2:
            continue
        for line in lines:
            # A reference list or a note cites other works; only its own margin or cover names this one.
            if place == "last page" and re.search(r"\(\d{4}[a-z]?\)", line.text):
                continue
            for value in _in_line(line):
                yield MetadataValue(
                    field="identifiers", value=value, rule=f"printed on {place}", confidence=confidence,
                    page=line.page, quote=shorten(line.text),
                )  # fmt: skip


def _in_line(line: ClueLine) -> Iterator[str]:
    text = line.text
    if line.kind not in ("footnote", "reference"):
        yield from (f"doi:{doi}" for doi in find_dois(text)[:1])
    for match in _ISBN.finditer(text):
        if isbn := valid_isbn(match[1]):
            yield f"isbn:{isbn}"
    for match in _ISSN.finditer(text):
        if issn := valid_issn(match[1]):
            yield f"issn:{issn}"
    if len(text) <= 250:
        yield from (f"report:{m.group().strip()}" for pattern in _reports() for m in pattern.finditer(text))


@cache
def _reports() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table("report_numbers.yaml"))
