"""The notes on the name of a region: how it is interpreted, and which regions exist."""

from __future__ import annotations

import pytest

from workingregions.app.names.regions import call, doubt, kind, notes, where
from workingregions.app.names.register import gazetteer
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Document, RegionWeight
from workingregions.corpus.remedies import NO_DOCUMENTS


def about(*regions: str) -> Document:
    weights = tuple(RegionWeight(region=r, name=gazetteer().name(r), weight=1.0) for r in regions)
    return Document(id="-".join(regions), sha256="", path="plan.md", regions=weights)


@pytest.mark.parametrize("name", ["Ohio", "North East England", "US-OH", "Durham, NC", "Essex", "Luxembourg"])
def test_a_clear_name_raises_no_doubt(name: str) -> None:
    assert doubt(name) == ""


def test_a_name_of_several_places_says_which_is_meant_and_how_to_name_the_others() -> None:
    said = doubt("Durham")
    assert "as the county Durham in Ontario, Canada" in said
    assert "'Durham, NC'" in said
    assert "'US-GA'" in doubt("Georgia")
    for name in ("Durham", "Georgia", "Cambridge", "Springfield", "York", "Manchester"):
        for other in (c.place for c in gazetteer().candidates(name)[:4]):
            assert gazetteer().find(call(other)) == other


def test_a_place_no_document_is_about_is_told_with_what_they_are_about() -> None:
    documents = [about("US-OH"), about("US-OH", "UKC"), about("GB-ESS")]
    assert list(notes("Ohio", documents, found=True)) == []
    taken, most = notes("Atlantis", documents, found=False)
    assert taken == "Interpreting 'Atlantis' as the city Atlantis in Western Cape, South Africa."
    assert "Ohio (2), Essex (1), North East (1)" in most
    _, near = notes("Essex, MD", documents, found=False)
    assert near.startswith("Did you mean Essex (1)?")
    assert list(notes("Ohio", [], found=False)) == [NO_DOCUMENTS]


def test_a_name_that_no_place_has_is_told_with_near_spellings() -> None:
    with pytest.raises(NotFoundError) as told:
        doubt("Ohioo")
    assert "Ohio" in told.value.nearest


def test_a_place_is_described_by_its_own_state_though_its_metro_area_reaches_into_another() -> None:
    place = gazetteer().find("Cambridge, MA")
    assert (kind(place), where(place)) == ("city", "Massachusetts, United States")
    assert where(gazetteer().find("GB")) == ""
