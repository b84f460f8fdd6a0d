"""Small charts as SVG text: bars, years, dots with intervals. They print in grey and need no style sheet."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from workingregions.reports.style import BLUE, GREEN, GREY, ORANGE, PALE, VERMILION

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK = "#22292f"
WIDTH = 720.0
"""Units of a picture's width, which is that of a column of text."""
COLOURS = (BLUE, ORANGE, GREEN, VERMILION, "#CC79A7", "#56B4E9", "#000000", "#8a6d00", "#6b6b6b")
FILLS = ("#0b4a7d", "#7fb2d9", "#dbe8f2", "#f6f1e4")
"""Fills of the parts of a bar, from dark to pale, so that they differ in grey as well."""
_SIZE, _LETTER = 12.0, 6.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: its name and the lengths of its parts, in the order of the series."""

    name: str
    parts: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A value with its interval; None for what is not known."""

    value: float | None
    low: float | None = None
    high: float | None = None


def bars(rows: Sequence[Bar], series: Sequence[str], said: str) -> str:
    """Return bars of parts, one below the other, each with its total; `said` is the picture in words."""
    left, step, top = _label_width([r.name for r in rows]), 26.0, 30.0 if len(series) > 1 else 6.0
    most = max((sum(r.parts) for r in rows), default=0) or 1
    scale = (WIDTH - left - 60) / most
    parts = [_key(series, [FILLS[i % len(FILLS)] for i in range(len(series))])] if len(series) > 1 else []
    for n, bar in enumerate(rows):
        x, y = left, top + step * n
        parts.append(text(left - 8, y + 15, bar.name, anchor="end"))
        for i, part in enumerate(bar.parts):
            if part:
                parts.append(
                    f'<rect x="{x:.1f}" y="{y + 2:.1f}" width="{part * scale:.1f}" height="18" '
                    f'fill="{FILLS[i % len(FILLS)]}" stroke="{INK}" stroke-width=".5"/>'
                )
            x += part * scale
        parts.append(text(x + 6, y + 15, f"{sum(bar.parts):,.0f}"))
    return svg(top + step * len(rows) + 4, parts, said)


