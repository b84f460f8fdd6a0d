"""Citations and bibliographies in the styles of journals: one mapping from documents, one engine."""

from __future__ import annotations

from workingregions.reports.citing.cite import Citations, Citing, Entry, cite
from workingregions.reports.citing.offered import Kind, Style, style_named, styles
from workingregions.reports.citing.references import Name, Reference, numbered_pages, reference
from workingregions.reports.citing.report import ReportCitations, cite_report
from workingregions.reports.citing.runs import Rich, Run, as_html, as_markdown, as_text

__all__ = [
    "Citations",
    "Citing",
    "Entry",
    "Kind",
    "Name",
    "Reference",
    "ReportCitations",
    "Rich",
    "Run",
    "Style",
    "as_html",
    "as_markdown",
    "as_text",
    "cite",
    "cite_report",
    "numbered_pages",
    "reference",
    "style_named",
    "styles",
]
