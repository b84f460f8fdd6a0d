"""The records of an answer to a query."""

from __future__ import annotations

from dataclasses import dataclass

from workingregions.corpus.enums import Voice
from workingregions.models.search.mix import Legs
from workingregions.models.search.relevance import Verdict
from workingregions.models.search.sentences import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A passage that repeats a hit nearly word for word."""

    passage: str
    document: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """Other words for a part of a query: `kind` is acronym, name (of an institution), renamed or theme.

    `weight` (0 to 1) is what they count beside the words of the query itself.
    """

    kind: str
    of: str
    words: str
    weight: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found. `snippet` is its sentence that fits best, at passage text[start:end], on `page`;
    `voice` is the passage's.

    `relevance` is the probability (0 to 1) that it is relevant, `weak` whether that is low. The others say
    why it was found: `meaning`, the cosine with the query (None in mode lexical); `words`, the share of the
    query's words, by rarity, that the passage has (None in mode dense); `matched`, those words;
    `reranked`, the reranker's score (None without one). `marks` are the places of the matched words in the
    snippet, `before` and `after` the sentences around it, if they were requested.
    """

    passage: str
    document: str
    page: int
    score: float
    relevance: float
    weak: bool
    snippet: str
    start: int
    end: int
    voice: Voice = Voice.BODY
    section: tuple[str, ...] = ()
    meaning: float | None = None
    words: float | None = None
    reranked: float | None = None
    matched: tuple[str, ...] = ()
    marks: tuple[Span, ...] = ()
    before: str = ""
    after: str = ""
    repeats: tuple[Repeat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A passage in a ranking, with its score and the scores that it is made of."""

    passage: str
    score: float
    legs: Legs
    reranked: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Hits, best first; `verdict` states whether they answer the query, `missing` are words of the query that
    no passage of the corpus has. `among` is the number of passages that meet its conditions, None without."""

    hits: tuple[Hit, ...]
    verdict: Verdict
    missing: tuple[str, ...] = ()
    among: int | None = None
    expansions: tuple[Expansion, ...] = ()
