"""Tables as one XLSX workbook, written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus.csvfile import defused
from workingregions.reports.exchange.about import About, Counted, Limited, Row
from workingregions.reports.exchange.dictionary import FIELDS, TableForm, described, dictionary
from workingregions.reports.exchange.places import new_file
from workingregions.reports.exchange.tables import Tables, cell
from workingregions.reports.tables import WIDEST, printable

if TYPE_CHECKING:
    import xlsxwriter.worksheet

ROWS = 1_048_576
"""Rows of a sheet, among them that of the headings and the line that says what was cut."""
LINKS = 65_530
"""Links of a sheet; further addresses stay text."""
MEASURED = 100
"""Rows from which the widths of columns are taken."""


def write_xlsx(tables: Tables, about: About, out: Path, *, most: int = 0) -> list[Counted]:
    """Write tables as sheets of a workbook, after one that says what they are of, and before the dictionary.

    Headings stay in view and have filters. Text is never a formula; that which looks like one is marked as
    text. Rows beyond what a sheet holds and letters beyond what a cell holds are left out, which the last
    line of the sheet says. Arguments are those of `write_csv`; `out` is a file.

    Raises:
        InputError: the file cannot be written.
    """
    import xlsxwriter

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    fits = min(most or ROWS - 2, ROWS - 2)
    with new_file(out) as path:
        book = xlsxwriter.Workbook(str(path), options)
        book.set_properties(
            {"title": about.title, "comments": about.words, "created": _moment(about.created)}
        )
        sheets = _Sheets(book)
        front = sheets.begin("about")
        counted = [sheets.fill(dictionary()[name], Limited(rows(), fits)) for name, rows in tables.items()]
        sheets.plain(sheets.begin("dictionary"), FIELDS, described(tuple(tables)))
        sheets.plain(front, ("what", "value"), list(_front(about, counted)))
        book.close()
    return counted


def _front(about: About, counted: Iterable[Counted]) -> Iterable[Row]:
    facts = {
        "project": about.project,
        "snapshot": about.snapshot,
        "snapshot made": about.created,
        "workingregions": about.release,
        "links begin with": about.link,
        "data of": "; ".join(about.credits),
        **{f"filter {name}": cell(value) for name, value in about.filters.items()},
    }
    yield from ({"what": name, "value": value} for name, value in facts.items() if value)
    for one in counted:
        yield {"what": f"sheet {one.name}", "value": f"{dictionary()[one.name].title}: {one.rows:,} rows"}
        yield from ({"what": "cut", "value": words} for words in one.cut)
    yield from ({"what": "gap", "value": gap} for gap in about.gaps)


class _Sheets:
    """The sheets of a workbook, and how their cells look."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._heading = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self._text = book.add_format({"valign": "top"})
        self._quoted = book.add_format({"valign": "top", "quote_prefix": True})
        self._link = book.get_default_url_format()

    def begin(self, name: str) -> xlsxwriter.worksheet.Worksheet:
        return self._book.add_worksheet(name)

    def fill(self, form: TableForm, rows: Limited) -> Counted:
        """Write a table; return what was written."""
        sheet, cut = self.begin(form.name), 0
        source = iter(rows)
        first = list(islice(source, MEASURED))
        self._head(sheet, form.names, first)
        line = 1
        for row in chain(first, source):
            for column, name in enumerate(form.names):
                cut += self._cell(sheet, line, column, row.get(name), link=name == "link" and line < LINKS)
            line += 1
        if line > 1:
            sheet.autofilter(0, 0, line - 1, len(form.columns) - 1)
        counted = rows.counted(form.name, cut)
        if counted.cut:
            sheet.write_string(line, 0, " ".join(counted.cut))
        return counted

    def plain(self, sheet: Any, names: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Write rows of text below their headings."""
        self._head(sheet, names, rows)
        for line, row in enumerate(rows, 1):
            for column, name in enumerate(names):
                self._cell(sheet, line, column, row.get(name))
        sheet.autofilter(0, 0, len(rows), len(names) - 1)

    def _head(self, sheet: Any, names: tuple[str, ...], rows: Sequence[Row]) -> None:
        for column, name in enumerate(names):
            longest = max([len(name) + 4, *(len(str(cell(row.get(name)) or "")) for row in rows)])
            sheet.set_column(column, column, min(longest + 1, WIDEST))
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, self._heading)
        sheet.freeze_panes(1, 1)

    def _cell(self, sheet: Any, line: int, column: int, found: Any, *, link: bool = False) -> int:
        """Write a cell; return 1 if its text had to be cut, else 0."""
        if isinstance(found, bool):
            sheet.write_boolean(line, column, found, self._text)
            return 0
        value = cell(found)
        if value is None or value == "":
            return 0
        if not isinstance(value, str):
            sheet.write_number(line, column, value, self._text)
            return 0
        text = printable(value)
        if link and text.startswith(("http://", "https://")) and len(text) < 2000:
            sheet.write_url(line, column, text, self._link, text)
        else:
            sheet.write_string(line, column, text, self._quoted if defused(text) != text else self._text)
        return int(len(text) < len(value))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
