"""Words and numerals of quantified claims."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import OutcomeKind
from workingregions.nlp.outcomes.words import cues, phrases, spelt, units


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two hundred jobs", 200),
        ("half a million jobs", 500_000),
        ("three thousand five hundred people", 3_500),
        ("a dozen firms", 12),
        ("twenty-five firms", 25),
    ],
)
def test_numbers_in_words(text: str, value: float) -> None:
    ((start, end, found),) = spelt(text)
    assert found == value
    assert text[start:end] in text


@pytest.mark.parametrize("text", ["one job", "thousand jobs", "on the one hand", ""])
def test_small_numbers_and_heads_of_tables_are_left(text: str) -> None:
    assert list(spelt(text)) == []


def test_cues_state_what_is_measured_and_where() -> None:
    text = "The trust created jobs, and turnover rose."
    assert [(text[c.start : c.end], c.kind) for c in cues(text)] == [
        ("jobs", OutcomeKind.JOBS),
        ("turnover", OutcomeKind.OUTPUT),
    ]
    assert all(c.kind is not OutcomeKind.JOBS for c in cues("output per worker"))


def test_units_are_currencies_and_factors() -> None:
    currencies, factors = units()
    assert (currencies["£"], currencies["€"]) == ("GBP", "EUR")
    assert factors["million"] == 1e6
    assert not currencies.keys() & factors.keys()


def test_promises_and_changes() -> None:
    assert phrases("promises.txt").search("is expected to create")
    assert not phrases("promises.txt").search("created")
    assert phrases("changes.txt").search("rose by 12 per cent")
