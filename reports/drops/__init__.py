"""The report of a drop: what its documents add, contradict or carry on, and what became of its files."""

from __future__ import annotations

from workingregions.reports.drops.build import drop_report
from workingregions.reports.drops.material import (
    DropMaterial,
    DropTie,
    Meeting,
    NewInstitution,
    RegionGain,
    ThemeGain,
)

__all__ = [
    "DropMaterial",
    "DropTie",
    "Meeting",
    "NewInstitution",
    "RegionGain",
    "ThemeGain",
    "drop_report",
]
