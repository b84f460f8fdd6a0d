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
