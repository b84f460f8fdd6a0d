"""Characters of a page from PDFium, in bulk, as words with boxes.

PDFium returns one character at a time, and each call costs about a microsecond from Python. So only the box
is queried per character; font, base line and direction are queried once per word.
"""

from __future__ import annotations

import ctypes
import math
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from workingregions.corpus.boxes import is_leftward
from workingregions.ingest.pdf.chars.gaps import (
    HYPHEN,
    CharacterEdges,
    Codes,
    Floats,
    drawn_twice,
    made_up,
    pieces,
    word_ends,
)
from workingregions.ingest.pdf.chars.glyph_names import Names, are_wanted, bare
from workingregions.ingest.pdf.chars.glyphs import LIGATURES, clean, one_code
from workingregions.ingest.pdf.words import Edges, PageWord

MAX_CHARS = 400_000
"""Maximum characters of a page that is read: no page of prose has a tenth of it."""

ASKEW = 45
"""The angle of slanted words: watermarks, labels of charts."""
_SPACES = np.array([9, 10, 13, 32, 0xA0, 0x3000, 0x200B, 0xFEFF, *range(0x2000, 0x200B), 0x202F])
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?<![a-z])bd(?![a-z])", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|(?<![a-z])it(?![a-z])", re.IGNORECASE)


def _bare(name: str, result: type | None, *arguments: type) -> Callable[..., Any]:
    """Return the C function with plain integer handles: no pointer objects, so calls are cheap."""
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


_P, _I, _D = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
_load_text = _bare("FPDFText_LoadPage", _P, _P)
_close_text = _bare("FPDFText_ClosePage", None, _P)
_count = _bare("FPDFText_CountChars", _I, _P)
_text = _bare("FPDFText_GetText", _I, _P, _I, _I, _P)
_is_generated = _bare("FPDFText_IsGenerated", _I, _P, _I)
_is_hyphen = _bare("FPDFText_IsHyphen", _I, _P, _I)
_unicode = _bare("FPDFText_GetUnicode", ctypes.c_uint, _P, _I)
_loose_box = _bare("FPDFText_GetLooseCharBox", _I, _P, _I, _P)
_origin = _bare("FPDFText_GetCharOrigin", _I, _P, _I, _P, _P)
_angle = _bare("FPDFText_GetCharAngle", ctypes.c_float, _P, _I)
_font_size = _bare("FPDFText_GetFontSize", _D, _P, _I)
_matrix = _bare("FPDFText_GetMatrix", _I, _P, _I, _P)
_text_object = _bare("FPDFText_GetTextObject", _P, _P, _I)
_object_font = _bare("FPDFTextObj_GetFont", _P, _P)
_fill_colour = _bare("FPDFPageObj_GetFillColor", _I, _P, _P, _P, _P, _P)
_marked_content = _bare("FPDFPageObj_GetMarkedContentID", _I, _P)
_font_weight = _bare("FPDFFont_GetWeight", _I, _P)
_font_name = _bare("FPDFFont_GetBaseFontName", ctypes.c_size_t, _P, ctypes.c_char_p, ctypes.c_size_t)
_font_flags = _bare("FPDFFont_GetFlags", _I, _P)


