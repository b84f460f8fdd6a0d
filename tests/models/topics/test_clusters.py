"""Clusters follow the groups that are there, and a number of them is stable if samples agree on it."""

from __future__ import annotations

import numpy as np

from tests.helpers.subjects import texts, vectors
from workingregions.models.topics.clusters import choose, cluster, stability
from workingregions.models.topics.space import unit
from workingregions.models.topics.words import tokenize


def test_clusters_are_the_groups() -> None:
    labels, centres = cluster(vectors(60), 3)
    assert len({(i % 3, label) for i, label in enumerate(labels.tolist())}) == 3
    assert np.allclose(np.linalg.norm(centres, axis=1), 1, atol=1e-5)


def test_rows_that_are_all_alike_are_one_cluster() -> None:
    labels, _ = cluster(unit(np.ones((20, 4))), 5)
    assert set(labels.tolist()) == {0}


def test_samples_agree_on_the_groups_and_not_on_more() -> None:
    words = [tokenize(text) for text in texts(90)[0]]
    found = {number: score for number, score, _ in stability(words, vectors(90), [3, 8])}
    assert found[3] > 0.99
    assert found[8] < 0.9


def test_the_largest_stable_number_is_chosen() -> None:
    assert choose([(2, 1.0, 0.0), (3, 0.95, 0.01), (5, 0.91, 0.02), (8, 0.6, 0.0)]) == 3
    assert choose([(2, 0.5, 0.0), (3, 0.7, 0.0), (4, 0.7, 0.0)]) == 3
