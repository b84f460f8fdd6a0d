"""Corrections applied: whom a name means, what a split does to units, and what rejects take away."""

from __future__ import annotations

from tests.models.entities.corpus_of_names import correction
from workingregions.models.entities.apply import Names, rejected, split
from workingregions.models.entities.observations import Observation
from workingregions.models.entities.units import units
from workingregions.nlp.institutions.vocabulary import key


def observed(document: str, *forms: str, region: str = "") -> Observation:
    return Observation(
        document=document,
        key=key(forms[0]),
        forms=tuple((form, 1) for form in forms),
        mentions=1,
        regions=((region, 1.0),) if region else (),
    )


OBSERVATIONS = [
    observed("d1".ljust(16, "0"), "City Council", region="GB-LDS"),
    observed("d2".ljust(16, "0"), "City Council", region="US-OH"),
    observed("d2".ljust(16, "0"), "Zorvane Steel", "Zorvane", region="US-OH"),
    observed("d3".ljust(16, "0"), "Zorvane"),
]


def test_a_name_is_its_own_before_it_is_a_form_of_another() -> None:
    names = Names(OBSERVATIONS, ())
    assert names.find("Zorvane") == [3]
    assert names.find("zorvane steel Ltd") == [2]
    assert Names(OBSERVATIONS[:3], ()).find("Zorvane") == [2]
    assert names.find("Kelmotec") == []


def test_region_and_document_narrow_a_name_down() -> None:
    names = Names(OBSERVATIONS, ())
    of = units(OBSERVATIONS, ()).of
    assert names.find("City Council") == [0, 1]
    assert names.find("City Council", "GB", of=of) == [0]
    assert names.find("City Council", "US", of=of) == [1]
    assert names.find("City Council", sha256="d2".ljust(64, "0")) == [1]


def test_a_new_name_is_found_where_the_old_one_is() -> None:
    renamed = correction("rename", "Zorvane Steel", value="Zorvane Metals")
    assert Names(OBSERVATIONS, [renamed]).find("Zorvane Metals") == [2]
    assert Names(OBSERVATIONS, ()).find("Zorvane Metals") == []


def test_rejects_take_away_what_they_name_and_wait_where_they_name_nothing() -> None:
    lines = [
        correction("reject", "City Council", sha256="d1".ljust(64, "0")),
        correction("reject", "Kelmotec Glass"),
        correction("rename", "Zorvane", value="Zorvane Metals"),
    ]
    gone, waiting = rejected(Names(OBSERVATIONS, lines), lines)
    assert gone == {0}
    assert [line.names for line in waiting] == [("Kelmotec Glass",)]


def test_a_split_by_document_makes_a_unit_that_stays_apart() -> None:
    observations = [observed(d.ljust(16, "0"), "Zorvane Steel") for d in ("d1", "d2")]
    of = units(observations, ()).of
    assert of[0] == of[1]
    line = correction("split", "Zorvane Steel", sha256="d2".ljust(64, "0"))
    applied, pairs = split(Names(observations, [line]), [line], of)
    assert applied.of[0] == of[0]
    assert applied.of[1] != of[1]
    assert set(applied.of) in [set(pair) for pair in pairs]
    assert not applied.unmatched


def test_a_split_that_names_nothing_says_what_is_near() -> None:
    line = correction("split", "Zorvain Steel", "Kelmotec")
    applied, pairs = split(Names(OBSERVATIONS, [line]), [line], units(OBSERVATIONS, ()).of)
    assert pairs == []
    assert "Zorvane Steel" in dict.fromkeys(near for _, names in applied.unmatched for near in names)
