"""Rows of a search, its facets, and the basket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workingregions.models.search import Repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """A passage found by a search, with its document; see `models.search.Hit`."""

    rank: int
    title: str
    publisher: str
    year: int | None
    file: str
    evidence: str
    passage: str
    document: str
    page: int
    score: float
    relevance: float
    weak: bool
    snippet: str
    start: int
    end: int
    voice: str
    section: tuple[str, ...]
    meaning: float | None
    words: float | None
    reranked: float | None
    matched: tuple[str, ...]
    marks: tuple[tuple[int, int], ...]
    before: str
    after: str
    repeats: tuple[Repeat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetRow:
    """A row of `View.facets`; `within` is the smallest counted region that contains a region, or ""."""

    facet: str
    value: str
    name: str
    documents: int
    passages: int
    within: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketRow:
    """A row of `View.basket`: a kept passage, and how its words were found (`state`)."""

    rank: int
    evidence: str
    quote: str
    was: str
    title: str
    year: int | None
    file: str
    document: str
    page: int | None
    section: tuple[str, ...]
    citation: str
    labels: tuple[str, ...]
    note: str
    who: str
    when: str
    state: str
    reason: str
