"""A map of topics: near ones are alike, large ones have much text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.reports import style
from workingregions.reports.charts.figure import INK, Figure, finished, short

if TYPE_CHECKING:
    import pandas as pd

WIDTH, HEIGHT = 680, 480
LETTER, LINE = 5.8, 12
"""Pixels of a letter and of a line of the labels."""
SMALLEST, LARGEST = 40, 1000
"""Areas of the circles, in square pixels."""
LONGEST = 34
"""Letters of a name."""
ALIGN: Mapping[str, Any] = {"right": "left", "left": "right", "above": "center", "below": "center"}
"""How a name is aligned at each side of its circle."""


def topic_map(
    topics: pd.DataFrame, *, title: str = "Topics of the corpus", notes: Sequence[str] = ()
) -> Figure:
    """Return a map of topics with their names.

    A name that would cover another one is moved to another side of its topic or, if there is no room, left
    out; the table has all.

    Args:
        topics: columns topic (id), x, y (positions in two dimensions), size (passages or share), name.
        title: of the chart.
        notes: below the chart's table.
    """
    import altair as alt

    rows = topics.sort_values("size", ascending=False, ignore_index=True)
    placed = _labels(rows)
    chart = alt.Chart(rows.assign(name=rows["name"].astype(str))).properties(width=WIDTH, height=HEIGHT)
    domain = [_domain(rows[axis]) for axis in ("x", "y")]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=domain[0], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=domain[1], nice=False))
    size = alt.Size(
        "size:Q",
        scale=alt.Scale(range=[SMALLEST, LARGEST], domainMin=0),
        legend=alt.Legend(title="Size", tickCount=3),
    )
    circles = chart.mark_circle(color=style.BLUE, opacity=0.35, stroke=style.BLUE).encode(x=x, y=y, size=size)
    layers = [circles]
    for side, own in placed.items():
        for index, (dx, dy) in own.items():
            name = short(str(rows.at[index, "name"]), LONGEST)
            shown = rows.loc[[index]].assign(name=name)
            layers.append(
                alt.Chart(shown)
                .mark_text(dx=dx, dy=dy, align=ALIGN[side], fontSize=10.5, color=INK)
                .encode(x=x, y=y, text="name:N")
            )
    hidden = len(rows) - sum(map(len, placed.values()))
    subtitle = "Near topics are alike; the distances within the picture have no unit. Larger: more text."
    if hidden:
        subtitle += f" Names that had no room ({hidden}) are in the table alone."
    return finished(alt.layer(*layers), title, subtitle, rows[["topic", "name", "size", "x", "y"]], notes)


def _domain(values: pd.Series[float]) -> list[float]:
    low, high = float(values.min()), float(values.max())
    room = (high - low or 1.0) * 0.14
    return [low - room, high + room]


def placed_names(
    rows: pd.DataFrame,
) -> tuple[dict[int, tuple[float, float, str, str]], list[tuple[float, float, float]], tuple[float, float]]:
    """Return where the names of topics have room, where the topics are, and the size of the map, in pixels.

    Args:
        rows: columns x, y, size, name, the largest first.

    Returns:
        By row number: x, y, side of the text that is at x (start, end, middle) and the name; the x, y and
        radius of each row's circle; width and height.
    """
    anchors = {"left": "start", "right": "end", "center": "middle"}
    places = _circles(rows)
    names = {}
    for side, own in _labels(rows).items():
        for i, (dx, dy) in own.items():
            x, y, _ = places[i]
            names[i] = (x + dx, y + dy, anchors[ALIGN[side]], short(str(rows.at[i, "name"]), LONGEST))
    return names, places, (WIDTH, HEIGHT)


def _circles(rows: pd.DataFrame) -> list[tuple[float, float, float]]:
    """Return x, y and radius of each topic's circle, in pixels from the top left."""
    (left, right), (bottom, top) = _domain(rows["x"]), _domain(rows["y"])
    across = ((rows["x"] - left) / (right - left) * WIDTH).tolist()
    down = (HEIGHT - (rows["y"] - bottom) / (top - bottom) * HEIGHT).tolist()
    most = max(rows["size"].max(), 1e-9)
    radius = [math.sqrt((SMALLEST + (LARGEST - SMALLEST) * s / most) / math.pi) for s in rows["size"]]
    return list(zip(across, down, radius, strict=True))


def _labels(rows: pd.DataFrame) -> dict[str, dict[int, tuple[float, float]]]:
    """Return the rows whose names fit at each side of their circles, with their offsets; largest first."""
    placed: dict[str, dict[int, tuple[float, float]]] = {side: {} for side in ALIGN}
    places = _circles(rows)
    circles = [(x - r, y - r, x + r, y + r) for x, y, r in places]
    taken: list[tuple[float, ...]] = []
    for obstacles in (circles, []):  # a name that finds no free place may cross the circle of another topic
        for i, (x, y, r) in enumerate(places):
            if any(i in own for own in placed.values()):
                continue
            wide = LETTER * len(short(str(rows.at[i, "name"]), LONGEST))
            for side, (dx, dy) in _offsets(r).items():
                start = x + dx - {"left": 0.0, "right": wide, "center": wide / 2}[ALIGN[side]]
                box = (start, y + dy - LINE / 2, start + wide, y + dy + LINE / 2)
                inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT
                others = [*taken, *(c for n, c in enumerate(obstacles) if n != i)]
                if inside and not any(_overlap(box, other) for other in others):
                    taken.append(box)
                    placed[side][i] = (dx, dy)
                    break
    return placed


def _offsets(radius: float) -> dict[str, tuple[float, float]]:
    away, up = radius + 4, radius + 8
    return {"right": (away, 0), "left": (-away, 0), "above": (0, -up), "below": (0, up)}


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
