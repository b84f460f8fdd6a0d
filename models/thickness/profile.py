"""A thickness profile: its components, their values with intervals, and its forms as data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.corpus.plain import plain, rows_of
from workingregions.models.rows import ComponentRow, RegionRow
from workingregions.models.unread import Unread
from workingregions.models.wording import Years, listed, period, the

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its id, aspect, label and the range of its values."""

    id: str
    aspect: str  # organisations, interaction, scales or norms
    label: str
    least: float = 0.0
    most: float = float("inf")


COMPONENTS = (
    Component("institutions", "organisations", "Institutions, at equal documents"),
    Component("institutions_covered", "organisations", "Institutions, at equal coverage"),
    Component("types", "organisations", "Kinds of institution", 0, 15),
    Component("type_diversity", "organisations", "Diversity of kinds (Hill, q = 1, unbiased)", 1, 15),
    Component("type_dominance", "organisations", "Diversity of kinds (Hill, q = 2, unbiased)", 1, 15),
    Component("diversity", "organisations", "Diversity of institutions (Hill, q = 1)", 1),
    Component("dominance", "organisations", "Diversity of institutions (Hill, q = 2)", 1),
    Component("ties_each", "interaction", "Ties per institution"),
    Component("centralisation", "interaction", "Degree centralisation", 0, 1),
    Component("scalar_mix", "scales", "Scalar mix (effective scales)", 1, 4),
    Component("cross_scale", "scales", "Cross-scale ties (E-I index)", -1, 1),
    Component("agenda", "norms", "Shared agenda (mean cosine)", -1, 1),
)
"""In the order in which they are shown. Rules are not measured; see reading.RULES."""

COLUMNS = ("region", "name", "component", "aspect", "label", "value", "low", "high")


def _interval(value: float, low: float, high: float) -> str:
    """Return a value with its interval, a dash where it is not known."""
    if value != value:
        return "–"
    return f"{value:.2f}" if low != low else f"{value:.2f} ({low:.2f} to {high:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThicknessProfile:
    """Several regions compared at `at` documents each, and at the sample coverage `coverage`.

    `asked` is the number of documents that was asked for, 0 for none.

    Frames: `components` (COLUMNS; low and high bound the 95 % interval), `by_type` and `by_scale` (the same
    columns, with the type or scale as component: institutions expected in `at` documents, and the share of
    those whose scale is known), `regions` (raw counts and the quality of the evidence, not comparable across
    corpora of different size). `shared` names pairs of regions with documents about both, and how many.
    `documents` are the ids of those about any of the regions; `filter` says which institutions and ties
    count, `unread` what was not read. `reading` and `warnings` are sentences.
    """

    years: Years | None
    snapshot: str
    at: int
    asked: int
    coverage: float
    draws: int
    regions: pd.DataFrame = field(metadata=rows_of(RegionRow))
    components: pd.DataFrame = field(metadata=rows_of(ComponentRow))
    by_type: pd.DataFrame = field(metadata=rows_of(ComponentRow))
    by_scale: pd.DataFrame = field(metadata=rows_of(ComponentRow))
    shared: tuple[tuple[str, str, int], ...] = ()
    documents: tuple[str, ...] = ()
    filter: MapFilter = EVERYTHING
    unread: Unread = field(default_factory=Unread)
    reading: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def period(self) -> str:
        """The period in words."""
        return period(self.years)

    @property
    def title(self) -> str:
        """The regions and the period, as the heading of a picture."""
        return f"Institutional thickness of {listed(map(the, self.regions['name']))}, {self.period}"

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines, rows

        names = dict(zip(self.regions["region"], self.regions["name"], strict=True))
        found: dict[str, dict[str, str]] = {}
        for row in self.components.to_dict("records"):
            cell = found.setdefault(str(row["label"]), {"label": str(row["label"])})
            cell[str(row["region"])] = _interval(row["value"], row["low"], row["high"])
        columns = {"label": f"at {self.at} documents each", **names}
        table = rows(list(found.values()), columns, most=len(found))
        return card(self.title, lines(self.reading), table, lines(f"Warning: {w}" for w in self.warnings))

    def as_json(self) -> str:
        """Return the profile as JSON text, with figures to six decimals."""
        return json.dumps(plain(self, digits=6), ensure_ascii=False, indent=1) + "\n"
