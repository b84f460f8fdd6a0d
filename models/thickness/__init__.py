"""Institutional thickness: profiles of regions, compared at equal effort."""

from __future__ import annotations

from workingregions.models.thickness.compare import (
    interval,
    thickness,
)
from workingregions.models.thickness.draws import MEASURED, Redrawn, redrawn
from workingregions.models.thickness.profile import (
    COMPONENTS,
    Component,
    ThicknessProfile,
)
from workingregions.models.thickness.rarefaction import (
    coverage,
    frequencies,
    observed,
    richness,
    unseen,
)
from workingregions.models.thickness.reading import (
    RULES,
    number,
)

__all__ = [
    "COMPONENTS",
    "MEASURED",
    "RULES",
    "Component",
    "Redrawn",
    "ThicknessProfile",
    "coverage",
    "frequencies",
    "interval",
    "number",
    "observed",
    "redrawn",
    "richness",
    "thickness",
    "unseen",
]
