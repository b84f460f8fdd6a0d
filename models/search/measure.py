"""How well an encoder or a reranker finds passages of this corpus: known-item search by headings.

Each query is a heading, and the passages under it that do not repeat it are to be found among a sample of
the corpus. Documents judge themselves, so that nobody has to grade anything; the figures compare models on
one corpus and are no measure of quality beside those of other corpora.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.corpus.records import Passage
from workingregions.models.search.rerank import FIRST, WEIGHT, Reranker
from workingregions.nlp.text import content_keys

QUERIES, SAMPLE = 40, 400
"""Maximum number of headings, and of passages among which theirs are sought."""
LEAST = 2
"""Content words that a heading needs to be a query."""

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Trial:
    """Headings, and passages some of which stand under them."""

    queries: tuple[str, ...]
    passages: tuple[Passage, ...]
    wanted: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The mean reciprocal rank of the first passage under a heading, the number of headings, and seconds per
    passage encoded (of an encoder) or per query (of a reranker)."""

    mrr: float
    queries: int
    seconds: float


def trial(passages: Sequence[Passage]) -> Trial:
    """Return headings and passages of a corpus: the same ones whatever the order of the passages."""
    under: dict[str, list[Passage]] = {}
    for passage in passages:
        heading = passage.section[-1] if passage.section else ""
        if len(content_keys(heading)) >= LEAST and not content_keys(heading) <= content_keys(passage.text):
            under.setdefault(heading, []).append(passage)
    queries = sorted(under, key=_by_chance)[:QUERIES]
    sought = [p for heading in queries for p in sorted(under[heading], key=lambda p: p.id)[:3]]
    known = {p.id for p in sought}
    others = sorted((p for p in passages if p.id not in known), key=lambda p: _by_chance(p.id))
    sample = (*sought, *others[: max(0, SAMPLE - len(sought))])
    wanted = tuple(
        frozenset(i for i, p in enumerate(sample) if p.section and p.section[-1] == heading)
        for heading in queries
    )
    return Trial(tuple(queries), sample, wanted)


def measure_encoder(test: Trial, encode: Encode) -> tuple[Measured, npt.NDArray[np.float32]]:
    """Return how well an encoder does, and the cosines of queries and passages, (queries, passages)."""
    encode(["warm"])
    start = time.perf_counter()
    vectors = encode([p.text for p in test.passages])
    seconds = (time.perf_counter() - start) / max(1, len(test.passages))
    near: npt.NDArray[np.float32] = encode(test.queries) @ vectors.T
    return Measured(_mrr(test, near), len(test.queries), seconds), near


def measure_reranker(test: Trial, near: npt.NDArray[np.float32], reranker: Reranker) -> Measured:
    """Return how well a reranker does on what an encoder found."""
    mixed = np.full_like(near, -np.inf)
    start = time.perf_counter()
    for row, query in enumerate(test.queries):
        first = np.argsort(-near[row], kind="stable")[:FIRST]
        read = np.asarray(reranker.score(query, [test.passages[i].text for i in first]))
        mixed[row, first] = (1 - WEIGHT) * _standard(near[row, first]) + WEIGHT * _standard(read)
    seconds = (time.perf_counter() - start) / max(1, len(test.queries))
    return Measured(_mrr(test, mixed), len(test.queries), seconds)


def _mrr(test: Trial, scores: npt.NDArray[np.float32]) -> float:
    ranks = []
    for row, wanted in zip(scores, test.wanted, strict=True):
        order = np.argsort(-row, kind="stable")[:FIRST].tolist()
        ranks.append(next((1 / place for place, i in enumerate(order, 1) if i in wanted), 0.0))
    return float(np.mean(ranks)) if ranks else 0.0


def _standard(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    result: npt.NDArray[np.float32] = (values - values.mean()) / (values.std() or 1.0)
    return result


def _by_chance(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
