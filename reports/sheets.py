"""Rows as a spreadsheet (XLSX)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

WIDTH = 12
"""Width of a column, in characters, unless another is given."""


def rows_as_xlsx(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], name: str, widths: Mapping[str, int]
) -> bytes:
    """Return rows as an XLSX file with a bold heading line, frozen, and filters; text stays text.

    Args:
        columns: the headings, which are keys of the rows.
        rows: text, numbers, truth values and None, which leaves a cell empty.
        name: of the sheet.
        widths: of columns, in characters.
    """
    import xlsxwriter

    data = io.BytesIO()
    # Text stays text: a quote that begins with = is no formula, and an address no link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet(name)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, heading in enumerate(columns):
            sheet.set_column(column, column, widths.get(heading, WIDTH), wrapped)
            sheet.write_string(0, column, heading, bold)
        line = 0
        for line, row in enumerate(rows, 1):
            for column, heading in enumerate(columns):
                value = row[heading]
                if isinstance(value, str):
                    sheet.write_string(line, column, printable(value))
                elif value is not None:
                    sheet.write(line, column, value)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, line), len(columns) - 1)
    return data.getvalue()


def printable(text: str) -> str:
    """Return text that a cell may hold: without control characters, and at most 32,767 characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", " ", text)[:32_767]
