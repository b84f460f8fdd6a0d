"""How reports word things: numbers and bodies in English, hedges from a fixed scale, what can be quoted."""

from __future__ import annotations

from workingregions.reports.wording.prose import (
    Hedge,
    body,
    capital,
    hedges,
    interval,
    number,
    of_share,
    of_support,
    some,
    some_of,
)
from workingregions.reports.wording.quotable import readability

__all__ = [
    "Hedge",
    "body",
    "capital",
    "hedges",
    "interval",
    "number",
    "of_share",
    "of_support",
    "readability",
    "some",
    "some_of",
]
