"""What a kind of report is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.made.orders import Order

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.reports.report import Report

Build = Callable[["View", Order], "Report"]
"""Builds a report, which is then written in the formats that are asked for."""
Write = Callable[["View", Order, Path], str]
"""Writes the files of a report into a folder and returns its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    """A kind of report.

    Attributes:
        id: its name in commands and addresses.
        label, about: what it is called, and what it is.
        needs: what must be given: "theme", "region", "query" or "drop".
        takes: what else may be given.
        build: makes the report, for the kinds that come in every format; None for the others.
        write: writes the files of the others.
    """

    id: str
    label: str
    about: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    build: Build | None = field(default=None, repr=False)
    write: Write | None = field(default=None, repr=False)
