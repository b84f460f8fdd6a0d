"""Tables in few words: columns as "key: label", rows as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workingregions.reports.report import Cell, Claim, Column, ColumnKind, Row, Table


def column(
    key: str, label: str, kind: ColumnKind = ColumnKind.TEXT, *, unit: str = "", meaning: str = ""
) -> Column:
    """Return a column."""
    return Column(key=key, label=label, kind=kind, unit=unit, meaning=meaning)


def row(values: Sequence[Any], *, strong: bool = False, level: int = 0) -> Row:
    """Return a row: of cells, or of values, of which those that are not known become empty cells."""
    cells = tuple(value if isinstance(value, Cell) else Cell(value=known(value)) for value in values)
    return Row(cells=cells, strong=strong, level=level)


def table(
    ident: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any] | Row],
    *,
    note: Claim | None = None,
    wide: bool = False,
) -> Table:
    """Return a table."""
    made = tuple(r if isinstance(r, Row) else row(r) for r in rows)
    return Table(id=ident, caption=caption, columns=tuple(columns), rows=made, note=note, wide=wide)


def known(value: Any) -> Any:
    """Return a value as plain Python; None for what is not a number."""
    if value is None or (isinstance(value, tuple) and any(v is None or v != v for v in value)):
        return None
    if isinstance(value, tuple):
        return tuple(float(v) for v in value)
    if value != value:
        return None
    return value.item() if hasattr(value, "item") else value
