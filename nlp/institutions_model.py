"""The classifier that says how likely each candidate names an institution: small boosted trees.

Trained by tools/train_institutions.py and kept as data/institution_model.json, which says on what. Its
probability is the confidence of a mention, so it is calibrated on documents that it was not trained on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from workingregions.nlp.institutions_features import NAMES, Matrix

Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """Trees as arrays: node i of a tree tests one feature and goes to left[i] or right[i]; a leaf has
    feature -1 and a value. The sum of the values, scaled and shifted, is a log odds."""

    trees: tuple[tuple[npt.NDArray[np.int64], Probabilities, npt.NDArray[np.int64], npt.NDArray[np.int64], Probabilities], ...]
    base: float
    slope: float
    shift: float

    def probability(self, rows: Matrix) -> Probabilities:
        """One probability a row of `rows`, of shape (n, len(NAMES))."""
        total = np.full(len(rows), self.base)
        each = np.arange(len(rows))
        for feature, threshold, left, right, value in self.trees:
            node = np.zeros(len(rows), dtype=np.int64)
            while (inner := feature[node] >= 0).any():
                below = rows[each, np.maximum(feature[node], 0)] <= threshold[node]
                node = np.where(inner, np.where(below, left[node], right[node]), node)
            total += value[node]
        return 1 / (1 + np.exp(-(self.slope * total + self.shift)))


@cache
def load() -> Model:
    """The model, read at the first call. Raises ValueError when it was trained on other features."""
    raw = json.loads((files("workingregions.nlp") / "data" / "institution_model.json").read_text("utf-8"))
    if tuple(raw["features"]) != NAMES:
        raise ValueError("institution_model.json was trained on other features; run tools/train_institutions.py")
    trees = tuple(
        (
            np.array(tree["feature"], dtype=np.int64),
            np.array(tree["threshold"], dtype=np.float64),
            np.array(tree["left"], dtype=np.int64),
            np.array(tree["right"], dtype=np.int64),
            np.array(tree["value"], dtype=np.float64),
        )
        for tree in raw["trees"]
    )
    return Model(trees, raw["base"], raw["slope"], raw["shift"])
