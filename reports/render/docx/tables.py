"""Tables: columns as wide as their words need, headings that repeat, rows that stay whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from workingregions.reports.render.docx.elements import paragraph, run, safe, w
from workingregions.reports.render.docx.pager import LOOKS, Pager, height_of
from workingregions.reports.render.docx.styles import Styles
from workingregions.reports.report import Cell, Column, ColumnKind, Row, Table, shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CHARACTER, _PADDING = 95, 190
"""Width of a character of a table's text, and what a cell needs beside it, in twentieths of a point."""
_SAMPLE = 500
"""Rows that decide on the widths of columns."""
_LONG = 48
"""Characters that a column of text is given before others get theirs."""
_SHORT = 10
"""Characters of a number's heading that stay on one line."""
_WEIGHED = 200
"""Rows that are weighed against each other where the width does not do for all words."""
_WHOLE = 8
"""Rows of a table that no page break divides."""
_AIR = 1.6
"""How much wider than its words a table may be; a narrow one does not fill the page."""
_LEVEL = 170
"""Indent of a level of rows, in twentieths of a point."""

Content = Callable[[Cell, str], list["Element"]]
"""Makes the words of a cell of its text: with its link and the numbers of its quotes."""


def needed(table: Table) -> int:
    """Return the width that a table needs so that no word breaks, in twentieths of a point."""
    return sum(least for least, _ in _needs(table))


def table_of(table: Table, width: int, styles: Styles, content: Content, pager: Pager) -> Element:
    """Return a table of a width in twentieths of a point."""
    widths = _widths(table, width)
    rows = [_heading(table.columns, widths, styles)]
    pager.space(_height([column.label for column in table.columns], widths))
    last = len(table.rows) - 1
    for place, row in enumerate(table.rows):
        texts = [shown(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)]
        # A page has neither the first nor the last row of a table alone.
        keep = place < last and (last < _WHOLE or place in (0, last - 1))
        rows.append(_row(row, texts, table.columns, widths, styles, content, keep=keep))
        pager.space(_height(texts, widths))
    properties = w(
        "tblPr",
        w("tblStyle", val=styles["Table"]),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
        w("tblCaption", val=safe(table.caption)),
        w("tblDescription", val=safe(_description(table))),
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=part) for part in widths)), *rows)


def _heading(columns: Sequence[Column], widths: Sequence[int], styles: Styles) -> Element:
    cells = [
        _cell(paragraph(styles["TableHeading"], [run(column.label)], right=_right(column)), width)
        for column, width in zip(columns, widths, strict=True)
    ]
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _row(
    row: Row,
    texts: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    styles: Styles,
    content: Content,
    *,
    keep: bool,
) -> Element:
    cells = []
    for place, (cell, text, column, width) in enumerate(zip(row.cells, texts, columns, widths, strict=True)):
        words = content(cell, text)
        if row.strong:
            words = [_strong(word) for word in words]
        style = styles["TableNumber" if _right(column) else "TableText"]
        indent = row.level * _LEVEL if place == 0 else 0
        cells.append(_cell(paragraph(style, words, keep=keep, indent=indent), width))
    return w("tr", w("trPr", w("cantSplit")), *cells)


def _cell(content: Element, width: int) -> Element:
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa")), content)


def _strong(word: Element) -> Element:
    """Set the runs of a link or a run in bold."""
    runs = [word] if word.tag.endswith("}r") else list(word.iterchildren("{*}r"))
    for found in runs:
        look = found.find("{*}rPr")
        if look is None:
            found.insert(0, w("rPr", w("b")))
        elif look.find("{*}b") is None:
            style = look.find("{*}rStyle")
            look.insert(0 if style is None else 1, w("b"))
    return word


def _right(column: Column) -> bool:
    return column.kind not in (ColumnKind.TEXT, ColumnKind.YEAR)


def _description(table: Table) -> str:
    labels = ", ".join(column.label for column in table.columns)
    rows = f"{len(table.rows)} row{'s' if len(table.rows) != 1 else ''}"
    return f"{rows} with the columns {labels}."


def _needs(table: Table) -> list[tuple[int, int]]:
    """Return the least and the best width of each column."""
    found = []
    for place, column in enumerate(table.columns):
        texts = [shown(row.cells[place], column) for row in table.rows[:_SAMPLE]]
        word = max((len(part) for text in (column.label, *texts) for part in text.split()), default=1)
        marks = 5 if any(row.cells[place].evidence for row in table.rows[:_SAMPLE]) else 0
        line = max((len(text) for text in texts), default=1)
        if _right(column):
            # Numbers stay on one line; their heading may break between words.
            best = max(line, word, min(len(column.label), _SHORT)) + marks
            found.append((best, best))
        else:
            level = max((row.level for row in table.rows), default=0) * 2 if place == 0 else 0
            best = min(max(line, len(column.label)), _LONG) + marks + level
            found.append((min(word, 24) + level, max(best, min(word, 24) + level)))
    return [(least * _CHARACTER + _PADDING, best * _CHARACTER + _PADDING) for least, best in found]


def _widths(table: Table, width: int) -> list[int]:
    """Share a width among columns so that the cells have as few lines as possible."""
    needs = _needs(table)
    least, best = ([need[place] for need in needs] for place in (0, 1))
    if sum(least) >= width:
        found = [low * width // sum(least) for low in least]
    elif sum(best) <= width:
        width = min(width, int(sum(best) * _AIR))
        found = [high * width // sum(best) for high in best]
    else:
        found = _shared(table, least, best, width)
    found[0] += width - sum(found)
    return found


def _shared(table: Table, least: Sequence[int], best: Sequence[int], width: int) -> list[int]:
    """Give columns what they need, and the rest step by step to the one whose cells it shortens most."""
    found, room = list(least), width - sum(least)
    rows = table.rows[:: max(1, len(table.rows) // _WEIGHED)]
    lengths = [[len(shown(row.cells[n], c)) for row in rows] for n, c in enumerate(table.columns)]
    while True:
        steps = [
            ((_lines(lengths[n], found[n]) - _lines(lengths[n], found[n] + step)) / step, step, n)
            for n in range(len(found))
            for step in (3 * _CHARACTER, 6 * _CHARACTER, 12 * _CHARACTER, 24 * _CHARACTER)
            if step <= room and found[n] + step <= best[n] + 2 * _CHARACTER
        ]
        gain, step, place = max(steps, key=lambda one: (one[0], -one[2]), default=(0.0, 0, 0))
        if gain <= 0:
            return found
        found[place] += step
        room -= step


def _lines(lengths: Sequence[int], width: int) -> int:
    """Return how many lines the cells of a column have; at the end of a line some room is lost."""
    room = max((width - _PADDING) // _CHARACTER - 2, 1)
    return sum(1 if length <= room + 2 else -(-length // room) for length in lengths)


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    pairs = zip(texts, widths, strict=True)
    return max(height_of(LOOKS["TableText"], len(text), width / 20) for text, width in pairs)
