"""Codebooks of a project: their versions, what an edit would change, and a refresh that adopts it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.here import Here
from workingregions.app import Project, run
from workingregions.app.coding import check_codebook, new_codebook
from workingregions.corpus.codebook import Codebook, Theme, write_codebook
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.nlp.themes import ThemeTagger

RIVERS = Theme(
    id="rivers",
    group="water",
    label="Rivers",
    definition="Rivers and the barges on them.",
    seeds=("river", "barge"),
)
ONE = Codebook(groups={"water": "Water"}, themes=(RIVERS,))
TWO = replace(ONE, themes=(replace(RIVERS, seeds=("locomotive",), definition="Trains and their carriages."),))


def adopt(project: Project, book: Codebook) -> Project:
    write_codebook(book, project.root / "themes.yaml")
    config = '[codebook]\npath = "themes.yaml"\n'
    (project.root / "workingregions.toml").write_text(config, encoding="utf8")
    return Project.open(project.root)


def test_an_edit_shows_its_effect_before_it_is_adopted_and_a_refresh_adopts_it(project: Project) -> None:
    project = adopt(project, ONE)
    assert any(f"codebook {ONE.version}" in line for line in project.refresh())
    view = project.view()
    (before,) = view.themes()["passages"]
    found = view.codebook_difference(ONE, TWO)
    (effect,) = found.effects
    assert effect.before == before > 0
    assert effect.after == effect.gained + before - effect.lost
    assert (found.before, found.after) == (ONE.version, TWO.version)
    assert project.store.manifest() == view.snapshot.manifest
    project = adopt(project, TWO)
    project.refresh()
    assert project.view().themes()["passages"].tolist() == [effect.after]
    kept = sorted(path.stem for path in (project.root / "codebooks").glob("*.yaml"))
    assert {ONE.version, TWO.version} <= set(kept)
    assert project.view().find_codebook(ONE.version).version == ONE.version


def test_a_codebook_is_found_by_file_version_and_word(project: Project, tmp_path: Path) -> None:
    view = project.view()
    write_codebook(ONE, tmp_path / "one.csv")
    assert view.find_codebook(str(tmp_path / "one.csv")).version == ONE.version
    assert view.find_codebook().version == view.find_codebook("default").version
    with pytest.raises(NotFoundError, match="no codebook"):
        view.find_codebook("abcdef12")


def test_the_ingest_keeps_the_version_that_it_used(ways: Project) -> None:
    assert (ways.root / "codebooks" / f"{ways.codebook.version}.yaml").is_file()


def test_every_fault_is_reported_with_advice_apart(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    new_codebook(path, copy=None)
    report = check_codebook(path)
    assert (report.faults, report.advice, report.themes) == ((), (), 1)
    with pytest.raises(InputError, match="exists already"):
        new_codebook(path, copy=None)
    write_codebook(ONE, path)
    assert {fault.field for fault in check_codebook(path).advice} == {"descriptions", "exclude", "examples"}
    path.write_text(path.read_text(encoding="utf8").replace("group: water", "group: rail"), encoding="utf8")
    (fault,) = check_codebook(path).faults
    assert fault.line == 6
    assert "rail" in fault.message
    assert check_codebook(path).version == ""


def test_a_document_whose_themes_cannot_be_scored_again_stays_as_it_is(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(project.view().documents())
    project = adopt(project, ONE)

    def fail(*_: object) -> object:
        raise RuntimeError("no scores")

    monkeypatch.setattr(ThemeTagger, "__call__", fail)
    project.refresh()
    assert len(project.view().documents()) == before
    assert not len(project.view().unread_rows())
    monkeypatch.undo()
    monkeypatch.setattr(run, "LocalEngine", lambda *_: Here())
    assert any("1 document scored anew" in line for line in project.refresh())
