"""English for reports: numbers with their nouns, lists, verbs that agree."""

from __future__ import annotations

import re

from workingregions.models.wording import plural

__all__ = ["has", "is_", "long_date", "lower", "percent", "plural", "repeats", "was"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""The months; `calendar.month_name` depends on the locale of the process."""


def long_date(date: str, *, american: bool = False) -> str:
    """Return an ISO 8601 day in words: 2 May 2014, or May 2, 2014; other text unchanged."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(\d\d)", date)
    if not found:
        return date
    year, month, day = map(int, found.groups())
    return f"{MONTHS[month - 1]} {day}, {year}" if american else f"{day} {MONTHS[month - 1]} {year}"


def percent(share: float) -> str:
    """Return a share as whole per cent; rounding alone never gives 0 or 100 %."""
    value = round(100 * share)
    if value == 0 and share > 0:
        return "<1 %"
    if value == 100 and share < 1:
        return ">99 %"
    return f"{value} %"


def lower(label: str) -> str:
    """Return a label as it is written within a sentence."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def was(count: int) -> str:
    """Return "was" or "were"."""
    return "was" if count == 1 else "were"


def has(count: int) -> str:
    """Return "has" or "have"."""
    return "has" if count == 1 else "have"


def is_(count: int) -> str:
    """Return "is" or "are"."""
    return "is" if count == 1 else "are"


def repeats(count: int) -> str:
    """Return "repeats" or "repeat"."""
    return "repeats" if count == 1 else "repeat"
