"""What the words around a figure say of it."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import Change
from workingregions.nlp.outcomes import clauses
from workingregions.nlp.outcomes.figures import Figure, figures


def first(text: str) -> Figure:
    return figures(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "The plan did not create the 500 jobs it had promised.",
        "The council never paid the £3m.",
        "The agency failed to attract £20 million of investment.",
        "The owners denied that they would cut 150 jobs.",
        "Plans for a £70m plant were abandoned.",
        "The bank refused a loan of €4 million.",
    ],
)
def test_what_did_not_come_about(text: str) -> None:
    assert clauses.negated(text, first(text))


@pytest.mark.parametrize(
    "text",
    [
        "It did not survive, and 500 jobs were lost.",
        "The works, which had not made a profit for years, employed 400 people.",
        "The grant created not only 300 jobs but a college.",
        "Although the bid was rejected, the firm invested £3m.",
    ],
)
def test_a_negation_elsewhere_is_of_something_else(text: str) -> None:
    assert not clauses.negated(text, first(text))


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("The maker is to invest £5m.", True),
        ("Toymaker to add 80 jobs at Marle", True),
        ("It plans to cut around 600 posts.", True),
        ("By 2030 the cluster employs 4,000 people.", True),
        ("The plan helped to create 300 jobs.", False),
        ("It was expected to close, but it took on 40 people.", False),
        ("In May 300 people worked there.", False),
        ("Up to 90 people work there.", False),
    ],
)
def test_promised_or_reported(text: str, promised: bool) -> None:
    figure = next(f for f in figures(text) if not 2000 < f.value < 2050)
    assert clauses.promised(text, figure) is promised


def test_a_heading_promises_what_its_list_counts() -> None:
    text = "300 apprenticeships"
    assert clauses.promised(text, first(text), "Our plans:")
    assert not clauses.promised(text, first(text), "Results:")


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("The yard laid off 600 welders.", Change.LOST),
        ("The closure of the mill cost 2,200 jobs.", Change.LOST),
        ("Employment fell by 4 per cent.", Change.LOST),
        ("Some 340 new jobs were announced.", Change.GAINED),
        ("Output rose 3 per cent.", Change.GAINED),
        ("In all 120 posts were safeguarded.", Change.KEPT),
        ("The firm employs 400 people.", None),
        ("Headcount grew to 210 people.", None),
        ("It shed 41 of its 351 employees.", Change.LOST),
    ],
)
def test_gained_lost_or_kept(text: str, change: Change | None) -> None:
    found = figures(text)
    assert clauses.direction(text, found[0], found) is change


@pytest.mark.parametrize(
    "text",
    [
        "Firms with fewer than 250 employees may apply.",
        "Counties with 75,000 or more jobs are listed.",
        "Applicants must have at least 50 employees.",
        "Grants may not exceed £5 million.",
    ],
)
def test_limits_and_classes(text: str) -> None:
    assert clauses.limit(text, first(text))


def test_at_least_is_no_limit_without_a_rule() -> None:
    text = "The fund created at least 300 jobs."
    assert not clauses.limit(text, first(text))


@pytest.mark.parametrize("text", ["Steel sells at £210 a tonne.", "For every £1,000 spent, it gave a job."])
def test_prices_and_rates(text: str) -> None:
    assert clauses.rate(text, first(text))
