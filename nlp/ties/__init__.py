"""Stated relations between institutions."""

from __future__ import annotations

from workingregions.nlp.ties.find import (
    find_ties,
)
from workingregions.nlp.ties.parser import (
    PARSER,
    PARSER_VERSION,
)

__all__ = [
    "PARSER",
    "PARSER_VERSION",
    "find_ties",
]
