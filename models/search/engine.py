"""The search engine: one for a snapshot of a corpus, safe to share between threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Passage
from workingregions.corpus.selection import Selection
from workingregions.corpus.sql import among
from workingregions.corpus.text_query import AnyOf, TextQuery, Words
from workingregions.models.search.conditions import EVERYTHING, Allowed, Fetch, Lexicon, allowed
from workingregions.models.search.hits import Expansion, Ranked
from workingregions.models.search.mix import Legs, Scale, penalty
from workingregions.models.search.opposites import sides
from workingregions.models.search.query import Query, parse
from workingregions.models.search.rerank import Reranker, reranked
from workingregions.models.search.sentences import Encode, Memo
from workingregions.models.search.words import content_words, forms

Vector = npt.NDArray[np.float32]
Mode = Literal["hybrid", "lexical", "dense"]

DEPTH = 100
"""Minimum number of candidates taken from each leg."""
FEW = 2_000
"""Passages that meet a query's conditions up to which the store ranks these alone; of more, it ranks on until
enough of them are found."""
DEEPER = 4
"""Factor by which a leg is asked for more, where its candidates do not meet the conditions."""
RARE = 8.0
"""BM25 score that a word counts for if no passage has it, and no other word of the query either."""
KNOWN = 10_000
"""Number of words whose best scores are remembered."""


class Candidates(Lexicon, Protocol):
    """Where ranked passages come from: a snapshot of the store."""

    def dense(self, vector: Vector, where: str, n: int) -> list[tuple[str, float]]:
        """Return the n passages nearest to `vector`: (passage id, cosine), best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A query with all that bears on its ranking.

    Attributes:
        query: what the user typed, as it was understood.
        selection: the passages to search; None for all.
        mode: by words and meaning, by words (BM25) or by meaning (vectors).
        expansions: other words for parts of the query.
        vector: what to compare passages with, in place of the query's own vector.
        without: ids of passages that are not to be found.
    """

    query: Query
    selection: Selection | None = None
    mode: Mode = "hybrid"
    expansions: tuple[Expansion, ...] = ()
    vector: Vector | None = None
    without: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The text that is encoded: the query with the expansions that give a part of it its full name."""
        names = [e.words for e in self.expansions if e.kind == "acronym"]
        return f"{self.query.text} ({'; '.join(names)})" if names else self.query.text


