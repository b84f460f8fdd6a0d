"""Passages that repeat another nearly word for word: a second edition, a leaflet printed twice."""

from __future__ import annotations

from collections.abc import Sequence

from workingregions.corpus.text_query import plain_words

RUN = 4
"""Words of a shingle."""
ALIKE = 0.6
"""Minimum share of shingles, of those that either passage has, that both have."""


def fold(texts: Sequence[str]) -> list[int]:
    """Return for each text the index of the first one that it repeats; its own if it repeats none."""
    seen: list[tuple[int, frozenset[str]]] = []
    heads: list[int] = []
    for index, text in enumerate(texts):
        found = shingles(text)
        same = next((head for head, known in seen if _alike(found, known)), index)
        heads.append(same)
        if same == index:
            seen.append((index, found))
    return heads


def shingles(text: str) -> frozenset[str]:
    """Return all runs of RUN words, in lower case; the whole text if it is shorter."""
    words = plain_words(text).casefold().split()
    runs = (" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))
    return frozenset(run for run in runs if run)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    # Sizes alone rule most pairs out.
    small, large = sorted((len(one), len(other)))
    if small < ALIKE * large or not small:
        return False
    return len(one & other) >= ALIKE * len(one | other)
