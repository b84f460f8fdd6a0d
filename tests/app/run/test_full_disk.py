"""A full disk: an error that names the folder; nothing lost; the same command works when there is room."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import BOARD, LATER, SAME, digests, write
from workingregions.app import Project
from workingregions.app.run.signatures import Signatures
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action
from workingregions.corpus.drops import DropReport
from workingregions.corpus.errors import DiskFullError
from workingregions.corpus.ledger import Ledger
from workingregions.corpus.store import Writer
from workingregions.corpus.store import manifest as snapshot

pytestmark = pytest.mark.slow

SPACE = OSError(errno.ENOSPC, "No space left on device")
LANCE = RuntimeError("lance error: LanceError(IO): Unable to copy data to file: No space left (os error 28)")
CORRECTING: list[tuple[object, str, Exception]] = [
    (Writer, "replace", LANCE),
    (Writer, "commit", LANCE),
    (Ledger, "_write", SPACE),
    (snapshot, "write", SPACE),
]
INGESTING: list[tuple[object, str, Exception]] = [
    (Writer, "put", LANCE),
    (Writer, "index", LANCE),
    (snapshot, "write", SPACE),
    (Signatures, "keep", SPACE),
    (DropReport, "save", SPACE),
]


def named(value: object) -> str:
    return value if isinstance(value, str) else ""


def fail(patch: pytest.MonkeyPatch, owner: object, name: str, cause: Exception) -> None:
    def full(*_: object, **__: object) -> None:
        raise cause

    patch.setattr(owner, name, full)


@pytest.mark.parametrize(
    ("owner", "name", "cause"), CORRECTING, ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_correction_on_a_full_disk_is_in_neither_the_ledger_nor_the_map(
    project: Project, wr: Any, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, cause: Exception
) -> None:
    before, number = digests(project), project.store.snapshot().id
    command = ("correct", "merge", BOARD, SAME, "-p", project.root)
    with monkeypatch.context() as patch:
        fail(patch, owner, name, cause)
        ran = wr(*command)
    assert ran.code == 2
    assert f"The disk is full: {project.store.folder}" in ran.err
    assert "MB free" in ran.err
    assert project.ledger.read().corrections == ()
    assert (digests(project), project.store.snapshot().id) == (before, number)
    assert wr(*command).code == 0
    assert len(project.ledger.read().corrections) == 1
    assert SAME not in set(project.view().institutions()["name"])
    assert project.check() == []


def test_a_map_that_is_behind_is_read_as_it_is(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    line = ledger.make(Action.REJECT, [BOARD], when="2026-01-01T00:00:00Z", who="Ada")
    project.ledger.append([line])
    with monkeypatch.context() as patch:
        fail(patch, Writer, "replace", LANCE)
        assert BOARD in set(project.view().institutions()["name"])
        with pytest.raises(DiskFullError):
            project.refresh()
    project.refresh()
    assert BOARD not in set(project.view().institutions()["name"])


@pytest.mark.parametrize(("owner", "name", "cause"), INGESTING, ids=named)
def test_an_ingest_on_a_full_disk_goes_on_where_it_stopped(
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    cause: Exception,
) -> None:
    drop = write(tmp_path / "in", later=LATER)
    with monkeypatch.context() as patch:
        fail(patch, owner, name, cause)
        with pytest.raises(DiskFullError, match="MB free"):
            project.ingest([drop], engine=Here())
    assert project.check() == []
    report = project.ingest([drop], engine=Here())
    assert [item.path for item in report.items if not item.category] == ["later.md"]
    assert report.id == "d0002"
    now = project.store.snapshot()
    counts = [now.manifest.rows[name] for name in ("documents", "sources", "failures")]
    assert counts == [4, 4, 0]
    assert project.view().institution(BOARD).years["year"].tolist() == [2014, 2021]


def test_a_file_that_a_user_asked_for_on_a_full_disk(
    project: Project, wr: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.correct("merge", BOARD, SAME, who="Ada")
    out = tmp_path / "ours.jsonl"
    with monkeypatch.context() as patch:
        fail(patch, ledger, "write_atomically", SPACE)
        ran = wr("corrections", "export", out, "-p", project.root)
    assert (ran.code, f"The disk is full: {tmp_path}" in ran.err) == (2, True)
    assert wr("corrections", "export", out, "-p", project.root).code == 0
