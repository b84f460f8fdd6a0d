"""Charts of themes with their tables, as files that need no network: HTML, SVG, PNG, Vega-Lite, CSV."""

from __future__ import annotations

from workingregions.reports.charts.figure import Figure
from workingregions.reports.charts.grids import co_occurrence, heat_map
from workingregions.reports.charts.shares import share_dots, theme_profile, trend_lines
from workingregions.reports.charts.topic_map import topic_map
from workingregions.reports.charts.write import FORMATS, chart_format, svg, write_chart

__all__ = [
    "FORMATS",
    "Figure",
    "chart_format",
    "co_occurrence",
    "heat_map",
    "share_dots",
    "svg",
    "theme_profile",
    "topic_map",
    "trend_lines",
    "write_chart",
]
