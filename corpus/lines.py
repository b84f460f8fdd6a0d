"""Files of lines that are only ever added to: corrections, labels, saved searches, the basket and others.

Whoever adds lines closes one that a crash tore, so that nothing is joined to it; what a reader does not know
stays in the file.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from workingregions.corpus.errors import InputError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line of a file: its number from 1, its bytes, and whether it ends; a crash may tear the last one."""

    number: int
    data: bytes
    ended: bool


@dataclass(frozen=True, slots=True)
class LineFile:
    """A file of lines, which need not exist yet."""

    path: Path

    def read(self) -> list[NumberedLine]:
        """Return the lines that are not blank, in order.

        Raises:
            InputError: the file exists and cannot be read.
        """
        try:
            *lines, last = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        except OSError as cause:
            raise InputError(f"{self.path} cannot be read: {cause.strerror}.") from cause
        found = [NumberedLine(n, line, True) for n, line in enumerate(lines, 1)]
        return [line for line in (*found, NumberedLine(len(lines) + 1, last, False)) if line.data.strip()]

    def parsed(self, kind: TypeAdapter[T], what: str) -> tuple[list[T], list[str]]:
        """Return the records of the lines, in order, and a sentence on each line that is not one.

        Args:
            kind: reads a record from JSON.
            what: what a line should be, with its article.

        Raises:
            InputError: the file exists and cannot be read.
        """
        from pydantic import ValidationError

        found, problems = [], []
        for line in self.read():
            try:
                found.append(kind.validate_json(line.data))
            except (ValidationError, RecursionError):
                problems.append(f"{self.path.name}, line {line.number}, is not {what} and does not count.")
        return found, problems

    def size(self) -> int:
        """Return the number of bytes of the file, 0 if there is none."""
        return self.path.stat().st_size if self.path.exists() else 0

    def append(self, lines: Iterable[str], *, drop_torn: bool = False) -> None:
        """Add lines; they are on the disk when this returns, and none of them is there if it fails.

        Args:
            lines: without line endings.
            drop_torn: whether a last line that a crash tore is removed; otherwise it is kept, and ended.

        Raises:
            OSError: the file cannot be written.
            UnicodeEncodeError: a line is not text.
        """
        text = encoded(lines)
        if not text:
            return
        with self.path.open("a+b", buffering=0) as out:
            # Two processes must not both find the last line torn. Some network disks have no locks; there,
            # as the file is opened for appending, a line is at least in one piece.
            with suppress(OSError):
                fcntl.flock(out, fcntl.LOCK_EX)
            start = size = out.seek(0, os.SEEK_END)
            if (whole := _end_of_last_line(out, size)) < size:
                start, text = (whole, text) if drop_torn else (size, b"\n" + text)
            try:
                out.truncate(start)
                left = memoryview(text)
                while left:
                    left = left[out.write(left) :]
                os.fsync(out.fileno())
            except OSError:
                out.truncate(start)
                raise

    def take_back(self, size: int, lines: Iterable[str]) -> None:
        """Cut the file back to `size` bytes, unless more follows than these lines, or their beginning."""
        if not self.path.exists():
            return
        with self.path.open("r+b") as out:
            out.seek(size)
            tail = out.read()
            if tail and encoded(lines).startswith(tail.removeprefix(b"\n")):
                out.truncate(size)
                os.fsync(out.fileno())


def encoded(lines: Iterable[str]) -> bytes:
    """Return lines as the bytes of a file."""
    return "".join(line + "\n" for line in lines).encode()


def _end_of_last_line(out: FileIO, size: int) -> int:
    """Return the offset at which the last whole line ends: `size`, unless a crash tore the last one."""
    if not size:
        return 0
    out.seek(-1, os.SEEK_END)
    if out.read(1) == b"\n":
        return size
    out.seek(0)
    return out.read().rfind(b"\n") + 1
