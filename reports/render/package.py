"""The package of a report: its files in every format, its data, its pictures, and a zip of them all.

The same report gives the same bytes: names are sorted, and times in the zip are those of the snapshot.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from workingregions.corpus import disk
from workingregions.corpus.errors import InputError
from workingregions.corpus.files import make_folder, write_atomically, writing
from workingregions.reports.render.datafiles import data_files
from workingregions.reports.render.docx import Template, render_docx
from workingregions.reports.render.formats import FORMATS, WORD, check_formats
from workingregions.reports.render.names import Names, figure_names
from workingregions.reports.render.readme import readme
from workingregions.reports.report import Report, report_json

REPORT, PAGE, ZIP = "report.json", "report.html", "report.zip"
"""The report itself, its page, and the archive of all files."""
TEMPLATE = "template.docx"
"""The user's template of the Word document, which is needed to make the report again."""
README = "README.txt"
_EARLIEST = (1980, 1, 1)  # that a zip can hold


def package_files(
    report: Report, formats: Sequence[str] = (), template: Template | None = None
) -> dict[str, bytes]:
    """Return the files of a report by their path, with "/", sorted; without the zip.

    Args:
        report: the report.
        formats: ids of formats; none for all.
        template: the template of the Word document.

    Raises:
        NotFoundError: a format is unknown.
        InputError: there is a template, and no Word document is wanted.
    """
    wanted = check_formats(formats)
    files = {format.file: format.render(report) for format in wanted if not (template and format.id == WORD)}
    if template:
        if all(format.id != WORD for format in wanted):
            raise InputError(
                "A template is for Word documents alone.", advice="Ask for the format docx, too."
            )
        files |= {FORMATS[WORD].file: render_docx(report, template), TEMPLATE: template.content}
    files[REPORT] = report_json(report).encode()
    files |= data_files(report)
    pictures = figure_names(report)
    files |= {f"{pictures[figure.id]}.svg": figure.svg.encode() for figure in report.figures()}
    names = Names(taken=(*files, README, ZIP))
    attached = {names.free(one.name): one for one in report.attachments}
    files |= {name: one.content for name, one in attached.items()}
    files[README] = readme(report, files, {name: one.about for name, one in attached.items()}).encode()
    return dict(sorted(files.items()))


def write_report(
    report: Report, out: Path, formats: Sequence[str] = (), template: Template | None = None
) -> list[Path]:
    """Write the files of a report into the folder `out`, and the zip of them; return the paths.

    All files are written, or none: a report that was there before is replaced as a whole, or stays.

    Args:
        report: the report.
        out: a new or empty folder, or one that holds a report.
        formats: ids of formats; none for all.
        template: the template of the Word document.

    Raises:
        NotFoundError: a format is unknown.
        InputError: `out` holds other files or files that were changed, or cannot be written.
        DiskFullError: the disk is full.
    """
    _check(out)
    files = package_files(report, formats, template)
    files[ZIP] = zipped(files, report.provenance.date)
    fresh = out.with_name(f".{out.name}.new")
    with disk.room(out), writing(fresh / REPORT):
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            for name, content in files.items():
                make_folder((fresh / name).parent)
                write_atomically(fresh / name, content)
            _swap(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return [out / name for name in files]


def zipped(files: Mapping[str, bytes], date: str) -> bytes:
    """Return a zip of files, dated by `date` (ISO 8601): the same bytes for the same files."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", date)
    day = max(tuple(map(int, found.groups())), _EARLIEST) if found else _EARLIEST
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (*day, 0, 0, 0))  # type: ignore[arg-type]  # three numbers
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def _check(out: Path) -> None:
    """Raise InputError if the folder holds anything but a report as it was written."""
    if out.is_file():
        raise InputError(f"{out} is a file.", advice="Choose another name for the folder.")
    found = sorted(path for path in out.rglob("*") if not path.is_dir())
    if not found:
        return
    written: dict[str, int] = {}
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(out / ZIP) as archive:
        written = {info.filename: info.CRC for info in archive.infolist()}
    for path in found:
        name = path.relative_to(out).as_posix()
        if name != ZIP and written.get(name) != zlib.crc32(path.read_bytes()):
            what = "was changed since it was written" if name in written else "is not a part of a report"
            raise InputError(f"{path} {what}, and would be lost.", advice="Name a new folder.")


def _swap(fresh: Path, out: Path) -> None:
    """Put the new folder into the place of the old one; if that fails, the old one is still there."""
    former = out.with_name(f".{out.name}.old")
    if not out.exists():
        fresh.rename(out)
        return
    shutil.rmtree(former, ignore_errors=True)
    out.rename(former)
    try:
        fresh.rename(out)
    except OSError:
        former.rename(out)
        raise
    shutil.rmtree(former, ignore_errors=True)
