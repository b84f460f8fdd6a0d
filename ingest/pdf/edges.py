"""Positions of the characters of words along the line, from which the boxes of parts of a line are made."""

from __future__ import annotations

from dataclasses import replace

from workingregions.corpus.boxes import is_leftward
from workingregions.ingest.pdf.words import Edges, PageWord


def spread(first: float, last: float, count: int) -> Edges:
    """Return the edges of `count` characters that share a span evenly."""
    return [first + (last - first) * i / count for i in range(count + 1)] if count else [first]


def refit(edges: Edges, old: str, new: str) -> Edges:
    """Return the edges of a word with a new text: where both begin or end alike, the edges are kept."""
    if len(edges) != len(old) + 1 or old == new or not new:
        return edges
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    middle = spread(edges[head], edges[len(old) - tail], len(new) - tail - head)
    return [*edges[:head], *middle, *edges[len(old) - tail + 1 :]]


def recast(word: PageWord, text: str) -> PageWord:
    """Return a word with another text in its position."""
    return replace(word, text=text, edges=refit(word.edges, word.text, text))


def glue(first: PageWord, second: PageWord) -> Edges:
    """Return the edges of two adjacent words as one word."""
    return [*edges_of(first)[:-1], *edges_of(second)]


def edges_of(word: PageWord) -> Edges:
    """Return the starts of the word's characters and the end of the last one, from left to right."""
    if len(word.edges) == len(word.text) + 1:
        return word.edges
    if is_leftward(word.text):
        return spread(word.x1, word.x0, len(word.text))
    return spread(word.x0, word.x1, len(word.text))
