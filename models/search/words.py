"""The words of a query: those that carry meaning, each with the forms under which it is looked up."""

from __future__ import annotations

from functools import cache

from workingregions.corpus.files import lines
from workingregions.corpus.text_query import AnyOf, TextQuery, Words, plain_words
from workingregions.nlp.text import content_keys

MOST_WORDS = 24
"""Number of words that are looked up of a longer text: the longest, which tell most."""
LEAST = 5
"""Letters of a word below which it has one spelling."""


def content_words(text: str, most: int = MOST_WORDS) -> list[str]:
    """Return the words of `text` that carry meaning, in order, each once; of many, the longest."""
    words: dict[str, str] = {}
    for word in plain_words(text).split():
        for key in content_keys(word) if word.casefold() not in _unindexed() else ():
            words.setdefault(key, word)
    kept = set(sorted(words, key=lambda key: (-len(key), key))[:most])
    return [word for key, word in words.items() if key in kept]


def spellings(word: str) -> list[str]:
    """Return a word in British and American spelling; the word as given comes first."""
    lower = word.casefold()
    found = [word]
    if len(lower) >= LEAST:
        for pair in _endings():
            for old, new in (pair, pair[::-1]):
                if lower.endswith(old) and len(lower) > len(old) + 1:
                    found.append(lower[: len(lower) - len(old)] + new)
    return list(dict.fromkeys(found))


def forms(word: str, weight: float = 1.0) -> TextQuery:
    """Return the query for a word in all its spellings."""
    parts = tuple(Words(form, weight=weight) for form in spellings(word))
    return parts[0] if len(parts) == 1 else AnyOf(parts)


@cache
def _unindexed() -> frozenset[str]:
    return frozenset(word for line in lines(__package__, "unindexed.txt") for word in line.split())


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    """Return pairs of endings, British and American, the longest first."""
    pairs = [tuple(line.split(",")) for line in lines(__package__, "spelling.csv")]
    return tuple((a, b) for a, b in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
