"""Articles, plurals and languages in words."""

from __future__ import annotations

import pytest

from workingregions.corpus.errors import NotFoundError
from workingregions.models.wording import language, language_codes, plural, the


@pytest.mark.parametrize(
    ("place", "within"),
    [
        ("United States", "the United States"),
        ("Northern Netherlands", "the Northern Netherlands"),
        ("Netherlands", "the Netherlands"),
        ("European Union", "the European Union"),
        ("East of England", "the East of England"),
        ("Isle of Wight", "the Isle of Wight"),
        ("West Midlands", "the West Midlands"),
        ("Basque Country", "the Basque Country"),
        ("The Netherlands", "the Netherlands"),
        ("The Hague", "The Hague"),
        ("Ohio", "Ohio"),
        ("North East England", "North East England"),
        ("Statesboro", "Statesboro"),
    ],
)
def test_places_have_their_article_within_a_sentence(place: str, within: str) -> None:
    assert the(place) == within


def test_numbers_agree_with_their_nouns() -> None:
    assert [plural(n, "tie") for n in (0, 1, 1200)] == ["0 ties", "1 tie", "1,200 ties"]
    assert plural(2, "country", "countries") == "2 countries"


def test_languages_are_known_by_code_and_name() -> None:
    assert language("de") == "German"
    assert language("xx") == "xx"
    assert language_codes(["german", "FR", "de"]) == ("de", "fr")
    assert set(language_codes(["Norwegian"])) == {"nb", "nn", "no"}
    with pytest.raises(NotFoundError):
        language_codes(["Klingon"])
