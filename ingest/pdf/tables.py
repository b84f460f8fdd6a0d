"""Tables as cells: words and rules from pdfplumber, columns and rows by our own code."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workingregions.corpus.records import Box
from workingregions.ingest.pdf import tables_grid, tables_ruled, tables_text
from workingregions.ingest.pdf.tables_text import Piece, Rules

MAX_CHARS = 15_000
"""Characters on a page above which it is a map or a drawing; a full page of small print has 10,000."""
MAX_RULES = 4_000
"""Lines, rectangles and curves above which they are a drawing and tell nothing of tables."""
MAX_OBJECTS = 20_000
MAX_CONTENT = 1_200_000
"""Objects, and bytes of (compressed) drawing instructions, above which a page is left alone."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page. `cells` are its rows, all of one length, "" where nothing stands.

    `spans` are cells merged over several places, as (first row, last row, first column, last column);
    the text stands at the first of each.
    """

    box: Box
    cells: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[int, int, int, int], ...] = ()


def find(data: bytes, page_numbers: Sequence[int], *, password: str | None = None) -> dict[int, list[Table]]:
    """The tables on the pages named (counted from 1), by page, from top to bottom.

    Pages that cannot be read, or hold too much to be pages of text, have none. Boxes are in points,
    origin top left of the page as shown.
    """
    import pdfplumber

    # Pdfminer tells every oddity of a file on standard error; what matters shows in the tables.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    found: dict[int, list[Table]] = {number: [] for number in page_numbers}
    sane = _sane_pages(data, page_numbers, password)
    if not sane:
        return found
    try:
        with pdfplumber.open(io.BytesIO(data), password=password) as document:
            for number in sane:
                if number <= len(document.pages):
                    page = document.pages[number - 1]
                    found[number] = _page_tables(page)
                    page.close()
    except Exception:  # noqa: BLE001 - pdfminer raises whatever a broken file leads it to; text remains
        return found
    return found


def _sane_pages(data: bytes, page_numbers: Sequence[int], password: str | None) -> list[int]:
    """The pages with text, but not so much drawing that pdfminer would take more than seconds."""
    import pypdfium2

    sane = []
    try:
        with pypdfium2.PdfDocument(data, password=password) as document:
            for number in sorted(set(page_numbers)):
                if not 1 <= number <= len(document):
                    continue
                page = document[number - 1]
                objects = pypdfium2.raw.FPDFPage_CountObjects(page)
                if objects <= MAX_OBJECTS and 10 < page.get_textpage().count_chars() <= MAX_CHARS:
                    sane.append(number)
                page.close()
    except pypdfium2.PdfiumError:
        return sane
    return sane


def _page_tables(page: Any) -> list[Table]:
    from pdfminer.pdftypes import resolve1

    streams = [resolve1(stream) for stream in page.page_obj.contents]
    if sum(len(getattr(stream, "rawdata", None) or b"") for stream in streams) > MAX_CONTENT:
        return []
    width, height = float(page.width), float(page.height)
    words = [
        Piece(w["text"], w["x0"], w["top"], w["x1"], w["bottom"])
        for w in page.extract_words(x_tolerance_ratio=0.2, y_tolerance=2)
        if w["upright"] and w["x0"] >= 0 and w["top"] >= 0 and w["x1"] <= width and w["bottom"] <= height
    ]
    if sum("(cid:" in word.text for word in words) > 0.1 * len(words):
        return []
    rules = tables_ruled.rules_of(page) if len(page.edges) <= MAX_RULES else Rules()
    return in_words(words, rules)


def in_words(words: Sequence[Piece], rules: Rules) -> list[Table]:
    """The tables among words and ruling lines of one page."""
    if not words:
        return []
    grids, words = tables_ruled.lattices(words, rules)
    lines = tables_text.without_prose(tables_text.lines_of(words, rules), rules)
    for first, last in tables_text.regions(lines):
        if (grid := tables_grid.build(lines[first:last], rules)) is not None:
            grids.append(grid)
    grids.sort(key=lambda g: (g.box[1], g.box[0]))
    return [Table(Box(*(round(v, 2) for v in g.box)), g.cells, g.spans) for g in grids]


def candidate(words: Sequence[tuple[str, float, float, float, float]], rules: Rules = Rules()) -> bool:  # noqa: B008
    """Whether a page may hold a table: a cheap test, to spare pdfplumber most pages.

    Args:
        words: (text, x0, y0, x1, y1) in points, origin top left; upright words only.
        rules: ruling lines, if they are at hand.

    It is meant to let pages through too easily rather than to miss a table.
    """
    if not 8 <= len(words) <= MAX_CHARS:
        return False
    if len(rules.horizontal) >= 3 and len(rules.vertical) >= 3:
        return True
    lines = tables_text.lines_of([Piece(*word) for word in words], Rules())
    lines = tables_text.without_prose(lines, rules)
    return bool(tables_text.regions(lines))
