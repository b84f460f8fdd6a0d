"""Rarefaction against the closed formulas and against counting over all subsets of the documents."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import comb, exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.models.thickness import rarefaction

DOCUMENTS = ({"a", "b", "c"}, {"a", "b"}, {"a", "d"}, {"e"}, {"a", "b", "f"})
COUNTS = [4, 3, 1, 1, 1, 1]  # a, b, c, d, e, f


def f() -> rarefaction.Floats:
    return rarefaction.frequencies(COUNTS, len(DOCUMENTS))


def test_frequencies() -> None:
    assert f().tolist() == [0, 4, 0, 1, 1, 0]
    assert rarefaction.frequencies([1, 2], 3, [5.0, 0.5]).tolist() == [0, 5, 0.5, 0]


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_richness_is_the_mean_over_all_subsets(at: int) -> None:
    subsets = list(combinations(DOCUMENTS, at))
    counted = sum(len(set().union(*chosen)) for chosen in subsets) / len(subsets)
    formula = sum(1 - comb(5 - q, at) / comb(5, at) for q in COUNTS)
    assert rarefaction.richness(f(), at) == pytest.approx(counted)
    assert rarefaction.richness(f(), at) == pytest.approx(formula)


def test_chao2_and_extrapolation_by_hand() -> None:
    # Four things once, none twice: 4/5 * 4 * 3 / 2 = 4.8 not named; the rate is 4 / (4 + 5 * 4.8).
    assert rarefaction.chao2(f()) == pytest.approx(6 + 4.8)
    rate = 4 / (4 + 5 * 4.8)
    assert rarefaction.richness(f(), 7) == pytest.approx(6 + 4.8 * (1 - (1 - rate) ** 2))
    two = rarefaction.frequencies([1, 1, 1, 2, 2], 4)
    assert rarefaction.chao2(two) == pytest.approx(5 + 3 / 4 * 9 / 4)
    assert rarefaction.richness(rarefaction.frequencies([2, 2], 2), 4) == 2.0


def test_coverage_by_hand() -> None:
    # 11 namings. At 5: 1 - 4/11 * (4*4) / (4*4 + 2); at 1: each naming's thing is named by one document.
    assert rarefaction.coverage(f(), 5) == pytest.approx(1 - 4 / 11 * 16 / 18)
    assert rarefaction.coverage(f(), 6) == pytest.approx(1 - 4 / 11 * (16 / 18) ** 2)
    formula = 1 - sum(q / 11 * comb(5 - q, 2) / comb(4, 2) for q in COUNTS)
    assert rarefaction.coverage(f(), 2) == pytest.approx(formula)
    assert rarefaction.coverage(np.zeros(4), 2) == 0.0


def test_richness_at_a_coverage_lies_where_that_coverage_is_reached() -> None:
    for at in (1, 2, 3, 5):
        assert rarefaction.at_coverage(f(), rarefaction.coverage(f(), at)) == pytest.approx(
            rarefaction.richness(f(), at)
        )
    between = rarefaction.at_coverage(f(), (rarefaction.coverage(f(), 2) + rarefaction.coverage(f(), 3)) / 2)
    assert rarefaction.richness(f(), 2) < between < rarefaction.richness(f(), 3)


def test_hill_numbers_of_all_documents_are_those_of_the_shares() -> None:
    shares = [q / sum(COUNTS) for q in COUNTS]
    assert rarefaction.hill(f(), 5, 1) == pytest.approx(exp(-sum(p * log(p) for p in shares)))
    assert rarefaction.hill_of_shares(COUNTS, 1) == pytest.approx(exp(-sum(p * log(p) for p in shares)))
    assert rarefaction.hill_of_shares(COUNTS, 2) == pytest.approx(1 / sum(p * p for p in shares))
    assert np.isnan(rarefaction.hill_of_shares([0, 0], 1))
    assert np.isnan(rarefaction.hill(np.zeros(4), 2, 1))


def test_rarefied_hill_numbers_follow_from_the_expected_frequencies() -> None:
    at, namings = 3, 3 * 11 / 5

    def expected(k: int) -> float:
        return sum(comb(q, k) * comb(5 - q, at - k) / comb(5, at) for q in COUNTS if at - k <= 5 - q)

    shannon = -sum(k / namings * log(k / namings) * expected(k) for k in range(1, at + 1))
    assert rarefaction.hill(f(), at, 1) == pytest.approx(exp(shannon))
    simpson = sum((k / namings) ** 2 * expected(k) for k in range(1, at + 1))
    assert rarefaction.hill(f(), at, 2) == pytest.approx(1 / simpson)
    assert np.isnan(rarefaction.hill(f(), 6, 1))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30), st.integers(12, 40))
def test_curves_rise_and_stay_within_bounds(counts: list[int], documents: int) -> None:
    made = rarefaction.frequencies(counts, documents)
    richness = [rarefaction.richness(made, at) for at in range(1, documents + 5)]
    coverage = [rarefaction.coverage(made, at) for at in range(1, documents + 5)]
    assert all(one <= two + 1e-9 for one, two in pairwise(richness))
    assert all(one <= two + 1e-9 for one, two in pairwise(coverage))
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in coverage)
    assert richness[documents - 1] == pytest.approx(len(counts))
    assert max(richness) <= rarefaction.chao2(made) + 1e-9
    for order in (1, 2):
        assert rarefaction.hill(made, documents, order) <= len(counts) + 1e-9
