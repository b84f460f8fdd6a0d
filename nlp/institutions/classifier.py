"""The classifier of how likely each candidate names an institution: boosted trees (Friedman 2001).

Trained by tools/train_institutions.py and stored in data/model.json, which records the training data. Its
probability is the confidence of a mention; it was scaled on documents outside the training set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import data
from workingregions.nlp.institutions.features import NAMES, Matrix

Probabilities = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
_CHUNK = 1000
"""Rows scored at a time: memory stays below 10 MB whatever the document's length."""


@dataclass(frozen=True, slots=True)
class NameClassifier:
    """Concatenated trees. Node i tests one feature and goes to left[i] or right[i]; a leaf has feature -1 and
    a value. The sum of the leaves' values, scaled and shifted, is a log odds."""

    roots: Indices
    feature: Indices
    threshold: npt.NDArray[np.float32]
    left: Indices
    right: Indices
    value: Probabilities
    base: float
    slope: float
    shift: float

    def probability(self, rows: Matrix) -> Probabilities:
        """Return one probability per row of `rows`, of shape (n, len(NAMES))."""
        parts = [self._chunk(rows[first : first + _CHUNK]) for first in range(0, len(rows), _CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _chunk(self, rows: Matrix) -> Probabilities:
        each = np.arange(len(rows))[:, None]
        node = np.tile(self.roots, (len(rows), 1))
        while (inner := self.feature[node] >= 0).any():
            below = rows[each, np.maximum(self.feature[node], 0)] <= self.threshold[node]
            node = np.where(inner, np.where(below, self.left[node], self.right[node]), node)
        total = self.base + self.value[node].sum(axis=1)
        probability: Probabilities = 1 / (1 + np.exp(-(self.slope * total + self.shift)))
        return probability


@cache
def load() -> NameClassifier:
    """Return the model, read at the first call.

    Raises:
        ValueError: the model was trained on other features.
    """
    raw = json.loads(data(__package__, "model.json").read_text("utf-8"))
    if tuple(raw["features"]) != NAMES:
        raise ValueError("model.json was trained on other features: run tools/train_institutions.py.")
    return parse(raw)


def parse(raw: dict[str, Any]) -> NameClassifier:
    """Return the model that the fields of model.json describe."""
    sizes = np.array([len(tree["feature"]) for tree in raw["trees"]])
    roots = np.cumsum(sizes) - sizes

    def laid(field: str) -> npt.NDArray[Any]:
        return np.concatenate([np.array(tree[field]) for tree in raw["trees"]])

    shifts = np.repeat(roots, sizes)
    return NameClassifier(
        roots.astype(np.int64),
        laid("feature"),
        laid("threshold").astype(np.float32),
        laid("left") + shifts,
        laid("right") + shifts,
        laid("value"),
        raw["base"],
        raw["slope"],
        raw["shift"],
    )
