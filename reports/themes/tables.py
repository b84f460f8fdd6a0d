"""Tables of a review from plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workingregions.reports.report import Cell, Claim, Column, ColumnKind, Row, Table
from workingregions.reports.themes.desk import Count, Desk

Plain = str | int | float | tuple[float, float] | Cell | None
SHARES = (
    Column(
        key="about",
        label="About it",
        kind=ColumnKind.COUNT,
        unit="documents",
        meaning="documents about the theme",
    ),
    Column(
        key="documents", label="Documents", kind=ColumnKind.COUNT, unit="documents", meaning="all documents"
    ),
    Column(
        key="share",
        label="Share",
        kind=ColumnKind.SHARE,
        meaning="documents about the theme of all documents",
    ),
    Column(
        key="interval",
        label="95 % interval",
        kind=ColumnKind.SHARES,
        meaning="Wilson's interval of the share",
    ),
)
"""The columns of a count of documents."""


def text(key: str, label: str, meaning: str = "") -> Column:
    """Return a column of texts."""
    return Column(key=key, label=label, meaning=meaning or label.lower())


def counts(key: str, label: str, unit: str = "documents") -> Column:
    """Return a column of counts."""
    return Column(key=key, label=label, kind=ColumnKind.COUNT, unit=unit, meaning=label.lower())


def made(
    ident: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Plain] | Row],
    *,
    note: Claim | None = None,
    wide: bool = False,
) -> Table:
    """Return a table of rows of values or cells."""
    built = tuple(row if isinstance(row, Row) else line(*row) for row in rows)
    return Table(id=ident, caption=caption, columns=tuple(columns), rows=built, note=note, wide=wide)


def line(*values: Plain, level: int = 0, strong: bool = False) -> Row:
    """Return a row."""
    cells = tuple(v if isinstance(v, Cell) else Cell(value=v) for v in values)
    return Row(cells=cells, level=level, strong=strong)


def shares(desk: Desk, count: Count, *, linked: bool = True, **where: str) -> tuple[Cell, ...]:
    """Return the cells of SHARES for a count, with the lists behind its numbers."""
    about, every = (desk.to.documents(**where), desk.to.every(**where)) if linked else ("", "")
    known = bool(count.total)
    return (
        Cell(value=count.hits, link=about),
        Cell(value=count.total, link=every),
        Cell(value=count.share if known else None),
        Cell(value=(count.low, count.high) if known else None),
    )
