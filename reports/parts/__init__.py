"""What several reports have in common: tables in few words, small charts, the record of methods."""

from __future__ import annotations

from workingregions.reports.parts.automation import methods
from workingregions.reports.parts.corpus import kinds_table, publishers_table, years_figure
from workingregions.reports.parts.tables import column, known, row, table
from workingregions.reports.parts.thick import thickness_blocks

__all__ = [
    "column",
    "kinds_table",
    "known",
    "methods",
    "publishers_table",
    "row",
    "table",
    "thickness_blocks",
    "years_figure",
]
