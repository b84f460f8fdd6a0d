"""Rows of a spreadsheet (XLSX) or a CSV file as text, for tables that users fill in.

Values alone are read: formulas are not calculated, and nothing outside the file is opened.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.ingest.formats.zips import ERRORS

if TYPE_CHECKING:
    from lxml import etree

SHEET_SUFFIXES = (".csv", ".tsv", ".xlsx")
MOST_ROWS = 1_000_000
LARGEST = 100 * 2**20
"""Maximum bytes of a table."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = re.compile(r"'(?=[=+\-@\t\n＝＋－＠])")

TableRow = tuple[int, tuple[str, ...]]
"""The number of a row (from 1, as the file counts) and its cells."""


def read_sheet(data: bytes, name: str) -> list[TableRow]:
    """Return the rows of a table that are not empty, with their numbers.

    Args:
        data: the file.
        name: its name, whose ending is one of SHEET_SUFFIXES.

    Raises:
        ReadError: it is not such a file, is damaged, or is too large; the message names the line.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SHEET_SUFFIXES:
        raise ReadError(
            FailureCategory.UNSUPPORTED,
            f"{name} is not a table.",
            advice=f"Save it with one of the endings {', '.join(SHEET_SUFFIXES)}.",
        )
    if len(data) > LARGEST:
        raise ReadError(FailureCategory.TOO_LARGE, f"{name} has more than {LARGEST // 2**20} MB.")
    rows = _xlsx(data, name) if suffix == ".xlsx" else _csv(data, name)
    found: list[TableRow] = []
    for number, cells in rows:
        if len(found) == MOST_ROWS:
            raise ReadError(FailureCategory.TOO_LARGE, f"{name} has more than {MOST_ROWS:,} rows.")
        if any(cells):
            found.append((number, cells))
    return found


def _csv(data: bytes, name: str) -> Iterator[TableRow]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = data.count(b"\n", 0, cause.start) + 1
        raise ReadError(
            FailureCategory.DAMAGED,
            f"{name}, line {line}, is not UTF-8 text.",
            advice="Save it as CSV UTF-8.",
        ) from cause
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    end = 0
    try:
        for cells in reader:
            start, end = end + 1, reader.line_num
            # An apostrophe before what looks like a formula is this program's, or the spreadsheet's.
            yield start, tuple(_FORMULA.sub("", cell.strip(), count=1) for cell in cells)
    except csv.Error as cause:
        raise ReadError(
            FailureCategory.DAMAGED, f"{name}, line {end + 1}: {cause}.", advice="Save it as CSV UTF-8."
        ) from cause


def _xlsx(data: bytes, name: str) -> Iterator[TableRow]:
    from workingregions.ingest.formats.packages import open_package, parse_xml

    try:
        with open_package(data) as package:
            sheet = parse_xml(package.read(_first_sheet(package)))
            shared = _shared(package)
    except (*ERRORS, KeyError) as cause:
        raise ReadError(
            FailureCategory.DAMAGED,
            f"{name} is not a workbook, or is damaged: {cause}.",
            advice="Save it again.",
        ) from cause
    for place, row in enumerate(sheet.iter(f"{_MAIN}row"), 1):
        number = row.get("r", "")
        cells: dict[int, str] = {}
        for at, cell in enumerate(row.iter(f"{_MAIN}c")):
            column = _column(cell.get("r", ""), at)
            if column < 16_384:
                cells[column] = _value(cell, shared, name)
        last = max(cells, default=-1)
        yield (
            int(number) if number.isdecimal() else place,
            tuple(cells.get(column, "") for column in range(last + 1)),
        )


def _first_sheet(package: zipfile.ZipFile) -> str:
    """Return the name of the member that holds the first sheet of a workbook."""
    from workingregions.ingest.formats.packages import parse_xml

    book = parse_xml(package.read("xl/workbook.xml"))
    first = next(book.iter(f"{_MAIN}sheet"), None)
    if first is None:
        raise ValueError("it has no sheets")
    for relation in parse_xml(package.read("xl/_rels/workbook.xml.rels")):
        if relation.get("Id") == first.get(_RELATED):
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    raise ValueError("its first sheet is missing")


def _shared(package: zipfile.ZipFile) -> Sequence[str]:
    from workingregions.ingest.formats.packages import parse_xml

    if "xl/sharedStrings.xml" not in package.namelist():
        return ()
    root = parse_xml(package.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in root.iter(f"{_MAIN}si")]


def _column(reference: str, otherwise: int) -> int:
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return otherwise
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: etree._Element, shared: Sequence[str], name: str) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{_MAIN}t")).strip()
    value = cell.findtext(f"{_MAIN}v", "")
    if kind == "s":
        if not value.isdecimal() or int(value) >= len(shared):
            raise ReadError(
                FailureCategory.DAMAGED,
                f"{name}: a cell refers to a text that is not there.",
                advice="Save it again.",
            )
        return shared[int(value)].strip()
    if kind == "b":
        return "true" if value == "1" else "false"
    if re.fullmatch(r"-?\d+\.0+", value):
        return value.partition(".")[0]
    return str(value).strip()
