"""Qualitative comparative analysis of regions: conditions from documents and a user's table, an outcome."""

from __future__ import annotations

from workingregions.app.qca.gather import run_study
from workingregions.app.qca.measures import MEASURES, UNITS, USUAL, Measure
from workingregions.app.qca.propose import Proposed, ProposedCondition, draft, propose
from workingregions.app.qca.report import report_of
from workingregions.app.qca.spec import Inputs, parse_spec, read_spec, settings_of
from workingregions.app.qca.table import UserTable, parse_table, read_table

__all__ = [
    "MEASURES",
    "UNITS",
    "USUAL",
    "Inputs",
    "Measure",
    "Proposed",
    "ProposedCondition",
    "UserTable",
    "draft",
    "parse_spec",
    "parse_table",
    "propose",
    "read_spec",
    "read_table",
    "report_of",
    "run_study",
    "settings_of",
]
