"""Themes over time and space: counts, tests of change, comparisons, and the terms that tell groups apart."""

from __future__ import annotations

from workingregions.models.trends.answers import (
    CellDocument,
    Comparison,
    FoundTerm,
    TermComparison,
    TermPassage,
    ThemeInstitution,
    TrendPassage,
)
from workingregions.models.trends.cells import (
    COUNTS,
    FACETS,
    UNKNOWN,
    Facet,
    Places,
    period_of,
    regions_of,
    theme_counts,
)
from workingregions.models.trends.compare import Difference, differences
from workingregions.models.trends.intervals import BENCHMARK, FEW, TaggerError, corrected, newcombe, wilson
from workingregions.models.trends.mix import MixChange, mix_changes
from workingregions.models.trends.pairs import ThemePair, theme_pairs
from workingregions.models.trends.statistics import ChangePoint, written
from workingregions.models.trends.terms import distinctive_terms, passages_with
from workingregions.models.trends.trend import TrendTest, together, trend_test

__all__ = [
    "BENCHMARK",
    "COUNTS",
    "FACETS",
    "FEW",
    "UNKNOWN",
    "CellDocument",
    "ChangePoint",
    "Comparison",
    "Difference",
    "Facet",
    "FoundTerm",
    "MixChange",
    "Places",
    "TaggerError",
    "TermComparison",
    "TermPassage",
    "ThemeInstitution",
    "ThemePair",
    "TrendPassage",
    "TrendTest",
    "corrected",
    "differences",
    "distinctive_terms",
    "mix_changes",
    "newcombe",
    "passages_with",
    "period_of",
    "regions_of",
    "theme_counts",
    "theme_pairs",
    "together",
    "trend_test",
    "wilson",
    "written",
]
