"""The records of jobs on disk: one JSON file per job, of which the newest are kept."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.jobs.job import Job
from workingregions.corpus.files import make_folder, write_atomically
from workingregions.corpus.plain import plain

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FOLDER = "jobs"
"""The folder of the records in a project."""
KEPT = 50
"""Records that are kept, the newest."""


def claim(folder: Path) -> str:
    """Return a new id (j0001, j0002, ...), which is then taken even for another server's jobs."""
    make_folder(folder)
    number = 1 + max((int(path.stem[1:]) for path in _files(folder)), default=0)
    while True:
        with suppress(FileExistsError):
            os.close(os.open(folder / f"j{number:04d}.json", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            return f"j{number:04d}"
        number += 1


def save(folder: Path, job: Job) -> None:
    """Write the record of a job."""
    write_atomically(folder / f"{job.id}.json", json.dumps(plain(job), indent=1, sort_keys=True) + "\n")


def load(folder: Path) -> list[Job]:
    """Return the records that are kept, oldest first; a damaged one is left out."""
    from pydantic import ValidationError

    found = []
    for path in _files(folder):
        with suppress(OSError, ValidationError, RecursionError):
            found.append(_adapter().validate_json(path.read_bytes()))
    return found


def prune(folder: Path) -> None:
    """Remove all but the newest records."""
    for path in _files(folder)[:-KEPT]:
        path.unlink(missing_ok=True)


def owner() -> str:
    """Return this process as records name it: its id and when it started."""
    return _named(os.getpid())


def alive(name: str) -> bool:
    """Return whether the process that `owner` named still runs."""
    pid = name.partition("@")[0]
    return pid.isdecimal() and bool(name) and _named(int(pid)) == name


def _named(pid: int) -> str:
    import psutil

    try:
        return f"{pid}@{psutil.Process(pid).create_time():.2f}"
    except psutil.Error:
        return ""


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.glob("j[0-9]*.json") if path.stem[1:].isdecimal()]
    return sorted(found, key=lambda path: int(path.stem[1:]))


@cache
def _adapter() -> TypeAdapter[Job]:
    from pydantic import TypeAdapter

    return TypeAdapter(Job)
