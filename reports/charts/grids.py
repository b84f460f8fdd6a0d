"""Grids: a theme by region and year, and themes that occur together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.models.trends import FEW, period_of, wilson
from workingregions.models.wording import the
from workingregions.reports import style
from workingregions.reports.charts.figure import INK, SMALL, Figure, finished, short

if TYPE_CHECKING:
    import pandas as pd

CELL = 30
LONGEST = 20
"""Years from the first to the last from which on a heat map shows periods."""
MOST = 25
"""Rows of a heat map; the table has all."""
TABLE = ("documents", "of_documents", "share", "low", "high", "few")


def heat_map(counts: pd.DataFrame, label: str, *, most: int = MOST, notes: Sequence[str] = ()) -> Figure:
    """Return the share of documents about a theme by region and year, with the counts in the cells.

    Cells without documents are empty, which is not a share of nought. Regions without a document on the
    theme are in the table alone.

    Args:
        counts: `View.trends` by region and year, or region and period.
        label: of the theme.
        most: regions that are drawn, those of most documents first.
        notes: below the chart's table.
    """
    import altair as alt

    time = "year" if "year" in counts else "period"
    known = counts[counts[time].notna() & (counts[time] != "") & (counts["region"] != "")]
    if time == "year" and known[time].max() - known[time].min() >= LONGEST:
        known, time = _in_periods(known), "period"
    sizes = known.groupby("region_name")[["documents", "of_documents"]].sum()
    sizes = sizes[sizes["documents"] > 0].sort_values(["of_documents", "documents"], ascending=False)
    names = sizes.index.tolist()[:most]
    rows = known[known["region_name"].isin(names)]
    rows = rows.assign(
        name=[short(n, 34) for n in rows["region_name"]],
        said=[f"{d}/{n}" for d, n in zip(rows["documents"], rows["of_documents"], strict=True)],
    )
    order = [short(n, 34) for n in names]
    times = sorted(set(known[time].tolist()))
    if time == "year" and times:
        times = list(range(int(times[0]), int(times[-1]) + 1))
    x = alt.X(
        f"{time}:O", title=None, scale=alt.Scale(domain=times), axis=alt.Axis(orient="top", labelAngle=0)
    )
    y = alt.Y("name:N", title=None, sort=order, axis=alt.Axis(labelPadding=6))
    wide = CELL if time == "year" else 2 * CELL
    base = alt.Chart(rows).properties(width=alt.Step(wide), height=alt.Step(22))
    scale = alt.Scale(scheme="blues", domain=[0, 1])
    legend = alt.Legend(title="Share of documents", format="%", gradientLength=120, tickCount=3)
    colour = alt.Color("share:Q", scale=scale, legend=legend)
    unnamed = alt.Color("share:Q", scale=scale, legend=None)
    large = base.transform_filter("!datum.few").mark_rect(stroke="white").encode(x=x, y=y, color=colour)
    small = (
        base.transform_filter("datum.few")
        .mark_rect(opacity=0.55, stroke=style.GREY, strokeDash=[2, 2], strokeWidth=0.8)
        .encode(x=x, y=y, color=unnamed)
    )
    dark = alt.condition("datum.share > 0.6 && !datum.few", alt.value("white"), alt.value(INK))
    numbers = base.mark_text(fontSize=9).encode(x=x, y=y, text="said:N", color=dark)
    left = len(counts["region_name"].unique()) - len(names)
    subtitle = (
        f"Documents about the theme / all documents about the region, by {time}; darker: a greater share. "
        f"Dashed and pale: {SMALL}. Empty: none. Documents count in their regions and all that contain them."
    )
    if left > 0:
        subtitle += f" {left} other regions, without a document on the theme or with fewer, are in the table."
    every = known[["region_name", time, "theme", *TABLE]].reset_index(drop=True)
    return finished(alt.layer(large, small, numbers), f"{label} by region and {time}", subtitle, every, notes)


def _in_periods(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts by year as counts by period. A document has one year, so they add up."""
    keys = ["region_name", "region", "theme", "period"]
    rows = counts.assign(period=[period_of(int(year)) for year in counts["year"]])
    summed = rows.groupby(keys, as_index=False)[["documents", "of_documents"]].sum()
    bounds = [wilson(h, n) for h, n in zip(summed["documents"], summed["of_documents"], strict=True)]
    return summed.assign(
        share=summed["documents"] / summed["of_documents"],
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        few=summed["of_documents"] < FEW,
    )


def co_occurrence(
    pairs: pd.DataFrame, labels: Mapping[str, str], *, where: str = "", notes: Sequence[str] = ()
) -> Figure:
    """Return which themes share passages: size by number, colour by how often against chance.

    Args:
        pairs: `View.theme_pairs`.
        labels: of the themes, by id, in the order of the axes.
        where: the region, for the title.
        notes: below the chart's table.
    """
    import altair as alt
    import numpy as np
    import pandas as pd

    found = pairs[pairs["theme_a"].isin(labels) & pairs["theme_b"].isin(labels)]
    used = [theme for theme in labels if theme in {*found["theme_a"], *found["theme_b"]}]
    place = {theme: i for i, theme in enumerate(used)}
    rows: list[dict[Any, Any]] = []
    for row in found.to_dict("records"):
        a, b = sorted((row["theme_a"], row["theme_b"]), key=lambda theme: place[theme])
        power = float(np.clip(np.log2(row["lift"]), -3, 3))
        rows.append({**row, "x": labels[a], "y": labels[b], "power": power})
    drawn = pd.DataFrame(rows, columns=[*pairs.columns, "x", "y", "power"])
    names = [labels[theme] for theme in used]
    base = alt.Chart(drawn).properties(width=alt.Step(26), height=alt.Step(26))
    x = alt.X("x:N", sort=names, title=None, axis=alt.Axis(labelAngle=-50, grid=True, labelLimit=170))
    y = alt.Y("y:N", sort=names, title=None, axis=alt.Axis(grid=True))
    colour = alt.Color(
        "power:Q",
        scale=alt.Scale(range=[style.VERMILION, "#e8e8e8", style.BLUE], domain=[-3, 0, 3]),
        legend=alt.Legend(
            title="Against chance", values=[-3, -1, 0, 1, 3],
            labelExpr="{'-3': '1/8 or less', '-1': 'half', '0': 'as chance', '1': 'twice', '3': '8 times'}"
            "[format(datum.value, 'd')]",
        ),
    )  # fmt: skip
    size = alt.Size(
        "passages:Q",
        scale=alt.Scale(range=[30, 560]),
        legend=alt.Legend(
            title="Passages", tickCount=3, symbolFillColor="#e8e8e8", symbolStrokeColor=style.GREY
        ),
    )
    dots = base.mark_circle(opacity=1, stroke=style.GREY, strokeWidth=0.5).encode(
        x=x, y=y, color=colour, size=size
    )
    white = alt.condition("abs(datum.power) > 2", alt.value("white"), alt.value(INK))
    numbers = base.mark_text(fontSize=8.5).encode(x=x, y=y, text="passages:Q", color=white)
    title = f"Themes of the same passages{f' in {the(where)}' if where else ''}"
    subtitle = (
        "Number of passages about both themes. Blue: more than if the two were unrelated; red: fewer. "
        "Pairs of few passages say little."
    )
    return finished(dots + numbers, title, subtitle, pairs.reset_index(drop=True), notes)
