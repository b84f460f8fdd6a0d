"""What is typed on a page and is not part of its content: answers in form fields, text notes on the page.

Readers see both; the text layer has neither (ISO 32000-1, 12.5.6.6 and 12.7).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pypdfium2.raw as pdfium

from workingregions.ingest.pdf.chars import Frame
from workingregions.ingest.pdf.words import PageWord

_MOST = 2_000  # annotations examined on a page
_UNSEEN = 2 | 32  # flags: hidden, not shown on screen
_WRITTEN = (
    pdfium.FPDF_FORMFIELD_TEXTFIELD,
    pdfium.FPDF_FORMFIELD_COMBOBOX,
    pdfium.FPDF_FORMFIELD_LISTBOX,
)
_TICKED = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
TICK = "☑"
"""The word for a box that is ticked."""
_ADVANCE = 0.5  # em: the width of a letter, by which text is broken into lines
_PITCH = 1.15  # em, from line to line
_SIZE = 10.0
_PASSWORD = 1 << 13  # flag of a field whose content is shown as dots


@contextmanager
def open_form(document: pdfium.FPDF_DOCUMENT) -> Iterator[pdfium.FPDF_FORMHANDLE | None]:
    """Yield the document's form, or None where it has no fields."""
    if pdfium.FPDF_GetFormType(document) == pdfium.FORMTYPE_NONE:
        yield None
        return
    info = pdfium.FPDF_FORMFILLINFO(version=2)
    form = pdfium.FPDFDOC_InitFormFillEnvironment(document, info)
    try:
        yield form or None
    finally:
        if form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(form)


def typed_words(
    page: pdfium.FPDF_PAGE, frame: Frame, form: pdfium.FPDF_FORMHANDLE | None
) -> tuple[list[PageWord], int]:
    """Return the words typed on a loaded page, in their boxes, and the number of fields filled in."""
    words: list[PageWord] = []
    filled = 0
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            text = ""
            if pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN:
                continue
            if kind == pdfium.FPDF_ANNOT_WIDGET and form is not None:
                text = _answer(form, note)
                filled += bool(text)
            elif kind == pdfium.FPDF_ANNOT_FREETEXT:
                text = _entry(note, b"Contents")
            if text:
                words += _placed(text, _box(note, frame))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return words, filled


def _answer(form: pdfium.FPDF_FORMHANDLE, field: pdfium.FPDF_ANNOTATION) -> str:
    """Return what is filled into a field; a tick for a box that is ticked."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, field)
    if kind in _TICKED:
        return TICK if _entry(field, b"AS") not in ("", "Off") else ""
    if kind not in _WRITTEN or pdfium.FPDFAnnot_GetFormFieldFlags(form, field) & _PASSWORD:
        return ""
    return _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, field, buffer, size))


def _entry(note: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    return _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(note, key, buffer, size))


def _string(ask: Callable[[ctypes.Array[ctypes.c_ushort] | None, int], int]) -> str:
    size = ask(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    ask(buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace").replace("\r", "\n").strip("\0 \n")


def _box(note: pdfium.FPDF_ANNOTATION, frame: Frame) -> tuple[float, float, float, float]:
    rect = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(note, rect)
    x, y = frame.show(np.array([rect.left, rect.right]), np.array([rect.bottom, rect.top]))
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _placed(text: str, box: tuple[float, float, float, float]) -> list[PageWord]:
    """Return the words of a text broken into lines in its box, smaller where it would not fit."""
    x0, y0, x1, y1 = box
    if text == TICK:  # beside its label, on one base line with it as nearly as can be
        size = max(4.0, 0.8 * (y1 - y0))
        return [PageWord(text, x0, y0, x1, y1, size, baseline=y1 - 0.2 * (y1 - y0))]
    size = min(_SIZE, max(4.0, (y1 - y0) / _PITCH))
    lines = _lines(text, (x1 - x0) / (_ADVANCE * size))
    size = min(size, max(1.0, (y1 - y0) / (_PITCH * len(lines))))
    words = []
    for number, line in enumerate(lines):
        # Forms show a line in the middle of its field, and several from the top of theirs.
        top = (y0 + y1 - size) / 2 if len(lines) == 1 and y1 - y0 < 2 * size else y0 + number * _PITCH * size
        step = min(_ADVANCE * size, (x1 - x0) / max(sum(map(len, line)) + len(line), 1))
        left = x0
        for word in line:
            right = left + len(word) * step
            base = top + 0.78 * size
            words.append(PageWord(word, left, top, right, top + size, size, baseline=base))
            left = right + step
    return words


def _lines(text: str, room: float) -> list[list[str]]:
    """Return the words of a text in lines of at most `room` letters."""
    lines: list[list[str]] = []
    for paragraph in text.split("\n"):
        used = room
        for word in paragraph.split():
            if used + len(word) > room:
                lines.append([])
                used = 0
            lines[-1].append(word)
            used += len(word) + 1
    return lines
