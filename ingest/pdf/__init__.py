"""PDF files and page images to blocks: characters, layout, tables, OCR."""

from __future__ import annotations

from workingregions.ingest.pdf.ocr import (
    read_page,
)
from workingregions.ingest.pdf.picture import PagePicture, draw_page
from workingregions.ingest.pdf.reader import (
    read_pdf,
)

__all__ = [
    "PagePicture",
    "draw_page",
    "read_page",
    "read_pdf",
]
