"""Homes of institutions: what a name says counts where it is plain or some region speaks for it."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import InstitutionType as T
from workingregions.corpus.enums import Scale
from workingregions.models.entities.home import home


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
