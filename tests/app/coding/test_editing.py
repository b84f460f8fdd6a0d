"""Editing a theme: its faults, what it changes, adopting it, and the reports that name an older version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.coding.test_codebooks import ONE, RIVERS, adopt
from tests.conftest import Wr
from workingregions.app import Project
from workingregions.app.coding import ThemeEdit
from workingregions.corpus.codebook import write_codebook
from workingregions.corpus.errors import InputError, NotFoundError


def test_a_faulty_edit_is_refused_with_field_and_reason(project: Project) -> None:
    view = project.view()
    one = view.codebook.themes[0].id
    made = view.edited_codebook(ThemeEdit(action="change", theme=one, fields={"definition": " "}))
    assert made.codebook is None
    assert [(fault.field, "text" in fault.message) for fault in made.faults] == [("definition", True)]
    with pytest.raises(NotFoundError):
        view.edited_codebook(ThemeEdit(action="change", theme="robots", fields={}))
    with pytest.raises(InputError, match="itself"):
        view.edited_codebook(ThemeEdit(action="merge", theme=one, into=one))


def test_renaming_retiring_and_merging(project: Project) -> None:
    view = project.view()
    one, two, *_ = view.codebook
    renamed = view.edited_codebook(ThemeEdit(action="change", theme=one.id, fields={"id": "another"}))
    assert renamed.codebook is not None
    found = view.codebook_difference(view.codebook, renamed.codebook, effects=False)
    assert [(c.kind, c.was) for c in found.changes] == [("renamed", one.id)]
    retired = view.edited_codebook(ThemeEdit(action="retire", theme=one.id)).codebook
    assert retired is not None
    assert one.id not in retired.ids
    merged = view.edited_codebook(ThemeEdit(action="merge", theme=one.id, into=two.id)).codebook
    assert merged is not None
    assert set(merged.get(two.id).seeds) >= {*one.seeds, *two.seeds}


def test_an_adopted_codebook_is_in_force_and_the_one_before_is_kept(project: Project) -> None:
    before = project.codebook.version
    edit = ThemeEdit(action="new", fields={**_fields(), "group": project.codebook.themes[0].group})
    book = project.view().edited_codebook(edit).codebook
    assert book is not None
    made = project.adopt_codebook(book, base=before, who="Ada", why="rivers too")
    assert (made.version, made.who, made.current) == (book.version, "Ada", True)
    assert project.codebook.version == Project.open(project.root).codebook.version == book.version
    rows = {v.version: v for v in project.view().codebook_versions()}
    assert rows[book.version].why == "rivers too"
    assert rows[before].current is False
    with pytest.raises(InputError, match="no longer version"):
        project.adopt_codebook(ONE, base=before, who="Bob")
    with pytest.raises(InputError, match="Nothing has changed"):
        project.adopt_codebook(book)


def _fields() -> dict[str, object]:
    return {
        "id": "rivers",
        "label": "Rivers",
        "definition": RIVERS.definition,
        "seeds": list(RIVERS.seeds),
    }


def test_an_edit_names_the_reports_that_it_concerns(project: Project, wr: Wr, tmp_path: Path) -> None:
    project = adopt(project, ONE)
    view = project.view()
    view.report_theme("rivers", out=project.root / "reports")
    edit = ThemeEdit(action="change", theme="rivers", fields={"definition": "Rivers alone."})
    book = view.edited_codebook(edit).codebook
    assert book is not None
    (report,) = view.codebook_difference(ONE, book, effects=False).reports
    assert (report.file, report.theme, report.codebook) == (
        "reports/theme-rivers.html",
        "rivers",
        ONE.version,
    )
    assert report.concerned
    assert report.snapshot == view.snapshot.id
    write_codebook(book, tmp_path / "new.yaml")
    told = wr(
        "codebook", "diff", project.root / "themes.yaml", tmp_path / "new.yaml", "--no-effects",
        "-p", project.root,
    ).out  # fmt: skip
    assert "concerns: reports/theme-rivers.html" in told
    assert (
        f"Adopted version {book.version}"
        in wr("codebook", "adopt", tmp_path / "new.yaml", "-p", project.root).out
    )
    assert f"{book.version}  1 theme" in wr("codebook", "versions", "-p", project.root).out
