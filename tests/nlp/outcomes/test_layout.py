"""Figures on lines of their own take the label above or below them."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import OutcomeKind
from workingregions.corpus.records import Outcome, Passage
from workingregions.nlp.outcomes.layout import find

K = OutcomeKind


def claims(text: str) -> list[Outcome]:
    passage = Passage(id="p", document="d", ordinal=0, pages=(1,), first_block=0, last_block=0, text=text)
    found = find([passage])
    assert all(text[c.start : c.end] == c.text for c in found)
    return found


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("1,200\njobs created", K.JOBS, 1200, "persons"),
        ("Jobs created\n1,200\n\nThe board met.", K.JOBS, 1200, "persons"),
        ("£4.5m\nof investment", K.INVESTMENT, 4.5e6, "GBP"),
        ("350\nfirms helped", K.FIRMS, 350, "firms"),
    ],
)
def test_a_figure_with_its_label(text: str, kind: K, value: float, unit: str) -> None:
    assert [(c.kind, c.value, c.unit) for c in claims(text)] == [(kind, value, unit)]


def test_several_figures_take_as_many_labels_in_order() -> None:
    found = claims("Jobs created\nFirms helped\n1,200\n350")
    assert [(c.kind, c.value) for c in found] == [(K.JOBS, 1200), (K.FIRMS, 350)]


@pytest.mark.parametrize(
    "text",
    [
        "2014\njobs created",
        "17\njobs",
        "1,200\nmiles of road",
        "1,200",
        "100\n200\n300\n400\n500\n600\n700\n" + "jobs created\n" * 7,
        "",
    ],
)
def test_years_page_numbers_and_axes_claim_nothing(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    "lines",
    [
        "No. of companies\n1500\n2000\n2500\n3000\n3500",
        "Investment by state\n> $100 million\n$50 million - $100 million\n$200 million\ninvested",
        "Equity by investor\nFund manager\n32%\nInvestor\n12%",
    ],
)
def test_axes_legends_and_slices_of_charts_are_no_claims(lines: str) -> None:
    assert claims(lines) == []
