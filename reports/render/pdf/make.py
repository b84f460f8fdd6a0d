"""Setting of a report: it goes in as data, a PDF comes out."""

from __future__ import annotations

import json
from importlib.resources import as_file, files

from workingregions.corpus.files import data
from workingregions.reports.render.pdf.content import content
from workingregions.reports.render.pdf.letters import borrowed_fonts
from workingregions.reports.report import Report
from workingregions.reports.typesetting import typeset


def render_pdf(report: Report) -> bytes:
    """Return the report as PDF; the same bytes for the same report.

    Its typefaces are in this package, so that system fonts change nothing. Characters that they lack are
    written as their numbers: [U+1F3ED].
    """
    template = data(__package__, "report.typ").read_text(encoding="utf-8")
    with as_file(files(__package__ or "") / "data") as own:
        fonts = [str(own), str(borrowed_fonts())]
        return typeset(template, {"report": json.dumps(content(report))}, output="pdf", fonts=fonts)
