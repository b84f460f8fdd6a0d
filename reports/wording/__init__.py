"""How reports word things: numbers and bodies in English, hedges from a fixed scale, what can be quoted."""

from __future__ import annotations

from workingregions.reports.wording.bodies import (
    BASES,
    OUTCOMES,
    SCALES,
    relation_name,
    type_name,
    verb,
)
from workingregions.reports.wording.prose import (
    Hedge,
    begin,
    body,
    both,
    called,
    capital,
    hedges,
    interval,
    kind,
    number,
    of_difference,
    of_share,
    of_support,
    opening,
    some,
    some_of,
)
from workingregions.reports.wording.quotable import readability

__all__ = [
    "BASES",
    "OUTCOMES",
    "SCALES",
    "Hedge",
    "begin",
    "body",
    "both",
    "called",
    "capital",
    "hedges",
    "interval",
    "kind",
    "number",
    "of_difference",
    "of_share",
    "of_support",
    "opening",
    "readability",
    "relation_name",
    "some",
    "some_of",
    "type_name",
    "verb",
]
