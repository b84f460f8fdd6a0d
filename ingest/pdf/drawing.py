"""What else is drawn on a page: ruling lines that may bound a table, and pictures that may hold text."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2.raw as pdfium

MAX_OBJECTS = 6_000
"""Objects looked at on a page; maps and plots have more."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Counts of a page's drawn objects.

    `rules` are thin level lines at least a tenth of the page wide, thin upright ones and cell-like
    rectangles; `pictures` is the share of the page that images cover (0..1); `objects` counts all.
    """

    rules: int
    pictures: float
    objects: int


def look(page: pdfium.FPDF_PAGE, width: float, height: float) -> Drawing:
    """The drawing of a loaded page of the given size in points."""
    count = pdfium.FPDFPage_CountObjects(page)
    rules, covered = 0, 0.0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    stack = [(pdfium.FPDFPage_GetObject(page, i), 0) for i in range(min(count, MAX_OBJECTS))]
    while stack:
        item, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 2:
            inner = min(pdfium.FPDFFormObj_CountObjects(item), 500)
            stack.extend((pdfium.FPDFFormObj_GetObject(item, i), depth + 1) for i in range(inner))
            continue
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            continue
        if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        w, h = right.value - left.value, top.value - bottom.value
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += max(0.0, min(w, width)) * max(0.0, min(h, height))
        elif (h < 3 and w > 0.1 * width) or (w < 3 and h > 8) or (h < 60 and w > 25 and h > 8):
            rules += 1
        elif pdfium.FPDFPath_CountSegments(item) >= 12 and w > 0.2 * width and h > 20:
            rules += 4  # perhaps a whole grid drawn in one stroke
    area = max(width * height, 1.0)
    return Drawing(rules, min(1.0, covered / area), count)
