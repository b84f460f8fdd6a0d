"""The table that a user brings: a region in each row, figures with source and year in the columns."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workingregions.app.names import gazetteer
from workingregions.corpus.errors import InputError, NotFoundError

REGION = ("region", "code", "nuts", "geo", "name", "region_code", "region_name")
"""Headings of the column that names the region, the first of them that the table has."""
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "..", ":", "."})
"""What statistical offices write where there is no figure."""
SEPARATORS = (",", ";", "\t", "|")
MARK = "\ufeff"
"""What some programs write at the beginning of a file in UTF-8."""
LARGEST = 10_000_000
MOST_ROWS = 500
SHOWN = 5
"""Faults that a message lists."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table: its line in the file, the region's id and name, and its cells by heading."""

    line: int
    region: str
    name: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTable:
    """A table as read: the name of its file, the SHA-256 of its text, headings, and rows in their order."""

    file: str
    digest: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    decimal_comma: bool

    def heading(self, name: str) -> str:
        """Return the heading called `name`, whatever its case. Raise NotFoundError if there is none."""
        for heading in self.headings:
            if heading.casefold() == name.strip().casefold():
                return heading
        listed = ", ".join(self.headings)
        raise NotFoundError(f"column in {self.file}", name, self.headings, advice=f"Its columns: {listed}.")

    def numbers(self, column: str) -> dict[str, float]:
        """Return the figures of a column by region; NaN where the cell is empty or says so.

        Raises:
            NotFoundError: there is no such column.
            InputError: a cell is not a number; the message names its line.
        """
        heading = self.heading(column)
        found, faults = {}, []
        for row in self.rows:
            text = row.cells.get(heading, "").strip()
            value = _number(text, decimal_comma=self.decimal_comma)
            if value is None:
                faults.append(f"line {row.line} ({row.name}): {text[:40]!r}")
            else:
                found[row.region] = value
        if faults:
            raise InputError(
                f"{self.file}: column {heading!r} has cells that are no numbers: {_listed(faults)}.",
                advice="Write digits with a decimal point, without units or thousands separators; leave a "
                "cell empty where there is no figure.",
            )
        return found

    def words(self, column: str) -> str:
        """Return what all rows of a column say, "; " between different texts; "" without the column."""
        named = {heading.casefold(): heading for heading in self.headings}
        heading = named.get(column.casefold())
        if heading is None:
            return ""
        said = (row.cells.get(heading, "").strip() for row in self.rows)
        return "; ".join(dict.fromkeys(text for text in said if text))


def read_table(path: Path) -> UserTable:
    """Read a CSV file with a column of regions, by code or name; see `parse_table`.

    Raises:
        InputError: also if the file is missing or not in UTF-8.
    """
    return parse_table(path.name, read_text(path, "table"))


def parse_table(file: str, text: str) -> UserTable:
    """Return the table of a CSV text with a column of regions, by code or name.

    Commas, semicolons, tabs or bars may separate the cells. Semicolons imply that "12,5" is 12.5.

    Raises:
        InputError: it is no CSV, has no column of regions, or names a region twice, an unknown one, or one
            within another. The message names the file and the lines.
    """
    separator, lines = _cells(file, text.removeprefix(MARK))
    if not lines:
        raise InputError(f"{file} is empty.", advice="It needs a heading line and a row per region.")
    headings = tuple(heading.strip() for heading in lines[0][1])
    _check_headings(file, headings)
    column = _region_column(file, headings)
    rows, faults = [], []
    for line, cells in lines[1:]:
        if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            raise InputError(
                f"{file}, line {line}: {len(cells)} cells, but {len(headings)} headings.",
                advice="Put texts that contain the separator between quotation marks.",
            )
        named = dict(zip(headings, cells, strict=False))
        query = named.get(column, "").strip()
        try:
            place = gazetteer().find(query)
        except NotFoundError as error:
            near = f" (did you mean {', '.join(map(repr, error.nearest))}?)" if error.nearest else ""
            faults.append(f"line {line}: {query[:60]!r}{near}")
            continue
        rows.append(Row(line=line, region=place.id, name=place.name, cells=named))
    if faults:
        raise InputError(
            f"{file} names regions that are not known: {_listed(faults)}.",
            advice="Give the code (UKC, US-OH) or the full name.",
        )
    _check_rows(file, rows)
    return UserTable(
        file=file,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        headings=headings,
        rows=tuple(rows),
        decimal_comma=separator == ";",
    )


