"""Setting of a report by Typst: the report goes in as data, a PDF comes out."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

from workingregions.corpus.files import data
from workingregions.reports.render.pdf.content import content
from workingregions.reports.render.pdf.letters import borrowed_fonts
from workingregions.reports.report import Report

if TYPE_CHECKING:
    import typst

STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tags, language, title and alternative texts; Typst refuses what lacks them."""


def render_pdf(report: Report) -> bytes:
    """Return the report as PDF; the same bytes for the same report.

    Its typefaces are in this package, so that system fonts change nothing. Characters that they lack are
    written as their numbers: [U+1F3ED].
    """
    import typst

    compiler = typst.Compiler(
        data(__package__, "report.typ").read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(content(report))},
    )
    made = compiler.compile(format="pdf", pdf_standards=STANDARD)
    if not isinstance(made, bytes):
        raise TypeError("Typst returned pages in place of a document.")
    return made


@cache
def _fonts() -> typst.Fonts:
    import typst

    with as_file(files(__package__ or "") / "data") as own:
        return typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(own), str(borrowed_fonts())],
        )
