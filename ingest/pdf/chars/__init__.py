"""Characters of a page with their boxes, and the words they make."""

from __future__ import annotations

from workingregions.ingest.pdf.chars.chars import (
    Frame,
    Hidden,
    page_frame,
    page_words,
)
from workingregions.ingest.pdf.chars.glyph_names import (
    FontNames,
)

__all__ = [
    "FontNames",
    "Frame",
    "Hidden",
    "page_frame",
    "page_words",
]
