"""What a page is about, from its passages."""

from __future__ import annotations

import pytest

from workingregions.nlp.themes import about_as_a_whole


def test_passages_support_each_other() -> None:
    assert about_as_a_whole([(0.4, 120), (0.4, 150)], 400) == pytest.approx(1 - 0.6 * 0.6)


def test_a_line_on_a_full_page_counts_less_than_a_paragraph() -> None:
    assert about_as_a_whole([(0.9, 10)], 400) < 0.5 < about_as_a_whole([(0.9, 100)], 400)


def test_a_short_page_is_about_what_most_of_it_is_about() -> None:
    assert about_as_a_whole([(0.9, 12)], 12) == pytest.approx(0.9)


def test_a_passage_that_a_person_confirmed_decides() -> None:
    assert about_as_a_whole([(1.0, 5), (0.1, 90)], 400) == 1.0


def test_nothing_is_about_nothing() -> None:
    assert about_as_a_whole([], 0) == 0.0
