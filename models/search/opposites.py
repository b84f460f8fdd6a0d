"""Queries about one of two opposites: passages about the other one are ranked down.

Vectors hardly tell opposites apart, because both occur in the same contexts (Mohammad, Dorr & Hirst 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from workingregions.corpus.files import lines
from workingregions.nlp.text import PhraseMatcher

GAIN, LOSS = 0.1, 0.1
"""What a passage on the query's side gains and one on the other side loses, in units of the cosine."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two opposites: words for it and words against it."""

    words: tuple[str, ...]
    against: tuple[str, ...]

    def shift(self, text: str) -> float:
        """Return what a passage gains or loses."""
        if _matcher(self.words).find(text):
            return GAIN
        return -LOSS if _matcher(self.against).find(text) else 0.0


def sides(query: str) -> tuple[Side, ...]:
    """Return the opposites of which a query names one, and not both."""
    found = []
    for one, other in _poles():
        named, denied = (bool(_matcher(words).find(query)) for words in (one, other))
        if named != denied:
            found.append(Side(one, other) if named else Side(other, one))
    return tuple(found)


@cache
def _matcher(words: tuple[str, ...]) -> PhraseMatcher:
    return PhraseMatcher(words)


@cache
def _poles() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    pairs = (line.split(";") for line in lines(__package__, "opposites.csv"))
    return tuple((tuple(one.split(",")), tuple(other.split(","))) for one, other in pairs)
