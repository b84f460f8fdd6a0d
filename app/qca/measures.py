"""The conditions that the documents of a region can measure, by the words that a specification uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workingregions.models.thickness import COMPONENTS, MEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A component of the thickness profile as a condition: its usual name, and whether ties show it."""

    component: str
    name: str
    label: str
    by_ties: bool = False


MEASURES: Mapping[str, Measure] = {
    measure.component: measure
    for measure in (
        Measure(component="institutions", name="ORG", label="Many organisations"),
        Measure(component="type_diversity", name="DIV", label="Diverse kinds of organisation"),
        Measure(component="ties_each", name="TIE", label="Close interaction", by_ties=True),
        Measure(component="cross_scale", name="SCALE", label="Integration across scales", by_ties=True),
        Measure(component="agenda", name="AGENDA", label="Shared agenda"),
        Measure(component="centralisation", name="LEAD", label="Leadership", by_ties=True),
        Measure(component="types", name="KINDS", label="Many kinds of organisation"),
        Measure(component="scalar_mix", name="SCALES", label="A mix of scales"),
    )
}
"""By component; the first six are the profile that a study begins with."""
USUAL = tuple(MEASURES)[:6]
UNITS: Mapping[str, str] = {c.id: c.label for c in COMPONENTS if c.id in MEASURED}
"""What each component measures, as the thickness profile calls it."""
