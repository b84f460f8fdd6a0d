"""Reports as Word documents: real styles, footnotes, captions, contents and a user's own template."""

from __future__ import annotations

from workingregions.reports.render.docx.document import render_docx
from workingregions.reports.render.docx.marks import claim_bookmark

__all__ = ["claim_bookmark", "render_docx"]
