"""Lists: a frame as a table with sorting and pages, and as a file with all its rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import plain

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.web.render import Page

PAGE = 50
"""Rows of a list per page, unless the address gives another `limit`."""
MOST = 500
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list.

    Attributes:
        name: the column of the frame.
        heading: what stands above it.
        link: the address that a row's cell leads to, "" for none.
        shown: the cell's text; by default the value.
        numeric: whether it is set at the right.
        quote: whether it is a text of a document, set in serif.
        sorts: whether the list can be sorted by it.
    """

    name: str
    heading: str
    link: Callable[[Row], str] | None = None
    shown: Callable[[Any], str] | None = None
    numeric: bool = False
    quote: bool = False
    sorts: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and where it leads."""

    text: str
    link: str
    column: Column


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column, the address that sorts by it, and how the list is sorted by it now."""

    column: Column
    link: str
    sorted: str  # ascending, descending or none


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; the template macro `table` draws it."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    records: tuple[Row, ...]
    total: int
    first: int
    before: str
    after: str
    downloads: Mapping[str, str]

    @property
    def last(self) -> int:
        """The number of the last row that is shown."""
        return self.first + len(self.rows) - 1


def listing(
    page: Page,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    caption: str,
    limit: int = PAGE,
    downloads: bool = True,
) -> Listing:
    """Return the part of a frame that the address asks for by `sort`, `order`, `offset` and `limit`.

    Raises:
        InputError: one of them is not valid.
    """
    names = {column.name for column in columns if column.sorts}
    sort, order = page.filters.one("sort"), page.filters.one("order", "ascending")
    if sort and (sort not in names or order not in ("ascending", "descending")):
        raise InputError(f"The list cannot be sorted by {sort!r}, {order!r}.")
    if sort:
        frame = frame.sort_values(
            sort, ascending=order == "ascending", kind="stable", key=_key, ignore_index=True
        )
    limit = page.filters.number("limit", limit, least=1, most=MOST)
    offset = page.filters.number("offset", 0)
    shown: list[dict[str, Any]] = plain(frame.iloc[offset : offset + limit])
    return Listing(
        caption=caption,
        headings=tuple(_heading(page, column, sort, order) for column in columns),
        rows=tuple(tuple(_cell(column, row) for column in columns) for row in shown),
        records=tuple(shown),
        total=len(frame),
        first=offset + 1,
        before=page.filters.url(offset=max(0, offset - limit) or None) if offset else "",
        after=page.filters.url(offset=offset + limit) if offset + limit < len(frame) else "",
        downloads={kind: page.filters.url(format=kind) for kind in FORMATS} if downloads else {},
    )


def download(page: Page, frame: pd.DataFrame, name: str) -> Response | None:
    """Return all rows of a list as the file that the address asks for by `format`, None if it asks for none.

    Raises:
        InputError: there is no such format.
    """
    kind = page.filters.one("format")
    if not kind:
        return None
    if kind not in FORMATS:
        raise InputError(f"Lists have no format {kind!r}.", advice=f"Formats: {', '.join(FORMATS)}.")
    from workingregions.corpus.csvfile import frame_as_csv
    from workingregions.reports.tables import frame_as_xlsx

    flat = frame.copy(deep=False)
    for column in flat.columns:
        if flat[column].dtype == object:
            flat[column] = flat[column].map(_flat)
    content = frame_as_csv(flat).encode("utf-8-sig") if kind == "csv" else frame_as_xlsx(flat, name)
    return attachment(content, f"{name}.{kind}", FORMATS[kind])


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Return a file that the browser saves under `name`."""
    from urllib.parse import quote

    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})


def _heading(page: Page, column: Column, sort: str, order: str) -> Heading:
    current = order if sort == column.name else "none"
    first = "descending" if column.numeric else "ascending"
    other = {"ascending": "descending", "descending": "ascending"}
    link = page.filters.url(sort=column.name, order=other.get(current, first)) if column.sorts else ""
    return Heading(column, link, current)


def _cell(column: Column, row: Row) -> Cell:
    value = row[column.name]
    text = column.shown(value) if column.shown else _text(value)
    return Cell(text, column.link(row) if column.link else "", column)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:.2f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _flat(value: Any) -> Any:
    """Return a cell's value as spreadsheets hold it."""
    value = plain(value)
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _key(values: pd.Series) -> pd.Series:
    """Return what a column is sorted by: texts without regard to case."""
    if values.dtype == object:
        return values.map(lambda v: v.casefold() if isinstance(v, str) else str(v))
    return values


def is_missing(value: object) -> bool:
    """Return whether a cell has no value."""
    return value is None or (isinstance(value, float) and math.isnan(value))
