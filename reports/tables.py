"""Frames as spreadsheets."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from workingregions.corpus.plain import plain

if TYPE_CHECKING:
    import pandas as pd

WIDEST, CELL = 80, 32_767
"""Widest column, in characters, and the most characters that a cell may hold."""


def frame_as_xlsx(frame: pd.DataFrame, name: str) -> bytes:
    """Return a frame as an XLSX workbook: bold headings that stay in view, filters, and text that stays text.

    A text that begins with = is not a formula, and an address no link.
    """
    import xlsxwriter

    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31] or "table")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        rows = [list(row.values()) for row in plain(frame)]
        for column, heading in enumerate(frame.columns):
            longest = max([len(str(heading)), *(len(str(row[column] or "")) for row in rows[:500])])
            sheet.set_column(column, column, min(longest + 2, WIDEST), wrapped)
            sheet.write_string(0, column, str(heading), bold)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, list):
                    value = "; ".join(map(str, value))
                if isinstance(value, str):
                    sheet.write_string(line, column, printable(value))
                elif value is not None:
                    sheet.write(line, column, value)
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(frame.columns) - 1)
    return data.getvalue()


def printable(text: str) -> str:
    """Return text that a cell may hold: without control characters, cut to what fits."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", " ", text)[:CELL]
