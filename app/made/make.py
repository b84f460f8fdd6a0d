"""Making a report that the project keeps."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.made import records
from workingregions.app.made.kinds import KINDS, Order
from workingregions.app.made.records import MadeReport, ReportFile
from workingregions.corpus import disk
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.files import now
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy

if TYPE_CHECKING:
    from workingregions.app.view import View


def make_report(
    view: View,
    kind: str,
    *,
    regions: Sequence[str] = (),
    themes: Sequence[str] = (),
    query: str = "",
    year: str = "",
    select: Mapping[str, Any] | None = None,
    only: Mapping[str, Any] | None = None,
    who: str = "",
) -> MadeReport:
    """Write the files of a report into a new folder of the project, all or none; see Project.make_report."""
    if kind not in KINDS:
        raise NotFoundError("kind of report", kind, KINDS, advice=f"One of: {', '.join(KINDS)}.")
    if view.empty:
        raise InputError("There is nothing to report yet.", advice=Remedy.INGEST)
    order = Order(
        regions=tuple(regions),
        themes=tuple(themes),
        query=query,
        year=year,
        select=select or {},
        only=only or {},
    )
    with disk.room(view.root):
        folder = records.claim(view.root)
        try:
            title = KINDS[kind].write(view, order, folder)
            report = MadeReport(
                id=folder.name,
                kind=kind,
                title=title,
                made=now(),
                who=who,
                snapshot=view.snapshot.id,
                codebook=view.codebook.version,
                arguments=_given(order),
                files=_files(folder),
            )
            records.save(folder, report)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return report


def _given(order: Order) -> dict[str, Any]:
    """Return what was asked for, without what was left open."""
    found: dict[str, Any] = {key: value for key, value in plain(order).items() if value}
    return found


def _files(folder: Path) -> tuple[ReportFile, ...]:
    """Return the files of a report, pages first."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = [ReportFile(name=p.relative_to(folder).as_posix(), bytes=p.stat().st_size) for p in paths]
    return tuple(sorted(files, key=lambda file: (not file.name.endswith(".html"), file.name)))
