"""Where place names are in a text, without a tagger: what the gazetteer and the words around support."""

from __future__ import annotations

from itertools import pairwise

import pytest

from workingregions.nlp.gazetteer import known_place
from workingregions.nlp.places.find import names_in, spans


def found(text: str, *taken: str, english: bool = True) -> list[str]:
    ranges = [(text.index(name), text.index(name) + len(name)) for name in taken]
    return [text[s.start : s.end] for s in spans(text, None, ranges, english=english)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jobs in Ohio and Finland grew.", ["Ohio", "Finland"]),
        ("The plant is in North East England.", ["North East England"]),
        ("A mill in Dayton, Ohio, closed.", ["Dayton", "Ohio"]),
        ("Scottish firms export.", ["Scottish"]),
        ("Reading and Deal are words, and May is a month.", []),
        ("The Dayton Street mill closed.", []),
        ("xyz ohio finland", []),
        ("", []),
    ],
)
def test_spans(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_a_name_inside_an_institution_is_not_a_place_and_the_one_beside_it_is() -> None:
    text = "The Ohio Skills Board met in Michigan."
    assert found(text) == ["Ohio", "Michigan"]
    assert found(text, "Ohio Skills Board") == ["Michigan"]


def test_a_common_word_needs_its_state_behind_it() -> None:
    assert found("Mobile phones sell.") == []
    assert "Mobile" in found("A yard in Mobile, Alabama, closed.")


def test_in_other_languages_only_large_places_are_found() -> None:
    text = "Paris et Dayton et Finland"
    assert found(text, english=False) == ["Paris", "Finland"]


def test_spans_are_sure_in_part_sorted_and_apart() -> None:
    text = "Ohio, Dayton, Ohio, and the Basque Country, near Harlow in Essex"
    there = spans(text, None, [])
    assert len(there) >= 5
    assert all(0 < s.sure <= 1 for s in there)
    assert all(a.end <= b.start for a, b in pairwise(there))


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Kent County Council", ["Kent"]),
        ("Skills Strategy for Ohio", ["Ohio"]),
        ("University of Essex", []),
        ("The Ten Years of Making", []),
    ],
)
def test_names_in_titles(title: str, names: list[str]) -> None:
    assert [title[s:e] for s, e in names_in(title)] == names


def test_known_names() -> None:
    assert known_place("Ohio")
    assert known_place("Finnish")
    assert not known_place("Zorvane")
