"""A report as PDF: tagged for screen readers (PDF/UA-1), set by Typst in our own design and typefaces."""

from __future__ import annotations

from workingregions.reports.render.pdf.make import render_pdf

__all__ = ["render_pdf"]
