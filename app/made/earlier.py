"""Reports that were written before, wherever they are: by their id, folder, report.json or zip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workingregions.app.made import records
from workingregions.corpus.errors import InputError
from workingregions.ingest.formats import ERRORS, Archive
from workingregions.reports.render import FORMATS, REPORT, TEMPLATE, Template
from workingregions.reports.report import Report, load_report

LARGEST = 500_000_000
"""Bytes of a report's files that are read from a zip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReport:
    """A report that was written before: what it is called, the report, and its files by path."""

    name: str
    report: Report
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it was written in; all of them if none of its files is there."""
        return tuple(ident for ident, format in FORMATS.items() if format.file in self.files)

    @property
    def template(self) -> Template | None:
        """The template of its Word document, if it had one."""
        content = self.files.get(TEMPLATE)
        return Template(TEMPLATE, content) if content is not None else None


def earlier(root: Path | None, source: str | Path) -> EarlierReport:
    """Return a report that was written before.

    Args:
        root: the project whose kept reports `source` may name by id (r0007).
        source: an id, or the path of a folder, a report.json or a zip.

    Raises:
        InputError: there is none, or the file is damaged.
    """
    path = Path(source)
    if root and not path.exists() and (root / records.FOLDER / path.name / REPORT).is_file():
        path = root / records.FOLDER / path.name
    if path.is_dir():
        path = path / REPORT
    if not path.is_file():
        raise InputError(
            f"There is no report {str(source)!r}.",
            advice="Name the id of a report, its folder, its report.json or its zip.",
        )
    data = _bytes(path)
    files = _unzipped(data, path) if data[:2] == b"PK" else {REPORT: data, **_beside(path)}
    if REPORT not in files:
        raise InputError(f"{path} holds no {REPORT}.", advice="Name the zip of a report.")
    return EarlierReport(name=str(source), report=load_report(files[REPORT], str(path)), files=files)


def _beside(path: Path) -> dict[str, bytes]:
    """Return the files of a report's formats beside its report.json."""
    if path.name != REPORT:
        return {}
    names = [TEMPLATE, *(format.file for format in FORMATS.values())]
    found = (path.with_name(name) for name in names)
    return {one.name: _bytes(one) for one in found if one.is_file()}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise InputError(f"{path} cannot be read: {cause.strerror}.") from cause


def _unzipped(data: bytes, path: Path) -> dict[str, bytes]:
    """Return the report and its formats from a zip; nothing is written."""
    wanted = {REPORT, TEMPLATE, *(format.file for format in FORMATS.values())}
    try:
        with Archive(data) as archive:
            infos = {info.filename: info for info in archive.infolist() if info.filename in wanted}
            if sum(info.file_size for info in infos.values()) > LARGEST:
                raise InputError(f"{path} holds more than a report.", advice="Name the zip of a report.")
            return {name: archive.read(info) for name, info in infos.items()}
    except ERRORS as cause:
        raise InputError(f"{path} is a damaged zip: {cause}.", advice="Get a fresh copy.") from cause
