"""Affiliations and registry names as words and places that can be compared."""

from __future__ import annotations

import pytest

from workingregions.nlp.registry.strings import (
    clean,
    english_town,
    fold,
    is_place,
    name_words,
    stated,
    words,
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Univ. of Essex &amp; Partners", "Univ. of Essex & Partners"),
        ("&amp;amp;", "&"),
        ("<i>Inst</i>\n of\tSteel", "Inst of Steel"),
        ("#TAB#Leeds", "Leeds"),
    ],
)
def test_mark_up_and_entities_go(written: str, plain: str) -> None:
    assert clean(written) == plain


@pytest.mark.parametrize(
    ("word", "folded"), [("LIÈGE", "liege"), ("Straße", "strasse"), ("Łódź", "lodz"), ("Ørsted", "orsted")]
)
def test_words_fold_without_accents(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_words_have_their_segment_and_what_cuts_or_joins_them() -> None:
    found = words("Dept. of Zorvane, Kelmotec – Leeds")
    by_text = {w.written: w for w in found}
    assert "of" not in by_text
    assert by_text["Zorvane"].joined
    assert [w.segment for w in found] == sorted(w.segment for w in found)
    assert by_text["Zorvane"].segment < by_text["Kelmotec"].segment < by_text["Leeds"].segment


def test_addresses_and_small_words_are_left_out() -> None:
    assert name_words("the of") == ()
    assert not any("@" in w or "example" in w for w in name_words("Kelmotec, info@example.org"))


def test_variants_are_one_word() -> None:
    assert name_words("Zorvane Univ.") == name_words("Zorvane University")


@pytest.mark.parametrize(
    ("affiliation", "country"),
    [
        ("Zorvane Institute, Sheffield, UK", "GB"),
        ("Zorvane Institute, Helsinki, Finland", "FI"),
        ("Zorvane Institute, Toledo, OH", "US"),
        ("Zorvane Institute, a.bee@zorvane.de", "DE"),
    ],
)
def test_countries_that_an_affiliation_states(affiliation: str, country: str) -> None:
    assert stated(affiliation, words(affiliation)).countries == {country}


def test_a_town_alone_gives_the_countries_of_its_namesakes_and_states_none() -> None:
    found = stated("Zorvane Institute, Sheffield", words("Zorvane Institute, Sheffield"))
    assert found.countries == frozenset()
    assert "GB" in found.towns
    assert stated("", []).towns == frozenset()


def test_towns_in_other_languages() -> None:
    assert english_town("torino") == "turin"
    assert english_town("turin") == ""
    assert english_town("abc") == ""


def test_places_are_distinguished_from_words() -> None:
    assert is_place("Ohio")
    assert is_place("Sheffield")
    assert not is_place("Zorvane")