Hidden = tuple[tuple[float, float, float, float], Mapping[int, int]]
"""An area in user space (x0, y0, x1, y1), and the handles of the text objects that cannot be seen there, each
with that of a later object at the same place, or 0."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Map from PDF user space to the page as shown: crop box (left, bottom, right, top), quarter turns."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def width(self) -> float:
        """Width of the page as shown, in points."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height of the page as shown, in points."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def show(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Convert user space points to points from the top left of the page as shown."""
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def page_frame(page: int) -> Frame:
    """Return the frame of a loaded page (its handle as an integer)."""
    rect = pdfium.FS_RECTF()
    handle = ctypes.cast(page, pdfium.FPDF_PAGE)
    pdfium.FPDF_GetPageBoundingBox(handle, rect)
    turns = pdfium.FPDFPage_GetRotation(handle) % 4
    return Frame(rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top), turns)


def page_words(
    page: int,
    frame: Frame,
    repair: Callable[[str], str] | None = None,
    headings: Mapping[int, int] | None = None,
    names: Callable[[], Names] | None = None,
    hidden: Sequence[Hidden] = (),
) -> tuple[list[PageWord], str]:
    """Return the words of a loaded page, in the order of the content stream, and the text as the file has it.

    Characters drawn twice at one position are taken once; ligatures are spelt out. `repair` maps the
    characters of a wrong text layer to the right ones, one to one; `headings` are the levels of the marked
    content that belongs to headings, by its number; `names` gives the meanings of font codes, on pages that
    need it. `hidden` are areas, in user space, in which the characters of some text objects are left out.
    """
    text = _load_text(page)
    if not text:
        return [], ""
    try:
        return _words(text, frame, repair, headings or {}, names, hidden)
    finally:
        _close_text(text)


def _words(
    text: int,
    frame: Frame,
    repair: Callable[[str], str] | None,
    headings: Mapping[int, int],
    names: Callable[[], Names] | None,
    hidden: Sequence[Hidden],
) -> tuple[list[PageWord], str]:
    count = min(_count(text), MAX_CHARS)
    if count <= 0:
        return [], ""
    codes = _codes(text, count)
    raw = _string(codes)
    if names is not None and are_wanted(raw):
        _name(text, codes, names())
        raw = _string(codes)
    if repair is not None:
        codes = np.array([ord(c) for c in repair(raw)], dtype=np.int64)[:count]
    boxes = _boxes(text, count)
    # A control code as wide as a letter is a ligature that the font's encoding hides.
    drawn = (codes < 32) & (boxes[:, 2] - boxes[:, 0] > 0.5) & (boxes[:, 1] - boxes[:, 3] > 0.5)
    # Some fonts write a space as tab, return and space; a return is a ligature only before a letter.
    after = np.append(codes[1:], 0)
    drawn &= ~np.isin(codes, (9, 10)) & ((codes != 13) | (after >= ord("a")) & (after <= ord("z")))
    codes[drawn & (codes != HYPHEN)] += LIGATURES
    spaces = np.isin(codes, _SPACES) | ((codes < 32) & (codes != HYPHEN))
    x0, y0 = frame.show(boxes[:, 0], boxes[:, 1])
    x1, y1 = frame.show(boxes[:, 2], boxes[:, 3])
    x0, x1 = np.minimum(x0, x1), np.maximum(x0, x1)
    y0, y1 = np.minimum(y0, y1), np.maximum(y0, y1)
    outside = (x1 < -1) | (y1 < -1) | (x0 > frame.width + 1) | (y0 > frame.height + 1)
    spaces |= outside | _hidden(text, boxes, hidden)
    twice = drawn_twice(codes, x0, x1, y0, y1 - y0, spaces)
    # A glyph that the file spells out as "ff" gives two letters at one position: drawn once.
    same = np.flatnonzero(twice[1:] & (codes[1:] == codes[:-1]) & (x0[1:] == x0[:-1]) & (x1[1:] == x1[:-1]))
    for i in same.tolist():
        twice[i + 1] = _text_object(text, i) != _text_object(text, i + 1)
    keep = ~twice
    keep &= ~made_up(spaces | twice, x0, x1, y1 - y0)
    codes, spaces = codes[keep], spaces[keep]
    where = np.flatnonzero(keep)
    x0, y0, x1, y1 = x0[keep], y0[keep], x1[keep], y1[keep]
    if spaces.all():
        return [], raw
    jumps, wide = word_ends(x0, y0, x1, y1, codes)
    starts, ends, glued = pieces(spaces, jumps, wide)
    fonts = _Fonts(text, frame, headings)
    styles = [fonts.at(i) for i in where[starts].tolist()]
    boxes = np.stack(
        [
            np.minimum.reduceat(np.where(spaces, np.inf, x0), starts),
            np.minimum.reduceat(np.where(spaces, np.inf, y0), starts),
            np.maximum.reduceat(np.where(spaces, -np.inf, x1), starts),
            np.maximum.reduceat(np.where(spaces, -np.inf, y1), starts),
        ],
        axis=1,
    )
    sizes = _true_sizes(styles, boxes)
    written = _string(codes)
    edges = CharacterEdges(x0, y0, x1, y1)
    words: list[PageWord] = []
    for start, end, touches, style, size, (left, top, right, bottom) in zip(
        starts.tolist(), ends.tolist(), glued.tolist(), styles, sizes, boxes.tolist(), strict=True
    ):
        if not (content := clean(written[start:end])):
            continue
        angle, _, bold, italic, face, _, level, baseline = style
        if angle == 0:
            top, bottom = baseline - 0.78 * size, baseline + 0.22 * size
        places = edges.of(start, end, angle, leftward=is_leftward(content))
        if content != (raw_text := written[start:end]):
            places = _spell_out(places, raw_text, content)
        words.append(
            PageWord(
                content,
                left,
                top,
                right,
                bottom,
                size,
                bold,
                italic,
                baseline,
                angle=angle,
                glued=touches,
                heading=level,
                face=face,
                edges=places,
            )
        )
    return words, raw


def _hidden(text: int, boxes: Floats, areas: Sequence[Hidden]) -> npt.NDArray[np.bool_]:
    """Return which characters belong to a text object that is hidden where they are."""
    out = np.zeros(len(boxes), dtype=bool)
    if areas:
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        owners = np.array([_text_object(text, i) or 0 for i in range(len(boxes))], dtype=np.uint64)
        present = set(owners.tolist())
        for (x0, y0, x1, y1), objects in areas:
            # Of a text drawn twice PDFium gives the first: a later one without letters is the same.
            out_of_sight = [one for one, later in objects.items() if not later or later in present]
            mine = np.isin(owners, np.array(out_of_sight, dtype=np.uint64))
            out |= mine & (x0 < x) & (x < x1) & (y0 < y) & (y < y1)
    return out


def _spell_out(edges: Edges, written: str, content: str) -> Edges:
    """Return the edges of a word whose ligatures are spelt out and whose signs are named."""
    parts = [len(clean(character)) for character in written]
    if not edges or sum(parts) != len(content):
        return edges if len(content) == len(written) else ()
    places = [
        left + (right - left) * i / count
        for left, right, count in zip(edges, edges[1:], parts, strict=False)
        for i in range(count)
    ]
    return [*places, edges[-1]]


def _string(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "replace")


def _true_sizes(styles: list[_Style], boxes: Floats) -> list[float]:
    """Return the type size of each word, estimated from its tallest words where a font's scale is hidden."""
    sizes = np.array([style[1] for style in styles])
    fonts = np.array([style[5] for style in styles])
    upright = np.array([style[0] % 180 == 0 for style in styles])
    height = np.where(upright, boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0])
    ratio = height / np.maximum(sizes, 1e-6)
    for font in np.unique(fonts):
        mine = fonts == font
        tall = float(np.quantile(ratio[mine], 0.9))
        if not 0.6 < tall < 2.4 and tall > 0:
            sizes[mine] *= 0.9 * tall
    return [max(size, 0.5) for size in sizes.tolist()]


