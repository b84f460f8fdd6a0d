"""English for reports: numbers with their nouns, lists, verbs that agree."""

from __future__ import annotations

from workingregions.models.wording import plural

__all__ = ["has", "is_", "lower", "percent", "plural", "repeats", "was"]


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
