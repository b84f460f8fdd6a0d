"""Charts for a browser whose every mark is a link to what it counts: SVG text without styles or scripts.

The page's style sheet gives the colours, by class, so that a chart is legible in light, dark and print, and a
policy that forbids styles within a page does not touch it. The marks are links with names of their own: they
are reached by keyboard and read aloud. Heat maps and rows of shares are tables, with one of these in a cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from workingregions.reports.charts.topic_map import placed_names

if TYPE_CHECKING:
    import pandas as pd

WIDTH, HEIGHT = 660, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 12, 44
"""Room around the plot of `lines`, in pixels."""
APART, LETTER = 14, 6.5
"""Least gap between the years that are written below a chart, and the width of a letter, in pixels."""
STRIP, TALL = 220, 22
"""Size of a strip."""
SPARK, SPARK_TALL = 110, 24
SHADES = 5
"""Steps of a heat map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share to be drawn: `hits` of `total` documents with its interval, and where the mark leads.

    `few` is whether the documents are too few to say much. `name` is what stands at the axis.
    """

    name: str
    hits: int
    total: int
    share: float
    low: float
    high: float
    few: bool
    link: str

    @property
    def words(self) -> str:
        """The numbers in words, for the mark's name."""
        interval = f"95 % interval {percent(self.low)} to {percent(self.high)}"
        few = ", too few to say much" if self.few else ""
        documents = "document" if self.total == 1 else "documents"
        return (
            f"{self.name}: {self.hits} of {self.total} {documents}, {percent(self.share)} ({interval}{few})"
        )


def percent(share: float) -> str:
    """Return a share as a percentage."""
    return "–" if share != share else f"{100 * share:.0f} %"


def shade(share: float) -> int:
    """Return the step of a heat map that stands for a share: 0 for none, 1 to SHADES."""
    return min(SHADES, math.ceil(share * SHADES)) if share > 0 else 0


def _svg(kind: str, width: float, height: float, label: str, body: str) -> Markup:
    return Markup(  # every text in `body` was escaped when it was put there
        f'<svg class="chart {kind}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'role="group" aria-label="{escape(label)}">{body}</svg>'
    )


def _link(address: str, words: str, kind: str, body: str) -> str:
    name = escape(words)
    return f'<a href="{escape(address)}" class="{kind}" aria-label="{name}"><title>{name}</title>{body}</a>'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def lines(points: Sequence[Share], label: str, *, widened: Sequence[tuple[float, float]] = ()) -> Markup:
    """Return shares over time: a point with its interval each, and a line through those of enough documents.

    Args:
        points: in the order of time, at equal distances; those without documents have `total` 0 and no mark.
        label: what the chart shows.
        widened: the intervals that allow for the tagger's error as well, drawn behind.
    """
    step = (WIDTH - LEFT - RIGHT) / max(len(points), 1)
    tall = HEIGHT - TOP - BOTTOM
    across = [LEFT + step * (i + 0.5) for i in range(len(points))]

    def down(share: float) -> float:
        return TOP + tall * (1 - share)

    axis = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _n(down(share))
        axis.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        if share in (0, 0.5, 1):
            axis.append(
                f'<text class="tick end" x="{LEFT - 6}" y="{_n(down(share) + 4)}">{percent(share)}</text>'
            )
    longest = max((len(point.name) for point in points), default=0)
    every = max(1, math.ceil((LETTER * longest + APART) / step))
    for i, (point, x) in enumerate(zip(points, across, strict=True)):
        if i % every == 0:
            axis.append(
                f'<text class="tick" x="{_n(x)}" y="{HEIGHT - BOTTOM + 18}">{escape(point.name)}</text>'
            )
    large = [(x, down(p.share)) for p, x in zip(points, across, strict=True) if p.total and not p.few]
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in large)
    body = [*axis, f'<polyline class="joined" points="{path}"/>' if len(large) > 1 else ""]
    for i, (point, x) in enumerate(zip(points, across, strict=True)):
        if point.total:
            wide = widened[i] if i < len(widened) else None
            body.append(_point(point, x, down, step, wide))
    caption = f'<text class="tick end" x="{LEFT - 6}" y="{HEIGHT - 8}">of</text>'
    return _svg("lines", WIDTH, HEIGHT, label, "".join(body) + caption)


def _point(
    point: Share, x: float, down: Callable[[float], float], step: float, wide: tuple[float, float] | None
) -> str:
    at = _n(x)
    parts = [
        f'<rect class="hit" x="{_n(x - step / 2)}" y="{TOP}" width="{_n(step)}" height="{HEIGHT - TOP}"/>'
    ]
    if wide and all(map(math.isfinite, wide)):
        parts.append(
            f'<line class="allowing" x1="{at}" x2="{at}" y1="{_n(down(wide[0]))}" y2="{_n(down(wide[1]))}"/>'
        )
    low, high = _n(down(point.low)), _n(down(point.high))
    parts.append(f'<line class="interval" x1="{at}" x2="{at}" y1="{low}" y2="{high}"/>')
    parts.append(f'<circle class="dot" cx="{at}" cy="{_n(down(point.share))}" r="4.5"/>')
    if step >= 14:  # where years stand closer, their numbers of documents are in the table alone
        parts.append(f'<text class="tick" x="{at}" y="{HEIGHT - 8}">{point.total}</text>')
    return _link(point.link, point.words, "point few" if point.few else "point", "".join(parts))


