"""Reports that a project keeps: making one with its files, and the record of each."""

from __future__ import annotations

from workingregions.app.made.between import Cause, CauseKind
from workingregions.app.made.diff import ChangedClaim, HalfLife, ReportDiff, diff
from workingregions.app.made.earlier import EarlierReport, earlier
from workingregions.app.made.kind import ReportKind
from workingregions.app.made.kinds import KINDS
from workingregions.app.made.make import build_report, make_report, order, write
from workingregions.app.made.orders import Order
from workingregions.app.made.rebuild import FileState, Rebuilt, rebuild
from workingregions.app.made.records import MadeReport, ReportFile, load, load_all, remove, report_file

__all__ = [
    "KINDS",
    "Cause",
    "CauseKind",
    "ChangedClaim",
    "EarlierReport",
    "FileState",
    "HalfLife",
    "MadeReport",
    "Order",
    "Rebuilt",
    "ReportDiff",
    "ReportFile",
    "ReportKind",
    "build_report",
    "diff",
    "earlier",
    "load",
    "load_all",
    "make_report",
    "order",
    "rebuild",
    "remove",
    "report_file",
    "write",
]
