"""Word lists that several parts of this layer share."""

from __future__ import annotations

from functools import cache

from workingregions.corpus.files import data


@cache
def small_words() -> frozenset[str]:
    """Return the English words that carry no meaning of their own, in lower case."""
    return frozenset(data(__package__, "small_words.txt").read_text(encoding="utf-8").split())
