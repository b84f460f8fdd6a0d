"""A map of topics in two dimensions, the same on every run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workingregions.models.topics.space import Array, unit


def layout(parts: Array) -> npt.NDArray[np.float64]:
    """Return positions of shape (topics, 2), within -1..1, by classical scaling of cosine distances.

    Torgerson (1952). `parts` has one row per topic: its centre, or the weights of its words. Near topics are
    alike; only distances mean something, not the axes. Each axis points to the side of its farthest topic.
    """
    rows = unit(parts).astype(np.float64)
    squared = np.maximum(2 - 2 * rows @ rows.T, 0)
    centre = np.eye(len(rows)) - 1 / len(rows)
    values, vectors = np.linalg.eigh(-0.5 * centre @ squared @ centre)
    order = np.argsort(-values.round(9), kind="stable")[:2]
    found = vectors[:, order] * np.sqrt(np.maximum(values[order], 0))
    if found.shape[1] < 2:
        found = np.hstack([found, np.zeros((len(rows), 2 - found.shape[1]))])
    farthest = np.abs(found.round(9)).argmax(axis=0)
    found *= np.where(found[farthest, range(2)] < 0, -1, 1)
    return np.asarray(found / max(float(np.abs(found).max()), 1e-9))
