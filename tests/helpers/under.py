"""What pypdfium2 finds under boxes of a page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from functools import lru_cache

import pypdfium2

from workingregions.corpus.records import Span
from workingregions.ingest.pdf.chars import page_frame


def text_under(document: pypdfium2.PdfDocument, spans: Iterable[Span]) -> str:
    """Return the characters whose middle is in one of the boxes, box by box."""
    return "".join(
        letter
        for span in spans
        for letter, x, y in characters(document, span.page)
        if span.box.x0 <= x <= span.box.x1 and span.box.y0 <= y <= span.box.y1
    )


@lru_cache(maxsize=8)
def characters(document: pypdfium2.PdfDocument, number: int) -> list[tuple[str, float, float]]:
    """Return the characters of a page with the middles of their boxes, as pypdfium2 has them."""
    page = document[number - 1]
    frame = page_frame(ctypes.cast(page.raw, ctypes.c_void_p).value or 0)
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose=True)
        x, y = frame.show((left + right) / 2, (bottom + top) / 2)
        found.append((text.get_text_range(index, 1), float(x), float(y)))
    return found
