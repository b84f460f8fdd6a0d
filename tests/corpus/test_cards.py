"""Answers as HTML in notebooks: escaped, short, and without anything that is fetched."""

from __future__ import annotations

from typing import Any

import pytest

from workingregions.app import Project
from workingregions.corpus.cards import card, lines, quoted, rows
from workingregions.corpus.records import Document

NASTY = "<img src=x onerror=alert(1)>&\"'"


def test_everything_is_escaped() -> None:
    text = card(NASTY, quoted(NASTY, NASTY, NASTY), lines([NASTY]), rows([{"a": NASTY}], {"a": NASTY}))
    assert "<img" not in text
    assert text.count("&lt;img") == 7
    assert "<img" not in Document(id="a", sha256="a", path="a.pdf", title=NASTY)._repr_html_()


def test_a_table_says_how_many_rows_it_leaves_out() -> None:
    text = rows([{"a": number} for number in range(20)], {"a": "number"}, most=3)
    assert "3 of 20" in text
    assert text.count("<tr>") == 4
    assert "None." in rows([], {"a": "number"})


@pytest.fixture(scope="module")
def answers(sample: Project) -> list[Any]:
    view = sample.view()
    found = view.search("skills")
    return [
        found,
        view.evidence(found.evidence[0]),
        view.document(found.hits[0].document),
        view.institution(view.ties()["source_id"].iloc[0]),
        view.network("England"),
        view.thickness(["England", "United States"]),
        view.compare(["England", "United States"]),
        view.terms(region="England"),
    ]


def test_answers_show_themselves_in_light_and_dark(answers: list[Any]) -> None:
    for answer in answers:
        text = answer._repr_html_()
        assert 100 < len(text) < 20_000
        # Colours come from the page around the card.
        assert "color:inherit" in text or "<table" not in text
        assert not any(word in text for word in ("<script", "http:", "https:", "src=", "background:white"))
