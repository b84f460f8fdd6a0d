"""Jobs in a process of their own: results, crashes, and an end on request."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.helpers.towns import LATER, write
from workingregions.app import Project
from workingregions.app.jobs import JobKind, JobState, Task, run_in_process
from workingregions.app.jobs.runners import _died

pytestmark = [pytest.mark.workers, pytest.mark.slow]


def test_a_process_reads_reports_and_fails_as_a_thread_does(project: Project, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", later=LATER)
    sent: list[tuple[object, ...]] = []
    task = Task(kind=JobKind.INGEST, title="One", arguments={"paths": [str(folder)]})
    outcome = run_in_process(project.root, task, sent.append, lambda: "")
    assert outcome.state is JobState.DONE, outcome.error
    assert outcome.result == {"drop": "d0002", "new": 1}
    assert ("start", 1, 0) in sent
    assert ("advance", "later.md", 1, False) in sent
    missing = Task(kind=JobKind.INGEST, title="None", arguments={"paths": ["/no/such/folder"]})
    outcome = run_in_process(project.root, missing, sent.append, lambda: "")
    assert outcome.error is not None
    assert "does not exist" in outcome.error.message


def test_a_stop_ends_the_process_and_keeps_what_was_read(project: Project, tmp_path: Path) -> None:
    texts = {f"n{n}": LATER.replace("2021", str(2000 + n)) for n in range(12)}
    folder = write(tmp_path / "more", **texts)
    sent: list[tuple[object, ...]] = []
    task = Task(kind=JobKind.INGEST, title="Many", arguments={"paths": [str(folder)]})
    outcome = run_in_process(
        project.root, task, sent.append, lambda: "stop" if any(e[0] == "advance" for e in sent) else ""
    )
    assert outcome.state is JobState.CANCELLED
    read = len(project.view().documents()) - 3
    assert 1 <= read < 12


def test_a_crash_is_told() -> None:
    assert "SIGKILL" in _died(-9).message
    assert "exit code 3" in _died(3).message


def test_a_killed_process_is_no_hang(project: Project, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", later=LATER)

    def kill(_: tuple[object, ...]) -> None:
        import psutil

        for child in psutil.Process(os.getpid()).children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()

    task = Task(kind=JobKind.INGEST, title="One", arguments={"paths": [str(folder)]})
    outcome = run_in_process(project.root, task, kill, lambda: "")
    assert outcome.state is JobState.FAILED
    assert outcome.error is not None
    assert "SIGKILL" in outcome.error.message
