"""The report of a drop: what a second drop adds to the sample, contradicts, and what became of its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.made.test_regional import assert_quotes_occur, numbers
from workingregions.app import Project
from workingregions.app.made import build_report, order
from workingregions.corpus.errors import NotFoundError
from workingregions.reports.report import Report

NEW = """# Castings for the North

*Tamar Foundry Council, 2021*

The Wearside Casting Board funds the Durham Moulders Institute. The Wearside Casting Board is a development
agency for the North East of England, and it brings foundries, colleges and councils together every spring.

The programme will create 400 jobs in Sunderland by 2025, and the Wearside Casting Board will see to it that
apprentices from the town are hired first. Sand casting, which had left for cheaper countries, is coming back
to the North East of England because supply chains broke and buyers want parts within the week.
"""


def test_the_first_drop_is_the_first(sample: Project) -> None:
    view = sample.view()
    report = build_report(view, order("drop", drop="d0001"))
    found, drop = numbers(report), sample.drop("d0001")
    counted = view.documents()
    assert found["documents.new"] == int((counted["duplicate_of"] == "").sum())
    assert found["documents.earlier"] == 0
    assert found["institutions.new"] == len(view.institutions())
    assert found["files"] == len(drop.items)
    assert found["files.failed"] == sum(item.outcome == "failed" for item in drop.items)
    failed = next(t for t in report.tables() if t.id == "failed")
    assert {row.cells[0].value for row in failed.rows} == {
        i.path for i in drop.items if i.outcome == "failed"
    }
    repeated = next(t for t in report.tables() if t.id == "duplicates")
    assert len(repeated.rows) == found["files.duplicate"]
    assert not any(section.id == "met" for section in report.walk())
    assert_quotes_occur(view, report)


def test_an_unknown_drop_is_refused(sample: Project) -> None:
    with pytest.raises(NotFoundError):
        build_report(sample.view(), order("drop", drop="d0099"))


@pytest.fixture(scope="module")
def grown(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("grown") / "project"
    shutil.copytree(sample.root, root)
    project = Project.open(root)
    folder = root.parent / "more"
    folder.mkdir()
    (folder / "castings.md").write_text(NEW, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 not one")
    project.ingest([folder])
    return project


@pytest.fixture(scope="module")
def report(grown: Project) -> Report:
    return build_report(grown.view(), order("drop"))


@pytest.mark.usefixtures("grown")
def test_the_last_drop_is_reported_unless_one_is_named(report: Report, sample: Project) -> None:
    found = numbers(report)
    assert "d0002" in report.title
    assert (found["documents.new"], found["files.failed"]) == (1, 1)
    assert found["documents.earlier"] == int((sample.view().documents()["duplicate_of"] == "").sum())


def test_what_only_the_new_document_names_is_new(grown: Project, sample: Project, report: Report) -> None:
    table = next(t for t in report.tables() if t.id == "institutions")
    named = {str(row.cells[0].value) for row in table.rows}
    assert "Wearside Casting Board" in named
    assert not named & set(sample.view().institutions()["name"])
    assert len(named) == numbers(report)["institutions.new"]
    assert_quotes_occur(grown.view(), report)


def test_earlier_counts_are_those_before_the_drop(sample: Project, report: Report) -> None:
    before = {str(r["label"]): int(r["documents"]) for r in sample.view().themes().to_dict("records")}
    table = next(t for t in report.tables() if t.id == "themes")
    assert {str(r.cells[0].value): r.cells[2].value for r in table.rows} == {
        label: count for label, count in before.items() if count
    } | {str(r.cells[0].value): 0 for r in table.rows if r.cells[2].value == 0}


def test_the_first_drop_stays_as_it_was(grown: Project, sample: Project) -> None:
    old = numbers(build_report(sample.view(), order("drop", drop="d0001")))
    assert (
        numbers(build_report(grown.view(), order("drop", drop="d0001")))["documents.new"]
        == old["documents.new"]
    )


def test_a_project_without_files_beside_has_no_report(tmp_path: Path) -> None:
    from workingregions.corpus.errors import InputError

    with pytest.raises(InputError):
        build_report(Project.create(tmp_path / "empty").view(), order("drop"))
