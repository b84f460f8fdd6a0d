"""Several processes at work in one project: each commit is whole, and nobody waits for a whole ingest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import BOARD, LATER, REVIEW, SAME, SKILLS, STEEL, write
from workingregions.app import Project
from workingregions.app import map as institution_map
from workingregions.app.map import build as governance
from workingregions.app.run.watcher import Silent
from workingregions.corpus.drops import DropReport
from workingregions.corpus.errors import BusyError
from workingregions.corpus.store import TABLES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


class Meanwhile(Silent):
    """Does something else once, when the n-th document was read."""

    def __init__(self, act: Callable[[], object], n: int = 1) -> None:
        self.act = act
        self.left = n

    def advance(self, path: str, pages: int, failed: bool) -> None:  # noqa: ARG002
        self.left -= 1
        if not self.left:
            self.act()


def digests(project: Project, *leave_out: str) -> dict[str, str]:
    now = project.store.snapshot()
    return {name: now.digest(name) for name in TABLES if name not in leave_out}


def outcomes(report: DropReport) -> dict[str, str]:
    return {item.path: item.outcome.value for item in report.items}


def new(folder: Path) -> Project:
    """An empty project that commits after each document."""
    project = Project.create(folder)
    config = project.root / "workingregions.toml"
    config.write_text(config.read_text().replace("commit = 24", "commit = 1"))
    return Project.open(project.root)


def test_a_correction_during_an_ingest_succeeds_and_is_in_force(project: Project, tmp_path: Path) -> None:
    drop = write(tmp_path / "in", later=LATER)

    def colleague() -> None:
        done = Project.open(project.root).correct("merge", BOARD, SAME, who="Bo")
        assert done.changes

    report = project.ingest([drop], engine=Here(), watcher=Meanwhile(colleague))
    assert outcomes(report) == {"later.md": "new"}
    assert SAME not in set(project.view().institutions()["name"])
    assert project.view().institution(BOARD).years["year"].tolist() == [2014, 2018, 2021]
    assert governance.is_current(project.store, project.root)
    assert project.check() == []


def test_a_correction_while_the_map_is_computed_is_in_force(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute, computed = governance.compute, []

    def interrupted(*arguments: Any, **options: Any) -> governance.Map:
        made = compute(*arguments, **options)
        computed.append(made)
        if len(computed) == 1:
            Project.open(project.root).correct("merge", BOARD, SAME, who="Bo")
        return made

    for module in (governance, institution_map):  # corrections call the one, runs the other
        monkeypatch.setattr(module, "compute", interrupted)
    project.ingest([write(tmp_path / "in", later=LATER)], engine=Here())
    assert len(computed) == 3  # the ingest's, the correction's, the ingest's again
    assert SAME not in set(project.view().institutions()["name"])
    assert governance.is_current(project.store, project.root)


def test_two_ingests_of_the_same_files_end_as_one(tmp_path: Path) -> None:
    drop = write(tmp_path / "in", skills=SKILLS, review=REVIEW, steel=STEEL)
    calm = new(tmp_path / "calm")
    calm.ingest([drop], engine=Here())
    project = new(tmp_path / "project")
    others: list[DropReport] = []

    def other() -> None:
        others.append(Project.open(project.root).ingest([drop], engine=Here()))

    report = project.ingest([drop], engine=Here(), watcher=Meanwhile(other))
    assert {report.id, others[0].id} == {"d0001", "d0002"}
    assert [d.id for d in project.drops()] == ["d0001", "d0002"]
    assert set(outcomes(others[0]).values()) == {"new"}
    assert sorted(outcomes(report).values()) == ["known", "known", "new"], "what the other has read is known"
    assert len(project.store.snapshot().records("sources")) == 3
    assert digests(project, "sources") == digests(calm, "sources")
    assert project.check() == []


def test_two_ingests_of_different_files_see_each_other(tmp_path: Path) -> None:
    first = write(tmp_path / "one", skills=SKILLS, review=REVIEW)
    second = write(tmp_path / "two", steel=STEEL, copy=REVIEW + "\nIt was praised in May.\n")
    calm = new(tmp_path / "calm")
    calm.ingest([first], engine=Here())
    calm.ingest([second], engine=Here())
    project = new(tmp_path / "project")

    def other() -> None:
        Project.open(project.root).ingest([second], engine=Here())

    project.ingest([first], engine=Here(), watcher=Meanwhile(other))
    assert len(project.store.snapshot().records("duplicates")) == 1
    assert {s.path: s.drop for s in project.store.snapshot().records("sources")} == {
        "skills.md": "d0001", "review.md": "d0001", "steel.md": "d0002", "copy.md": "d0002",
    }  # fmt: skip
    assert digests(project, "sources") == digests(calm, "sources")
    assert project.check() == []


def test_a_file_that_changes_during_a_run_is_kept_as_the_run_that_read_it_last_has_it(
    tmp_path: Path,
) -> None:
    drop = write(tmp_path / "in", skills=SKILLS * 3, steel=STEEL)
    project = new(tmp_path / "project")

    def other() -> None:
        write(tmp_path / "in", steel=LATER)
        Project.open(project.root).ingest([drop], engine=Here())

    report = project.ingest([drop], engine=Here(), watcher=Meanwhile(other))
    told = next(item for item in report.items if item.path == "steel.md")
    assert "changed during the run" in told.message
    now = project.store.snapshot()
    assert {d.path: d.year for d in now.records("documents")} == {"skills.md": 2014, "steel.md": 2021}
    assert {s.sha256 for s in now.records("sources")} == {d.sha256 for d in now.records("documents")}
    assert now.records("failures") == []
    assert project.check() == []


def test_documents_wait_for_their_turn_while_another_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = write(tmp_path / "in", skills=SKILLS, review=REVIEW)
    project = new(tmp_path / "project")
    commit, refused = project.store.writer, []

    def busy(**options: Any) -> Any:
        if options.get("patience") is not None and not refused:
            refused.append(options)
            raise BusyError("Another process (pid 1) is writing.")
        return commit(**options)

    monkeypatch.setattr(project.store, "writer", busy)
    report = project.ingest([drop], engine=Here())
    assert refused
    assert set(outcomes(report).values()) == {"new"}
    parts = [
        project.store.manifest(f"s{n:06d}").reason
        for n in range(project.store.snapshot().manifest.number + 1)
    ]
    assert parts == ["created", "ingest d0001, files", "ingest d0001, part", "ingest d0001"]


def test_a_read_during_an_ingest_leaves_the_map_to_it(project: Project, tmp_path: Path) -> None:
    snapshots: list[int] = []
    config = project.root / "workingregions.toml"
    config.write_text(config.read_text().replace("commit = 24", "commit = 1"))
    project = Project.open(project.root)

    def reader() -> None:
        before = project.store.manifest().number
        assert not governance.is_current(project.store, project.root)
        assert BOARD in set(Project.open(project.root).view().institutions()["name"])
        snapshots.append(project.store.manifest().number - before)

    drop = write(tmp_path / "in", later=LATER, note=STEEL + "\nIt was signed in May.\n")
    project.ingest([drop], engine=Here(), watcher=Meanwhile(reader, n=2))
    assert snapshots == [0]


@pytest.mark.slow
def test_an_ingest_corrections_and_searches_in_three_processes() -> None:
    command = [sys.executable, ROOT / "benchmarks" / "concurrency.py"]
    sizes = ["--documents", "6", "--corrections", "4", "--searches", "30"]
    done = subprocess.run([*command, *sizes], capture_output=True, text=True, check=False, env=os.environ)
    figures = json.loads(done.stdout)
    assert figures["wrong"] == []
    assert (figures["correct"]["count"], figures["search"]["count"]) == (4, 30)
    assert figures["ingest"]["new"] == 6
