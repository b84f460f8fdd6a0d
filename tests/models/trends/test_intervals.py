"""Intervals of shares agree with published examples, and cover what they claim to."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workingregions.models.trends.intervals import TaggerError, clustered, corrected, newcombe, wilson


def test_a_difference_has_the_interval_that_newcombe_prints() -> None:
    # Newcombe (1998), Statistics in Medicine 17:873-890, table II, example (a), method 10.
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    low, high = newcombe(0, 10, 0, 10)
    assert low == pytest.approx(-high)


def test_a_share_is_corrected_as_rogan_and_gladen_do() -> None:
    # The example of epiR's epi.prev: 23 of 150, sensitivity .96, specificity .89; true prevalence 5.1 %.
    share, sensitivity, specificity = 23 / 150, 0.96, 0.89
    true = (share + specificity - 1) / (sensitivity + specificity - 1)
    error = TaggerError(precision=sensitivity * true / share, recall=sensitivity, n=10**9)
    estimate, low, high = corrected(share, 150, share, error)
    assert estimate == pytest.approx(0.051, abs=5e-4)
    # With the error known for certain, epiR gives 0 to .13 (Blaker).
    assert (low, high) == pytest.approx((0.0, 0.13), abs=0.01)


def test_a_perfect_tagger_leaves_the_share_and_nearly_its_interval() -> None:
    estimate, low, high = corrected(0.3, 100, 0.3, TaggerError(precision=1, recall=1, n=10**9))
    assert estimate == pytest.approx(0.3)
    assert (low, high) == pytest.approx(wilson(30, 100), abs=0.01)


@pytest.mark.parametrize("true", [0.05, 0.2, 0.5])
def test_the_corrected_interval_covers_the_true_share(true: float) -> None:
    recall, alarms, overall_true, n = 0.7, 0.05, 0.2, 50
    overall = overall_true * recall + (1 - overall_true) * alarms
    precision = overall_true * recall / overall
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(400):
        measured = TaggerError(
            precision=rng.binomial(n, precision) / n, recall=rng.binomial(n, recall) / n, n=n
        )
        tagged = rng.binomial(40, true * recall + (1 - true) * alarms)
        _, low, high = corrected(tagged / 40, 40, overall, measured)
        covered += low <= true <= high
    assert covered >= 0.93 * 400


def test_errors_widen_and_a_tagger_at_chance_says_nothing() -> None:
    low, high = wilson(8, 20)
    _, wider_low, wider_high = corrected(0.4, 20, 0.3, TaggerError(precision=0.8, recall=0.8, n=50))
    assert wider_high - wider_low > high - low
    estimate, least, most = corrected(0.4, 20, 0.5, TaggerError(precision=0.5, recall=0.5, n=50))
    assert math.isnan(estimate)
    assert (least, most) == (0, 1)
    assert corrected(0.0, 0, 0.0, TaggerError(precision=0.8, recall=0.8, n=50))[1:] == (0, 1)


@pytest.mark.parametrize("values", [(1.2, 0.5, 10), (0.5, -0.1, 10), (0.5, 0.5, 0)])
def test_an_error_that_is_none_is_refused(values: tuple[float, float, int]) -> None:
    with pytest.raises(ValueError, match="precision"):
        TaggerError(precision=values[0], recall=values[1], n=values[2])


def test_passages_of_a_document_count_as_less_than_as_many_documents() -> None:
    # Two documents of 50 passages, one wholly about the theme: no more is known than of two passages.
    apart = clustered(50, 100, squares=2 * 25.0**2, clusters=2)
    assert apart[1] - apart[0] > 0.8
    # Where all documents have the same share, each counts as one.
    assert clustered(50, 100, squares=0.0, clusters=10) == pytest.approx(wilson(5, 10))
    assert clustered(0, 0, 0.0, 0) == (0, 1)