def columns(rows: Sequence[Bar], series: Sequence[str], said: str) -> str:
    """Return upright bars of parts from left to right, such as years, each with its total above."""
    top, tall, foot = 44.0, 120.0, 26.0
    most = max((sum(r.parts) for r in rows), default=0) or 1
    step = min(64.0, (WIDTH - 20) / max(len(rows), 1))
    every = max(1, -(-int(_LETTER * 5) // int(step)))
    parts = [_key(series, [FILLS[i % len(FILLS)] for i in range(len(series))])]
    base = top + tall
    parts.append(f'<path d="M10 {base:.1f}h{step * len(rows):.1f}" stroke="{GREY}" stroke-width="1"/>')
    for n, bar in enumerate(rows):
        x, y = 10 + step * n, base
        for i, part in enumerate(bar.parts):
            height = part * tall / most
            if part:
                y -= height
                parts.append(
                    f'<rect x="{x + step * 0.15:.1f}" y="{y:.1f}" width="{step * 0.7:.1f}" '
                    f'height="{height:.1f}" fill="{FILLS[i % len(FILLS)]}" stroke="{INK}" stroke-width=".5"/>'
                )
        if sum(bar.parts) and step >= 14:
            parts.append(text(x + step / 2, y - 4, f"{sum(bar.parts):,.0f}", anchor="middle"))
        if n % every == 0:
            parts.append(text(x + step / 2, base + 16, bar.name, anchor="middle"))
    return svg(base + foot, parts, said)


def dots(
    rows: Sequence[tuple[str, Sequence[Dot]]],
    series: Sequence[str],
    said: str,
    *,
    least: float,
    most: float,
    ticks: Sequence[tuple[float, str]],
) -> str:
    """Return values with intervals on one axis, a row each; `ticks` are its places and their words."""
    left = _label_width([name for name, _ in rows])
    step, top = 15.0 * max(len(series), 1) + 11, 34.0 if len(series) > 1 else 8.0
    foot = top + step * len(rows)

    def across(value: float) -> float:
        return left + (WIDTH - left - 24) * (min(max(value, least), most) - least) / ((most - least) or 1)

    parts = [_key(series, COLOURS, marks=True)] if len(series) > 1 else []
    for at, words in ticks:
        x = across(at)
        strong = GREY if at == 0 and least < 0 else PALE
        parts.append(
            f'<path d="M{x:.1f} {top:.1f}V{foot:.1f}" stroke="{strong}" stroke-width="1"/>'
            + text(x, foot + 16, words, anchor="middle")
        )
    for n, (name, found) in enumerate(rows):
        y = top + step * n
        parts.append(f'<path d="M0 {y:.1f}H{WIDTH:.0f}" stroke="{PALE}" stroke-width=".6"/>')
        parts.append(text(left - 8, y + step / 2 + 4, name, anchor="end"))
        for i, dot in enumerate(found):
            at = y + 13 + 15 * i
            if dot.value is None:
                parts.append(text(across(least) + 4, at + 4, "not known", fill=GREY))
                continue
            colour = COLOURS[i % len(COLOURS)]
            if dot.low is not None and dot.high is not None:
                parts.append(
                    f'<path d="M{across(dot.low):.1f} {at:.1f}H{across(dot.high):.1f}" stroke="{colour}" '
                    'stroke-width="2.4" stroke-opacity=".75"/>'
                )
            parts.append(mark(i, across(dot.value), at, colour))
    return svg(foot + 26, parts, said)


def mark(number: int, x: float, y: float, colour: str, size: float = 4.6) -> str:
    """Return a mark whose shape tells series apart: circle, square, triangle, diamond and so on."""
    s = size
    shapes = (
        "",
        f"M{x - s:.1f} {y - s:.1f}h{2 * s:.1f}v{2 * s:.1f}h{-2 * s:.1f}Z",
        f"M{x:.1f} {y - s - 1:.1f}L{x + s + 1:.1f} {y + s:.1f}H{x - s - 1:.1f}Z",
        f"M{x:.1f} {y - s - 1:.1f}L{x + s + 1:.1f} {y:.1f}L{x:.1f} {y + s + 1:.1f}L{x - s - 1:.1f} {y:.1f}Z",
        f"M{x:.1f} {y + s + 1:.1f}L{x + s + 1:.1f} {y - s:.1f}H{x - s - 1:.1f}Z",
    )
    hollow = number >= len(shapes)
    shape = shapes[number % len(shapes)]
    fill = "#ffffff" if hollow else colour
    if not shape:
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{s:.1f}" fill="{fill}" stroke="{colour}" '
            'stroke-width="1.4"/>'
        )
    return f'<path d="{shape}" fill="{fill}" stroke="{colour}" stroke-width="1.4"/>'


def rounded(value: float) -> float:
    """Return the least of 1, 2, 3, 4, 5, 6, 8 times a power of ten that is not below a value; 1 for none."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= value * (1 - 1e-9))


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    fill: str = INK,
    size: float = _SIZE,
    bold: bool = False,
) -> str:
    """Return a text."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )


def svg(height: float, parts: Sequence[str], said: str, width: float = WIDTH) -> str:
    """Return a picture of these parts; `said` is the same in words."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(said)}" font-family="{FONT}">'
        f"{''.join(parts)}</svg>"
    )


def lines(words: str, letters: int, most: int = 3) -> list[str]:
    """Return a text in at most so many lines of so many letters."""
    return textwrap.wrap(words, letters, max_lines=most, placeholder=" …") or [""]


def _label_width(names: Sequence[str]) -> float:
    return min(0.45 * WIDTH, 16 + _LETTER * max(map(len, names), default=0))


def _key(series: Sequence[str], fills: Sequence[str], *, marks: bool = False) -> str:
    parts, x = [], 4.0
    for n, name in enumerate(series):
        fill = fills[n % len(fills)]
        if marks:
            parts.append(mark(n, x + 7, 12, fill))
        else:
            parts.append(
                f'<rect x="{x:.1f}" y="6" width="13" height="13" fill="{fill}" '
                f'stroke="{INK}" stroke-width=".5"/>'
            )
        parts.append(text(x + 20, 17, name))
        x += 36 + _LETTER * len(name)
    return "".join(parts)