def read_text(path: Path, what: str) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark; a mark of UTF-8 stays.

    Raises:
        InputError: it cannot be read, is very large, or is not text. The message says `what` it is.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is larger than {LARGEST // 1_000_000} MB: no such file is.")
        data = path.read_bytes()
    except OSError as cause:
        reason = cause.strerror or str(cause)
        raise InputError(f"The {what} {path} cannot be read: {reason}.", advice="Check its name.") from cause
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as cause:
        raise InputError(
            f"{path.name} is not in UTF-8: byte {cause.start} cannot be read.",
            advice='Save it as "CSV UTF-8".',
        ) from cause
    if "\0" in text:
        raise InputError(f"{path.name} is not a text file.", advice='Save the sheet as "CSV UTF-8".')
    return text


def _cells(file: str, text: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """Return the separator, and the cells of each line that is not empty, with the number of the line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=lambda s: (len(next(csv.reader([first], delimiter=s), [])), s == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, cells))
            if len(found) > MOST_ROWS:
                raise InputError(f"{file} has more than {MOST_ROWS} rows: no table of regions does.")
    except csv.Error as cause:
        raise InputError(
            f"{file}, line {reader.line_num}: not valid CSV ({cause}).",
            advice="Close the quotation marks.",
        ) from cause
    return separator, found


def _check_headings(file: str, headings: Sequence[str]) -> None:
    folded = [heading.casefold() for heading in headings if heading]
    twice = sorted({heading for heading in folded if folded.count(heading) > 1})
    if twice:
        raise InputError(f"{file} has two columns {twice[0]!r}.", advice="Give each its own heading.")


def _region_column(file: str, headings: Sequence[str]) -> str:
    named = {heading.casefold(): heading for heading in headings}
    for wanted in REGION:
        if wanted in named:
            return named[wanted]
    raise InputError(
        f"{file} has no column of regions; its columns are {', '.join(headings) or 'without names'}.",
        advice='Head the column of codes or names "region".',
    )


def _check_rows(file: str, rows: Sequence[Row]) -> None:
    """Raise InputError if there are no rows, or one region is given twice or lies in another."""
    if not rows:
        raise InputError(f"{file} has no rows.", advice="Add a row per region.")
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(row.region, row)
        if other is not row:
            raise InputError(
                f"{file} has {row.name} ({row.region}) twice, in lines {other.line} and {row.line}.",
                advice="Keep one of them.",
            )
    for inner in rows:
        for area in gazetteer().ancestors(inner.region):
            outer = first.get(area)
            if outer is not None and outer is not inner:
                raise InputError(
                    f"{file}: {inner.name} (line {inner.line}) lies in {outer.name} (line "
                    f"{outer.line}), whose "
                    "documents are its own too.",
                    advice="Cases must not contain one another; keep regions of one level.",
                )


def _number(text: str, *, decimal_comma: bool) -> float | None:
    """Return the number that a cell states, NaN for a missing one, None for a text."""
    if text.casefold() in MISSING:
        return math.nan
    plain = text.replace("\u2212", "-")
    if decimal_comma and "," in plain and "." not in plain:
        plain = plain.replace(",", ".", 1)
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def _listed(faults: Sequence[str]) -> str:
    more = len(faults) - SHOWN
    return "; ".join(faults[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
