"""Thematic reviews: from the records of a snapshot to a report on one theme or several."""

from __future__ import annotations

from workingregions.reports.themes.build import build_review
from workingregions.reports.themes.material import (
    Decisions,
    Material,
    Reliability,
    Source,
    Step,
)

__all__ = ["Decisions", "Material", "Reliability", "Source", "Step", "build_review"]
