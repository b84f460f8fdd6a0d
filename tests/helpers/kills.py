"""Makes corrections in child processes that are killed between ledger and commit, and makes them again.

    python kills.py PROJECT KILLS

The children are forked from this process, which has imported everything, so that fifty take a minute or two.
LanceDB may, rarely, hang in a forked child; such a child is killed, which is one kill more.
Prints, as JSON, where the kills fell and what was wrong afterwards.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import lancedb  # noqa: F401

import workingregions.models.entities  # noqa: F401
from workingregions.app.map import build as governance
from workingregions.app.project import Project
from workingregions.corpus.ledger import Ledger
from workingregions.corpus.store import Store, Writer
from workingregions.corpus.store import manifest as snapshot
from workingregions.nlp.gazetteer import Gazetteer

BOARD = "Akron Workforce Board"
TYPES = ("government_local", "civil_society", "university", "firm")
UNDO_EVERY = 5
HANGS = 60.0
"""Seconds after which a child is taken to hang."""
POINTS: tuple[tuple[str, type | Any, str, bool], ...] = (
    ("the ledger is written", Ledger, "_write", False),
    ("the manifest is begun", Store, "write_manifest", True),
    ("the manifest is written", snapshot, "write_atomically", True),
    ("the manifest is in place", snapshot, "write", False),
    ("the commit is made", Writer, "commit", False),
)
"""Names, and the functions before (True) or after (False) which a child is killed."""


def kill() -> None:
    """End this process as the system does when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def at_point(number: int) -> str:
    """Have this process killed at one of the points; return its name."""
    name, owner, function, first = POINTS[number % len(POINTS)]
    original = getattr(owner, function)

    def killed(*arguments: Any, **options: Any) -> Any:
        if not first:
            original(*arguments, **options)
        kill()

    setattr(owner, function, killed)
    return name


def at_random(number: int) -> str:
    """Have this process killed at a random time after the ledger was written."""
    write = Ledger._write
    # A commit takes about a tenth of a second: later, most kills would miss the window.
    delay = random.Random(number).uniform(0, 0.04)

    def written(book: Ledger, lines: Sequence[str]) -> None:
        write(book, lines)
        threading.Timer(delay, kill).start()

    Ledger._write = written  # type: ignore[method-assign]
    return "at random"


def command(root: Path, number: int) -> None:
    """The correction, or the undoing, of this number."""
    project = Project.open(root)
    if number % UNDO_EVERY == UNDO_EVERY - 1:
        project.undo("last", who="Ada")
    else:
        project.correct("retype", BOARD, value=TYPES[number % len(TYPES)], who="Ada")


def forked(act: Callable[[], object]) -> int:
    """Do something in a child process; return its exit status, negative for a signal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LanceDB's, on forks
        child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as error:  # noqa: BLE001
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    deadline = time.monotonic() + HANGS
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


def commits(root: Path) -> int:
    """How many snapshots the project has."""
    return len(list((root / "store" / "snapshots").glob("s*.json")))


def main(root: Path, kills: int) -> None:
    """Kill `kills` times, repair after each, and compare with what never was disturbed."""
    Gazetteer.load()
    book, wrong, fell = Ledger(root / "corrections.jsonl"), [], {"ledger only": 0, "both": 0, "other": 0}
    for number in range(kills):
        arrange = at_point if number % 2 else at_random

        def killed(number: int = number, arrange: Callable[[int], str] = arrange) -> None:
            arrange(number // 2)
            command(root, number)
            time.sleep(1)  # for a timer that has not run out
            os._exit(7)

        before = commits(root)
        status = forked(killed)
        grown = commits(root) > before
        lines = len(book.read().corrections)
        fell["both" if grown else "ledger only" if lines == number + 1 else "other"] += 1
        if status != -signal.SIGKILL:
            wrong.append(f"{number}: the child ended with {status}")
        if grown:
            continue  # the command had done its work
        status = -signal.SIGKILL
        while status == -signal.SIGKILL and commits(root) == before:
            status = forked(lambda number=number: command(root, number))  # type: ignore[misc]
        if status > 0:
            wrong.append(f"{number}: the same command failed afterwards")
        reading = book.read()
        if len(reading.corrections) != number + 1 or reading.problems:
            wrong.append(f"{number}: {len(reading.corrections)} lines, {len(reading.problems)} problems")
    project = Project.open(root)
    if not governance.is_current(project.store, root):
        wrong.append("the map is not that of the ledger")
    wrong += project.check()
    print(json.dumps({"fell": fell, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
