"""Text that a page holds and does not show: under a filled box, white on white, on a layer that is off.

Text that a scanner recognised is hidden too, but behind the picture that shows it; it is not looked for here.
"""

from __future__ import annotations

import ctypes
import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from workingregions.ingest.pdf.chars import Hidden
from workingregions.ingest.pdf.drawing import MAX_OBJECTS, Matrix, matrix_of, place

Extent = tuple[float, float, float, float]
"""x0, y0, x1, y1 in user space."""
Floats = npt.NDArray[np.float64]
_EVERYWHERE = (float("-inf"), float("-inf"), float("inf"), float("inf"))
_WHITE = 250  # of 255, in each colour
_LEAST = 4.0  # points: a thinner shape is a line, and covers no text
_NEAR = 1.5  # points between the edges of a text and of itself drawn again
_MOST_SHAPES = 1_500  # of a page; a drawing has more
_STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Item:
    """A drawn object of a page: text, or what text may be under or on."""

    handle: Any
    area: Extent
    kind: int


class Layers:
    """The layers of a file that are off, by name, read when a page first has text on a layer."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self.off = cache(lambda: _layers_off(data, password))


def unseen_text(page: pdfium.FPDF_PAGE, layers: Layers) -> list[Hidden]:
    """Return the areas of a loaded page in which text cannot be seen."""
    if pdfium.FPDFPage_CountObjects(page) > MAX_OBJECTS:
        return []
    items = list(_items(page))
    shapes = [(i, item) for i, item in enumerate(items) if item.kind != pdfium.FPDF_PAGEOBJ_TEXT]
    texts = [(i, item) for i, item in enumerate(items) if item.kind == pdfium.FPDF_PAGEOBJ_TEXT]
    found: list[Hidden] = []
    off = [_key(item) for _, item in texts if (name := _layer(item.handle)) and name in layers.off()]
    if off:
        found.append((_EVERYWHERE, dict.fromkeys(off, 0)))
    if len(shapes) > _MOST_SHAPES or not texts:
        return found
    painted, written = _areas(shapes), _areas(texts)
    white = []
    for i, text in texts:
        if _is_white(text.handle):
            around = [shapes[at] for at in _meeting(painted, text.area)]
            if not any(_is_behind(shape, n < i) for n, shape in around):
                white.append(_key(text))
    if white:
        found.append((_EVERYWHERE, dict.fromkeys(white, 0)))
    for n, shape in shapes:
        if not _is_opaque_box(shape):
            continue
        near = [texts[at] for at in _meeting(written, shape.area)]
        again = [(i, text) for i, text in near if i > n]
        places = _areas(again)
        under = {
            _key(text): next((_key(again[at][1]) for at in _alike(places, text.area)), 0)
            for i, text in near
            if i < n
        }
        if under:
            found.append((shape.area, under))
    return found


def _items(page: pdfium.FPDF_PAGE) -> Iterator[_Item]:
    """Yield the objects of a page in the order in which they are drawn."""
    count = pdfium.FPDFPage_CountObjects(page)
    stack = [(pdfium.FPDFPage_GetObject(page, i), _STILL, 0) for i in reversed(range(count))]
    while stack:
        item, matrix, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 3:
            inner = place(matrix_of(item), matrix)
            parts = min(pdfium.FPDFFormObj_CountObjects(item), 1000)
            stack.extend(
                (pdfium.FPDFFormObj_GetObject(item, i), inner, depth + 1) for i in reversed(range(parts))
            )
        else:
            yield _Item(item, _bounds(item, matrix), kind)


def _bounds(item: Any, matrix: Matrix) -> Extent:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *edges):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    if matrix is _STILL:
        return left, bottom, right, top
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _key(item: _Item) -> int:
    return ctypes.cast(item.handle, ctypes.c_void_p).value or 0


def _areas(items: list[tuple[int, _Item]]) -> Floats:
    return np.array([item.area for _, item in items], dtype=np.float64).reshape(-1, 4)


def _meeting(areas: Floats, area: Extent) -> list[int]:
    """Return which areas have something in common with one of them."""
    x0, y0, x1, y1 = areas.T
    meet = (x0 < area[2]) & (area[0] < x1) & (y0 < area[3]) & (area[1] < y1)
    found: list[int] = np.flatnonzero(meet).tolist()
    return found


def _alike(areas: Floats, area: Extent) -> list[int]:
    found: list[int] = np.flatnonzero((np.abs(areas - area) < _NEAR).all(axis=1)).tolist()
    return found


def _colour(item: Any) -> tuple[int, int, int, int] | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(item, *parts):
        return None
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def _is_white(text: Any) -> bool:
    colour = _colour(text)
    filled = colour is not None and min(colour[:3]) >= _WHITE
    return filled and pdfium.FPDFTextObj_GetTextRenderMode(text) == pdfium.FPDF_TEXTRENDERMODE_FILL


def _is_behind(shape: _Item, before: bool) -> bool:
    """Return whether a shape drawn before a text, or after it, gives it another ground than white paper.

    A picture does so also when it is drawn later: it shows what a scanner's text repeats.
    """
    if shape.kind != pdfium.FPDF_PAGEOBJ_PATH:
        return before or shape.kind == pdfium.FPDF_PAGEOBJ_IMAGE
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(shape.handle, mode, stroke)
    if not mode.value:
        return before and bool(stroke.value)
    colour = _colour(shape.handle)
    return before and (colour is None or min(colour[:3]) < _WHITE)


def _is_opaque_box(shape: _Item) -> bool:
    """Return whether a shape is a filled rectangle that lets nothing through and is drawn whole."""
    x0, y0, x1, y1 = shape.area
    if shape.kind != pdfium.FPDF_PAGEOBJ_PATH or min(x1 - x0, y1 - y0) < _LEAST:
        return False
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    colour = _colour(shape.handle)
    if not pdfium.FPDFPath_GetDrawMode(shape.handle, mode, stroke) or not mode.value:
        return False
    if colour is None or colour[3] < 255 or pdfium.FPDFPageObj_HasTransparency(shape.handle):
        return False
    return (
        _is_rectangle(shape.handle)
        and pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(shape.handle)) <= 0
    )


def _is_rectangle(path: Any) -> bool:
    count = pdfium.FPDFPath_CountSegments(path)
    if not 4 <= count <= 6:
        return False
    x, y = ctypes.c_float(), ctypes.c_float()
    points = set()
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_BEZIERTO:
            return False
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.add((round(x.value, 1), round(y.value, 1)))
    return len(points) == 4 and len({x for x, _ in points}) == len({y for _, y in points}) == 2


def _layer(item: Any) -> str:
    """Return the name of the layer of an object; "" without one."""
    for i in range(max(0, pdfium.FPDFPageObj_CountMarks(item))):
        mark = pdfium.FPDFPageObj_GetMark(item, i)
        if _text(partial(pdfium.FPDFPageObjMark_GetName, mark)) == "OC":
            return _text(partial(pdfium.FPDFPageObjMark_GetParamStringValue, mark, b"Name"))
    return ""


def _text(ask: Callable[..., int]) -> str:
    buffer, size = (ctypes.c_ushort * 128)(), ctypes.c_ulong()
    if not ask(buffer, ctypes.sizeof(buffer), size):
        return ""
    return bytes(buffer)[: max(0, min(size.value, 256) - 2)].decode("utf-16-le", "replace")


def _layers_off(data: bytes, password: str | None) -> frozenset[str]:
    """Return the names of the layers that a file's default configuration switches off."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        catalog = PDFDocument(PDFParser(io.BytesIO(data)), password=password or "").catalog
        layers = resolve1(catalog.get("OCProperties")) or {}
        usual = resolve1(layers.get("D")) or {}
        off = [resolve1(one) for one in resolve1(usual.get("OFF")) or []]
        if getattr(usual.get("BaseState"), "name", "") == "OFF":
            on = [resolve1(one) for one in resolve1(usual.get("ON")) or []]
            off = [one for one in map(resolve1, resolve1(layers.get("OCGs")) or []) if one not in on]
        return frozenset(decode_text(resolve1(one["Name"])) for one in off)
    except Exception:  # noqa: BLE001 - pdfminer raises arbitrary exceptions for a broken file; the text is kept
        return frozenset()
