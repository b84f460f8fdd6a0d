"""The classifier that votes on ties: its features, and that it only changes what rules are sure of."""

from __future__ import annotations

import numpy as np

from workingregions.corpus.enums import Relation
from workingregions.nlp.tagger import tagger
from workingregions.nlp.ties import votes
from workingregions.nlp.ties.votes import CLASSES, FEATURES, Votes, features, label


def test_classes_name_each_relation_in_both_directions() -> None:
    assert len(set(CLASSES)) == len(CLASSES) == 2 + 2 * (len(Relation) - 1)
    assert label(Relation.FUNDS, forward=False) == "funds<"
    assert label(Relation.PARTNERS, forward=False) == "partners"


def test_features_have_the_width_of_the_shipped_weights() -> None:
    text = "Alder Council funds Birch College in Kent."
    [reading] = tagger.read([text])
    given = features(reading, (0, 13), (20, 33), [(0, 13), (20, 33)], "funds>")
    assert given is not None
    assert given.shape == (FEATURES,) == votes.shipped().weights.shape[1:]
    assert features(reading, (13, 14), (20, 33), [], "none") is None  # a space holds no word


def test_confidence_rises_with_trust_and_with_the_vote() -> None:
    held = votes.shipped()
    assert held.confidence(0.6, 0.5) < held.confidence(0.9, 0.5)
    assert held.confidence(0.9, 0.05) < held.confidence(0.9, 0.9) < 1


def test_the_probability_of_a_class_is_its_share() -> None:
    bias = np.zeros(len(CLASSES), dtype=np.float32)
    flat = Votes(np.zeros((len(CLASSES), 3), dtype=np.float32), bias, np.zeros(3, dtype=np.float32))
    assert abs(flat.probability(np.ones(3, dtype=np.float32), "none") - 1 / len(CLASSES)) < 1e-6


def test_the_shipped_classifier_tells_a_stated_tie_from_a_list() -> None:
    stated = "The Alder Foundation awarded a grant of £2 million to Birch College."
    listed = "Delegates came from the Alder Foundation, Cedar plc, and Birch College."
    probabilities = []
    for text, reading in zip((stated, listed), tagger.read([stated, listed]), strict=True):
        first = text.index("Alder"), text.index("Alder") + len("Alder Foundation")
        second = text.index("Birch"), text.index("Birch") + len("Birch College")
        given = features(reading, first, second, [first, second], "funds>")
        assert given is not None
        probabilities.append(votes.shipped().probability(given, "funds>"))
    assert probabilities[0] > probabilities[1]
