"""Charts of themes: with their tables, as files that need no network, and for a browser, as links."""

from __future__ import annotations

from workingregions.reports.charts.figure import Figure
from workingregions.reports.charts.grids import co_occurrence, heat_map
from workingregions.reports.charts.linked import (
    Share,
    bar,
    difference,
    lines,
    percent,
    shade,
    sparkline,
    strip,
    topic_dots,
)
from workingregions.reports.charts.shares import share_dots, theme_profile, trend_lines
from workingregions.reports.charts.topic_map import topic_map
from workingregions.reports.charts.write import FORMATS, chart_format, png, svg, write_chart

__all__ = [
    "FORMATS",
    "Figure",
    "Share",
    "bar",
    "chart_format",
    "co_occurrence",
    "difference",
    "heat_map",
    "lines",
    "percent",
    "png",
    "shade",
    "share_dots",
    "sparkline",
    "strip",
    "svg",
    "theme_profile",
    "topic_dots",
    "topic_map",
    "trend_lines",
    "write_chart",
]
