"""Tests of change give the answers of published examples and of other programs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workingregions.models.trends.statistics import (
    change_points,
    firth,
    likelihood_ratios,
    mann_kendall,
    written,
)


def test_mann_kendall_of_the_epa_example() -> None:
    # EPA QA/G-9 (2000), box 4-7: five measurements, S = 6; table A-11: P(S >= 6) = .117 for n = 5.
    found = mann_kendall(range(5), [5, 6, 11, 8, 10])
    assert found.s == 6
    assert found.p == pytest.approx(2 * 0.117, abs=1e-3)
    assert found.tau == pytest.approx(0.6)


def test_mann_kendall_of_a_long_series() -> None:
    # As MannKendall.jl and pyMannKendall have it.
    found = mann_kendall(range(100), range(100))
    assert (found.s, found.variance) == (4950, 112750.0)
    assert found.z == pytest.approx(14.73869998208331)
    assert found.p < 1e-12
    assert (found.tau, found.slope) == (1.0, 1.0)


def test_ties_lower_the_variance_as_the_formula_has_it() -> None:
    found = mann_kendall(range(10), [1, 1, 2, 2, 2, 3, 3, 4, 5, 5])
    ties = 3 * (2 * 1 * 9) + 3 * 2 * 11
    assert found.variance == pytest.approx((10 * 9 * 25 - ties) / 18)
    assert found.s == 45 - (1 + 3 + 1 + 1)
    assert found.z == pytest.approx((found.s - 1) / math.sqrt(found.variance))
    flat = mann_kendall(range(6), [0.5] * 6)
    assert (flat.s, flat.z, flat.p, flat.tau) == (0, 0.0, 1.0, 0.0)


def test_the_order_of_the_series_does_not_matter_but_gaps_do() -> None:
    years, shares = [2010, 2011, 2015], [0.1, 0.2, 0.6]
    assert mann_kendall(years, shares) == mann_kendall(years[::-1], shares[::-1])
    assert mann_kendall(years, shares).slope == pytest.approx(0.1)


def table(a: int, b: int, c: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """A column that is 1 for a hits and b others, 0 for c hits and d others."""
    column = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])[:, None]
    return column, np.repeat([True, False, True, False], [a, b, c, d])


@pytest.mark.parametrize("counts", [(7, 3, 4, 9), (10, 0, 3, 8), (5, 5, 5, 5)])
def test_firth_adds_half_to_each_cell_of_a_two_by_two_table(counts: tuple[int, int, int, int]) -> None:
    # Firth (1993): in a saturated model the penalty is one half in each cell, so that 0 gives no infinity.
    a, b, c, d = (n + 0.5 for n in counts)
    found = firth(*table(*counts))
    assert found is not None
    assert found.ratio == pytest.approx(a * d / (b * c), rel=1e-3)
    assert found.low <= found.ratio <= found.high
    assert (found.p < 0.05) is (found.low > 1 or found.high < 1)


def test_firth_holds_the_other_columns() -> None:
    rng = np.random.default_rng(3)
    kind = rng.random(400) < 0.5
    year = np.where(kind, 1.0, 0.0) + rng.normal(size=400)
    hits = rng.random(400) < np.where(kind, 0.7, 0.2)  # depends on the kind alone
    alone, held = firth(year[:, None], hits), firth(np.column_stack([year, kind]), hits)
    assert alone is not None
    assert held is not None
    assert alone.p < 0.001
    assert held.p > 0.05
    assert held.low < 1 < held.high


def test_firth_refuses_columns_that_are_one() -> None:
    column, hits = table(5, 5, 4, 6)
    assert firth(np.column_stack([column, 1 - column]), hits) is None


def test_the_ratio_of_a_change_is_the_g_statistic_of_its_table() -> None:
    from scipy.stats import chi2_contingency

    hits, totals = np.array([2, 1, 6, 8]), np.array([10, 9, 12, 11])
    ratios = likelihood_ratios(hits[None, :], totals)[0]
    before, after = hits[:2].sum(), hits[2:].sum()
    observed = [[before, 19 - before], [after, 23 - after]]
    statistic = chi2_contingency(observed, correction=False, lambda_="log-likelihood").statistic
    assert ratios[1] == pytest.approx(statistic)


def test_a_change_is_found_in_its_year_and_only_there() -> None:
    years, totals = list(range(2000, 2020)), [12] * 20
    hits = [2] * 11 + [8] * 9
    (found,) = change_points(years, hits, totals)
    assert (found.year, found.documents_before, found.of_before) == (2011, 22, 132)
    assert found.p == pytest.approx(0.001)
    assert "a rise from 22 of 132 (17%) to 72 of 108 (67%) in 2011" in found.words


def test_a_rise_and_a_fall_are_two_changes() -> None:
    found = change_points(range(2000, 2018), [1] * 6 + [10] * 6 + [1] * 6, [12] * 18)
    assert [change.year for change in found] == [2006, 2012]


def test_what_does_not_change_has_no_change_at_the_stated_rate() -> None:
    rng = np.random.default_rng(11)
    false = 0
    for _ in range(100):
        totals = rng.integers(1, 12, size=15)
        hits = rng.binomial(totals, 0.3)
        false += bool(change_points(range(15), hits.tolist(), totals.tolist()))
    assert false <= 11  # 5 % expected; more than 11 of 100 has a probability below .005


@pytest.mark.parametrize("hits", [[0, 0, 0], [4, 4, 4], [1, 1, 1]])
def test_too_little_gives_no_change(hits: list[int]) -> None:
    assert change_points([2000, 2001, 2002], hits, [4, 4, 4]) == []


def test_probabilities_are_written_as_papers_do() -> None:
    assert [written(p) for p in (0.0004, 0.034, 0.5, 1.0)] == ["<.001", ".034", ".500", "1"]
