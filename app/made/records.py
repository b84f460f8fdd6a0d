"""The record of a report that was made: what it shows, from which snapshot and codebook, and its files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.files import make_folder, write_atomically
from workingregions.corpus.plain import plain

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FOLDER = "reports"
"""The folder of the reports in a project."""
RECORD, FORMER = "record.json", "report.json"
"""The file of the record, and its name in earlier releases; now that is the report itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A file of a report: its path in the report's folder, with "/", and its size in bytes."""

    name: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReport:
    """A report that was made; `codebook` is the version of the codebook, `arguments` what was asked for."""

    id: str
    kind: str
    title: str
    made: str
    who: str
    snapshot: str
    codebook: str
    arguments: Mapping[str, Any]
    files: tuple[ReportFile, ...]


def claim(root: Path) -> Path:
    """Make and return the folder of a new report: reports/r0001, r0002, ..."""
    make_folder(root / FOLDER)
    number = 1 + max((int(path.name[1:]) for path in _folders(root)), default=0)
    while True:
        folder = root / FOLDER / f"r{number:04d}"
        with suppress(FileExistsError):
            folder.mkdir()
            return folder
        number += 1


def save(folder: Path, report: MadeReport) -> None:
    """Write the record; a folder without one holds no report."""
    write_atomically(folder / RECORD, json.dumps(plain(report), indent=1, sort_keys=True) + "\n")


def load(root: Path, ident: str) -> MadeReport:
    """Return the record of a report. Raise NotFoundError if there is none of that id."""
    for report in load_all(root):
        if report.id == ident:
            return report
    raise NotFoundError("report", ident)


def load_all(root: Path) -> list[MadeReport]:
    """Return the records of all reports, newest first; a damaged one is left out."""
    from pydantic import ValidationError

    found = []
    for folder in _folders(root):
        path = folder / RECORD if (folder / RECORD).exists() else folder / FORMER
        with suppress(OSError, ValidationError, RecursionError):
            found.append(_adapter().validate_json(path.read_bytes()))
    return found[::-1]


def report_file(root: Path, ident: str, name: str) -> Path:
    """Return the path of a file of a report.

    Raises:
        NotFoundError: there is no such report, or it has no file of that name.
    """
    report = load(root, ident)
    if name not in {file.name for file in report.files}:
        raise NotFoundError(f"file of report {ident}", name, [file.name for file in report.files])
    path = root / FOLDER / report.id / name
    if not path.is_file():
        raise NotFoundError(f"file of report {ident}", name)
    return path


def remove(root: Path, ident: str) -> None:
    """Remove a report with its files. Raise NotFoundError if there is none of that id."""
    shutil.rmtree(root / FOLDER / load(root, ident).id)


def _folders(root: Path) -> list[Path]:
    found = [path for path in (root / FOLDER).glob("r[0-9]*") if path.name[1:].isdecimal()]
    return sorted(found, key=lambda path: int(path.name[1:]))


@cache
def _adapter() -> TypeAdapter[MadeReport]:
    from pydantic import TypeAdapter

    return TypeAdapter(MadeReport)
