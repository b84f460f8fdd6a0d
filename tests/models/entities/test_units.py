"""Observations to units: tags of names that every place has, acronyms, and the table of bodies."""

from __future__ import annotations

import pytest

from workingregions.corpus.records import Acronym
from workingregions.models.entities.observations import Observation
from workingregions.models.entities.units import BODY, body_of, generic, is_acronym, local, units
from workingregions.nlp.institutions.vocabulary import key


def observed(
    document: str, *forms: str, country: str = "", region: str = "", year: int | None = None
) -> Observation:
    return Observation(
        document=document,
        key=key(forms[0]),
        forms=tuple((form, 1) for form in forms),
        mentions=len(forms),
        regions=((region, 1.0),) if region else (),
        country=country,
        year=year,
    )


def defined(document: str, short: str, long: str) -> Acronym:
    return Acronym(document=document, short=short, long=long, passage="")


def test_a_name_of_every_place_is_tagged_with_its_place_or_document() -> None:
    leeds, unknown, own = units(
        [
            observed("d1", "City Council", country="GB", region="GB-LDS"),
            observed("d2", "City Council", country="GB"),
            observed("d3", "Zorvane Steel", country="GB", region="GB-LDS"),
        ],
        (),
    ).of
    assert leeds == (("city", "council"), "GB-LDS")
    assert unknown == (("city", "council"), "in d2")
    assert own == (("zorvane", "steel"), "")


def test_the_nation_before_a_name_tags_it() -> None:
    british, american = units(
        [observed("d1", "UK Parliament"), observed("d2", "U.S. Supreme Court", country="GB")], ()
    ).of
    assert (british[1], american[1]) == ("GB", "US")


def test_an_acronym_is_what_its_document_defines_and_else_what_the_others_agree_on() -> None:
    observations = [
        observed("d1", "Zorvane Skills Trust"),
        observed("d1", "ZSTR"),
        observed("d2", "ZSTR"),
    ]
    found = units(observations, [defined("d1", "ZSTR", "Zorvane Skills Trust")])
    assert found.of[1] == found.of[2] == found.of[0]
    reasons = {j.document: j.reason for j in found.joined}
    assert "defines" in reasons["d1"]
    assert "other document" in reasons["d2"]


def test_a_short_acronym_of_two_meanings_joins_neither() -> None:
    observations = [
        observed("d1", "Zorvane Skills Trust"),
        observed("d2", "Zinc Smelters Task Force"),
        observed("d3", "ZST"),
    ]
    acronyms = [
        defined("d1", "ZST", "Zorvane Skills Trust"),
        defined("d2", "ZST", "Zinc Smelters Task Force"),
    ]
    found = units(observations, acronyms)
    assert found.of[2][0] == ("zst",)
    (joined,) = [j for j in found.joined if j.document == "d3"]
    assert not joined.merged


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (("NASA",), True),
        (("CNRS", "CNRS"), True),
        (("Nasa",), False),
        (("NASA", "Nasa"), False),
        (("NASA HQ",), False),
    ],
)
def test_acronyms(forms: tuple[str, ...], expected: bool) -> None:
    assert is_acronym(observed("d", *forms)) is expected


def test_generic_names_hold_no_word_of_their_own() -> None:
    assert generic(("skills", "council"))
    assert not generic(("zorvane", "council"))


def test_the_region_of_an_observation_is_below_a_country() -> None:
    assert local(observed("d", "X", region="GB-LDS")) == "GB-LDS"
    assert local(observed("d", "X", region="GB")) == ""


def test_the_table_of_bodies_knows_names_by_country_and_year() -> None:
    body, number = body_of(("bis",), "GB", 2012, acronym=True) or (None, -1)
    assert body is not None
    assert body.country == "GB"
    assert "Business" in body.names[number].name
    american, number = body_of(("bis",), "US", 2012, acronym=True) or (None, -1)
    assert american is not None
    assert american.names[number].name == "Bureau of Industry and Security"
    assert body_of(("bis",), "FI", 2012, acronym=True) is None
    assert body_of(("bis",), "GB", 1975, acronym=True) is None


def test_a_renamed_body_is_one_unit() -> None:
    found = units(
        [
            observed("d1", "BIS", country="GB", year=2012),
            observed("d2", "Department for Business, Innovation and Skills", country="GB", year=2012),
        ],
        (),
    )
    assert found.of[0] == found.of[1]
    assert found.of[0][1].startswith(BODY)
