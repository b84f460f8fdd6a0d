"""A corpus in memory, which answers a search as a snapshot of the store does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from workingregions.corpus.enums import Voice
from workingregions.corpus.records import Passage, Piece
from workingregions.corpus.text_query import AllOf, AnyOf, TextQuery, Without, Words, plain_words

Vector = npt.NDArray[np.float32]


def encode(texts: Sequence[str]) -> Vector:
    """Return vectors of letters: texts with the same letters are near."""
    rows = np.array(
        [[text.casefold().count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32
    )
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def passage(identity: str, text: str, *, voice: Voice = Voice.BODY, cut: int | None = None) -> Passage:
    """Return a passage of the document named by its first letter, on page 4 and from `cut` on page 5."""
    at = cut if cut is not None else len(text)
    pieces = (
        Piece(start=0, end=at, block=0, page=4, offset=0),
        Piece(start=at, end=len(text), block=1, page=5, offset=0),
    )
    return Passage(
        id=identity, document=identity[0], ordinal=0, pages=(4, 5), first_block=0, last_block=1, text=text,
        pieces=pieces, voice=voice,
    )  # fmt: skip


class Corpus:
    """Passages by id; BM25 is the number of different words. It remembers the conditions it was asked for."""

    def __init__(self, *passages: Passage) -> None:
        self.passages = {p.id: p for p in passages}
        self.asked: list[str] = []

    def fetch(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        return {i: self.passages[i] for i in ids if i in self.passages}

    def lexical(self, query: str | TextQuery, where: str, n: int) -> list[tuple[str, float]]:
        wanted = Words(query) if isinstance(query, str) else query
        scores = {i: _score(wanted, p.text) for i, p in self._among(where).items()}
        return _best({i: score for i, score in scores.items() if score}, n)

    def dense(self, vector: Vector, where: str, n: int) -> list[tuple[str, float]]:
        rows = self._among(where)
        return _best({i: float(encode([p.text])[0] @ vector) for i, p in rows.items()}, n)

    def _among(self, where: str) -> dict[str, Passage]:
        self.asked.append(where)
        if not where.startswith("id IN"):
            return self.passages
        return {i: p for i, p in self.passages.items() if f"'{i}'" in where}


def _best(scores: Mapping[str, float], n: int) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:n]


def _score(query: TextQuery, text: str) -> float:
    if isinstance(query, Words):
        here = set(plain_words(text).casefold().split())
        wanted = set(plain_words(query.text).casefold().split())
        found = len(wanted & here)
        return 0.0 if query.every and found < len(wanted) else found * query.weight
    if isinstance(query, Without):
        return 0.0 if _score(query.unwanted, text) else _score(query.wanted, text)
    scores = [_score(part, text) for part in query.parts]
    assert isinstance(query, AllOf | AnyOf)
    return 0.0 if isinstance(query, AllOf) and not all(scores) else sum(scores)
