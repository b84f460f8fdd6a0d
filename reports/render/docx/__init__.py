"""Reports as Word documents: real styles, footnotes, captions, contents and a user's own template."""

from __future__ import annotations

from workingregions.reports.render.docx.base import Template, read_template
from workingregions.reports.render.docx.document import render_docx
from workingregions.reports.render.docx.marks import claim_bookmark

__all__ = ["Template", "claim_bookmark", "read_template", "render_docx"]
