"""Recognised lines put into place: turned, set straight, cut at wide gaps, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.ingest.pdf.words import Word

_GAP = 2.0
"""Line heights between two words of one line at which they are parts of different columns or cells."""
_SIZE = 0.75
"""Font size as a share of the height of the detector's box, which has some air around the letters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A recognised line: `quad` in pixels, shape (4, 2), clockwise from the image's top left corner."""

    text: str
    confidence: float
    quad: npt.NDArray[np.float64]
    angle: int


def split_line(
    text: str, confidence: float, quad: npt.NDArray[np.float64], angle: int, info: Any
) -> list[Line]:
    """The line, cut where the space between two words is so wide that they do not belong together.

    `info` is rapidocr's WordInfo: for each word the columns of the recogniser's output at which its
    characters were read, on a line `line_txt_len` columns long.
    """
    words = ["".join(word) for word in info.words]
    if len(words) < 2 or not info.line_txt_len:
        return [Line(text, confidence, quad, angle)]
    length, height = _extent(quad)
    column = length / info.line_txt_len
    limit = _GAP * height / column
    cuts = [i for i in range(1, len(words)) if info.word_cols[i][0] - info.word_cols[i - 1][-1] > limit]
    if not cuts:
        return [Line(text, confidence, quad, angle)]
    lines = []
    positions = _positions(text, words)
    for first, last in zip([0, *cuts], [*cuts, len(words)], strict=True):
        begin = max(0.0, (info.word_cols[first][0] - 1) / info.line_txt_len) if first else 0.0
        end = (info.word_cols[last - 1][-1] + 2) / info.line_txt_len if last < len(words) else 1.0
        part = text[positions[first] : positions[last] if last < len(words) else len(text)].strip()
        if part:
            lines.append(Line(part, confidence, _part(quad, angle, begin, min(1.0, end)), angle))
    return lines


def _positions(text: str, words: Sequence[str]) -> list[int]:
    """Where each word starts in the text they were cut from."""
    found, at = [], 0
    for word in words:
        at = max(at, text.find(word, at))
        found.append(at)
        at += len(word)
    return found


def _extent(quad: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Length along the writing and height across it, in pixels."""
    sides = float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))
    return max(sides), max(1.0, min(sides))


def _part(quad: npt.NDArray[np.float64], angle: int, begin: float, end: float) -> npt.NDArray[np.float64]:
    """The stretch of the quadrilateral from `begin` to `end` (shares of its length, along the writing)."""
    if angle in (180, 270):
        begin, end = 1 - end, 1 - begin
    a, b, c, d = quad
    if angle in (0, 180):
        return np.array([a + (b - a) * begin, a + (b - a) * end, d + (c - d) * end, d + (c - d) * begin])
    return np.array([a + (d - a) * begin, b + (c - b) * begin, b + (c - b) * end, a + (d - a) * end])


def place(lines: Sequence[Line], width: int, height: int, scale: float) -> list[Word]:
    """Words in points, set straight about the middle of the page, from top to bottom, left to right."""
    if not lines:
        return []
    slope = _skew(lines)
    turn = np.array([[np.cos(slope), np.sin(slope)], [-np.sin(slope), np.cos(slope)]])
    middle = np.array([width, height]) / 2
    words = []
    for line in lines:
        corners = ((line.quad - middle) @ turn.T + middle) / scale
        # The mean of two corners a side: a box around all four would grow with what skew is left.
        left, right = corners[[0, 3], 0].mean(), corners[[1, 2], 0].mean()
        top, bottom = corners[[0, 1], 1].mean(), corners[[2, 3], 1].mean()
        thickness = bottom - top if line.angle in (0, 180) else right - left
        words.append(
            Word(
                text=line.text,
                x0=round(float(min(left, right)), 2),
                y0=round(float(min(top, bottom)), 2),
                x1=round(float(max(left, right)), 2),
                y1=round(float(max(top, bottom)), 2),
                size=round(float(_SIZE * abs(thickness)), 2),
                confidence=round(line.confidence, 3),
                angle=line.angle,
            )
        )
    return sorted(words, key=lambda w: (w.y0, w.x0))


def _skew(lines: Sequence[Line]) -> float:
    """The page's skew in radians, clockwise: the median slope of its longer lines, weighted by length."""
    slopes, weights = [], []
    for line in lines:
        length, height = _extent(line.quad)
        if length < 4 * height:
            continue
        a, b, _, d = line.quad
        along = b - a if line.angle in (0, 180) else d - a
        turn = float(np.arctan2(along[1], along[0]))
        slopes.append(turn if line.angle in (0, 180) else turn - np.pi / 2)
        weights.append(length)
    if not slopes:
        return 0.0
    order = np.argsort(slopes, kind="stable")
    total = np.cumsum(np.array(weights)[order])
    return slopes[int(order[np.searchsorted(total, total[-1] / 2)])]
