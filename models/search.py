"""Hybrid search: the passages that words and meaning together rank highest, each with its best sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from workingregions.corpus.enums import Voice
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Passage
from workingregions.corpus.selection import Selection
from workingregions.nlp.text import content_keys, page_of, statements

Vector = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vector]
Mode = Literal["hybrid", "lexical", "dense"]
Key = TypeVar("Key", bound=Hashable)

DEPTH = 100
"""Candidates taken from each ranking before they are fused."""
SNIPPET = 360
"""Longest snippet, in characters."""


class Candidates(Protocol):
    """Where ranked passages come from: a snapshot of the store."""

    def lexical(self, query: str, where: str, n: int) -> list[tuple[str, float]]:
        """Return the n passages that BM25 ranks highest: (passage id, score), best first."""

    def dense(self, vector: Vector, where: str, n: int) -> list[tuple[str, float]]:
        """Return the n passages nearest to `vector`: (passage id, cosine), best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found. `snippet` is its sentence that fits best, at passage text[start:end], on `page`;
    `voice` is the passage's.

    `lexical` and `dense` are the ranks (from 1) in the two lists, None where it was not among them.
    """

    passage: str
    document: str
    page: int
    score: float
    snippet: str
    start: int
    end: int
    voice: Voice = Voice.BODY
    lexical: int | None = None
    dense: int | None = None


def rrf(rankings: Iterable[Sequence[Key]], k: int = 60) -> list[tuple[Key, float]]:
    """Return the reciprocal rank fusion (Cormack, Clarke & Büttcher 2009): the sum of 1 / (k + rank).

    The result is (item, score), best first; equal scores are ordered by the item's text form.
    """
    parts: dict[Key, list[float]] = {}
    for ranking in rankings:
        for rank, item in enumerate(dict.fromkeys(ranking), 1):
            parts.setdefault(item, []).append(1.0 / (k + rank))
    # An exact sum does not depend on the order of the rankings.
    scores = {item: math.fsum(found) for item, found in parts.items()}
    return sorted(scores.items(), key=lambda pair: (-pair[1], str(pair[0])))


def search(
    query: str,
    candidates: Candidates,
    fetch: Callable[[Sequence[str]], Mapping[str, Passage]],
    encode: Encode,
    *,
    selection: Selection | None = None,
    mode: Mode = "hybrid",
    also: str = "",
    n: int = 10,
) -> list[Hit]:
    """Return the `n` passages that match `query` best.

    Args:
        query: words or a question.
        candidates: the source of the two rankings.
        fetch: returns passages by id; unknown ids are left out of its result.
        encode: texts to unit vectors, comparable with those of the passages.
        selection: the passages to search; None for all.
        mode: by words and meaning, by words (BM25) or by meaning (vectors).
        also: other words for the query, such as a codebook's terms; in mode hybrid they make a
            third ranking.
        n: the maximum number of hits.

    Raises:
        InputError: the query contains no letter or digit.
    """
    fused = ranking(query, candidates, encode, selection=selection, mode=mode, also=also, n=n)
    passages = fetch([p for p, _, _ in fused])
    present = [found for found in fused if found[0] in passages]
    spots = best_sentences(query, [passages[p] for p, _, _ in present], encode)
    return [
        Hit(
            passage=p,
            document=passages[p].document,
            page=page_of(passages[p], start),
            score=score,
            snippet=passages[p].text[start:end],
            start=start,
            end=end,
            voice=passages[p].voice,
            lexical=ranks.lexical,
            dense=ranks.dense,
        )
        for (p, score, ranks), (start, end) in zip(present, spots, strict=True)
    ]


class Ranks(NamedTuple):
    """Places (from 1) of a passage in the two rankings, None where it is not among the candidates."""

    lexical: int | None
    dense: int | None


def ranking(
    query: str,
    candidates: Candidates,
    encode: Encode,
    *,
    selection: Selection | None = None,
    mode: Mode = "hybrid",
    also: str = "",
    n: int = 10,
) -> list[tuple[str, float, Ranks]]:
    """Return the ids of the `n` passages that match `query` best, with score and ranks; see `search`."""
    if not any(c.isalnum() for c in query):
        raise InputError(f"The query {query!r} has no words.", advice="Write a few words or a question.")
    if n <= 0:
        return []
    where = (selection or Selection()).where()
    depth = max(DEPTH, 2 * n)
    lexical = candidates.lexical(query, where, depth) if mode != "dense" else []
    dense = candidates.dense(encode([query])[0], where, depth) if mode != "lexical" else []
    places = [{p: rank for rank, (p, _) in enumerate(found, 1)} for found in (lexical, dense)]
    others = candidates.lexical(also, where, depth) if also and mode == "hybrid" else []
    fused = rrf([p for p, _ in found] for found in (lexical, dense, others))
    return [(p, score, Ranks(places[0].get(p), places[1].get(p))) for p, score in fused[:n]]


def best_sentences(query: str, passages: Sequence[Passage], encode: Encode) -> list[tuple[int, int]]:
    """Return for each passage the offsets of the sentence closest to the query in meaning and words."""
    spans = [[_clip(p.text, span) for span in statements(p)] or [(0, 0)] for p in passages]
    flat = [(i, span) for i, group in enumerate(spans) for span in group]
    if not flat:
        return []
    vectors = encode([query, *(passages[i].text[start:end] for i, (start, end) in flat)])
    wanted = content_keys(query)
    best: list[tuple[float, tuple[int, int]]] = [(-math.inf, (0, 0))] * len(passages)
    for (i, (start, end)), near in zip(flat, (vectors[1:] @ vectors[0]).tolist(), strict=True):
        shared = len(wanted & content_keys(passages[i].text[start:end])) / max(len(wanted), 1)
        # A heading or a fragment may repeat the query and say nothing; it yields to a full sentence.
        brief = 0.15 if end - start < 40 else 0.0
        score = near + 0.5 * shared - brief
        if score > best[i][0]:
            best[i] = (score, (start, end))
    return [span for _, span in best]


def _clip(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return the span, cut at the end of a word if it is longer than SNIPPET."""
    start, end = span
    if end - start <= SNIPPET:
        return span
    cut = text.rfind(" ", start, start + SNIPPET)
    return start, cut if cut > start else start + SNIPPET
