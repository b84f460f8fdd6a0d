"""Quantified claims in text and tables."""

from __future__ import annotations

from workingregions.nlp.outcomes.find import (
    find_datasets,
    find_outcomes,
)

__all__ = [
    "find_datasets",
    "find_outcomes",
]
