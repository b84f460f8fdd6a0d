"""Reports that a project keeps: making one with its files, and the record of each."""

from __future__ import annotations

from workingregions.app.made.kind import ReportKind
from workingregions.app.made.kinds import KINDS
from workingregions.app.made.make import build_report, make_report, order, write
from workingregions.app.made.orders import Order
from workingregions.app.made.records import MadeReport, ReportFile, load, load_all, remove, report_file

__all__ = [
    "KINDS",
    "MadeReport",
    "Order",
    "ReportFile",
    "ReportKind",
    "build_report",
    "load",
    "load_all",
    "make_report",
    "order",
    "remove",
    "report_file",
    "write",
]
