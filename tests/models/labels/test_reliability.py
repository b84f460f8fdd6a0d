"""Krippendorff's alpha against published examples (Krippendorff 2011), and what it does not state."""

from __future__ import annotations

import pytest

from workingregions.models.labels import Judgement, agreement, alpha, contested, finals


def units(*coders: str) -> list[list[str]]:
    """The values of each unit; "." is missing."""
    return [[value for value in column if value != "."] for column in zip(*coders, strict=True)]


@pytest.mark.parametrize(
    ("coders", "expected"),
    [
        (("0100000000", "1110010100"), 0.095),
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
    ],
)
def test_published_examples(coders: tuple[str, ...], expected: float) -> None:
    assert alpha(units(*coders)) == pytest.approx(expected, abs=0.0006)


def test_alpha_is_one_for_equal_and_undefined_for_constant_answers() -> None:
    assert alpha([["y", "y"], ["n", "n"], ["y", "y"]]) == pytest.approx(1.0)
    assert alpha([["y", "y"], ["y", "y"]]) is None
    assert alpha([["y"], []]) is None


def judged(passage: str, who: str, about: bool | None) -> Judgement:
    return Judgement(passage=passage, who=who, about=about)


def test_agreement_needs_enough_shared_passages_and_bounds_its_alpha() -> None:
    few = [judged(f"p{n}", who, True) for n in range(5) for who in ("Ann", "Bob")]
    assert agreement(few).alpha is None
    assert "not enough: 5 passages" in agreement(few).note
    many = [judged(f"p{n}", who, n % 3 == 0) for n in range(60) for who in ("Ann", "Bob")]
    many[0] = judged("p0", "Ann", False)
    found = agreement([*many, judged("p1", "Cem", None)])
    assert found.units == 60
    assert found.alpha is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.alpha < found.high <= 1
    assert found.same == pytest.approx(59 / 60)
    assert found.same_named == pytest.approx(19 / 20)


def test_disagreement_has_no_final_answer_until_it_is_settled() -> None:
    given = [judged("p", "Ann", True), judged("p", "Bob", False), judged("q", "Ann", None)]
    assert contested(given) == ["p"]
    assert {p: f.about for p, f in finals(given).items()} == {"p": None, "q": None}
    settled = finals(given, {"p": True})["p"]
    assert settled.about is True
    assert settled.settled
    assert finals([*given, judged("p", "Cem", False)])["p"].about is False
