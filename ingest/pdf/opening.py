"""PDF files and their pages, opened by PDFium and closed again."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.remedies import Remedy

REPRINT = "Open it in a PDF viewer and print it to a new PDF."
"""Advice for a file or page that is damaged."""


@contextmanager
def open_pdf(data: bytes, name: str, password: str | None) -> Iterator[pdfium.FPDF_DOCUMENT]:
    """Yield a PDF file as PDFium opens it; `name` is for messages.

    Raises:
        ReadError: it is empty, encrypted or damaged.
    """
    if not data:
        raise ReadError(FailureCategory.EMPTY, f"{name} is empty (0 bytes).", advice="Fetch the file again.")
    secret = password.encode() if password else None
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), secret)
    if not document:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            wrong = "the password given does not open it" if password else "it needs a password"
            raise ReadError(
                FailureCategory.ENCRYPTED,
                f"{name} is encrypted: {wrong}.",
                advice=Remedy.GIVE_PASSWORD,
            )
        raise ReadError(
            FailureCategory.DAMAGED,
            f"{name} is damaged or not a PDF.",
            advice=f"Fetch it again. {REPRINT}",
        )
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


@contextmanager
def load_page(document: pdfium.FPDF_DOCUMENT, index: int) -> Iterator[tuple[pdfium.FPDF_PAGE, int] | None]:
    """Yield a page (from 0) with its handle as a number; None if it cannot be loaded."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        yield None
        return
    try:
        yield page, ctypes.cast(page, ctypes.c_void_p).value or 0
    finally:
        pdfium.FPDF_ClosePage(page)