@dataclass(slots=True)
class Ranking:
    """Passages, best first, with their records. `among` is as in Answer; `known` is the share of the query's
    words, by rarity, that the corpus has, and `missing` are the others."""

    passages: list[Ranked] = field(default_factory=list)
    records: Mapping[str, Passage] = field(default_factory=dict)
    among: int | None = None
    known: float = 1.0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A query of the text index, and the score of a passage that has all of its words."""

    query: TextQuery
    full: float
    known: float
    missing: tuple[str, ...]


class Engine:
    """Ranks the passages of a snapshot.

    Args:
        candidates: the source of the two rankings.
        fetch: returns passages by id; unknown ids are left out of its result.
        encode: texts to unit vectors, comparable with those of the passages.
        reranker: reads the best passages again; None for none.
        scale: of the encoder's cosines; None for the encoder that is shipped.
    """

    def __init__(
        self,
        candidates: Candidates,
        fetch: Fetch,
        encode: Encode,
        reranker: Reranker | None = None,
        scale: Scale | None = None,
    ) -> None:
        self.candidates, self.fetch, self.encode, self.reranker = candidates, fetch, encode, reranker
        self._scale = scale
        self.memo = Memo()
        self._best: dict[str, float] = {}
        self._lock = threading.Lock()

    def rank(self, search: Search, n: int) -> Ranking:
        """Return the `n` passages that fit best. Equal scores are ordered by the passages' ids."""
        if n <= 0:
            return Ranking()
        where = (search.selection or Selection()).where()
        fits = allowed(search.query.condition, self.candidates, self.fetch, where)
        among_them = None if fits.others else len(fits.ids)
        fits &= Allowed(search.without)
        if not fits.others and not fits.ids:
            return Ranking(among=among_them)
        if not fits.others and len(fits.ids) <= FEW:
            where, fits = among("id", fits.ids), EVERYTHING
        legs, lookup = self._legs(search, where, fits, max(DEPTH, 2 * n))
        best = sorted(legs, key=lambda p: (-legs[p].score, p))[: 2 * n + DEPTH // 2]
        records = self.fetch(best)
        shift = _shift(search) if search.mode == "hybrid" else None
        ranked = [
            Ranked(passage=p, score=legs[p].score + (shift(records[p]) if shift else 0.0), legs=legs[p])
            for p in best
            if p in records
        ]
        ranked.sort(key=lambda found: (-found.score, found.passage))
        if self.reranker is not None:
            ranked = reranked(search.query.text, ranked, records, self.reranker)
        return Ranking(
            passages=ranked[:n],
            records=records,
            among=among_them,
            known=lookup.known if lookup else 1.0,
            missing=lookup.missing if lookup else (),
        )

    def _legs(
        self, search: Search, where: str, fits: Allowed, depth: int
    ) -> tuple[dict[str, Legs], _Lookup | None]:
        """Return both scores of every candidate of either leg."""
        with ThreadPoolExecutor(max_workers=4) as pool:
            vector = pool.submit(self._vector, search)
            lookup = self._lookup(search, pool) if search.mode != "dense" else None
            words = (
                _enough(lambda n: self.candidates.lexical(lookup.query, where, n), fits, depth)
                if lookup
                else {}
            )
        near: dict[str, float] = {}
        aim = vector.result()
        if aim is not None:
            near = _enough(lambda n: self.candidates.dense(aim, where, n), fits, depth)
            if rest := words.keys() - near.keys():
                near |= dict(self.candidates.dense(aim, among("id", rest), len(rest)))
        if lookup and (rest := near.keys() - words.keys()):
            words |= dict(self.candidates.lexical(lookup.query, among("id", rest), len(rest)))
        if self._scale is not None and aim is not None:
            near = {p: self._scale.shifted(aim, cosine) for p, cosine in near.items()}
        full = lookup.full if lookup else 1.0
        return {
            p: Legs(
                near.get(p) if aim is not None else None,
                min(1.0, words.get(p, 0.0) / full) if lookup else None,
            )
            for p in {**words, **near}
        }, lookup

    def _vector(self, search: Search) -> Vector | None:
        if search.mode == "lexical":
            return None
        if search.vector is not None:
            return search.vector
        vector: Vector = self.encode([search.text])[0]
        return vector

    def _lookup(self, search: Search, pool: ThreadPoolExecutor) -> _Lookup | None:
        """Return what to look up in the text index; None if no word is in it."""
        words = content_words(search.query.text)
        best = dict(zip(words, pool.map(self._alone, map(forms, words)), strict=True))
        most = max(best.values(), default=0.0) or RARE
        full = sum(score or most for score in best.values())
        parts = [forms(word) for word in words]
        for more in search.expansions:
            expanded = Words(more.words, every=more.kind != "theme")
            alone = self._alone(expanded)
            replaced = [best[word] for word in content_words(more.of) if word in best]
            # However long the other name is, having it counts as much as having the words it stands for.
            if alone:
                weight = more.weight * (sum(score or most for score in replaced) or most) / alone
                parts.append(Words(more.words, every=expanded.every, weight=weight))
        if not full:
            return None
        missing = tuple(word for word, score in best.items() if not score and len(word) > 3)
        known = 1 - sum(most for _ in missing) / full
        return _Lookup(AnyOf(tuple(parts)), full, known, missing)

    def _alone(self, query: TextQuery) -> float:
        """Return the best score that a passage has for a part of a query alone; 0 if none has it."""
        key = repr(query)
        if key not in self._best:
            found = self.candidates.lexical(query, "", 1)
            with self._lock:
                if len(self._best) >= KNOWN:
                    self._best.clear()
                self._best[key] = found[0][1] if found else 0.0
            return found[0][1] if found else 0.0
        return self._best.get(key, 0.0)


def _shift(search: Search) -> Callable[[Passage], float]:
    """Return what a passage gains or loses by its form, and by the side it is on."""
    named = () if search.query.pasted else sides(search.query.text)
    return lambda passage: sum(side.shift(passage.text) for side in named) - penalty(passage)


class _Ask(Protocol):
    def __call__(self, n: int, /) -> list[tuple[str, float]]: ...


def _enough(ask: _Ask, fits: Allowed, depth: int) -> dict[str, float]:
    """Return the best `depth` results that are among `fits`."""
    n = depth
    while True:
        found = ask(n)
        kept = {p: score for p, score in found if p in fits}
        if len(kept) >= depth or len(found) < n:
            return dict(list(kept.items())[:depth])
        n *= DEEPER


def ranking(
    query: str,
    candidates: Candidates,
    fetch: Fetch,
    encode: Encode,
    *,
    selection: Selection | None = None,
    mode: Mode = "hybrid",
    n: int = 10,
) -> list[Ranked]:
    """Return the `n` passages that fit a query best, without folding; see `Engine`.

    Raises:
        InputError: see `parse`; or the query has fields, which only a project can look up.
    """
    parsed = parse(query)
    if parsed.fields:
        raise InputError(f"The query has a field, {parsed.fields[0][0]}:, which needs a project.")
    search = Search(query=parsed, selection=selection, mode=mode)
    return Engine(candidates, fetch, encode).rank(search, n).passages
