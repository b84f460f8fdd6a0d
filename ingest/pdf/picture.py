"""Pictures of pages, as readers see them: the page as `Frame` shows it, so that boxes lie on its words."""

from __future__ import annotations

import ctypes
import io
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import NotFoundError, ReadError
from workingregions.ingest.pdf.chars import page_frame
from workingregions.ingest.pdf.opening import load_page, open_pdf
from workingregions.ingest.pdf.typed import open_form

MOST_PIXELS = 16_000_000
"""Pixels of a picture above which it is drawn smaller: of plans and posters."""
_QUALITY = 80
_EFFORT = 2  # of 0 to 6: a page is waited for
_WHITE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page drawn as WebP; `width` and `height` are in pixels, and show the whole page."""

    data: bytes
    width: int
    height: int


def draw_page(
    data: bytes, number: int, *, dpi: int = 150, password: str | None = None, name: str = ""
) -> PagePicture:
    """Return a page of a PDF file as a picture: turned and cut as the page says, with filled form fields.

    PDFium must not be used by two threads of a process at once, and a broken file can take its process down:
    call this in a process of its own.

    Args:
        data: the file.
        number: the page, from 1.
        dpi: pixels per inch; fewer for a page so large that it would exceed MOST_PIXELS.
        password: the user's or owner's password, where it needs one.
        name: its name in messages.

    Raises:
        ReadError: the file or the page cannot be opened.
        NotFoundError: there is no such page.
    """
    name = name or "The PDF"
    with open_pdf(data, name, password) as document, open_form(document) as form:
        count = pdfium.FPDF_GetPageCount(document)
        if not 1 <= number <= count:
            raise NotFoundError("page", str(number), advice=f"{name} has pages 1 to {count}.")
        with load_page(document, number - 1) as loaded:
            if loaded is None:
                message = f"Page {number} of {name} cannot be loaded."
                raise ReadError(FailureCategory.DAMAGED, message, page=number)
            return _drawn(*loaded, form, dpi)


def _drawn(page: Any, handle: int, form: Any, dpi: int) -> PagePicture:
    frame = page_frame(handle)
    scale = dpi / 72
    area = max(frame.width * frame.height, 1.0)
    scale = min(scale, (MOST_PIXELS / area) ** 0.5)
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise ReadError(FailureCategory.MEMORY, "There is not enough memory to draw the page.")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        if form is not None:
            pdfium.FORM_OnAfterLoadPage(page, form)
            pdfium.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, flags)
            pdfium.FORM_OnBeforeClosePage(page, form)
        return PagePicture(data=_encoded(bitmap, width, height), width=width, height=height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _encoded(bitmap: Any, width: int, height: int) -> bytes:
    from PIL import Image

    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    image = Image.frombuffer("RGB", (width, height), pixels, "raw", "RGB", stride, 1)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=_EFFORT)
    return out.getvalue()