def _codes(text: int, count: int) -> Codes:
    buffer = (ctypes.c_ushort * (count + 1))()
    got = _text(text, 0, count, buffer)
    units: Codes = np.ctypeslib.as_array(buffer)[:count].astype(np.int64)
    surrogates = (units >= 0xD800) & (units < 0xE000)
    if got == count + 1 and not surrogates.any():
        units[units == 0xFFFE] = HYPHEN
        return units
    # Characters without a Unicode value are left out of the text: query one by one to stay in step.
    return np.fromiter((_unicode(text, i) for i in range(count)), dtype=np.int64, count=count)


def _name(text: int, codes: Codes, names: Names) -> None:
    """Replace bare codes by the meanings of their font's glyph names."""
    fonts: dict[int, Mapping[int, str]] = {}
    for i in np.flatnonzero(
        np.isin(codes, list({code for font in names.values() for code in font}))
    ).tolist():
        handle = _text_object(text, i)
        font = (_object_font(handle) or 0) if handle else 0
        if font not in fonts:
            fonts[font] = names.get(bare(_name_of(font)), {}) if font else {}
        shown = fonts[font].get(int(codes[i]))
        # PDFium's own spaces and hyphen marks are not codes of the font.
        if shown and (code := one_code(shown)) and _is_generated(text, i) != 1 and _is_hyphen(text, i) != 1:
            codes[i] = code


