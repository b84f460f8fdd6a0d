"""Spherical k-means (Dhillon & Modha 2001) from a deterministic start, and how many clusters are stable.

The start is made by bisection (Steinbach, Karypis & Kumar 2000) without random choices: the cluster of the
largest scatter is cut at its mean along its principal direction (PCA-Part, Su & Dy 2007), and 2-means settles
the cut, until there are enough clusters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from workingregions.models.topics.space import Array, Space, unit

Labels = npt.NDArray[np.intp]

ROUNDS = 100
POWER = 30
"""Iterations of the power method that finds a principal direction."""
SMALLEST = 4
"""Number of rows below which a cluster is not cut."""
SAMPLES = 4
"""Samples of 90 % of the texts that are compared."""
KEPT = 0.9
STABLE = 0.9
"""Least agreement (adjusted Rand index) between samples at which a number of topics is stable."""
GRID = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30)
"""Numbers of topics that are compared."""
JUDGED = 10_000
"""Maximum number of texts on which numbers of topics are compared; of a larger corpus, a sample."""


def starts(rows: Array, most: int) -> Iterator[Labels]:
    """Yield the partitions into 1, 2, ... `most` clusters; fewer if the rows are too alike to be cut."""
    labels = np.zeros(len(rows), dtype=np.intp)
    cuts = {0: _cut(rows, np.arange(len(rows)))}
    yield labels
    while len(cuts) < most:
        widest = max(cuts, key=lambda c: (round(cuts[c].scatter, 6), -c))
        cut = cuts[widest]
        if cut.scatter <= 0:
            return
        number = len(cuts)
        labels = labels.copy()
        labels[cut.right] = number
        cuts[widest], cuts[number] = _cut(rows, cut.left), _cut(rows, cut.right)
        yield labels


class _Cut(NamedTuple):
    """Two parts of a cluster (indices of rows), and the sum of squares about the mean of the whole."""

    scatter: float
    left: Labels
    right: Labels


def _cut(rows: Array, members: Labels) -> _Cut:
    """Cut a cluster at its mean along its principal direction, then let 2-means settle the two parts."""
    inside = rows[members]
    centred = inside - inside.mean(axis=0)
    squares = np.einsum("ij,ij->i", centred, centred)
    scatter = float(squares.sum())
    if len(members) < SMALLEST or scatter < 1e-6 * len(members):
        return _Cut(0.0, members, members[:0])
    direction = centred[int(squares.round(6).argmax())]
    for _ in range(POWER):
        direction = unit((centred.T @ (centred @ direction))[None])[0]
    labels, _ = refine(inside, (centred @ direction > 0).astype(np.intp))
    if labels.min() == labels.max():
        return _Cut(0.0, members, members[:0])
    return _Cut(scatter, members[labels == 0], members[labels == 1])


def refine(rows: Array, labels: Labels) -> tuple[Labels, Array]:
    """Return the clusters of spherical k-means from a start, and their centroids, of unit length."""
    number = int(labels.max()) + 1
    for _ in range(ROUNDS):
        centroids = _centroids(rows, labels, number)
        nearest = (rows @ centroids.T).argmax(axis=1)
        if (nearest == labels).all():
            break
        labels = nearest
    return labels, centroids


def _centroids(rows: Array, labels: Labels, number: int) -> Array:
    from scipy.sparse import csr_matrix

    ones = np.ones(len(rows), dtype=np.float32)
    members = csr_matrix((ones, (labels, np.arange(len(rows)))), shape=(number, len(rows)))
    return unit(members @ rows)


def cluster(rows: Array, number: int) -> tuple[Labels, Array]:
    """Return each row's cluster, of `number` (fewer if the rows are too alike), and the centroids."""
    *_, start = starts(rows, number)
    return refine(rows, start)


def stability(
    words: Sequence[Sequence[str]], vectors: Array, numbers: Sequence[int], *, seed: int = 0
) -> list[tuple[int, float, float]]:
    """Return each number of topics with the agreement between fits to samples, and its standard error.

    Each sample of 90 % of the texts is fitted from its own words up. The agreement of two fits is the
    adjusted Rand index (Hubert & Arabie 1985) over the texts of both; the figure is the mean over the pairs.
    """
    from sklearn.metrics import adjusted_rand_score

    chance = np.random.default_rng(seed)
    chosen = np.arange(len(words))
    if len(words) > JUDGED:
        chosen = np.sort(chance.choice(chosen, JUDGED, replace=False))
    samples = [
        np.sort(chance.choice(chosen, max(2, int(KEPT * len(chosen))), replace=False)) for _ in range(SAMPLES)
    ]
    fits = [_labels(words, vectors, sample, numbers) for sample in samples]
    found = []
    for number in numbers:
        scores = []
        for a, b in combinations(range(SAMPLES), 2):
            _, left, right = np.intersect1d(samples[a], samples[b], return_indices=True)
            scores.append(adjusted_rand_score(fits[a][number][left], fits[b][number][right]))
        # Pairs share samples; there are as many independent ones as samples.
        found.append((number, float(np.mean(scores)), float(np.std(scores) / np.sqrt(SAMPLES))))
    return found


def _labels(
    words: Sequence[Sequence[str]], vectors: Array, sample: Labels, numbers: Sequence[int]
) -> dict[int, Labels]:
    texts = [words[i] for i in sample]
    rows = Space.learn(texts, vectors[sample]).place(texts, vectors[sample])
    parts = list(starts(rows, max(numbers)))
    return {number: refine(rows, parts[min(number, len(parts)) - 1])[0] for number in numbers}


def choose(tried: Sequence[tuple[int, float, float]]) -> int:
    """Return the largest number that is stable; if none is, the most stable one."""
    stable = [number for number, score, error in tried if is_stable(score, error)]
    return max(stable) if stable else max(tried, key=lambda row: (round(row[1], 3), -row[0]))[0]


def is_stable(score: float, error: float) -> bool:
    """Return whether the agreement of samples is at the bar, or above it by a standard error."""
    return score - error >= STABLE
