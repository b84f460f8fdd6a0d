"""Thematic reviews over a project: every number is a count over the snapshot, every quote on its page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.listings import rows_listed
from workingregions.app import Project
from workingregions.app.ask import evidences
from workingregions.app.view import View
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.evidence import Evidence
from workingregions.reports.report import Cell, Report, report_json

REVIEWED = (("reshoring",), ("workforce_skills",), ("reshoring", "offshoring"))


@pytest.fixture(scope="module")
def view(sample: Project) -> View:
    return sample.view()


@pytest.fixture(scope="module")
def reports(view: View) -> dict[tuple[str, ...], Report]:
    return {themes: view.theme_review(themes) for themes in REVIEWED}


@pytest.mark.parametrize("themes", REVIEWED, ids="+".join)
def test_every_linked_number_equals_the_rows_of_its_list(
    view: View, reports: dict[tuple[str, ...], Report], themes: tuple[str, ...]
) -> None:
    report = reports[themes]
    counted = {n.link: n.value for claim in report.claims() for n in claim.numbers if n.link}
    cells: list[Cell] = [c for table in report.tables() for row in table.rows for c in row.cells]
    counted |= {c.link: float(c.value) for c in cells if isinstance(c.value, int) and "?" in c.link}
    assert len(counted) > 30
    assert {link: rows_listed(view, link) for link in counted} == counted


@pytest.mark.parametrize("themes", REVIEWED, ids="+".join)
def test_every_quote_is_exactly_where_its_id_says(
    view: View, reports: dict[tuple[str, ...], Report], themes: tuple[str, ...]
) -> None:
    report = reports[themes]
    assert report.quotes
    resolved = evidences(view.snapshot, report.quotes)
    for quote in report.quotes.values():
        found = resolved[quote.id]
        assert isinstance(found, Evidence)
        assert found.state.value == "exact", quote
        assert " ".join(found.quote.split()) == quote.text
        assert found.document == quote.document
        assert quote.page in {0, found.pages[0]}


def test_counts_agree_with_trends_and_with_the_drop(view: View, sample: Project) -> None:
    report = view.theme_review("reshoring")
    found = {n.name: n.value for claim in report.claims() for n in claim.numbers}
    row = view.trends("reshoring", []).iloc[0]
    assert (found["documents.about"], found["documents.all"]) == (row["documents"], row["of_documents"])
    assert (found["passages.about"], found["passages.all"]) == (row["passages"], row["of_passages"])
    drop = sample.drops()[-1]
    assert found["flow.found"] == len(drop.items)
    assert found["flow.screened"] == len(view.counted)
    gone = sum(found[f"flow.{name}"] for name in ("again", "replaced", "failed", "repeated"))
    assert found["flow.found"] == gone + found["flow.screened"]


def test_the_same_snapshot_gives_the_same_report(view: View, sample: Project) -> None:
    again = sample.view().theme_review("reshoring")
    assert report_json(again) == report_json(view.theme_review("reshoring"))


def test_years_limit_the_review_and_its_lists(view: View) -> None:
    report = view.theme_review("reshoring", year="2014:2024")
    found = {n.name: n for claim in report.claims() for n in claim.numbers}
    dated = [d for d in view.counted if d.year is not None and 2014 <= d.year <= 2024]
    assert found["documents.all"].value == len(dated)
    assert rows_listed(view, found["documents.about"].link) == found["documents.about"].value
    assert "Of other years" in next(f for f in report.figures() if f.id == "flow-figure").svg
    with pytest.raises(InputError, match="no documents of 1066"):
        view.theme_review("reshoring", year="1066")


def test_an_unknown_theme_gets_suggestions(view: View) -> None:
    with pytest.raises(NotFoundError) as error:
        view.theme_review("reshorin")
    assert "reshoring" in error.value.nearest
    with pytest.raises(InputError):
        view.theme_review([])


def test_a_passage_that_a_person_rejects_leaves_and_is_told(sample: Project, tmp_path: Path) -> None:
    shutil.copytree(sample.root, tmp_path / "p")
    project = Project.open(tmp_path / "p")
    before = project.view().trend_passages("additive_manufacturing")
    lone = before.groupby("document").filter(lambda own: len(own) == 1).iloc[0]
    project.correct(
        Action.THEME,
        evidence=lone["evidence"],
        relation="additive_manufacturing",
        value="not_about",
        who="Ann",
    )
    report = project.view().theme_review("additive_manufacturing")
    found = {n.name: n.value for claim in report.claims() for n in claim.numbers}
    assert found["flow.rejected"] == 1
    assert found["passages.rejected"] == 1
    assert found["documents.about"] == before["document"].nunique() - 1
    said = {claim.id: claim.text for claim in report.claims()}
    assert "People excluded one" in said["flow.included"]
    assert "one person corrected" in said["limits.corrections"]
