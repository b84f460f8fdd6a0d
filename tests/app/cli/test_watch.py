"""wr watch: what is put into a folder is read, and nothing that lies there ends the watch."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import watchfiles

from workingregions.app.cli.commands import ingest as commands
from workingregions.app.project import Project
from workingregions.corpus.store import store

PLAN = "# Ohio Skills Plan 2014\n\nThe Ohio Development Agency funds the Akron Workforce Board.\n"
NOTE = "# Sheffield note\n\nSheffield City Council works with the University of Sheffield on steel.\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "review")


def happenings(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]) -> None:
    """Lets `steps` happen in the watched folder one by one, each followed by news; then Ctrl-C."""

    def changes(*_: object, **__: object) -> Iterator[set[Any]]:
        for step in steps:
            step()
            yield set()
        raise KeyboardInterrupt

    monkeypatch.setattr(watchfiles, "watch", changes)


def test_what_comes_is_read_and_hidden_files_do_not_end_the_watch(
    wr: Any, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    happenings(
        monkeypatch,
        lambda: (inbox / ".DS_Store").write_bytes(b"x"),
        lambda: (inbox / "plan.md").write_text(PLAN),
        lambda: (inbox / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<"),
        lambda: (inbox / "note.md").write_text(NOTE),
    )
    ran = wr("watch", inbox, "-p", project.root)
    assert ran.code == 130
    assert "nothing to read" in ran.err
    assert "torn.pdf" in ran.out + ran.err
    assert sorted(d.path for d in project.store.snapshot().records("documents")) == ["note.md", "plan.md"]
    assert [len(report.items) for report in project.drops()] == [1, 2, 3]
    assert project.check() == []


def test_ctrl_c_that_was_swallowed_while_a_drop_was_read_still_ends_the_watch(
    wr: Any, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    def interrupted_unheard(*_: object) -> None:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    def changes(*_: object, stop_event: Event, **__: object) -> Iterator[set[Any]]:
        for _round in range(5):
            assert not stop_event.is_set()
            yield set()

    taken: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(watchfiles, "watch", changes)
    monkeypatch.setattr(
        commands, "_take_up", lambda *_: (taken.append(1), len(taken) == 2 and interrupted_unheard())
    )
    assert wr("watch", inbox, "-p", project.root).code == 130
    assert len(taken) == 2
    assert signal.getsignal(signal.SIGINT) is before


def test_another_run_at_work_is_told_and_the_watch_goes_on(
    wr: Any, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "plan.md").write_text(PLAN)
    happenings(monkeypatch, lambda: None)
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    with project.store.writer():
        ran = wr("watch", inbox, "-p", project.root)
    assert ran.code == 130
    assert ran.err.count("Another process") == 2


def test_a_folder_is_wanted_and_not_one_with_the_project_in_it(
    wr: Any, project: Project, tmp_path: Path
) -> None:
    ran = wr("watch", tmp_path / "nowhere", "-p", project.root)
    assert (ran.code, "not a folder" in ran.err) == (2, True)
    ran = wr("watch", project.root.parent, "-p", project.root)
    assert (ran.code, "project is in" in ran.err) == (2, True)


@pytest.mark.slow
def test_a_file_put_into_the_folder_is_read_and_ctrl_c_ends_the_watch(
    project: Project, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    command = [sys.executable, "-m", "workingregions.app", "watch", inbox, "-p", project.root]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "Watching" in process.stderr.readline()
    time.sleep(2)
    (inbox / "plan.md").write_text(PLAN)
    until = time.monotonic() + 120
    while not project.store.snapshot().records("documents") and time.monotonic() < until:
        time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert [d.path for d in project.store.snapshot().records("documents")] == ["plan.md"]
