"""From the words a user types to a document: one, none, or candidates to choose from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import STEEL, write
from workingregions.app.project import Project
from workingregions.corpus.errors import AmbiguousNameError, NotFoundError
from workingregions.corpus.remedies import Remedy


@pytest.fixture(scope="module")
def twins(original: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The towns, with another file of the same name in a folder of its own."""
    folder = tmp_path_factory.mktemp("twins")
    shutil.copytree(original.root, folder / "copy")
    project = Project.open(folder / "copy")
    write(folder / "more" / "north", steel=STEEL.replace("2016", "2019"))
    project.ingest([folder / "more"], engine=Here())
    return project


def test_a_document_is_found_by_what_is_its_own(twins: Project) -> None:
    document = twins.view().document("skills.md")
    for name in (document.id, document.id[:8], document.title.upper(), "skil"):
        assert twins.view().document(name) == document


def test_a_name_that_fits_several_documents_gives_them_as_candidates(twins: Project, wr: Any) -> None:
    ids = {d.id for d in twins.view().snapshot.records("documents") if d.path.endswith("steel.md")}
    assert len(ids) == 2
    with pytest.raises(AmbiguousNameError) as caught:
        twins.view().document("Sheffield steel note")
    error = caught.value
    assert (error.kind, error.name) == ("document", "Sheffield steel note")
    assert {c.id for c in error.candidates} == ids
    assert {twins.view().document(c.id).path for c in error.candidates} == {"steel.md", "north/steel.md"}
    ran = wr("show", "Sheffield steel note", "-p", twins.root)
    assert (ran.code, ran.out) == (2, "")
    assert "is ambiguous: it matches 'north/steel.md', 'steel.md'." in ran.err


def test_an_unknown_document_gives_the_nearest(twins: Project, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        twins.view().document("revew.md")
    assert caught.value.nearest[0] == "review.md"
    assert caught.value.remedy.remedy is Remedy.LIST_DOCUMENTS
    with pytest.raises(NotFoundError) as caught:
        Project.create(tmp_path / "empty").view().document("review.md")
    assert caught.value.remedy.remedy is Remedy.INGEST


def test_a_correction_is_named_by_the_start_of_its_id(twins: Project) -> None:
    for name in ("Ohio Development Agency", "Summit Valley College"):
        twins.correct("accept", name, who="a")
    ids = {c.id for c in twins.ledger.read().corrections}
    for ident in ids:
        assert twins.ledger.find(ident).id == ident
    with pytest.raises(NotFoundError):
        twins.ledger.find("")
    with pytest.raises(NotFoundError):
        twins.ledger.find("zzz")
