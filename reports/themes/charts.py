"""The charts of a thematic review, as SVG text; they print in grey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workingregions.models.trends import FEW
from workingregions.reports.style import BLUE, GREY, PALE, SKY, STYLE, WIDTH, as_svg
from workingregions.reports.themes.desk import Count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Span = tuple[int, int]


def years(counts: Mapping[int, Count], *, tall: float = 1.45) -> str:
    """Return the documents of each year, and in blue those about the theme, as SVG; "" without years."""
    if not counts:
        return ""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, tall), layout="constrained")
        axes = figure.subplots()
        _bars(axes, counts)
        _across(axes, min(counts), max(counts))
        return as_svg(
            figure, "Documents by year, summary", "Bars: number of documents, those about the theme in blue."
        )


def trend(counts: Mapping[int, Count], periods: Sequence[Span], shares: Sequence[Count]) -> str:
    """Return the documents of each year, and below the share by period, as SVG; "" without years."""
    if not counts:
        return ""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
        upper, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        _bars(upper, counts)
        _intervals(below, periods, shares)
        below.set_ylim(0, 1)
        below.set_ylabel("Share")
        below.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        _across(below, min(min(counts), periods[0][0]), max(max(counts), periods[-1][1]))
        return as_svg(
            figure,
            f"Documents about the theme by year, {min(counts)} to {max(counts)}",
            "Bars: number of documents. Below: share by period, with 95 % intervals.",
        )


def by_region(rows: Sequence[tuple[str, bool, Count]], most: int = 14) -> str:
    """Return the share of each region's documents about the theme, with 95 % intervals, as SVG.

    `rows` are names, whether each is within the one before, and counts; those with a document on the theme
    are drawn, at most `most`; "" if there are none.
    """
    shown = [row for row in rows if row[2].hits][:most]
    if not shown:
        return ""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 0.9 + 0.3 * len(shown)), layout="constrained")
        axes = figure.subplots()
        places = list(range(len(shown)))
        for place, (_, inner, count) in zip(places, shown, strict=True):
            colour = SKY if inner else BLUE
            ends = [count.low, count.high]
            axes.plot(ends, [place, place], color=colour, lw=2.2, solid_capstyle="butt")
            # A share of 0 or 1 lies on the edge, which must not cut its dot in two.
            axes.plot([count.share], [place], "o", color=colour, ms=7, mec="white", mew=0.8, clip_on=False)
            axes.text(1.03, place, f"{count.hits} of {count.total}", va="center", color=GREY)
        axes.set_yticks(places, [f"    {name}" if inner else name for name, inner, _ in shown])
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_ylim(len(shown) - 0.5, -0.6)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.grid(axis="x", color=PALE, lw=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel("Share of the region's documents about the theme, with 95 % interval")
        return as_svg(
            figure, "Share of documents about the theme by region", "Dots: share. Lines: 95 % intervals."
        )


def curve(points: Sequence[tuple[int, float]], observed: int, label: str) -> str:
    """Return a curve of what so many documents name, dashed beyond the `observed` ones, as SVG."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    inner = [p for p in points if p[0] <= observed]
    outer = [p for p in points if p[0] >= observed]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 2.3), layout="constrained")
        axes = figure.subplots()
        axes.plot(*zip(*inner, strict=True), color=BLUE, lw=2)
        axes.plot(*zip(*outer, strict=True), color=BLUE, lw=1.6, ls=(0, (4, 3)))
        axes.plot([observed], [dict(points)[observed]], "o", color=BLUE, ms=7, mec="white", mew=0.8)
        axes.set_xlim(0, points[-1][0])
        axes.set_ylim(0, None)
        axes.set_xlabel("Documents about the theme")
        axes.set_ylabel(label)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
        axes.grid(axis="y", color=PALE, lw=0.6)
        axes.set_axisbelow(True)
        return as_svg(
            figure, f"{label} by number of documents", "Line: observed. Dashed: expected in more documents."
        )


def by_type(kinds: Mapping[str, Mapping[str, int]], scales: Sequence[str]) -> str:
    """Return the institutions of each type as bars, divided by scale, as SVG; "" if there are none."""
    if not kinds:
        return ""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    shades = dict(zip(scales, ("#08306b", "#2b7bba", "#8fc1de", "#d0e1f2", "#ffffff"), strict=False))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 1.0 + 0.27 * len(kinds)), layout="constrained")
        axes = figure.subplots()
        names = list(kinds)
        left = [0] * len(names)
        for scale in scales:
            wide = [kinds[name].get(scale, 0) for name in names]
            if any(wide):
                axes.barh(names, wide, left=left, color=shades[scale], edgecolor=GREY, lw=0.5, label=scale)
                left = [a + b for a, b in zip(left, wide, strict=True)]
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        axes.set_xlabel("Institutions")
        axes.legend(loc="lower right", ncols=1)
        return as_svg(
            figure,
            "Institutions by type and scale",
            "Bars: institutions; shades: scales, the darkest the widest.",
        )


def _bars(axes: Axes, counts: Mapping[int, Count]) -> None:
    from matplotlib.ticker import MaxNLocator

    known = sorted(counts)
    axes.bar(
        known, [counts[y].total for y in known], width=0.78, color=PALE, label="all documents of the year"
    )
    axes.bar(known, [counts[y].hits for y in known], width=0.78, color=BLUE, label="about the theme")
    for year in known:
        if counts[year].hits:
            axes.annotate(
                f"{counts[year].hits}", (year, counts[year].total), xytext=(0, 2), textcoords="offset points",
                ha="center", fontsize=8.5, color=BLUE, fontweight="bold",
            )  # fmt: skip
    axes.set_ylabel("Documents")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=2, borderaxespad=0.2)


def _across(axes: Axes, first: int, last: int) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=14))
    axes.set_xlim(first - 0.7, last + 0.7)


def _intervals(axes: Axes, periods: Sequence[Span], counts: Sequence[Count]) -> None:
    """Draw a band between the bounds of the interval over each period, and a line at the share."""
    for (first, last), count in zip(periods, counts, strict=True):
        if count.total:
            left, right = first - 0.39, last + 0.39
            axes.fill_between([left, right], count.low, count.high, color=SKY, alpha=0.35, lw=0)
            small = count.total < FEW
            axes.plot(
                [left, right], [count.share] * 2, color=BLUE, lw=1.4 if small else 2.4,
                ls=(0, (1.5, 1.5)) if small else "-", solid_capstyle="butt",
            )  # fmt: skip
    axes.grid(axis="y", color=PALE, lw=0.6)
    axes.set_axisbelow(True)
