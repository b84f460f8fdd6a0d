"""Fuzzy-set qualitative comparative analysis (fsQCA) on plain arrays: nothing here knows a document."""

from __future__ import annotations

from workingregions.models.qca.analysis import FEWEST, Analysis, Side, analyse
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
from workingregions.models.qca.study import ABSENT, PRESENT, Case, LeftOut, Spec, Study, Value, Variable
from workingregions.models.qca.terms import ANY, Term, covers, expression, members, parsed
from workingregions.models.qca.truth import MOST_CONDITIONS, Thresholds, TruthRow, TruthTable, truth_table

__all__ = [
    "ABSENT",
    "ANY",
    "CROSSOVER",
    "FEWEST",
    "KINDS",
    "MOST_CONDITIONS",
    "PRESENT",
    "Analysis",
    "Anchors",
    "Case",
    "Chart",
    "LeftOut",
    "Model",
    "Necessity",
    "Proposal",
    "RegionRows",
    "Robustness",
    "RowShare",
    "Side",
    "Solution",
    "Solutions",
    "Spec",
    "Study",
    "Sufficiency",
    "Term",
    "TermFit",
    "TermShare",
    "Thresholds",
    "TruthRow",
    "TruthTable",
    "Value",
    "Variable",
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
