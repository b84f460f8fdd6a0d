"""Regional profiles: who governs manufacturing in a region, as its documents say."""

from __future__ import annotations

from workingregions.reports.regions.build import region_profile
from workingregions.reports.regions.material import (
    Actor,
    Contradiction,
    Periods,
    Quantified,
    RegionMaterial,
    Side,
    ThemeShare,
)

__all__ = [
    "Actor",
    "Contradiction",
    "Periods",
    "Quantified",
    "RegionMaterial",
    "Side",
    "ThemeShare",
    "region_profile",
]
