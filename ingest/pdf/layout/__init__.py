"""Words of a page to lines, regions, paragraphs and blocks in reading order."""

from __future__ import annotations

from workingregions.ingest.pdf.layout.furniture import (
    PageLines,
)
from workingregions.ingest.pdf.layout.layout import (
    document_blocks,
    page_blocks,
    page_lines,
)
from workingregions.ingest.pdf.layout.lines import (
    TextLine,
)
from workingregions.ingest.pdf.layout.regions import (
    Wall,
)

__all__ = [
    "PageLines",
    "TextLine",
    "Wall",
    "document_blocks",
    "page_blocks",
    "page_lines",
]
