"""Who is present in a region, and on which grounds."""

from __future__ import annotations

import pytest

from tests.helpers.governance import FewPlaces, entity, tables, tie
from workingregions.corpus.enums import Scale
from workingregions.corpus.records import Entity
from workingregions.models.presence import presence


def ground(found: Entity, region: str = "A") -> str:
    here = presence(tables([found], {"d1-0": (["A", "US-ST", "US"], [found.id])}), region, FewPlaces())
    return str(here.table["basis"].iloc[0])


@pytest.mark.parametrize(
    ("found", "region", "basis"),
    [
        (entity("x", region="A"), "A", "home"),
        (entity("x", region="A"), "US", "home"),
        (entity("x", region="US-ST"), "A", "above"),
        (entity("x", region="B"), "A", "outside"),
        (entity("x", region="B", remit="A"), "A", "home"),
        (entity("x"), "A", "named"),
        (entity("x", Scale.NATIONAL), "A", "above"),
        # A ministry in the capital acts for the region too; another country's does not.
        (entity("x", Scale.NATIONAL, "Capital"), "A", "above"),
        (entity("x", Scale.NATIONAL, "London"), "A", "outside"),
        (entity("x", Scale.SUPRANATIONAL, "London"), "A", "above"),
        (entity("x", Scale.REGIONAL, "Capital"), "A", "outside"),
    ],
)
def test_the_ground_follows_from_home_remit_and_scale(found: Entity, region: str, basis: str) -> None:
    assert ground(found, region) == basis


def test_only_passages_about_the_region_and_documents_of_the_period_count() -> None:
    passages = {
        "d1-0": (["A"], ["x", "y", "x"]),
        "d1-1": (["B"], ["x"]),
        "d1-2": (["A"], ["x"]),
        "d2-0": (["A"], ["x"]),
        "d3-0": (["A"], ["y"]),
        "d4-0": (["A"], []),
    }
    years = {"d1": 2010, "d2": 2020, "d3": None, "d4": 2011}
    made = tables([entity("x"), entity("y")], passages, years=years)
    here = presence(made, "A", FewPlaces(), (2005, 2015))
    rows = {(r.entity, r.document): (r.mentions, r.passages) for r in here.table.itertuples()}
    assert rows == {("x", "d1"): (3, ("d1-0", "d1-2")), ("y", "d1"): (1, ("d1-0",))}
    # d4 names nobody and is a document about the region all the same; d3 has no year.
    assert [d.id for d in here.documents] == ["d1", "d4"]
    assert here.undated == 1
    assert len(presence(made, "A", FewPlaces()).documents) == 4
    assert len(presence(made, "A", FewPlaces(), (None, 2010)).documents) == 1


def test_nothing_is_present_where_nothing_is_said() -> None:
    here = presence(tables([entity("x")], {"d1-0": (["A"], ["x"])}), "GB", FewPlaces())
    assert here.table.empty
    assert here.documents == ()
    assert list(here.table.columns)[:2] == ["entity", "name"]


def test_a_list_of_many_regions_places_only_those_at_home_in_this_one() -> None:
    rows = (
        "| Plant | State | Owner |\n| --- | --- | --- |\n| One | A | Board of A |\n| Two | B | Board of B |"
    )
    prose = "The states of A, B, C and D signed a compact with the council in May, and it still holds today."
    passages = {
        "d1-0": (["A", "B", "C", "D"], ["home", "x"]),
        "d1-1": (["A", "B", "C", "D"], ["y"]),
        "d1-2": (["A", "B"], ["z"]),
    }
    found = [entity("home", region="A"), entity("x"), entity("y"), entity("z")]
    ties = [tie("d1-0", "x", "home"), tie("d1-0", "x", "y"), tie("d1-1", "x", "y")]
    made = tables(found, passages, ties, texts={"d1-0": rows, "d1-1": prose, "d1-2": rows})
    here = presence(made, "A", FewPlaces())
    # x has its row in a table of four regions, y is in prose, and the last table is of two regions.
    assert set(here.table["entity"]) == {"home", "y", "z"}
    assert [(t.passage, t.source, t.target) for t in here.ties] == [("d1-0", "x", "home"), ("d1-1", "x", "y")]
