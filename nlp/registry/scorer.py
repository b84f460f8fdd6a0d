"""How likely a record found in an affiliation is meant: boosted trees over its features.

The trees (data/model.json) are trained by tools/train_linking.py; docs/data.md describes the training data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from workingregions.corpus.files import data
from workingregions.nlp.registry.features import FEATURES, RecordMatch

_INSIDE, _COVERS = FEATURES.index("inside_longer"), FEATURES.index("covers_child")


def candidate(values: Sequence[float]) -> bool:
    """Return whether the record is worth scoring: no longer name covers its span."""
    return not values[_INSIDE] and not values[_COVERS]


class LinkScorer:
    """Gradient boosted trees (Friedman 2001) and the probability from which a record is accepted.

    `stored` holds, node by node over all trees, the feature that a node tests, the largest value that goes
    left, the nodes to the left and right (a leaf leads to itself) and what a leaf adds to the log odds; also
    the first node of each tree, the depth of the deepest, the bias, the names of the features and the
    threshold.

    Raises:
        ValueError: the trees were trained on other features.
    """

    def __init__(self, stored: Mapping[str, Any]) -> None:
        if tuple(stored["features"]) != FEATURES:
            raise ValueError("The trees of the affiliation scorer were trained on other features.")
        self.threshold = float(stored["threshold"])
        self._bias, self._depth = float(stored["bias"]), int(stored["depth"])
        self._roots = np.array(stored["roots"], dtype=np.int64)
        self._feature = np.array(stored["feature"], dtype=np.int64)
        self._most = np.array(stored["most"], dtype=np.float64)
        self._next = np.array([stored["right"], stored["left"]], dtype=np.int64)
        self._value = np.array(stored["value"], dtype=np.float64)

    def probabilities(self, records: Sequence[RecordMatch]) -> list[float]:
        """Return how likely each record is meant (0..1)."""
        if not records:
            return []
        values = np.array([record.features for record in records], dtype=np.float64)
        rows = np.arange(len(records))[:, None]
        node = np.broadcast_to(self._roots, (len(records), len(self._roots)))
        for _ in range(self._depth):
            left = values[rows, self._feature[node]] <= self._most[node]
            node = self._next[left.astype(np.int64), node]
        odds = self._bias + self._value[node].sum(axis=1)
        return [float(p) for p in 1 / (1 + np.exp(-odds))]


@cache
def model() -> LinkScorer:
    """Return the trained model, read at the first call."""
    text = data(__package__, "model.json").read_text(encoding="utf-8")
    return LinkScorer(json.loads(text))


def scorer_digest() -> str:
    """Return a hash of the weights, which identifies the trained scorer."""
    return hashlib.sha256(data(__package__, "model.json").read_bytes()).hexdigest()[:12]
