"""Tables as cells: rows and columns by this package's own code, with pdfplumber as a second opinion."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workingregions.corpus.records import Box
from workingregions.ingest.pdf.drawing import DrawnEdge
from workingregions.ingest.pdf.tables import grid as tables_grid
from workingregions.ingest.pdf.tables import ruled, text
from workingregions.ingest.pdf.tables.grid import CellWords
from workingregions.ingest.pdf.tables.text import Rules
from workingregions.ingest.pdf.words import PageWord

MAX_CHARS = 15_000
"""Characters on a page above which it is a map or a drawing; a full page of small print has 10,000."""
MAX_RULES = 4_000
"""Number of lines, rectangles and curves above which they are a drawing and not evidence of tables."""
MAX_OBJECTS = 20_000
MAX_CONTENT = 1_200_000
"""Objects, and bytes of (compressed) drawing instructions, above which a page is skipped."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page. `cells` are its rows, all of one length, "" for empty cells.

    `spans` are cells merged over several, as (first row, last row, first column, last column);
    the text is in the first of each. `sure` is False where text aligned by chance may look the same.
    `words` are those of each cell, in the order of its text.
    """

    box: Box
    cells: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[int, int, int, int], ...] = ()
    sure: bool = True
    words: CellWords = field(default=(), compare=False, repr=False)


def confirmed_tables(
    data: bytes, tables: Mapping[int, Sequence[Table]], *, password: str | None = None
) -> dict[int, list[Table]]:
    """Return the tables by page, without uncertain ones that are not also found among pdfplumber's words.

    It cuts words in another way, so a chance alignment is seldom found twice. It takes some 150 ms per
    page, which only the few uncertain ones are worth.
    """
    unsure = [number for number, found in tables.items() if not all(table.sure for table in found)]
    again = _read_pages(data, unsure, password) if unsure else {}
    return {
        number: [
            table
            for table in found
            if table.sure or number not in again or any(_same_place(table, other) for other in again[number])
        ]
        for number, found in tables.items()
    }


def _same_place(table: Table, other: Table) -> bool:
    common = min(table.box.y1, other.box.y1) - max(table.box.y0, other.box.y0)
    return common > 0.5 * (table.box.y1 - table.box.y0)


def find(data: bytes, page_numbers: Sequence[int], *, password: str | None = None) -> dict[int, list[Table]]:
    """Return the tables on the pages named (counted from 1), by page, from top to bottom.

    Words and rules are pdfplumber's. Pages that cannot be read, or hold too much to be pages of text,
    have none. Boxes are in points, origin top left of the page as shown.
    """
    found: dict[int, list[Table]] = {number: [] for number in page_numbers}
    return found | _read_pages(data, page_numbers, password)


def _read_pages(data: bytes, page_numbers: Sequence[int], password: str | None) -> dict[int, list[Table]]:
    """Return the tables of those pages that pdfplumber can read."""
    import pdfplumber

    # Pdfminer writes every oddity of a file to standard error; the relevant ones show in the tables.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    found: dict[int, list[Table]] = {}
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
    except Exception:  # noqa: BLE001 - pdfminer raises arbitrary exceptions for a broken file; the text is kept
        return found
    return found


def _sane_pages(data: bytes, page_numbers: Sequence[int], password: str | None) -> list[int]:
    """Return the pages with text, but not so much drawing that pdfminer would take more than seconds."""
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
        PageWord(w["text"], w["x0"], w["top"], w["x1"], w["bottom"], w["bottom"] - w["top"])
        for w in page.extract_words(x_tolerance_ratio=0.2, y_tolerance=2)
        if w["upright"] and w["x0"] >= 0 and w["top"] >= 0 and w["x1"] <= width and w["bottom"] <= height
    ]
    if sum("(cid:" in word.text for word in words) > 0.1 * len(words):
        return []
    edges = page.edges if len(page.edges) <= MAX_RULES else ()
    rules = ruled.rules_of(map(_edge, edges), width, height)
    return tables_in_words(words, rules)


def _edge(edge: dict[str, Any]) -> DrawnEdge:
    x0, y0, x1, y1 = (float(edge[key]) for key in ("x0", "top", "x1", "bottom"))
    return DrawnEdge(x0, y0, x1, y1, edge["object_type"] == "rect_edge")


def tables_in_words(words: Sequence[PageWord], rules: Rules) -> list[Table]:
    """Return the tables among words and ruling lines of one page."""
    if not words:
        return []
    grids, words = ruled.lattices(words, rules)
    lines = text.without_prose(text.lines_of(words, rules), rules)
    for first, last in text.regions(lines):
        if (grid := tables_grid.build(lines[first:last], rules)) is not None:
            grids.append(grid)
    grids.sort(key=lambda g: (g.box[1], g.box[0]))
    return [Table(Box(*(round(v, 2) for v in g.box)), g.cells, g.spans, g.sure, g.words) for g in grids]
