"""Input of the layout: words with their boxes, from the text layer or from OCR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Edges = Sequence[float]
"""Starts of a word's characters along the writing direction, and the end of the last one."""


@dataclass(slots=True)  # not frozen: a page has thousands, and freezing costs four times as much
class PageWord:
    """A word on a page, or a whole line of words as OCR gives it.

    Coordinates are PDF points, origin top left of the page as shown. From the text layer, y0 and y1 are
    the ascent and descent of the font, not of the ink, so that words of one line share them. `size` is
    the font size in points as shown (for OCR, about 0.75 times the box's height). `baseline` is the y
    of the base line, or None when it is not known (OCR). `confidence` is OCR's, in 0..1; 1 for text
    layers. `angle` is the writing direction in degrees clockwise: 0, 90, 180 or 270 (45: slanted).
    `glued` marks a word without white space written before it, so that the gap to the word before decides.
    `heading` is the level of the heading it belongs to in a tagged PDF, else 0. `face` is a number for
    its font and colour, alike for words that look alike; 0 when they are not known (OCR). `edges` are the
    positions of its characters along the writing direction (x, or y for text that runs up or down), empty or
    of another length than the text where they are not known. Words are values: never changed, only replaced.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    italic: bool = False
    baseline: float | None = None
    confidence: float = 1.0
    angle: int = 0
    glued: bool = False
    heading: int = 0
    face: int = 0
    edges: Edges = field(default=(), compare=False, repr=False)
