"""The picture of a flow: boxes from top to bottom, what leaves it at the right; black on white, for print."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, SIDE, LEFT, RIGHT, GAP = 760, 26, 300, 376, 26
"""Widths of the picture, of the stages' names and of both columns of boxes, and the gap between boxes."""
SIZE, LINE, PAD = 12.0, 16.0, 9.0
"""Size of letters, height of a line, and room within a box."""
LETTER = 6.6
"""Width that a letter has on average, with room to spare."""
INK, EDGE, PALE = "#1d252c", "#5b6670", "#e8ebee"


@dataclass(frozen=True, slots=True)
class Box:
    """What a box says: name, number, further lines, and who decided; one with number 0 is not drawn."""

    name: str
    count: int
    lines: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: what goes on, and what leaves under a heading."""

    name: str
    box: Box
    heading: str = ""
    leaving: tuple[Box, ...] = ()


def picture(stages: Sequence[Stage], title: str) -> str:
    """Return the flow as an `svg` element."""
    parts: list[str] = []
    top = 1.0
    previous = 0.0
    for number, stage in enumerate(stages):
        main = _wrapped(f"{stage.box.name} (n = {stage.box.count:,})", stage.box.lines, LEFT)
        out = [line for box in stage.leaving if box.count for line in _leaving(box)]
        out = [(stage.heading, True), *out] if out else []
        tall = max(_height(main), _height(out))
        x = SIDE + 12.0
        if number:
            parts += _arrow((x + LEFT / 2, previous), (x + LEFT / 2, top))
        parts += _stage(stage.name, top, tall)
        parts += _box(main, x, top, LEFT, tall if out else _height(main))
        if out:
            parts += _box(out, x + LEFT + GAP + 20, top, RIGHT, tall)
            parts += _arrow((x + LEFT, top + tall / 2), (x + LEFT + GAP + 20, top + tall / 2))
        previous = top + (tall if out else _height(main))
        top += tall + GAP
    height = top - GAP + 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title)}" font-family="Liberation Sans, Arial, '
        f'Helvetica, sans-serif" font-size="{SIZE:g}" fill="{INK}">{"".join(parts)}</svg>'
    )


Lines = Sequence[tuple[str, bool]]
"""Lines of a box, each with whether it is bold."""


def _leaving(box: Box) -> Lines:
    by = f" ({box.by})" if box.by else ""
    return _wrapped(
        f"{box.name}{by}: {box.count:,}", tuple(f"– {line}" for line in box.lines), RIGHT, bold=False
    )


def _wrapped(head: str, lines: Sequence[str], width: float, *, bold: bool = True) -> list[tuple[str, bool]]:
    most = int((width - 2 * PAD) / LETTER)
    made = [(row, bold) for row in textwrap.wrap(head, most)]
    return made + [
        (row, False) for text in lines for row in textwrap.wrap(text, most, subsequent_indent="   ")
    ]


def _height(lines: Lines) -> float:
    return 2 * PAD + LINE * len(lines) if lines else 0.0


def _box(lines: Lines, x: float, y: float, width: float, height: float) -> Iterator[str]:
    yield f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="#fff" stroke="{EDGE}"/>'
    for n, (text, bold) in enumerate(lines):
        weight = ' font-weight="bold"' if bold else ""
        indent = 12 if text.startswith(("– ", "   ")) else 0
        at = f'x="{x + PAD + indent:g}" y="{y + PAD + SIZE + LINE * n:g}"'
        yield f"<text {at}{weight}>{escape(text.strip())}</text>"


def _stage(name: str, y: float, height: float) -> Iterator[str]:
    yield f'<rect x="0.5" y="{y:g}" width="{SIDE}" height="{height:g}" fill="{PALE}" stroke="{EDGE}"/>'
    # A stage may be lower than its name is long.
    size = min(SIZE, 1.45 * height / max(len(name), 1))
    at = f"translate({SIDE / 2 + 4:g} {y + height / 2:g}) rotate(-90)"
    yield f'<text transform="{at}" text-anchor="middle" font-size="{size:.1f}">{escape(name)}</text>'


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> Iterator[str]:
    (x1, y1), (x2, y2) = start, end
    yield f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{EDGE}" stroke-width="1.4"/>'
    tip = (
        f"{x2 - 8:g},{y2 - 4:g} {x2 - 8:g},{y2 + 4:g}"
        if y1 == y2
        else f"{x2 - 4:g},{y2 - 8:g} {x2 + 4:g},{y2 - 8:g}"
    )
    yield f'<polygon points="{x2:g},{y2:g} {tip}" fill="{EDGE}"/>'
