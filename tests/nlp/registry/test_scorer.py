"""The trees that score records found in an affiliation: read as stored, refused if of other features."""

from __future__ import annotations

import math

import pytest

from workingregions.nlp.registry.features import FEATURES, RecordMatch
from workingregions.nlp.registry.index import NameHit
from workingregions.nlp.registry.scorer import LinkScorer, candidate

HIT = NameHit("a1", 0, "display", 0, 2, 1.0, True)


def found(**values: float) -> RecordMatch:
    return RecordMatch(HIT, tuple(values.get(name, 0.0) for name in FEATURES))


def stored(features: tuple[str, ...] = FEATURES) -> dict[str, object]:
    """Return two trees: one tests exact and then country_same, the other is one leaf."""
    exact, country = FEATURES.index("exact"), FEATURES.index("country_same")
    return {
        "features": list(features),
        "feature": [exact, 0, country, 0, 0, 0],
        "most": [0.5, 0.0, 0.5, 0.0, 0.0, 0.0],
        "left": [1, 1, 3, 3, 4, 5],
        "right": [2, 1, 4, 3, 4, 5],
        "value": [0.0, -2.0, 0.0, 1.0, 3.0, 0.25],
        "roots": [0, 5],
        "depth": 2,
        "bias": -1.0,
        "threshold": 0.6,
    }


def test_each_record_gets_the_sum_of_its_leaves() -> None:
    records = [found(), found(exact=1.0), found(exact=1.0, country_same=1.0)]
    odds = [math.log(p / (1 - p)) for p in LinkScorer(stored()).probabilities(records)]
    assert odds == pytest.approx([-2.75, 0.25, 2.25])
    assert LinkScorer(stored()).probabilities([]) == []


def test_trees_of_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        LinkScorer(stored(FEATURES[1:]))


@pytest.mark.parametrize(
    ("name", "worth"), [("inside_longer", False), ("covers_child", False), ("exact", True)]
)
def test_a_record_covered_by_a_longer_name_is_not_a_candidate(name: str, worth: bool) -> None:
    assert candidate(found(**{name: 1.0}).features) is worth
