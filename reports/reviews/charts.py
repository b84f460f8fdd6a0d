"""The charts of a thematic review, as SVG text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.models.trends import FEW
from workingregions.reports.reviews.data import Count, RegionRow, YearRow
from workingregions.reports.style import (
    BLUE,
    GREY,
    PALE,
    SKY,
    STYLE,
    WIDTH,
    as_svg,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def trend(rows: Sequence[YearRow], periods: Sequence[tuple[int, int]], counts: Sequence[Count]) -> str:
    """Return an SVG chart of the documents on the theme among all of each year.

    Below the bars it shows their share by period, with its interval.

    `counts` are those of `periods` (first and last year). "" if no document has a year.
    """
    dated = [(row.year, row.count) for row in rows if row.year is not None]
    if not dated:
        return ""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    years = [year for year, _ in dated]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 4.4), layout="constrained")
        upper, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        totals, hits = [c.total for _, c in dated], [c.hits for _, c in dated]
        upper.bar(years, totals, width=0.78, color=PALE, label="all documents of the year")
        upper.bar(years, hits, width=0.78, color=BLUE, label="about the theme")
        _number(upper, dated)
        upper.set_ylabel("Documents")
        upper.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        upper.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=2, borderaxespad=0.2)
        _intervals(below, periods, counts)
        below.set_ylim(0, 1)
        below.set_ylabel("Share")
        below.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        below.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=14))
        below.set_xlim(min(years[0], periods[0][0]) - 0.7, max(years[-1], periods[-1][1]) + 0.7)
        first = f"Documents about the theme by year, {years[0]} to {years[-1]}"
        return as_svg(
            figure, first, "Bars: number of documents. Below: share by period, with 95 % intervals."
        )


def by_region(rows: Sequence[RegionRow], most: int = 14) -> str:
    """Return a chart of the share of each region's documents about the theme, with 95 % intervals, as SVG.

    Regions with a document on the theme, at most `most`; "" if there are none.
    """
    shown = [row for row in rows if row.region and row.count.hits][:most]
    if not shown:
        return ""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 0.9 + 0.3 * len(shown)), layout="constrained")
        axes = figure.subplots()
        places = list(range(len(shown)))
        for place, row in zip(places, shown, strict=True):
            colour = SKY if row.inner else BLUE
            axes.plot(
                [row.count.low, row.count.high], [place, place], color=colour, lw=2.2, solid_capstyle="butt"
            )
            # A share of 0 or 1 lies on the edge, which must not cut its dot in two.
            axes.plot(
                [row.count.share], [place], "o", color=colour, ms=7, mec="white", mew=0.8, clip_on=False
            )
            axes.text(1.03, place, f"{row.count.hits} of {row.count.total}", va="center", color=GREY)
        axes.set_yticks(places, [f"    {row.name}" if row.inner else row.name for row in shown])
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


def _number(axes: Axes, dated: Sequence[tuple[int, Count]]) -> None:
    """Write the number of documents on the theme over each bar that has any."""
    for year, count in dated:
        if count.hits:
            axes.annotate(
                f"{count.hits}",
                (year, count.total),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
                color=BLUE,
                fontweight="bold",
            )


def _intervals(axes: Axes, periods: Sequence[tuple[int, int]], counts: Sequence[Count]) -> None:
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
