"""Filters by publisher, drop and type of institution, and counts by facet."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from tests.helpers.here import Here
from tests.helpers.towns import BOARD, LATER, write
from workingregions.app import Project
from workingregions.app.ask import FacetTable
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.selection import Called, Selection

FACETS = {
    "region", "year", "theme", "institution", "institution_type", "type", "publisher", "drop", "language",
    "voice",
}  # fmt: skip


def counts(frame: pd.DataFrame, facet: str) -> dict[str, tuple[int, int]]:
    rows = frame[frame["facet"] == facet]
    return {r.value: (r.documents, r.passages) for r in rows.itertuples()}


def test_facets_count_what_the_filters_select(original: Project) -> None:
    view = original.view()
    every = view.facets()
    assert set(every["facet"]) <= FACETS
    assert counts(every, "drop") == {"d0001": (3, len(view.passages()))}
    assert list(counts(every, "year")) == ["2014", "2016", "2018"]
    regions = counts(every, "region")
    assert regions["US-OH"][0] == 2
    assert regions["US"] == regions["US-OH"]  # with the areas that contain a region
    ohio = view.facets(view.select(regions=["Ohio"]), only=["year", "region"])
    assert set(ohio["facet"]) == {"year", "region"}
    assert list(counts(ohio, "year")) == ["2014", "2018"]
    # Every value of a facet, used as a filter, selects as many passages as the facet counts.
    for facet, argument in (
        ("region", "regions"),
        ("theme", "themes"),
        ("voice", "voices"),
        ("type", "types"),
    ):
        for value, (documents, passages) in counts(every, facet).items():
            found = view.passages(view.select(**{argument: [value]}))
            assert (found["document"].nunique(), len(found)) == (documents, passages), (facet, value)


def test_regions_name_the_counted_one_that_contains_them(original: Project) -> None:
    rows = original.view().facets(only=["region"]).set_index("value")["within"]
    assert "" in set(rows)  # what nothing counted contains
    assert rows["US-OH"] == "US"
    assert all(not above or above in rows.index for above in rows)


def test_a_selection_takes_the_same_passages_as_its_condition(original: Project) -> None:
    view = original.view()
    table, every = FacetTable(view), view.passages()
    some = tuple(every["document"].unique()[:2])
    keys = [key for keys in every["institutions"] for key in keys]
    chosen = [
        Selection(),
        Selection(regions=("US-OH", "nowhere")),
        Selection(years=(2016, None)),
        Selection(years=(None, 2016), genres=("policy",), types=("strategy", "other")),
        Selection(themes=("workforce_skills",), voices=("body",)),
        Selection(institutions=(Called(keys[0], some), Called(keys[-1]), Called("nobody"))),
        Selection(kinds=()),
        Selection(kinds=(Called(keys[0]),), documents=some),
        Selection(documents=()),
    ]
    for selection in chosen:
        mask = table.mask(selection)
        count = len(table) if mask is None else int(mask.sum())
        assert count == len(view.passages(selection)), selection


def test_institutions_are_counted_by_id_and_type(original: Project) -> None:
    view = original.view()
    every = view.facets(only=["institution", "Institution-Type"])
    named = counts(every, "institution")
    for argument, facet in (("institutions", "institution"), ("institution_types", "institution_type")):
        for value, (_, passages) in counts(every, facet).items():
            assert len(view.passages(view.select(**{argument: [value]}))) == passages, value
    assert set(every.loc[every["facet"] == "institution", "name"]) >= {BOARD, "Summit Valley College"}
    assert all(entity in view.register.entities for entity in named)


def test_conditions_and_fields_of_a_query_narrow_the_counts(original: Project) -> None:
    view = original.view()
    assert list(counts(view.facets(query="Akron AND college NOT hall"), "year")) == ["2014"]
    assert list(counts(view.facets(query="year:2018: board"), "year")) == ["2018"]
    assert len(view.facets(query='"no such phrase"')) == 0
    # Words alone rank; they exclude nothing.
    assert view.facets(query="machinists").equals(view.facets())


def test_publisher_drop_and_type_of_institution_filter(project: Project, tmp_path: Any) -> None:
    project.ingest([write(tmp_path / "more", later=LATER)], engine=Here())
    view = project.view()

    def files(**filters: Any) -> list[str]:
        found = view.search("Akron hall college university", view.select(**filters), n=9)
        return sorted({found.documents[hit.document].path for hit in found.hits})

    assert files(drops=["d0002"]) == ["later.md"]
    assert files(drops=["d0001"], regions=["Ohio"]) == ["review.md", "skills.md"]
    assert files(drops=["d0001", "d0002"], year="2021:") == ["later.md"]
    assert "steel.md" in files(institution_types=["government"])
    assert files(institution_types=["university"], drops=["d0002"]) in ([], ["later.md"])
    # A type of which the corpus has no institution selects nothing, and not everything.
    absent = next(
        t for t in ("finance", "civil_society", "firm")
        if not any(e.type == t for e in view.register.entities.values())
    )  # fmt: skip
    assert files(institution_types=[absent]) == []
    found = view.search("drop:d0002 hall", n=9)
    assert {d.path for d in found.documents.values()} == {"later.md"}


def test_unknown_names_are_errors_of_the_user(original: Project, wr: Any) -> None:
    view = original.view()
    with pytest.raises(NotFoundError, match="facet 'regoin'"):
        view.facets(only=["regoin"])
    with pytest.raises(NotFoundError, match="drop 'd0007'"):
        view.select(drops=["d0007"])
    with pytest.raises(NotFoundError, match="publisher 'Nobody'"):
        view.select(publishers=["Nobody"])
    with pytest.raises(NotFoundError, match="institution type 'univercity'"):
        view.select(institution_types=["univercity"])
    ran = wr("search", "hall", "--facet", "yaer", "-p", original.root)
    assert (ran.code, "Did you mean 'year'?" in ran.err) == (2, True)
    assert wr("search", "--like", "steel.md", "--facets", "-p", original.root).code == 2


def test_facets_on_the_terminal_and_as_json(original: Project, wr: Any) -> None:
    ran = wr("search", "hall OR university", "--facets", "--region", "Ohio", "-p", original.root)
    assert "institution type" in ran.out
    assert "US-OH" in ran.out
    rows = json.loads(wr("search", "--facet", "year", "--json", "-p", original.root).out)
    first = {"facet": "year", "value": "2014", "name": "2014", "documents": 1, "passages": 1, "within": ""}
    assert rows[0] == first
    assert "No passage matches" in wr("search", '"no such words"', "--facets", "-p", original.root).out
