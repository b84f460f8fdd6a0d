"""Periods and lists in words, as profiles, networks and reports write them."""

from __future__ import annotations

from collections.abc import Iterable

Years = tuple[int | None, int | None]
"""First and last year of a period, both included; None leaves that side open."""


def period(years: Years | None) -> str:
    """Return a period in words: "2010 to 2015", "2012", "from 2010", "to 2015" or "all years"."""
    first, last = years or (None, None)
    if first is None and last is None:
        return "all years"
    if first is None or last is None:
        return f"from {first}" if last is None else f"to {last}"
    return f"{first} to {last}" if first != last else str(first)


def listed(names: Iterable[object]) -> str:
    """Return names as a list in words: "A", "A and B", "A, B and C"."""
    *most, last = [str(n) for n in names] or [""]
    return f"{', '.join(most)} and {last}" if most else last
