"""Shares with their intervals: over the years, by region, and the themes of regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.models.wording import listed, the
from workingregions.reports import style
from workingregions.reports.charts.figure import COLOURS, INK, MOST, SMALL, Figure, finished, short

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 620
TABLE = ("documents", "of_documents", "share", "low", "high", "adjusted_low", "adjusted_high", "few")
SHARE = "Share of documents about the theme"
INTERVALS = (
    "Lines: Wilson's 95 % interval, chance in which documents there are. Hollow: "
    + SMALL
    + ", which say little."
)


def trend_lines(
    counts: pd.DataFrame, labels: Mapping[str, str], where: str = "", *, widened: bool = False,
    notes: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """Return the share of documents about each theme over the years, one panel a theme.

    Args:
        counts: `View.trends` by year or by period.
        labels: of the themes, by id; panels are in this order.
        where: the region, for the title.
        widened: whether to draw the interval corrected for the tagger's error as well.
        notes: below the chart's table.
    """
    import altair as alt

    time = "year" if "year" in counts else "period"
    rows = counts[counts[time].notna() & (counts[time] != "")]
    rows = rows[rows["theme"].isin(labels)].assign(label=[labels.get(t, t) for t in rows["theme"]])
    panels = []
    for label in dict.fromkeys(labels.values()):
        own = rows[rows["label"] == label]
        panels.append(_panel(own, time, label, widened, alt))
    chart = alt.vconcat(*panels, spacing=18).resolve_scale(x="shared")
    first, last = (rows[time].min(), rows[time].max()) if len(rows) else ("", "")
    names = short("; ".join(labels.values()), 60)
    title = f"{names}{f' in {the(where)}' if where else ''}, {first} to {last}"
    subtitle = f"{SHARE}, by {time}. {INTERVALS} The line joins the others. Grey: all documents of it."
    if widened:
        subtitle += " Pale lines: allowing for the tagger's error as well."
    return finished(chart, title, subtitle, rows[[time, "theme", *TABLE]].reset_index(drop=True), notes)


def _panel(rows: pd.DataFrame, time: str, label: str, widened: bool, alt: Any) -> Any:
    kind = "Q" if time == "year" else "O"
    axis: dict[str, Any] = {"title": None, "grid": False, "labelAngle": 0}
    scale: dict[str, Any] = {}
    if kind == "Q":
        axis |= {"format": "d", "tickMinStep": 1}
        scale = {"scale": alt.Scale(nice=False, padding=14, zero=False)}
    base = alt.Chart(rows).properties(
        width=WIDTH, height=150, title=alt.Title(label, anchor="start", fontSize=12)
    )
    x = alt.X(f"{time}:{kind}", axis=alt.Axis(**axis, labelPadding=14), **scale)
    percent = alt.Axis(format="%", title="Share", tickCount=4)
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=percent)
    layers = []
    if widened:
        layers.append(
            base.mark_rule(color=style.SKY, opacity=0.45, strokeWidth=6).encode(
                x=x, y=alt.Y("adjusted_low:Q"), y2="adjusted_high:Q"
            )
        )
    layers.append(
        base.mark_rule(color=style.SKY, strokeWidth=2).encode(
            x=x, y=alt.Y("low:Q", axis=percent), y2="high:Q", opacity=_opacity(alt)
        )
    )
    # The line joins the years that are large enough to be compared.
    large = base.transform_filter("!datum.few")
    layers.append(large.mark_line(color=style.BLUE, strokeWidth=1.5, opacity=0.7).encode(x=x, y=y))
    layers.append(_points(base, alt).encode(x=x, y=y))
    layers.append(
        base.mark_text(dy=9, baseline="top", fontSize=8.5, color=style.GREY).encode(
            x=x, y=alt.value(150), text="of_documents:Q"
        )
    )
    return alt.layer(*layers)


def _points(base: Any, alt: Any, colour: Any = None) -> Any:
    """Return filled points, hollow where there are few documents."""
    fill = alt.condition("datum.few", alt.value("white"), colour or alt.value(style.BLUE))
    return base.mark_point(size=52, strokeWidth=1.6, opacity=1).encode(
        fill=fill, stroke=colour or alt.value(style.BLUE)
    )


def _opacity(alt: Any) -> Any:
    return alt.condition("datum.few", alt.value(0.5), alt.value(1))


def share_dots(counts: pd.DataFrame, label: str, *, most: int = 30, notes: Sequence[str] = ()) -> Figure:
    """Return the share of documents about one theme by region (or another facet), the most documents first.

    Args:
        counts: `View.trends` by one facet that is not time.
        label: of the theme.
        most: rows that are drawn; the table has all.
        notes: below the chart's table.
    """
    import altair as alt

    facet = "region_name" if "region_name" in counts else str(counts.columns[0])
    rows = counts.assign(name=[short(str(v).replace("_", " ") or "unknown") for v in counts[facet]])
    known = (rows[facet] != "") & (rows.get("region", "-") != "")
    rows = rows.assign(known=known).sort_values(
        ["known", "of_documents", "share", "name"], ascending=[False, False, False, True]
    )
    drawn = rows.head(most)
    chart = _dots(drawn, "name", drawn["name"].tolist(), alt)
    kind = "region" if facet == "region_name" else facet
    rest = (
        f" The {len(rows) - most} with fewest documents are in the table alone." if len(rows) > most else ""
    )
    return finished(
        chart, f"{label} by {kind}", f"{SHARE}. {INTERVALS}{rest}",
        rows[[facet, "theme", *TABLE]].reset_index(drop=True), notes,
    )  # fmt: skip


def theme_profile(
    profile: pd.DataFrame, labels: Mapping[str, str], *, years: str = "", notes: Sequence[str] = ()
) -> Figure:
    """Return the share of documents about each theme in one region or several.

    Args:
        profile: `Comparison.profile`: columns region_name, theme and the counts.
        labels: of the themes, by id.
        years: the period in words.
        notes: below the chart's table.
    """
    import altair as alt

    names = list(dict.fromkeys(profile["region_name"]))[:MOST]
    rows = profile[profile["region_name"].isin(names) & profile["theme"].isin(labels)]
    rows = rows.assign(name=[labels[t] for t in rows["theme"]])
    first = rows[rows["region_name"] == names[0]].sort_values(["share", "name"], ascending=[False, True])
    chart = _dots(rows, "name", first["name"].tolist(), alt, names)
    title = f"Themes of {listed(map(the, names))}"
    if years:
        title += f", {years}"
    columns = ["region_name", "theme", *TABLE]
    return finished(chart, title, f"{SHARE}. {INTERVALS}", rows[columns].reset_index(drop=True), notes)


def _dots(rows: pd.DataFrame, name: str, order: Sequence[str], alt: Any, groups: Sequence[str] = ()) -> Any:
    """Return dots with intervals, one row a name, and the numbers at the right."""
    step = 22 if len(groups) < 2 else 15 * len(groups) + 8
    base = alt.Chart(rows).properties(width=WIDTH - 180, height=alt.Step(step, **{"for": "position"}))
    ordered = list(dict.fromkeys(order))
    y: dict[str, Any] = {
        "y": alt.Y(
            f"{name}:N", sort=ordered, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8)
        )
    }
    colour = None
    if len(groups) > 1:
        y["yOffset"] = alt.YOffset("region_name:N", sort=list(groups))
        legend = alt.Legend(
            title=None, orient="top", labelLimit=300, symbolType="circle", symbolStrokeWidth=0
        )
        scale = alt.Scale(domain=list(groups), range=list(COLOURS[: len(groups)]))
        colour = alt.Color("region_name:N", scale=scale, legend=legend)
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title=SHARE, tickCount=5))
    rules = base.mark_rule(strokeWidth=2).encode(
        **y, x=alt.X("low:Q", axis=alt.Axis(format="%", title=SHARE, tickCount=5)), x2="high:Q",
        color=colour or alt.value(style.SKY), opacity=_opacity(alt),
    )  # fmt: skip
    points = _points(base, alt, colour).encode(**y, x=x)
    numbers = (
        base.transform_calculate(said="datum.documents + ' of ' + datum.of_documents")
        .mark_text(align="left", fontSize=9.5, color=INK)
        .encode(**y, x=alt.value(WIDTH - 172), text="said:N", opacity=_opacity(alt))
    )
    return alt.layer(rules, points, numbers)
