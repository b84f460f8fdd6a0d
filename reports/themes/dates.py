"""Dates in words."""

from __future__ import annotations

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day(date: str) -> str:
    """Return an ISO date or time as a day in words: "30 November 2026"."""
    year, month, number = date[:10].split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"
