"""Trends of a project: every number opens on its passages, and the report has the same ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workingregions.app import Project
from workingregions.app.view import View
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.plain import plain

THEME = "workforce_skills"


@pytest.fixture(scope="module")
def view(sample: Project) -> View:
    return sample.view()


def test_every_number_opens_on_its_passages(view: View) -> None:
    table = view.trends(THEME, ["region", "year"])
    opened = 0
    for row in table[table["passages"] > 0].to_dict("records"):
        region = row["region"] or "unknown"
        year = "unknown" if pd.isna(row["year"]) else str(row["year"])
        found = view.trend_passages(THEME, region=region, year=year)
        assert (len(found), found["document"].nunique()) == (row["passages"], row["documents"]), (
            region,
            year,
        )
        opened += 1
    assert opened > 3
    ident = view.trend_passages(THEME)["evidence"].iloc[0]
    assert view.evidence(ident).state.value == "exact"


def test_the_report_has_the_counts_of_trends_cell_by_cell(view: View) -> None:
    tables = {table.id: table for table in view.theme_review(THEME).tables()}
    years = view.trends(THEME, ["year"])
    expected = {str(row["year"] or "not known"): row for row in plain(years)}
    for row in tables["years-data"].rows:
        year, about, documents, *_ = (cell.value for cell in row.cells)
        found = expected[year]
        assert (about, documents) == (found["documents"], found["of_documents"]), year
    regions = view.trends(THEME, ["region"]).set_index("region_name")
    for row in tables["regions-data"].rows:
        name, about, documents, *_ = (cell.value for cell in row.cells)
        found = regions.loc["unknown" if name == "Region not known" else name]
        assert (about, documents) == (found["documents"], found["of_documents"]), name
    assert len(tables["regions-data"].rows) > 3


def test_a_region_has_the_documents_of_the_regions_within_it(view: View) -> None:
    table = view.trends(THEME, ["region"]).set_index("region")
    within = view.trends(THEME, ["region"], region="US").set_index("region")
    assert within.at["US", "of_documents"] == table.at["US", "of_documents"]
    assert set(within.index) < set(table.index)
    assert (within["of_documents"] <= within.at["US", "of_documents"]).all()
    years = view.trends(THEME, ["year"], region="United States")
    assert years["of_documents"].sum() == table.at["US", "of_documents"]


def test_levels_choose_the_rows_and_lose_no_document(view: View) -> None:
    countries = view.trends(THEME, ["region"], level="country")
    assert {"US", "GB"} <= set(countries["region"])
    assert set(countries["region_name"]) & {"Ohio", "England", "Europe"} == set()
    every = view.trends(THEME, []).at[0, "of_documents"]
    assert countries["of_documents"].sum() >= every
    states = view.trends(THEME, ["region"], level="state")
    assert states["region"].str.startswith("US-").any()
    assert "no region at this level" in set(states["region_name"])


def test_several_themes_have_the_same_cells(view: View) -> None:
    both = view.trends([THEME, "reshoring"], ["year"])
    one = view.trends(THEME, ["year"])
    pd.testing.assert_frame_equal(both[both["theme"] == THEME].reset_index(drop=True), one)
    assert len(both) == 2 * len(one)
    assert len(view.trends((), [])) == len(view.codebook)


def test_a_measured_error_moves_the_corrected_interval_alone(view: View) -> None:
    plain = view.trends(THEME, [])
    exact = view.trends(THEME, [], error={THEME: (0.99, 0.99, 10_000)})
    pd.testing.assert_series_equal(plain["low"], exact["low"])
    width = (exact["adjusted_high"] - exact["adjusted_low"]).iloc[0]
    assert width < (plain["adjusted_high"] - plain["adjusted_low"]).iloc[0]
    assert width == pytest.approx((exact["high"] - exact["low"]).iloc[0], abs=0.05)


def test_a_region_alone_is_compared_with_all_others(view: View) -> None:
    found = view.compare(["US"])
    assert found.names == ("United States",)
    rows = found.differences
    assert set(rows["b"]) == {"all other documents"}
    read = sum(d.is_read for d in view.counted)
    assert (rows["of_a"] + rows["of_b"] == read).all()
    profile = found.profile.set_index(["region_name", "theme"])
    assert (
        profile.at[("United States", THEME), "of_documents"]
        == view.trends(THEME, [], region="US").at[0, "of_documents"]
    )


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda v: v.trends("robots"), "robots"),
        (lambda v: v.trends(THEME, ["county"]), "county"),
        (lambda v: v.trends(THEME, level="village"), "village"),
        (lambda v: v.trends(THEME, region="Narnia"), "Narnia"),
        (lambda v: v.compare(["Narnia"]), "Narnia"),
        (lambda v: v.terms(region="US", theme="robots"), "robots"),
    ],
)
def test_unknown_names_are_refused(view: View, ask: Any, words: str) -> None:
    with pytest.raises(NotFoundError, match=words):
        ask(view)


@pytest.mark.parametrize(
    "ask",
    [
        lambda v: v.compare([]),
        lambda v: v.compare(["Ohio", "United States"]),
        lambda v: v.terms(before="2016:2020", after="2010:2015"),
        lambda v: v.terms(before="2010:2016", after="2015:2020"),
        lambda v: v.terms(before="2010:2016", after="2017:2020", against="Ohio"),
        lambda v: v.terms(region="Iceland"),
        lambda v: v.trends(THEME, error={THEME: (1.5, 0.5, 10)}),
        lambda v: v.trends(THEME, error={THEME: (0.5, 0.5)}),
        lambda v: v.trends(THEME, year="2020:2010"),
    ],
)
def test_what_cannot_be_answered_is_said(view: View, ask: Any) -> None:
    with pytest.raises(InputError) as caught:
        ask(view)
    assert str(caught.value.advice)


def test_an_empty_cell_is_an_answer(view: View, sample: Project, wr: Any) -> None:
    assert view.trend_passages(THEME, region="US", year="1850").empty
    ran = wr("trends", THEME, "--cell", "US,1850", "-p", sample.root)
    assert (ran.code, ran.out) == (
        0,
        "No passage is about it: 0 documents of this cell, none about the theme.\n",
    )


def test_the_command_line_counts_compares_and_draws(sample: Project, wr: Any, tmp_path: Path) -> None:
    project = ("-p", sample.root)
    told = wr("trends", THEME, *project).out
    assert "with errors" in told
    assert re.search(r"No test|The share|No clear trend", told)
    cells = json.loads(wr("trends", THEME, "--by", "region,year", "--json", *project).out)
    assert len(cells) == len(sample.view().trends(THEME, ["region", "year"]))
    table = wr("trends", THEME, "--by", "region", "--csv", *project).out
    assert table.splitlines()[0].startswith("region_name,region,theme,documents,of_documents")
    drawn = wr("trends", THEME, "--chart", tmp_path / "c.html", *project)
    assert drawn.out == f"Wrote {tmp_path / 'c.html'}.\n"
    compared = wr("compare", "US", "GB", *project).out
    assert "United Kingdom less United States" in compared
    assert "Passages (documents) that have the term" in wr("terms", "--region", "US", *project).out
    assert "lift" in wr("themes", "--pairs", *project).out


def test_every_cell_has_its_documents_those_about_the_theme_first(view: View) -> None:
    regions = view.trends(THEME, ["region"], level="state")
    opened = 0
    for row in regions.to_dict("records"):
        cell = {"region": row["region"]} if row["region"] else {"without": "state"}
        found = view.trend_documents(THEME, **cell)
        assert (len(found), found["about"].sum()) == (row["of_documents"], row["documents"]), cell
        assert found["about"].is_monotonic_decreasing
        passages = view.trend_passages(THEME, **cell)
        assert len(passages) == found["passages"].sum() == row["passages"]
        opened += bool(row["documents"])
    assert opened > 1
    others = view.compare(["US"]).profile.query("region == '' and theme == @THEME")
    beside = view.trend_documents(THEME, outside="US")
    assert len(beside) == others["of_documents"].iloc[0] > 0


def test_a_level_within_a_region_has_the_regions_of_both(view: View) -> None:
    inside = view.trends(THEME, ["region"], region="United States", level="state")
    assert set(inside["region"].str[:3]) <= {"US-", ""}
    for row in inside.to_dict("records"):
        cell = {"region": row["region"]} if row["region"] else {"region": "US", "without": "state"}
        assert len(view.trend_documents(THEME, **cell)) == row["of_documents"]


def test_the_list_of_themes_has_the_counts_of_trends(view: View) -> None:
    counts = view.trends((), []).set_index("theme")
    for row in view.themes().to_dict("records"):
        assert row["documents"] == counts.at[row["id"], "documents"]
        assert row["passages"] == counts.at[row["id"], "passages"]
        assert row["mentions"] == len(view.trend_passages(row["id"], mentions=True))


def test_pairs_and_institutions_open_on_their_passages(view: View) -> None:
    pairs = view.theme_pairs()
    assert len(pairs)
    for row in pairs.head(3).to_dict("records"):
        assert len(view.trend_passages(row["theme_a"], also=row["theme_b"])) == row["passages"]
    named = view.theme_institutions(THEME)
    assert len(named)
    for row in named.head(3).to_dict("records"):
        found = view.trend_passages(THEME, institution=row["id"])
        assert (len(found), found["document"].nunique()) == (row["passages"], row["documents"])


def test_terms_open_on_their_passages(view: View) -> None:
    found = view.terms(region="US")
    assert len(found.terms)
    for row in found.terms.head(4).to_dict("records"):
        sides = view.term_passages(row["term"], region="US")["side"].value_counts()
        assert (sides.get("a", 0), sides.get("b", 0)) == (row["passages_a"], row["passages_b"])
