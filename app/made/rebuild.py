"""Making a report again from its record, and whether that gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.coding import kept_codebook
from workingregions.app.made.earlier import EarlierReport
from workingregions.app.made.kinds import KINDS
from workingregions.app.made.make import build_report, order
from workingregions.app.made.orders import Order
from workingregions.corpus.errors import InputError, NotFoundError, PrunedError
from workingregions.reports.render import package_files, write_report
from workingregions.reports.report import Provenance, Report

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.app.viewing import Viewing


class FileState(StrEnum):
    """How a file that was made again compares with the one that was there."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A report that was made again.

    Attributes:
        report: the report as it is now.
        states: how each file of its formats, and its report.json, compares.
        notes: what differs from then: the release, the codebook, the settings.
        folder: where it was written, None if it was only compared.
    """

    report: Report
    states: Mapping[str, FileState]
    notes: tuple[str, ...]
    folder: Path | None = None

    @property
    def equal(self) -> bool:
        """Whether all files are equal to those that were there."""
        return FileState.DIFFERENT not in self.states.values()


def rebuild(project: Viewing, earlier: EarlierReport, out: Path | None) -> Rebuilt:
    """Make a report again, from the snapshot and with the codebook of then; see Project.rebuild_report."""
    then = earlier.report.provenance
    wanted = order_of(earlier.report)
    report = build_report(view_of(project, then), wanted)
    formats = earlier.formats
    files = package_files(report, formats, earlier.template)
    compared = [name for name in files if name.startswith("report.")]
    states = {name: _state(earlier.files.get(name), files[name]) for name in compared}
    if out is not None:
        write_report(report, out, formats, earlier.template)
    notes = tuple(_notes(then, report.provenance, project.codebook.version))
    return Rebuilt(report=report, states=states, notes=notes, folder=out)


def order_of(report: Report) -> Order:
    """Return the order that a report was built from.

    Raises:
        InputError: this release has no such kind, or does not take what was asked for.
    """
    made = report.provenance
    unknown = [name for name in made.arguments if name not in Order.__dataclass_fields__]
    if made.kind not in KINDS or KINDS[made.kind].build is None or unknown:
        raise InputError(
            f"Reports of the kind {made.kind!r} are not made by this release.",
            advice=f"Use workingregions {made.version}, which made it.",
        )
    return order(made.kind, **made.arguments, spelling=report.spelling, style=report.style, base=report.base)


def view_of(project: Viewing, made: Provenance) -> View:
    """Return the project as it was: the snapshot, and the codebook if the project still has it.

    Raises:
        InputError: the snapshot is gone, or was never in this project.
    """
    kept = kept_codebook(project.root, made.codebook)
    if kept and made.codebook != project.codebook.version:
        project = type(project).open(project.root)
        project.codebook = kept
    try:
        return project.view(made.snapshot)
    except PrunedError as error:
        raise InputError(
            f"Snapshot {made.snapshot}, from which the report was made, was removed to save space.",
            advice=f"The oldest that is kept is {error.oldest}. Make a new report, and compare the two.",
        ) from None
    except NotFoundError:
        raise InputError(
            f"This project has no snapshot {made.snapshot}, from which the report was made.",
            advice=f"Choose the project {made.corpus!r}, or make a new report and compare the two.",
        ) from None


def _state(before: bytes | None, now: bytes) -> FileState:
    if before is None:
        return FileState.NEW
    return FileState.EQUAL if before == now else FileState.DIFFERENT


def _notes(then: Provenance, now: Provenance, codebook: str) -> Iterator[str]:
    """Yield a sentence on each thing that is not as it was."""
    if then.version != now.version:
        yield f"It was made by workingregions {then.version}; this is {now.version}."
    if then.codebook != now.codebook:
        yield (
            f"It was made with codebook {then.codebook}, which this project no longer has; "
            f"now it has {now.codebook}."
        )
    elif codebook != now.codebook:
        yield f"The project now has codebook {codebook}; this report was made again with {now.codebook}."
    for name in sorted({*then.settings, *now.settings}):
        before, after = then.settings.get(name), now.settings.get(name)
        if before != after:
            yield f"The setting {name} was {before}; now it is {after}."
