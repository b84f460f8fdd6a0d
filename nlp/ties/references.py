"""The institution that "it", "the company" or "the council" refers to, named earlier in the passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.files import lines
from workingregions.corpus.records import Mention

_REFERENCE = re.compile(r"\bIt\b|\b[Tt]h(?:e|is) (?P<noun>[a-z]+)\b")
_WE = re.compile(r"\b(?:[Ww]e|[Uu]s|[Oo]ur)\b")
_SAYS = re.compile(r"[^.“”\n]: ?[“\"]")
"""The colon before a quotation."""
_SAID = re.compile(r"[”\"],? (?:said|says|added|adds|explained|commented|noted|stated) ")
_NEAR = 120
_FURTHEST = 600
"""Maximum number of characters back to the name that a noun refers to."""


@cache
def _nouns() -> Mapping[str, frozenset[InstitutionType]]:
    """Return nouns that refer to an institution, with their types; without types, only to names that have the
    noun."""
    found: dict[str, frozenset[InstitutionType]] = {}
    for line in lines(__package__, "references.csv"):
        types, nouns = line.split(",")
        for noun in nouns.split():
            found[noun] = frozenset(InstitutionType(t) for t in types.split())
    return found


def spoken(
    text: str, start: int, end: int, mentions: Sequence[Mention], owner: Mention | None
) -> Iterator[Mention]:
    """Yield mentions for "we", "us" and "our" in a sentence.

    They mean the institution that is quoted, as in "X: “We work with Y”" or "“We work with Y,” said the
    head of X", else the one that the document speaks for.

    Args:
        text, start, end, mentions: as for `referred`.
        owner: a mention of the institution that the document speaks for, None if unknown.
    """
    found = list(_WE.finditer(text, start, end))
    if not found:
        return
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    who = _quoted(text[line : len(text) if stop < 0 else stop], line, found[0].start(), mentions)
    said_by = who[0] if who else (None if _in_quotes(text, line, start, end) else owner)
    if said_by is None:
        return
    for match in found:
        yield replace(said_by, start=match.start(), end=match.end(), text=match.group(), counted=False)


def _quoted(paragraph: str, line: int, start: int, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the last institution named before a quotation's colon, or named as the speaker's after it."""
    here = [m for m in mentions if line <= m.start < line + len(paragraph)]
    opening = _SAYS.search(paragraph)
    if opening and line + opening.end() <= start:
        return [m for m in here if m.end <= line + opening.start() + 1][-1:]
    said = _SAID.search(paragraph, max(0, start - line))
    if said:
        return [m for m in here if line + said.end() <= m.start < line + said.end() + _NEAR][:1]
    return []


def _in_quotes(text: str, line: int, start: int, end: int) -> bool:
    """Return whether a sentence is inside quotation marks that open in its paragraph."""
    before = text[line:start]
    return (
        before.count("“") > before.count("”")
        or "“" in text[start:end]
        or before.count('"') % 2 == 1
        or '"' in text[start:end]
    )


def referred(
    text: str, start: int, end: int, mentions: Sequence[Mention], last: Sequence[Mention]
) -> Iterator[Mention]:
    """Yield mentions for the references of one sentence, each with the entity that it refers to.

    Args:
        text: the passage's text; the sentence is text[start:end].
        mentions: institutions of the passage, in reading order.
        last: those of the previous sentence.
    """
    for match in _REFERENCE.finditer(text, start, end):
        if any(m.start < match.end() and match.start() < m.end for m in mentions):
            continue
        noun = match.group("noun")
        if noun is None:
            near = list(last[:1]) if match.start() == start else []
        elif noun in _nouns():
            earlier = [m for m in mentions if m.end <= match.start() and match.start() - m.end < _FURTHEST]
            near = [m for m in earlier if _fits(text, m, noun)][-1:]
        else:
            near = []
        if near:
            yield replace(near[0], start=match.start(), end=match.end(), text=match.group(), counted=False)


def _fits(text: str, mention: Mention, noun: str) -> bool:
    if text.startswith(f" {noun}", mention.end):
        return True  # "the X initiative ... The initiative"
    words = re.findall(r"\w+", f"{mention.entity} {mention.text.casefold()}")
    return noun in words or mention.type in _nouns()[noun]
