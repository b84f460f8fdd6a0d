"""Numbers with their units and multipliers, and the numbers that are none."""

from __future__ import annotations

import pytest

from workingregions.nlp.outcomes.figures import figures
from workingregions.nlp.outcomes.periods import period_of, year_of


@pytest.mark.parametrize(
    ("text", "value", "high", "unit"),
    [
        ("£3.2m", 3.2e6, None, "GBP"),
        ("292.691.644,00 €", 292_691_644, None, "EUR"),
        ("420.07 mil. euros", 420.07e6, None, "EUR"),
        ("Rs 500 crore", 5e9, None, "INR"),
        ("C$3.2-million", 3.2e6, None, "CAD"),
        ("FFr 12 bn", 12e9, None, "FRF"),
        ("2.3 %-2.6 %", 2.3, 2.6, "percent"),
        ("between 200 and 300", 200, 300, ""),
        ("$4.2 to $5 billion", 4.2e9, 5e9, "USD"),
        ("three quarters", 75, None, "percent"),
        ("one in six", 16.7, None, "percent"),
        ("half a million", 5e5, None, ""),
    ],
)
def test_values(text: str, value: float, high: float | None, unit: str) -> None:
    (figure,) = figures(text)
    assert (figure.value, figure.high, figure.unit) == (pytest.approx(value), high, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("from 38 percent to 31 percent", [38, 31]),
        ("€114 million - 33.8% of it", [114e6, 33.8]),
        ("in 2012 and 300 jobs", [300]),
        ("from 12 % in 2000 to 31 %", [12, 31]),
    ],
)
def test_two_figures_are_no_range(text: str, values: list[float]) -> None:
    assert [figure.value for figure in figures(text)] == pytest.approx(values)


@pytest.mark.parametrize(
    "text",
    [
        "constant 2009 dollars",
        "Section 301",
        "see Table 12",
        "Unit 3",
        "on 3 June",
        "(706) 555",
        "4,230 square miles",
        "note 54",
    ],
)
def test_references_dates_and_measures_are_no_figures(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "year", "period"),
    [
        ("It created 300 jobs between 1979 and 1985.", 1979, "between 1979 and 1985"),
        ("It will create 300 jobs by 2020.", 2020, "by 2020"),
        ("The plant makes 300 pumps a year.", None, "a year"),
        ("It pledged 300 jobs over the next two years.", None, "over the next two years"),
        ("Founded in 1947, it employs 300 people.", None, ""),
        ("Wages were $300 (2014 dollars).", None, ""),
        ("Under the Skills Act of 1992 it trained 300 people.", None, ""),
    ],
)
def test_years_and_periods(text: str, year: int | None, period: str) -> None:
    figure = next(f for f in figures(text) if f.value == 300)
    assert (year_of(text, figure), period_of(text, figure)) == (year, period)
