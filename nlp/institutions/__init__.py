"""Institutions named in passages: how to find them, their type and scale, and their successors."""

from __future__ import annotations

from workingregions.nlp.institutions.find import (
    THRESHOLD,
    find_institutions,
)
from workingregions.nlp.institutions.successors import (
    Body,
    bodies,
)
from workingregions.nlp.institutions.types import (
    classify,
)
from workingregions.nlp.institutions.vocabulary import (
    key,
    lexicon,
)

__all__ = ["THRESHOLD", "Body", "bodies", "classify", "find_institutions", "key", "lexicon"]
