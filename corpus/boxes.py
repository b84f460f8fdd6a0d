"""Boxes of any span of a block's text, from the positions of its characters on the page.

A block's spans give one box per line. `Block.advances` holds how its characters share the box: first a sign
for the writing direction, then one printable character per character of the text, whose code is the distance
to the next character. Only the shares of a line count, so its codes need no unit; the largest is about 92.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from workingregions.corpus.records import Block, Box, Span

_SIGNS = {0: ">", 90: "v", 180: "<", 270: "^"}
_ANGLES = {sign: angle for angle, sign in _SIGNS.items()}
_ZERO = ord("!")
_MOST = ord("~") - _ZERO - 1
_LONGEST_LINE = 300
"""Characters above which a span whose characters have no known positions is an area, not a line."""

Row = tuple[int, Sequence[float]]
"""Start of a line in the text, and where on the line its characters begin and the last one ends."""


def is_leftward(text: str) -> bool:
    """Return whether most letters of a text are of a script that runs from right to left."""
    if text.isascii():
        return False
    leftward = sum("\u0590" <= c < "\u0900" or "\ufb1d" <= c < "\ufefd" for c in text)
    return leftward > 0 and 2 * leftward > sum(map(str.isalpha, text))


def pack(length: int, rows: Sequence[Row], angle: int = 0) -> str:
    """Return `Block.advances` for a text.

    Args:
        length: characters of the text.
        rows: lines of the text. Their positions never decrease.
        angle: direction of writing, in degrees clockwise.
    """
    codes = [_ZERO] * length
    for start, positions in rows:
        widest = max((b - a for a, b in pairwise(positions)), default=0.0)
        if widest <= 1e-6:
            continue
        # Positions are rounded, not widths: errors must not add up along the line.
        length_of_line = positions[-1] - positions[0]
        steps = int(length_of_line * _MOST / widest)
        levels = [round((at - positions[0]) * steps / length_of_line) for at in positions]
        for offset, (a, b) in enumerate(pairwise(levels)):
            codes[start + offset] = _ZERO + b - a
    if all(code == _ZERO for code in codes):
        return ""
    return _SIGNS.get(angle, ">") + bytes(codes).decode("ascii")


def boxes(block: Block, start: int, end: int) -> list[Span]:
    """Return the spans of block.text[start:end], each with the box of just that part of its line.

    White space at the ends of a line's part is left out. Where the positions of characters are not known
    (projects of earlier releases), a line is divided evenly and an area is returned whole.
    """
    found = []
    for span in block.spans:
        first, last = max(start, span.start), min(end, span.end)
        part = block.text[first:last]
        first += len(part) - len(part.lstrip())
        last = first + len(part.strip())
        if last > first:
            found.append(Span(start=first, end=last, page=span.page, box=_cut(block, span, first, last)))
    return found


def _cut(block: Block, span: Span, first: int, last: int) -> Box:
    if (first, last) == (span.start, span.end):
        return span.box
    angle = _ANGLES.get(block.advances[:1], 0)
    widths = [ord(code) - _ZERO for code in block.advances[1 + span.start : 1 + span.end]]
    if not any(widths):
        height, width = span.box.y1 - span.box.y0, span.box.x1 - span.box.x0
        # A line that runs up or down: without its direction it cannot be divided.
        if span.end - span.start > _LONGEST_LINE or (height > 2 * width and angle == 0):
            return span.box
        widths = [1] * (span.end - span.start)
    reached = [0, *accumulate(widths)]
    begin, stop = (reached[at - span.start] / reached[-1] for at in (first, last))
    if angle == 180 or (angle == 0 and is_leftward(block.text[span.start : span.end])):
        begin, stop = 1 - stop, 1 - begin
    return _stretch(span.box, begin, stop, angle)


def _stretch(box: Box, begin: float, stop: float, angle: int) -> Box:
    """Return the part of a line's box from share `begin` to `stop`, along the writing."""
    if angle == 270:
        begin, stop = 1 - stop, 1 - begin
    if angle in (90, 270):
        height = box.y1 - box.y0
        return Box(box.x0, round(box.y0 + begin * height, 3), box.x1, round(box.y0 + stop * height, 3))
    width = box.x1 - box.x0
    return Box(round(box.x0 + begin * width, 3), box.y0, round(box.x0 + stop * width, 3), box.y1)
