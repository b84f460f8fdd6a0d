"""The model of a report, of which every format is a rendering: sections, claims, tables, figures, quotes."""

from __future__ import annotations

from workingregions.reports.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    ColumnKind,
    Figure,
    Paragraph,
    Quotation,
    Row,
    Stance,
    Table,
    claims_of,
)
from workingregions.reports.report.check import UnsupportedReportError, checked
from workingregions.reports.report.claims import Basis, Claim, Number, Quote, counted, quoted, recorded
from workingregions.reports.report.report import (
    MOST_CITED,
    Attachment,
    Cited,
    Provenance,
    Report,
    Section,
    Spelling,
)
from workingregions.reports.report.stored import load_report, report_json
from workingregions.reports.report.words import shown

__all__ = [
    "MOST_CITED",
    "Attachment",
    "Basis",
    "Block",
    "Bullets",
    "Cell",
    "Cited",
    "Claim",
    "Column",
    "ColumnKind",
    "Figure",
    "Number",
    "Paragraph",
    "Provenance",
    "Quotation",
    "Quote",
    "Report",
    "Row",
    "Section",
    "Spelling",
    "Stance",
    "Table",
    "UnsupportedReportError",
    "checked",
    "claims_of",
    "counted",
    "load_report",
    "quoted",
    "recorded",
    "report_json",
    "shown",
]
