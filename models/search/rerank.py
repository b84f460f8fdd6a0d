"""Reranking: a cross-encoder reads the query with each of the best passages (Nogueira & Cho 2019)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from workingregions.corpus.records import Passage
from workingregions.models.search.hits import Ranked

FIRST = 25
"""Number of passages that are read again: about a second of one core."""
WEIGHT = 0.5
"""Weight of the reranker beside the ranking before it, both on one scale."""


class Reranker(Protocol):
    """A loaded cross-encoder."""

    @property
    def name(self) -> str:
        """Its name with a digest of its files."""

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return how well each text answers the query; the higher the better, on any scale."""


def reranked(
    query: str, ranked: Sequence[Ranked], records: Mapping[str, Passage], reranker: Reranker
) -> list[Ranked]:
    """Return the ranking with its first FIRST passages in the order of both judgements."""
    first, rest = ranked[:FIRST], ranked[FIRST:]
    if not first:
        return list(ranked)
    read = [float(s) for s in reranker.score(query, [records[found.passage].text for found in first])]
    mixed = (1 - WEIGHT) * _standard([found.score for found in first]) + WEIGHT * _standard(read)
    order = sorted(range(len(first)), key=lambda i: (-mixed[i], first[i].passage))
    # Scores stay on the scale of the ranking and fall with the new order.
    scores = sorted((found.score for found in first), reverse=True)
    best = [replace(first[i], score=score, reranked=read[i]) for i, score in zip(order, scores, strict=True)]
    return [*best, *rest]


def _standard(scores: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return scores with mean 0 and deviation 1."""
    values = np.asarray(scores, dtype=np.float64)
    result: npt.NDArray[np.float64] = (values - values.mean()) / (values.std() or 1.0)
    return result
