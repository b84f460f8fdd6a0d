"""How values read in a table, the same in every format."""

from __future__ import annotations

from workingregions.reports.english import percent
from workingregions.reports.report.blocks import Cell, Column, ColumnKind


def shown(cell: Cell, column: Column) -> str:
    """Return the text of a cell; "" for no value."""
    value, kind = cell.value, column.kind
    if value is None:
        return ""
    if isinstance(value, tuple):
        low, high = (percent(v) if kind is ColumnKind.SHARES else _number(v) for v in value)
        return f"{low} to {high}"
    if isinstance(value, str):
        return value
    match kind:
        case ColumnKind.COUNT:
            return f"{value:,}"
        case ColumnKind.SHARE:
            return percent(float(value))
        case ColumnKind.SCORE:
            return f"{value:.2f}"
        case ColumnKind.YEAR:
            return str(value)
        case _:
            return _number(value)


def _number(value: float) -> str:
    """Return a number with three significant digits, and all digits of its whole part."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