def _name_of(font: int) -> str:
    buffer = ctypes.create_string_buffer(128)
    _font_name(font, buffer, 128)
    return buffer.value.decode("utf-8", "replace")


def _boxes(text: int, count: int) -> Floats:
    """Return the boxes, shape (count, 4): left, top, right, bottom in user space."""
    array = (ctypes.c_float * (4 * count))()
    base = ctypes.addressof(array)
    ask = _loose_box
    for i in range(count):
        ask(text, i, base + 16 * i)
    boxes: Floats = np.ctypeslib.as_array(array).reshape(count, 4).astype(np.float64)
    return boxes


_Style = tuple[int, float, bool, bool, int, int, int, float]
"""Angle, size, bold, italic, face, font handle, level of the heading (0: none), base line as shown."""


class _Fonts:
    """Font facts of the characters of one text page, queried once per text object and once per font.

    A text object is what one operator shows: one font, one size and, unless slanted, one base line.
    """

    def __init__(self, text: int, frame: Frame, headings: Mapping[int, int]) -> None:
        self._text = text
        self._headings = headings
        self._frame = frame
        self._objects: dict[int, _Style] = {}
        self._styles: dict[int, tuple[bool, bool, int]] = {}
        self._colour = (ctypes.c_uint * 4)()
        self._channels = [ctypes.addressof(self._colour) + 4 * i for i in range(4)]
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._at = ctypes.addressof(self._x), ctypes.addressof(self._y)

    def at(self, index: int) -> _Style:
        """Return the style of the character at `index`."""
        handle = _text_object(self._text, index) or 0
        known = self._objects.get(handle) if handle else None
        if known is None:
            known = (*self._look(handle, index), self._baseline(index))
            if known[0] == 0:
                self._objects[handle] = known
        return known

    def _baseline(self, index: int) -> float:
        _origin(self._text, index, *self._at)
        frame = self._frame
        if frame.turns == 0:
            return frame.top - self._y.value
        if frame.turns == 1:
            return self._x.value - frame.left
        if frame.turns == 2:
            return self._y.value - frame.bottom
        return frame.right - self._x.value

    def _look(self, handle: int, index: int) -> tuple[int, float, bool, bool, int, int, int]:
        matrix = (ctypes.c_float * 6)()
        size = _font_size(self._text, index)
        if _matrix(self._text, index, matrix):
            size *= math.hypot(matrix[2], matrix[3]) or 1.0
        degrees = math.degrees(_angle(self._text, index)) if handle else 0.0
        quarter = round(degrees / 90)
        # PDFium counts clockwise from the user space's x axis; the page may be shown turned.
        angle = (quarter + self._frame.turns) % 4 * 90
        if abs(degrees - 90 * quarter) > 12:
            angle = ASKEW
        font = (_object_font(handle) or 0) if handle else 0
        level = self._headings.get(_marked_content(handle), 0) if self._headings and handle else 0
        bold, italic, face = self._style(font)
        if handle and _fill_colour(handle, *self._channels):
            red, green, blue, _ = self._colour
            face ^= (red << 16 | green << 8 | blue) * 2_654_435_761
        return angle, abs(size), bold, italic, face, font, level

    def _style(self, font: int) -> tuple[bool, bool, int]:
        if not font:
            return False, False, 0
        known = self._styles.get(font)
        if known is None:
            name = _name_of(font)
            bold = bool(_BOLD.search(name)) or _font_weight(font) >= 600
            italic = bool(_ITALIC.search(name)) or bool(_font_flags(font) & 64)
            known = self._styles[font] = (bold, italic, zlib.crc32(bare(name).encode()))
        return known
