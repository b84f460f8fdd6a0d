"""Fuzzy-set qualitative comparative analysis (fsQCA) on plain arrays: nothing here knows a document."""

from __future__ import annotations

from workingregions.models.qca.analysis import Analysis, Side, analyse
from workingregions.models.qca.calibration import (
    CROSSOVER,
    Anchors,
    Proposal,
    calibrated,
    propose_anchors,
)
from workingregions.models.qca.fit import (
    Necessity,
    Sufficiency,
    necessity,
    sufficiency,
)
from workingregions.models.qca.minimise import Chart, cover, prime_implicants
from workingregions.models.qca.robustness import (
    RegionRows,
    Robustness,
    RowShare,
    TermShare,
    robustness,
)
from workingregions.models.qca.solutions import KINDS, Model, Solution, Solutions, TermFit, solve
from workingregions.models.qca.terms import Term, covers, expression, members, parsed
from workingregions.models.qca.truth import Thresholds, TruthRow, TruthTable, truth_table

__all__ = [
    "CROSSOVER",
    "KINDS",
    "Analysis",
    "Anchors",
    "Chart",
    "Model",
    "Necessity",
    "Proposal",
    "RegionRows",
    "Robustness",
    "RowShare",
    "Side",
    "Solution",
    "Solutions",
    "Sufficiency",
    "Term",
    "TermFit",
    "TermShare",
    "Thresholds",
    "TruthRow",
    "TruthTable",
    "analyse",
    "calibrated",
    "cover",
    "covers",
    "expression",
    "members",
    "necessity",
    "parsed",
    "prime_implicants",
    "propose_anchors",
    "robustness",
    "solve",
    "sufficiency",
    "truth_table",
]
