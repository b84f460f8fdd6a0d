"""Drop reports: the files that came in, their outcomes, and what the user can do. One JSON file per drop."""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from workingregions.corpus.errors import NotFoundError, StoreError
from workingregions.corpus.files import write_atomically
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy

FOLDER = "drops"
"""The folder of the reports in a project."""


class FileOutcome(StrEnum):
    """What became of a file."""

    NEW = "new"
    UPDATED = "updated"
    KNOWN = "known"
    DUPLICATE = "duplicate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropItem:
    """One file of a drop. `lacks` names what could not be found (title, year, region).

    `region` is the name of the heaviest focal region, `type` the document type. `failed_pages` gave no text,
    `recognised_pages` were read by OCR, of which `doubtful_pages` could hardly be recognised; `form_pages`
    hold answers in form fields.
    """

    path: str
    outcome: FileOutcome
    sha256: str = ""
    document: str = ""
    title: str = ""
    year: int | None = None
    region: str = ""
    type: str = ""
    pages: int = 0
    of: str = ""  # the document or path that it repeats
    category: str = ""
    message: str = ""
    advice: str = ""
    lacks: tuple[str, ...] = ()
    failed_pages: tuple[int, ...] = ()
    language: str = ""  # when nothing is extracted from the document, as it is not English
    recognised_pages: int = 0
    doubtful_pages: tuple[int, ...] = ()
    form_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHits:
    """A saved search with new hits, and their number; `problem` is why it could not be run, else ""."""

    name: str
    hits: int
    documents: int
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropReport:
    """One run of ingest. `left_out` counts hidden and lock files; `seconds` is wall time.

    `missing` are files that a side-car bibliography names and the drop does not hold; `skipped` holds one
    sentence per path that is not a file of the drop (a pipe, a link that leads out of it); `searches` are the
    saved searches that have hits which were not reported yet.
    """

    id: str
    paths: tuple[str, ...]
    started: str
    seconds: float
    snapshot: str
    items: tuple[DropItem, ...]
    left_out: int = 0
    sidecars: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    searches: tuple[NewHits, ...] = ()

    def count(self, outcome: FileOutcome) -> int:
        """Return how many files had this outcome."""
        return Counter(item.outcome for item in self.items)[outcome]

    @property
    def pages(self) -> int:
        """Pages of the documents read in this run."""
        return sum(i.pages for i in self.items if i.outcome in (FileOutcome.NEW, FileOutcome.UPDATED))

    def save(self, folder: Path) -> None:
        """Write `ID.json` into `folder`, whole or not at all."""
        folder.mkdir(exist_ok=True)
        write_atomically(folder / f"{self.id}.json", json.dumps(plain(self), indent=1, sort_keys=True) + "\n")


def next_id(folder: Path) -> str:
    """Return the id of the next drop: d0001, d0002, ..."""
    return f"d{1 + max((int(p.stem[1:]) for p in folder.glob('d[0-9]*.json')), default=0):04d}"


@contextmanager
def claim(folder: Path) -> Iterator[str]:
    """Claim the next drop's id while the block runs, so that two simultaneous runs have different ids.

    The claim ends with the process, however it ends: the next run takes the id of one that was killed.
    """
    folder.mkdir(exist_ok=True)
    number = int(next_id(folder)[1:])
    while True:
        drop = f"d{number:04d}"
        file = _claimed(folder / f".{drop}.lock")
        if file is not None and not (folder / f"{drop}.json").exists():
            break
        if file is not None:
            file.close()  # another run has just ended with this id
        number += 1
    with file:
        try:
            yield drop
        finally:
            (folder / f".{drop}.lock").unlink(missing_ok=True)


def running(folder: Path) -> bool:
    """Return whether an ingest run is active in the project with this folder of drop reports."""
    for path in folder.glob(".d[0-9]*.lock"):
        with suppress(FileNotFoundError), path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
    return False


def _claimed(path: Path) -> IO[bytes] | None:
    """Return the file `path`, locked, or None when another run holds it."""
    while True:
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        file.close()  # its last owner removed it between opening and locking here


def load(folder: Path, drop: str) -> DropReport:
    """Return the report of one drop.

    Raises:
        NotFoundError: there is no such drop.
        StoreError: the file is broken.
    """
    from pydantic import TypeAdapter, ValidationError

    known = sorted(p.stem for p in folder.glob("d[0-9]*.json"))
    if drop not in known:
        raise NotFoundError("drop", drop, known, advice=Remedy.LIST_DROPS)
    try:
        return TypeAdapter(DropReport).validate_json((folder / f"{drop}.json").read_bytes())
    except (ValidationError, RecursionError) as cause:
        first = cause.errors(include_url=False)[0] if isinstance(cause, ValidationError) else None
        field = ".".join(map(str, first["loc"])) if first else ""
        reason = (
            f"{field}: {first['msg']}" if first and field else first["msg"] if first else "nested too deeply"
        )
        raise StoreError(f"{folder / drop}.json is not a drop report: {reason}.") from cause
    except OSError as cause:
        raise StoreError(f"{folder / drop}.json cannot be read: {cause.strerror}.") from cause


def load_all(folder: Path) -> Iterator[DropReport]:
    """Yield all drop reports, oldest first."""
    for path in sorted(folder.glob("d[0-9]*.json")):
        yield load(folder, path.stem)
