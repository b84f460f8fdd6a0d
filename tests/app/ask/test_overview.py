"""What a project holds, lacks and needs next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import BOARD, LATER, write
from workingregions.app import Project
from workingregions.app.ask import StepKind
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import NotFoundError

UNDATED = "# Notes on nothing in particular\n\nSome words that name no place and state no year at all.\n"


def test_an_empty_project_leads_to_the_first_drop(tmp_path: Path, wr: Any) -> None:
    found = Project.create(tmp_path / "empty").view().overview()
    assert (found.documents, found.years, found.last) == (0, (), None)
    assert [step.kind for step in found.steps] == [StepKind.INGEST]
    assert "wr ingest PATH" in wr("status", "-p", tmp_path / "empty").out


def test_what_is_counted_is_what_filters_select(original: Project) -> None:
    view = original.view()
    found = view.overview()
    assert (found.documents, found.passages) == (3, len(view.passages()))
    assert [one.value for one in found.years] == ["2014", "2016", "2018"]
    for facet, argument in (("regions", "regions"), ("types", "types"), ("languages", "languages")):
        shares = getattr(found, facet)
        assert shares
        for one in shares:
            listed = view.documents(view.select(**{argument: [one.value]}))
            assert len(listed) == one.documents, one
    assert found.last is not None
    assert (found.last.id, found.last.new, found.last.failed) == ("d0001", 3, 0)


def test_steps_come_in_order_with_reasons(project: Project, tmp_path: Path, wr: Any) -> None:
    project.save_search("halls", "hall AND trainers")
    folder = write(tmp_path / "more", later=LATER, undated=UNDATED)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    project.ingest([folder], engine=Here())
    project.correct(Action.RETYPE, BOARD, value="union", who="a")
    project.correct(Action.RETYPE, BOARD, value="firm", who="b")
    found = project.view().overview()
    kinds = [step.kind for step in found.steps]
    assert kinds[:3] == [StepKind.RETRY, StepKind.SEARCHES, StepKind.CONFLICTS]
    assert kinds[-2:] == [StepKind.FIT_TOPICS, StepKind.LABEL]
    assert all(step.why.endswith((".", "!")) for step in found.steps)
    lack = {one.value: one.documents for one in found.missing}
    assert lack["year"] == len(project.view().lacking("year")) == 1
    assert project.view().lacking("year")["path"].tolist() == ["undated.md"]
    with pytest.raises(NotFoundError):
        project.view().lacking("colour")
    printed = wr("status", "-p", project.root).out
    assert "Give 1 document a year" in printed
    assert json.loads(wr("status", "--json", "-p", project.root).out)["documents"] == 5
