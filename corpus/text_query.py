"""What is looked up in the text index: words, and conditions on words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words, in any of their inflections. A passage has one of them, or, with `every`, all.

    `weight` multiplies their BM25 score.
    """

    text: str
    every: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AllOf:
    """What satisfies every part."""

    parts: tuple[TextQuery, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What satisfies a part; BM25 scores are summed."""

    parts: tuple[TextQuery, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """What satisfies `wanted` and not `unwanted`."""

    wanted: TextQuery
    unwanted: TextQuery


TextQuery = Words | AllOf | AnyOf | Without


def plain_words(text: str) -> str:
    """Return the letters and digits of `text`, with single spaces between its words."""
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())
