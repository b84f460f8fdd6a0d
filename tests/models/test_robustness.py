"""Whether a share holds: leaving out, thresholds, equal weights."""

from __future__ import annotations

import pytest

from workingregions.models.robustness import standardised, sweep, without_each
from workingregions.models.stance import ENOUGH, doubt


def test_a_share_without_each_group() -> None:
    groups = {"one": ["a", "b"], "two": ["c"], "all": list("abcdefghij")}
    rows = without_each(groups, {"a", "b", "d"}, 10)
    assert [(r.name, r.hits, r.total) for r in rows] == [("one", 1, 8), ("two", 3, 9)]
    assert rows[0].share == pytest.approx(1 / 8)


def test_a_sweep_counts_from_each_threshold_on() -> None:
    rows = sweep({"a": 0.9, "b": 0.6, "c": 0.3}, 10, [0.3, 0.6, 0.95])
    assert [row.hits for row in rows] == [3, 2, 0]


def test_equal_weights_average_the_shares_of_categories() -> None:
    made = standardised("publisher", {"large": (0, 90), "small": (5, 10), "none": (0, 0)})
    assert made is not None
    assert made.share == pytest.approx(0.25)
    assert made.low < 0.25 < made.high
    # Ten documents carry half of the weight, so that the interval is nearly that of a few dozen.
    assert made.high - made.low > 0.2
    assert standardised("publisher", {"one": (1, 2)}) is None


@pytest.mark.parametrize(
    ("sentence", "dissents"),
    [
        ("There is no evidence that work has come home.", True),
        ("The scheme failed to reach small firms.", True),
        ("Reshoring will not bring back every job, and only a few firms return.", True),
        ("Three firms moved their lines home.", False),
        ("The council will not meet in May.", False),
    ],
)
def test_doubt_is_told_by_words(sentence: str, dissents: bool) -> None:
    assert (doubt(sentence) >= ENOUGH) is dissents
