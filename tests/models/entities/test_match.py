"""Two names side by side: what folding makes of them, and what decides that they are one institution's."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.models.entities.match import Decision, decide, fold, near_pairs


def decided(left: str, right: str, *countries: str, common: dict[str, int] | None = None) -> Decision | None:
    words = Counter(common or {})
    return decide(fold(left), fold(right), words, frozenset(countries))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("The University of Essex", ("university", "essex")),
        ("University of Essex (UOE)", ("university", "essex")),
        ("Université de Liège", ("university", "liege")),
        ("Zorvane Steel Ltd", ("zorvane", "steel")),
        ("R H S Garden Trust", ("rhs", "garden", "trust")),
        ("of the", ("of", "the")),
    ],
)
def test_folding_leaves_the_words_that_tell(name: str, words: tuple[str, ...]) -> None:
    assert fold(name).words == words


@given(st.text(max_size=40))
def test_folding_is_never_empty(name: str) -> None:
    assert all(fold(name).words)
    assert fold(name).words


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ("Steel Works Board of Corby", "Steelworks Board of Corby", "spelling"),
        ("Manufacturing Institute", "Manufactuering Institute", "spelling"),
        ("Finland Innovation Fund", "Finnish Innovation Fund", "spelling"),
    ],
)
def test_one_name(left: str, right: str, rule: str) -> None:
    decision = decided(left, right)
    assert decision is not None
    assert (decision.rule, decision.merged) == (rule, True)
    assert decided(right, left) is not None


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("Army Research Laboratory 2", "Army Research Laboratory 3", "numbers"),
        ("World War II Museum Trust", "World War I Museum Trust", "numbers"),
        ("Northfield Borough Council", "Southfield Borough Council", "is not"),
        ("Washington University", "University of Washington", "order"),
    ],
)
def test_two_names(left: str, right: str, reason: str) -> None:
    decision = decided(left, right)
    assert decision is not None
    assert not decision.merged
    assert reason in decision.reason


def test_unlike_names_and_names_within_others_are_left_to_other_rules() -> None:
    assert decided("Zorvane Steel", "Kelmotec Glass") is None
    assert decided("Zorvane", "Zorvane Steel") is None


def test_word_order_tells_in_america_alone() -> None:
    american = decided("York University", "University of York", "CA")
    british = decided("Council of Essex County", "Essex County Council", "GB")
    assert american is not None
    assert british is not None
    assert (american.merged, british.merged) == (False, True)


def test_a_slip_is_none_where_both_spellings_are_common() -> None:
    names = ("Hartwell Bodies Group", "Hartwill Bodies Group")
    once, often = (
        decided(*names, common={"hartwell": 9, "hartwill": 1}),
        decided(*names, common={"hartwell": 9, "hartwill": 5}),
    )
    assert once is not None
    assert once.merged
    assert often is None or not often.merged


def test_likely_pairs_are_near_in_letters_and_come_once_in_order() -> None:
    names = [
        "zorvane steel works",
        "zorvane steel work",
        "kelmotec glass",
        "kelmotec glas",
        "borough council",
    ]
    assert list(near_pairs(names)) == [(0, 1), (2, 3)]
    assert list(near_pairs(["zorvane"])) == []
