from __future__ import annotations

import pytest

from workingregions.models.search.words import content_words, spellings


def test_words_that_carry_meaning_are_kept_in_order_and_once() -> None:
    assert content_words("How do the regions differ, and which region over 2014 has e2v?") == [
        "regions",
        "differ",
        "2014",
        "e2v",
    ]


def test_of_a_long_text_the_longest_words_are_kept() -> None:
    words = content_words("steel manufacturing coal apprenticeships zinc", most=2)
    assert words == ["manufacturing", "apprenticeships"]


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("labour", "labor"),
        ("organisations", "organizations"),
        ("specialise", "specialize"),
        ("programmes", "programs"),
        ("centre", "center"),
        ("defence", "defense"),
        ("travelled", "traveled"),
        ("catalogue", "catalog"),
    ],
)
def test_british_and_american_spellings_find_each_other(british: str, american: str) -> None:
    assert american in spellings(british)
    assert british in spellings(american)


@pytest.mark.parametrize("word", ["four", "rise", "or", "engineer", "EU"])
def test_short_words_have_one_spelling(word: str) -> None:
    assert spellings(word) == [word]
