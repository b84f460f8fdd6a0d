"""An exclusive lock on a file, held by one process or thread for as long as a block runs.

The operating system releases it when the process ends, however it ends, so that no lock is ever left over.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from workingregions.corpus.errors import BusyError, ProjectError

POLL = 0.05
"""Seconds between two tries."""


@contextmanager
def held(path: Path, patience: float, status: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock in the file `path` while the block runs.

    Args:
        path: the file, which is created when missing and names the process that holds it.
        patience: seconds to wait for another process to release it.
        status: receives one message when there is a wait.

    Raises:
        BusyError: another process still holds it.
        ProjectError: the file system does not support locks.
    """
    with _opened(path) as file:
        _wait(file, path, patience, status)
        file.truncate(0)
        file.write(f"pid {os.getpid()}")
        file.flush()
        yield


def _opened(path: Path) -> IO[str]:
    """Open the file of a lock. A link, in a project from elsewhere, could point to any file of the user."""
    try:
        number = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    except OSError as cause:
        if cause.errno != errno.ELOOP:
            raise
        raise ProjectError(
            f"{path} is a link.", advice="Remove it, then run the same command again."
        ) from cause
    return os.fdopen(number, "a+", encoding="utf8")


def _wait(file: IO[str], path: Path, patience: float, status: Callable[[str], None]) -> None:
    deadline = time.monotonic() + patience
    told = False
    while not _taken(file, path):
        file.seek(0)
        holder = file.read().strip() or "unknown"
        if time.monotonic() >= deadline:
            raise BusyError(
                f"Another process ({holder}) is writing to {path.parent}.",
                advice="Wait until it has ended, then run the same command again.",
            )
        if not told:
            status(f"waiting for another process ({holder})")
            told = True
        time.sleep(POLL)


def _taken(file: IO[str], path: Path) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as cause:
        raise ProjectError(
            f"{path} cannot be locked: {cause.strerror}.",
            advice="Keep the project on a disk whose file system supports locks.",
        ) from cause
    return True
