"""A report in every format: web page, Word, PDF, Markdown; and the package that holds them all."""

from __future__ import annotations

from workingregions.reports.render.docx import Template, read_template, render_docx
from workingregions.reports.render.formats import FORMATS, Format, check_formats, render
from workingregions.reports.render.html import render_html
from workingregions.reports.render.markdown import render_markdown
from workingregions.reports.render.package import PAGE, REPORT, TEMPLATE, package_files, write_report
from workingregions.reports.render.pdf import render_pdf

__all__ = [
    "FORMATS",
    "PAGE",
    "REPORT",
    "TEMPLATE",
    "Format",
    "Template",
    "check_formats",
    "package_files",
    "read_template",
    "render",
    "render_docx",
    "render_html",
    "render_markdown",
    "render_pdf",
    "write_report",
]
