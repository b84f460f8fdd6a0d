"""Text of pages without a usable text layer."""

from __future__ import annotations

from workingregions.ingest.pdf.ocr.ocr import (
    read_page,
    read_pdf_page,
)

__all__ = [
    "read_page",
    "read_pdf_page",
]
