"""PDF files to pages and blocks: PDFium for the characters, this package's layout for the order."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium

from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Failure, FailureCategory, Page, Parsed
from workingregions.ingest.pdf.chars import page_frame, page_words
from workingregions.ingest.pdf.furniture import PageLines
from workingregions.ingest.pdf.layout import document_blocks, page_lines


def read_pdf(
    data: bytes,
    *,
    name: str = "",
    password: str | None = None,
    ocr: bool = True,
    max_pages: int | None = None,
) -> Parsed:
    """The pages and blocks of a PDF file.

    Args:
        data: the file.
        name: what to call it in messages.
        password: the user's or owner's password, where it needs one.
        ocr: whether pages without usable text are recognised from their picture.
        max_pages: read no more than the first so many pages.

    Raises:
        ReadError: nothing could be read; its category is ENCRYPTED, DAMAGED, EMPTY or NO_TEXT.
    """
    with _open(data, name, password) as document:
        count = pdfium.FPDF_GetPageCount(document)
        pages: list[PageLines] = []
        failures: list[Failure] = []
        for index in range(count if max_pages is None else min(count, max_pages)):
            page = pdfium.FPDF_LoadPage(document, index)
            if not page:
                failures.append(_page_failure(index + 1))
                continue
            try:
                handle = ctypes.cast(page, ctypes.c_void_p).value or 0
                frame = page_frame(handle)
                words = page_words(handle, frame)
                pages.append(page_lines(words, frame.width, frame.height, index + 1))
            finally:
                pdfium.FPDF_ClosePage(page)
    if not pages:
        raise ReadError(
            FailureCategory.DAMAGED,
            f"{name or 'The PDF'} has no page that can be loaded.",
            advice="Open it in a PDF viewer and print it to a new PDF.",
        )
    if not any(page.lines for page in pages):
        raise ReadError(
            FailureCategory.NO_TEXT,
            f"{name or 'The PDF'} has no text layer.",
            advice="Read it with OCR switched on.",
        )
    blocks = document_blocks(pages)
    return Parsed(
        pages=tuple(
            Page(number=p.number, width=p.width, height=p.height, origin=p.origin if p.lines else "none")
            for p in pages
        ),
        blocks=tuple(blocks),
        failures=tuple(failures),
    )


@contextmanager
def _open(data: bytes, name: str, password: str | None) -> Iterator[pdfium.FPDF_DOCUMENT]:
    name = name or "The PDF"
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
                advice="Give its password with --password-file.",
            )
        raise ReadError(
            FailureCategory.DAMAGED,
            f"{name} is damaged or is no PDF.",
            advice="Fetch it again, or open it in a PDF viewer and print it to a new PDF.",
        )
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page_failure(number: int) -> Failure:
    return Failure(
        sha256="",
        path="",
        stage="read",
        category=FailureCategory.DAMAGED,
        message=f"Page {number} cannot be loaded.",
        advice="Open the file in a PDF viewer and print it to a new PDF.",
        page=number,
    )
