"""Reports that a project keeps: making one with its files, and the record of each."""

from __future__ import annotations

from workingregions.app.made.kinds import KINDS, ReportKind
from workingregions.app.made.make import make_report
from workingregions.app.made.records import MadeReport, ReportFile, load, load_all, remove, report_file

__all__ = [
    "KINDS",
    "MadeReport",
    "ReportFile",
    "ReportKind",
    "load",
    "load_all",
    "make_report",
    "remove",
    "report_file",
]
