"""Regions: each number is that of the list behind it, and what is not known is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workingregions.app import Project
from workingregions.app.view import View
from workingregions.corpus.errors import NotFoundError


@pytest.fixture(scope="module")
def view(sample: Project) -> View:
    return sample.view()


def test_each_count_is_that_of_its_list(view: View) -> None:
    frame = view.regions(theme="reshoring")
    assert len(frame) > 5
    for row in frame.head(12).itertuples():
        selection = view.select(regions=[str(row.region)])
        assert row.institutions == len(view.institutions(selection)), row.region
        assert row.ties == len(view.ties(selection)), row.region
        passages = view.trend_passages("reshoring", region=str(row.region))
        assert row.about == passages["document"].nunique(), row.region
    trends = view.trends("reshoring", by=("region",)).set_index("region")
    found = frame.set_index("region")
    for region in found.index:
        assert found.loc[region, "documents"] == trends.loc[region, "of_documents"]
    assert (found["low"].dropna() <= found["share"].dropna()).all()


def test_a_year_narrows_documents_institutions_and_ties(view: View) -> None:
    every, some = (view.regions(year=year).set_index("region") for year in ("", "2012:2014"))
    assert set(some.index) <= set(every.index)
    first = some.index[0]
    selection = view.select(regions=[first], year="2012:2014")
    assert some.loc[first, "institutions"] == len(view.institutions(selection))
    assert some.loc[first, "documents"] <= every.loc[first, "documents"]


def test_a_profile_has_the_documents_of_the_region_and_of_its_parts(view: View) -> None:
    profile = view.region("Ohio")
    row = view.regions().set_index("region").loc["US-OH"]
    assert profile.region == "US-OH"
    assert len(profile.documents) == row["documents"] > 0
    assert (profile.institutions, profile.ties) == (row["institutions"], row["ties"])
    assert "US" in profile.within
    assert all("US-OH" in view.region(r).within for r in profile.children["region"].head(2))
    assert profile.key["passages"].is_monotonic_decreasing
    assert any("before" in sentence for sentence in profile.unknown)


def test_a_region_without_documents_says_so(view: View) -> None:
    profile = view.region("Lapland")
    assert not len(profile.documents)
    assert any("No document is about" in sentence for sentence in profile.unknown)
    with pytest.raises(NotFoundError) as error:
        view.region("Ohioo")
    assert "Ohio" in error.value.nearest


def test_the_command_line_lists_regions_and_draws_a_map(sample: Project, wr: Any, tmp_path: Path) -> None:
    listed = wr("regions", "--theme", "reshoring", "-p", sample.root)
    assert listed.code == 0
    assert "Ohio" in listed.out
    out = tmp_path / "map.svg"
    drawn = wr("regions", "--map", out, "--extent", "US", "-p", sample.root)
    assert "Not on the map: " in drawn.out
    assert out.read_text(encoding="utf-8").startswith("<svg")
    refused = wr("regions", "--map", tmp_path / "map.gif", "-p", sample.root)
    assert (refused.code, ".svg" in refused.err) == (2, True)
    shown = wr("region", "Ohio", "-p", sample.root)
    assert "No document about Ohio is from before" in shown.out
