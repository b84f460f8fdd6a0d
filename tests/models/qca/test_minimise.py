"""Minimisation is exact: compared with trying everything, on small random functions."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.models.qca import (
    Anchors,
    Thresholds,
    analyse,
    calibrated,
    cover,
    covers,
    expression,
    members,
    parsed,
    prime_implicants,
    propose_anchors,
    truth_table,
)
from workingregions.models.qca.solutions import charts
from workingregions.models.qca.terms import ANY, corner, corners, row_of

THREE = [tuple(t) for t in product((0, 1, ANY), repeat=3)]
CODES = st.lists(st.sampled_from("10?"), min_size=8, max_size=8)


def split(codes: list[str]) -> tuple[list[int], list[int], list[int]]:
    return tuple([n for n, c in enumerate(codes, 1) if c == code] for code in "10?")  # type: ignore[return-value]


@given(CODES)
def test_prime_implicants_are_those_that_nothing_can_be_left_out_of(codes: list[str]) -> None:
    on, off, free = split(codes)
    fine = [t for t in THREE if not any(covers(t, corner(n, 3)) for n in off)]
    useful = [t for t in fine if any(covers(t, corner(n, 3)) for n in on)]
    prime = {t for t in useful if not any(o != t and covers(o, t) for o in fine)}
    assert set(prime_implicants(on, free, 3)) == prime


@given(CODES)
def test_models_are_all_the_smallest_covers(codes: list[str]) -> None:
    on, _, free = split(codes)
    found = cover(on, free, 3)
    smallest: set[frozenset[tuple[int, ...]]] = set()
    for size in range(1, len(found.implicants) + 1):
        smallest = {
            frozenset(chosen)
            for chosen in combinations(found.implicants, size)
            if all(any(covers(t, corner(n, 3)) for t in chosen) for n in on)
        }
        if smallest:
            break
    assert {frozenset(model) for model in found.models} == (smallest if on else set())
    assert len(set(found.models)) == len(found.models)


@given(CODES, st.lists(st.sampled_from([0, 1, None]), min_size=3, max_size=3))
def test_the_intermediate_solution_lies_between_the_others(codes: list[str], hoped: list[int | None]) -> None:
    on, off, free = split(codes)
    found = charts(on, free, 3, hoped)
    covered = {
        kind: {
            n for model in found.models(kind) for t in model for n in range(1, 9) if covers(t, corner(n, 3))
        }
        for kind in ("conservative", "parsimonious", "intermediate")
    }
    assert set(on) == covered["conservative"]
    assert covered["conservative"] <= covered["intermediate"] <= covered["parsimonious"]
    assert not covered["parsimonious"] & set(off)
    assert found.easy <= set(free)
    if hoped == [None] * 3:
        assert covered["intermediate"] == covered["conservative"]


def test_terms_are_written_and_read() -> None:
    names = ("A", "B", "C")
    for term in THREE:
        assert parsed(expression(term, names), names) == term
    assert expression((ANY, ANY, ANY), names) == "1"
    with pytest.raises(KeyError):
        parsed("D", names)
    assert [row_of(corner(n, 4)) for n in range(1, 17)] == list(range(1, 17))


def test_memberships_in_combinations_are_minima() -> None:
    x = np.array([[0.8, 0.3], [0.1, 0.6]])
    assert corners(x).tolist() == [
        [pytest.approx(v) for v in row] for row in [[0.2, 0.2, 0.7, 0.3], [0.4, 0.6, 0.1, 0.1]]
    ]
    assert corners(np.stack([x, x])).shape == (2, 2, 4)
    assert members(x, (1, 0)).tolist() == pytest.approx([0.7, 0.1])
    assert members(x, (ANY, ANY)).tolist() == [1, 1]


def test_a_membership_at_the_crossover_is_refused() -> None:
    with pytest.raises(ValueError, match="crossover"):
        truth_table(["a"], ["A"], [[0.5]], [1.0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        truth_table(["a"], ["A"], [[1.2]], [1.0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        truth_table(["a"], ["A"], [[float("nan")]], [1.0])
    with pytest.raises(ValueError, match="conditions"):
        truth_table(["a"], list("ABCDEFGHI"), [[0.1] * 9], [1.0])


def test_rows_below_a_threshold_are_not_sufficient() -> None:
    x, y = [[0.9], [0.8], [0.2]], [0.9, 0.9, 0.1]
    table = truth_table("abc", ["A"], x, y, Thresholds(frequency=2, consistency=0.8, pri=0.5))
    assert [row.outcome for row in table.rows] == ["?", "1"]
    strict = truth_table("abc", ["A"], x, y, Thresholds(consistency=1.0))
    assert [row.outcome for row in strict.rows] == ["0", "0"]


def test_anchors_must_rise_or_fall() -> None:
    for values in ((1, 1, 2), (1, 3, 2), (2, 2, 2)):
        with pytest.raises(ValueError, match="neither rise nor fall"):
            Anchors(out=values[0], crossover=values[1], full=values[2])
    assert np.isnan(calibrated(float("nan"), Anchors(out=0, crossover=1, full=2)))
    assert calibrated([1e9, -1e9], Anchors(out=0, crossover=1, full=2)) == pytest.approx([1.0, 0.0])


def test_anchors_are_proposed_in_gaps() -> None:
    found = propose_anchors(list("abcdefgh"), [1, 2, 3, 10, 11, 12, 30, 31])
    assert found.crossover is not None
    assert 12 < found.crossover < 30
    assert found.out is not None
    assert 3 < found.out < 10
    assert found.full is not None
    assert 30 < found.full < 31
    assert found.below[0] == ("f", 12)
    assert found.above[0] == ("g", 30)
    alike = propose_anchors(["a", "b", "c"], [1.0, 1.0, float("nan")])
    assert (alike.out, alike.crossover, alike.full, alike.gaps) == (None, None, None, ())


def test_few_cases_are_not_minimised() -> None:
    rng = np.random.default_rng(0)
    few = analyse(list("abcdefghi"), ["A", "B", "C", "D"], rng.random((9, 4)), rng.random(9))
    assert few.sides == ()
    assert "not minimised" in few.warnings[0]
    assert "more than the 9 cases" in few.warnings[1]
    enough = analyse(list("abcdefghij"), ["A", "B", "C"], rng.random((10, 3)), rng.random(10))
    assert len(enough.sides) == 2
    assert not any("combinations" in w for w in enough.warnings)


def test_a_skewed_condition_is_reported() -> None:
    x = np.array([[0.9]] * 9 + [[0.1]])
    found = analyse(list("abcdefghij"), ["A"], x, [0.9, 0.1] * 5)
    assert any(w.startswith("A: at least 80%") for w in found.warnings)