def strip(point: Share) -> Markup:
    """Return a share as a dot on a line from 0 to 100 %, with its interval, for a cell of a table."""
    body = _axis((0.0, 0.5, 1.0))
    if not point.total:
        return _svg("strip", STRIP, TALL, f"{point.name}: no documents", body)
    mark = _interval(point.low, point.share, point.high, 0.0, 1.0)
    kind = "point few" if point.few else "point"
    return _svg("strip", STRIP, TALL, point.name, body + _link(point.link, point.words, kind, mark))


def difference(name: str, low: float, value: float, high: float, link: str) -> Markup:
    """Return a difference of two shares (-1 to 1) as a dot with its interval beside the line of none."""
    words = f"{name}: {100 * value:+.0f} points (95 % interval {100 * low:+.0f} to {100 * high:+.0f})"
    kind = "point" if low > 0 or high < 0 else "point few"
    body = _axis((-1.0, 0.0, 1.0), -1.0, 1.0)
    return _svg(
        "strip", STRIP, TALL, name, body + _link(link, words, kind, _interval(low, value, high, -1, 1))
    )


def _axis(at: Sequence[float], first: float = 0.0, last: float = 1.0) -> str:
    marks = []
    for value in at:
        x = _n(6 + (STRIP - 12) * (value - first) / (last - first))
        marks.append(f'<line class="grid" x1="{x}" x2="{x}" y1="2" y2="{TALL - 2}"/>')
    return "".join(marks)


def _interval(low: float, value: float, high: float, first: float, last: float) -> str:
    a, m, b = (_n(6 + (STRIP - 12) * (v - first) / (last - first)) for v in (low, value, high))
    y = TALL // 2
    return (
        f'<rect class="hit" width="{STRIP}" height="{TALL}"/>'
        f'<line class="interval" x1="{a}" x2="{b}" y1="{y}" y2="{y}"/>'
        f'<circle class="dot" cx="{m}" cy="{y}" r="4.5"/>'
    )


def bar(name: str, value: float, most: float, link: str) -> Markup:
    """Return a number as a bar, for a cell of a table; `most` is the longest bar's."""
    wide = max(1.5, (STRIP - 2) * value / most) if most and value else 0
    body = f'<rect class="bar-fill" x="0" y="4" width="{_n(wide)}" height="{TALL - 8}"/>'
    words = f"{name}: {value:,.0f}"
    return _svg("strip", STRIP, TALL, name, _link(link, words, "mark", body))


def sparkline(points: Sequence[Share], label: str, link: str) -> Markup:
    """Return shares over time as a small line that leads to the whole chart."""
    known = [i for i, point in enumerate(points) if point.total]
    if not known:
        return Markup("")
    step = (SPARK - 8) / max(len(points) - 1, 1)
    most = max(points[i].share for i in known) or 1.0
    at = [(4 + i * step, SPARK_TALL - 4 - (SPARK_TALL - 8) * points[i].share / most) for i in known]
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in at)
    x, y = at[-1]
    first, last = points[known[0]], points[known[-1]]
    words = f"{label}: {percent(first.share)} in {first.name}, {percent(last.share)} in {last.name}"
    body = (
        f'<polyline class="joined" points="{path}"/><circle class="dot" cx="{_n(x)}" cy="{_n(y)}" r="2.6"/>'
    )
    hit = f'<rect class="hit" width="{SPARK}" height="{SPARK_TALL}"/>'
    return _svg("spark", SPARK, SPARK_TALL, label, _link(link, words, "point", hit + body))


def topic_dots(topics: pd.DataFrame, links: Sequence[str], label: str) -> Markup:
    """Return a map of topics: near ones are alike, larger ones have more passages; each leads to its page.

    Names that have no room are left out; the page's table has all.

    Args:
        topics: columns topic, x, y, size, name, as `View.topic_map` gives them.
        links: where each leads, in the order of the rows.
        label: what the chart shows.
    """
    rows = topics.assign(link=list(links)).sort_values("size", ascending=False, ignore_index=True)
    names, places, (width, height) = placed_names(rows)
    body = []
    for i, row in enumerate(rows.to_dict("records")):
        x, y, radius = places[i]
        circle = f'<circle class="topic" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>'
        words = f"{row['name']}: {row['size']:,} passages"
        text = ""
        if i in names:
            left, top, anchor, name = names[i]
            text = f'<text class="{anchor}" x="{_n(left)}" y="{_n(top + 4)}">{escape(name)}</text>'
        body.append(_link(str(row["link"]), words, "mark", circle + text))
    return _svg("topics", width, height, label, "".join(body))
