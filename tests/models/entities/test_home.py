"""Homes of institutions: what a name says counts where it is plain or some region speaks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.models.entities.corpus_of_names import at, document
from workingregions.corpus.enums import InstitutionType as T
from workingregions.corpus.enums import MentionKind, Scale
from workingregions.corpus.records import Mention
from workingregions.models.entities.home import home
from workingregions.models.entities.observations import observe


@pytest.mark.parametrize(
    ("name", "regions", "expected"),
    [
        # Rivers is a state of Nigeria, and the Highlands are Scotland's: no document is about either.
        ("Rivers Robotics Council", {"US-PA": 4.0}, ""),
        ("Laurel Highlands Polytechnic", {"US-PA": 4.0}, ""),
        ("University of Wolverhampton", {"US-PA": 4.0}, "Wolverhampton"),
        ("Ohio Steel Council", {"US-OH": 4.0}, "US-OH"),
    ],
)
def test_a_place_within_a_name_needs_a_region_or_a_plain_form(
    name: str, regions: dict[str, float], expected: str
) -> None:
    found = home([name], T.OTHER, Scale.UNKNOWN, regions, mentions=1)
    from workingregions.nlp.gazetteer.gazetteer import Gazetteer

    gazetteer = Gazetteer.load()
    assert found.region == (expected and gazetteer.find(expected).id)


def test_a_widely_known_firm_is_not_at_home_where_a_corpus_names_it() -> None:
    regions = {"GB-ESS": 10.0}
    assert home(["Siemens"], T.FIRM, Scale.UNKNOWN, regions, mentions=10).region == ""
    assert home(["Hylton Cells"], T.FIRM, Scale.UNKNOWN, regions, mentions=10).region == "GB-ESS"


def test_a_widely_known_body_needs_more_of_the_evidence() -> None:
    name = "National Aeronautics and Space Administration"
    mixed = {"GB": 7.0, "US": 3.0}
    assert home([name], T.GOVERNMENT_NATIONAL, Scale.NATIONAL, mixed, mentions=10).region == ""
    assert (
        home(["Elsewhere Bureau"], T.GOVERNMENT_NATIONAL, Scale.NATIONAL, mixed, mentions=10).region == "GB"
    )


@pytest.mark.parametrize(
    ("name", "kind", "regions", "expected"),
    [
        ("PRC Health", T.RESEARCH_ORGANISATION, {"LU": 4.0}, ""),
        ("New Holland Agriculture", T.FIRM, {"GB-ESS": 3.0}, ""),
        ("Jupiter Communications", T.FIRM, {"US": 3.0}, ""),
        ("Leeds Castings Ltd", T.FIRM, {"GB-LDS": 3.0}, "GB-LDS"),
        ("SelectUSA", T.DEVELOPMENT_AGENCY, {"US": 0.3, "GB": 0.7}, "US"),
        ("Apex Brasil", T.DEVELOPMENT_AGENCY, {"BR": 2.0}, "BR"),
    ],
)
def test_a_stray_word_is_no_home(name: str, kind: T, regions: dict[str, float], expected: str) -> None:
    assert home([name], kind, Scale.UNKNOWN, regions, mentions=1).region == expected


def test_a_place_beside_a_name_is_its_home() -> None:
    name, mixed = "Harker Institute", {"DE": 0.5, "HU": 0.5}
    found = home([name], T.OTHER, Scale.UNKNOWN, mixed, 1, beside={"US-OH": 1.0})
    assert (found.region, found.reason) == ("US-OH", "documents name it beside Ohio")
    # Half a vote is too little, and so are votes for many places.
    assert home([name], T.OTHER, Scale.UNKNOWN, mixed, 1, beside={"US-OH": 0.5}).region == ""
    assert home([name], T.OTHER, Scale.UNKNOWN, mixed, 1, beside={"US-OH": 1.0, "FI": 1.0}).region == ""
    assert home([name], T.OTHER, Scale.SUPRANATIONAL, mixed, 1, beside={"US-OH": 1.0}).region == ""


def test_only_a_place_close_to_a_name_is_beside_it() -> None:
    doc = document("plan")
    (name,) = at(doc, 0, "Harker Institute", times=1)

    def beside(start: int) -> tuple[tuple[str, float], ...]:
        place = Mention(
            id=f"p{start}", document=doc.id, passage=name.passage, page=1, start=start, end=start + 8,
            kind=MentionKind.PLACE, text="Budapest", entity="budapest", place="HU-BU", confidence=0.9,
        )  # fmt: skip
        moved = replace(name, start=40, end=56)
        return observe([moved, place], [doc], {})[0].beside

    assert beside(58) == (("HU-BU", 1.0),)  # "Harker Institute, Budapest"
    assert beside(80) == ()
    assert beside(12) == (("HU-BU", 0.5),)  # "the Budapest research centre Harker Institute"
    assert beside(2) == ()


@pytest.mark.parametrize(
    ("name", "kind", "regions", "expected"),
    [
        ("Michigan Tooling Institute", T.RESEARCH_ORGANISATION, {"GB": 1.0}, "US-MI"),
        ("Ohio Light Company", T.FIRM, {"US": 1.0}, "US-OH"),
        ("Ohio Light Company", T.FIRM, {"GB": 1.0}, "GB"),  # not of Ohio, as far as the text says
        ("Public Service Company of New Mexico", T.FIRM, {"US": 1.0}, "US-NM"),
        ("Department for Exiting the European Union", T.GOVERNMENT_NATIONAL, {"GB": 1.0}, "GB"),
        ("American Chamber of Commerce in Spain", T.INDUSTRY_ASSOCIATION, {"US": 1.0}, "ES"),
        ("U.S. Trade Mission", T.GOVERNMENT_NATIONAL, {"DE": 0.5, "FR": 0.5}, "US"),
        ("Harker UK", T.FIRM, {"US": 1.0}, "GB"),
    ],
)
def test_states_and_countries_at_the_ends_of_a_name_say_where_it_is(
    name: str, kind: T, regions: dict[str, float], expected: str
) -> None:
    assert home([name], kind, Scale.NATIONAL, regions, mentions=2).region == expected
