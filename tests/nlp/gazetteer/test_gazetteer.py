"""The gazetteer: hierarchy, codes, queries, and the shape of its files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.errors import NotFoundError
from workingregions.nlp.gazetteer.gazetteer import LEVELS, Gazetteer
from workingregions.nlp.gazetteer.keys import name_key


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("query", "ident"),
    [
        ("North East", "UKC"),
        ("UKC", "UKC"),
        ("ukc", "UKC"),
        ("Ohio", "US-OH"),
        ("Essex", "GB-ESS"),
        ("UKH3", "GB-ESS"),
        ("UK", "GB"),
        ("Britain", "GB"),
        ("DEU", "DE"),
        ("EL", "GR"),
        ("Bavaria", "DE-BY"),
        ("Lombardy", "IT-25"),
        ("Scotland", "GB-SCT"),
        ("UKM", "GB-SCT"),
        ("London", "GB-LND"),
        ("Cleveland, OH", "Cleveland, OH"),
        ("Cleveland, Ohio", "Cleveland, OH"),
        ("Springfield, Illinois", "Springfield, IL"),
        ("Cuyahoga County", "Cuyahoga County, OH"),
        ("Rust Belt", "region:rust-belt"),
        ("ruhr", "region:ruhr"),
        ("Mezzogiorno", "region:mezzogiorno"),
        ("M11 corridor", "region:m11-corridor"),
        ("Tees Valley", "ca:tees-valley"),
        ("European Union", "EU"),
        ("Northern Netherlands", "NL1"),
        ("South Ostrobothnia", "FI-03"),
    ],
)
def test_users_queries_find_the_place_they_mean(gazetteer: Gazetteer, query: str, ident: str) -> None:
    assert gazetteer.find(query).id == ident


def test_unknown_region_names_the_nearest(gazetteer: Gazetteer) -> None:
    with pytest.raises(NotFoundError) as caught:
        gazetteer.find("Bavria")
    assert caught.value.kind == "region"
    assert "Bavaria" in caught.value.nearest


@pytest.mark.parametrize("query", ["", "  ", ",", "\t", "=ukc", "1~"])
def test_odd_queries_are_not_found_and_do_no_harm(gazetteer: Gazetteer, query: str) -> None:
    with pytest.raises(NotFoundError):
        gazetteer.find(query)


@pytest.mark.parametrize(
    ("ident", "ancestor"),
    [
        ("Cleveland, OH", "Cuyahoga County, OH"),
        ("Cleveland, OH", "metro:cleveland-elyria-oh"),
        ("Cleveland, OH", "US-OH"),
        ("Cleveland, OH", "US"),
        ("GB-ESS", "UKH"),
        ("GB-THR", "GB-ESS"),
        ("UKH", "GB-ENG"),
        ("GB-HCK", "GB-LND"),
        ("ca:greater-manchester", "UKD"),
        ("lep:black-country", "UKG"),
        ("region:ruhr", "DE-NW"),
        ("DE-BY", "EU"),
        ("FI-03", "FI19"),
    ],
)
def test_hierarchy(gazetteer: Gazetteer, ident: str, ancestor: str) -> None:
    assert gazetteer.within(ident, ancestor)
    assert not gazetteer.within(ancestor, ident)


def test_the_united_kingdom_is_in_europe_and_not_in_the_union(gazetteer: Gazetteer) -> None:
    assert gazetteer.within("GB", "region:europe")
    assert not gazetteer.within("GB", "EU")


def test_areas_of_government_have_their_years(gazetteer: Gazetteer) -> None:
    partnership, authority = gazetteer.get("lep:black-country"), gazetteer.get("ca:greater-manchester")
    assert partnership is not None
    assert authority is not None
    assert (partnership.start, partnership.end) == (2011, 2024)
    assert (authority.start, authority.end) == (2011, None)


def test_english_regions_and_partnerships_are_complete(gazetteer: Gazetteer) -> None:
    regions = {f"UK{letter}" for letter in "CDEFGHIJKLMN"}
    assert all(gazetteer.get(code) for code in regions)
    partnerships = [i for i in gazetteer.ids() if i.startswith("lep:")]
    assert len(partnerships) >= 39


def test_levels_and_export_codes(gazetteer: Gazetteer) -> None:
    expected = {
        "Ohio": ("regional", "US-OH"),
        "Harlow": ("local", ""),
        "Germany": ("national", "DE"),
        "Europe": ("supranational", ""),
        "Cleveland, OH": ("local", "Cleveland, OH"),
    }
    for query, (level, code) in expected.items():
        place = gazetteer.find(query)
        assert (place.level, place.code) == (level, code)


def test_every_place_is_well_formed(gazetteer: Gazetteer) -> None:
    for ident in gazetteer.ids():
        place = gazetteer.get(ident)
        assert place is not None
        assert place.id == ident
        assert place.kind in LEVELS
        assert place.kind != "city" or (place.lat is not None and abs(place.lat) <= 90)
        assert all(gazetteer.get(parent) for parent in place.parents), ident
        assert ident not in gazetteer.ancestors(ident)


def test_lookup_puts_usual_names_and_large_places_first(gazetteer: Gazetteer) -> None:
    names = [place.id for place in gazetteer.lookup("Cleveland")]
    assert names[0] == "Cleveland, OH"
    weak = gazetteer.candidates("Cuyahoga")
    assert any(c.place.id == "Cuyahoga County, OH" and not c.strong for c in weak)


@given(st.text(max_size=30))
def test_folding_a_name_twice_changes_nothing(name: str) -> None:
    once = name_key(name)
    assert name_key(once) == once or once.startswith("the ")


def test_folding() -> None:
    assert name_key("St. Louis") == name_key("Saint Louis")
    assert name_key("Île-de-France") == "ile de france"
    assert name_key("The Marches") == "marches"
    assert name_key("U.S.") == "us"
    assert name_key("Tyne & Wear") == name_key("Tyne and Wear")


def test_a_town_and_its_district_of_one_name_are_one_area() -> None:
    gazetteer = Gazetteer.load()
    town = next(p for p in gazetteer.lookup("Bhopal") if p.kind == "city")
    district = next(p for p in gazetteer.lookup("Bhopal") if p.kind == "county")
    assert gazetteer.area(town.id) == gazetteer.area(district.id) == district.id
    # A city is not the state that is called like it.
    city = next(p for p in gazetteer.lookup("New York") if p.kind == "city")
    assert gazetteer.area(city.id) == city.id


@pytest.mark.parametrize(
    ("name", "ident"), [("Schottland", "GB-SCT"), ("Écosse", "GB-SCT"), ("Kalifornien", "US-CA")]
)
def test_nations_and_states_are_found_by_their_names_abroad(name: str, ident: str) -> None:
    assert gazetteer_id(name) == ident


def gazetteer_id(name: str) -> str:
    return Gazetteer.load().find(name).id
