"""SQL conditions for the store's filters."""

from __future__ import annotations

from collections.abc import Iterable


def quote(text: str) -> str:
    """Return `text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def among(column: str, values: Iterable[str]) -> str:
    """Return the condition that `column` is one of `values`; without any, that no row meets."""
    listed = ", ".join(map(quote, sorted(set(values))))
    return f"{column} IN ({listed})" if listed else "false"


def holds(column: str, value: str) -> str:
    """Return the condition that the list `column` holds `value`."""
    return f"array_has({column}, {quote(value)})"


def holds_any(column: str, values: Iterable[str]) -> str:
    """Return the condition that the list `column` holds one of `values`; without any, that no row meets."""
    listed = ", ".join(map(quote, sorted(set(values))))
    return f"array_has_any({column}, [{listed}])" if listed else "false"
