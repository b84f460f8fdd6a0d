"""Other drawings on a page: ruling lines that may bound a table, and pictures that may hold text."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium

from workingregions.ingest.pdf.chars import Frame

MAX_OBJECTS = 6_000
"""Maximum objects examined on a page; maps and plots have more."""
MAX_EDGES = 4_000
"""Number of edges from which they are a drawing and not evidence of tables."""
_THIN = 3.0  # points: a rectangle this thin is a line
_SLANT = 0.5  # points that a level or upright line may deviate


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """A level or upright line, in points from the top left of the page as shown: x0 <= x1, y0 <= y1.

    `closed`: whether it is a side of a rectangle or another closed shape.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    closed: bool = False

    @property
    def level(self) -> bool:
        """Whether it runs from left to right."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page's drawn objects: level and upright edges, the share covered by pictures (0..1), their number."""

    edges: tuple[DrawnEdge, ...]
    pictures: float
    objects: int


def look(page: pdfium.FPDF_PAGE, frame: Frame) -> Drawing:
    """Return the drawing of a loaded page."""
    count = pdfium.FPDFPage_CountObjects(page)
    covered = 0.0
    edges: list[Stroke] = []
    still = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    stack = [(pdfium.FPDFPage_GetObject(page, i), still, 0) for i in range(min(count, MAX_OBJECTS))]
    while stack and len(edges) <= MAX_EDGES:
        item, matrix, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 3:
            inner = place(matrix_of(item), matrix)
            parts = min(pdfium.FPDFFormObj_CountObjects(item), 1000)
            stack.extend((pdfium.FPDFFormObj_GetObject(item, i), inner, depth + 1) for i in range(parts))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = place(matrix_of(item), matrix)
            covered += min(abs(a * d - b * c), frame.width * frame.height)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            edges.extend(_path_edges(item, place(matrix_of(item), matrix)))
    share = min(1.0, covered / max(frame.width * frame.height, 1.0))
    return Drawing(_shown(edges, frame) if len(edges) <= MAX_EDGES else (), share, count)


def hides_text(page: pdfium.FPDF_PAGE, frame: Frame) -> bool:
    """Return whether the letters of a loaded page are hidden: invisible, or under a picture of the page.

    Scanners write the text that they recognised in this way.
    """
    shown = hidden = 0
    for i in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, i)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            invisible = pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            shown, hidden = shown + (not invisible), hidden + invisible
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = matrix_of(item)
            if abs(a * d - b * c) > 0.7 * frame.width * frame.height:
                shown, hidden = 0, hidden + shown
    return hidden > 9 * shown


Stroke = tuple[float, float, float, float, bool]
"""x0, y0, x1, y1 in user space, and whether it is a side of a closed shape."""
Matrix = tuple[float, float, float, float, float, float]


def matrix_of(item: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    """Return the matrix of a drawn object."""
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def place(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _path_edges(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> list[Stroke]:
    """Return the straight level and upright strokes of a path, in user space; thin rectangles as one line."""
    count = pdfium.FPDFPath_CountSegments(item)
    if count > 2000:
        return []
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    strokes: list[tuple[float, float, float, float]] = []
    first = last = (0.0, 0.0)
    closed = False
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            strokes.append((*last, *point))
        last = point
        if pdfium.FPDFPathSegment_GetClose(segment) and last != first:
            strokes.append((*last, *first))
            last = first
        closed |= bool(pdfium.FPDFPathSegment_GetClose(segment))
    out: list[Stroke] = []
    for x0, y0, x1, y1 in strokes:
        if abs(x1 - x0) > _SLANT and abs(y1 - y0) > _SLANT:
            continue
        box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        if max(box[2] - box[0], box[3] - box[1]) > _THIN:
            out.append((*box, closed))
    return out


def _shown(edges: list[Stroke], frame: Frame) -> tuple[DrawnEdge, ...]:
    if not edges:
        return ()
    points = np.array([edge[:4] for edge in edges])
    xa, ya = frame.show(points[:, 0], points[:, 1])
    xb, yb = frame.show(points[:, 2], points[:, 3])
    low = np.minimum(xa, xb), np.minimum(ya, yb)
    high = np.maximum(xa, xb), np.maximum(ya, yb)
    rows = np.stack((*low, *high), axis=1).tolist()
    return tuple(
        DrawnEdge(x0, y0, x1, y1, edge[4]) for (x0, y0, x1, y1), edge in zip(rows, edges, strict=True)
    )
