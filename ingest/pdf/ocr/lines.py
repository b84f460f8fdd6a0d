"""Recognised lines positioned on the page: turned, deskewed, cut at wide gaps, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.ingest.pdf.edges import refit
from workingregions.ingest.pdf.words import Edges, PageWord

_GAP = 2.0
"""White between two words of one line, in line heights, from which they belong to different columns or cells.
"""
_SIZE = 0.75
"""Font size as a share of the height of the detector's box, which has a margin around the letters."""


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A recognised line: `quad` in pixels, shape (4, 2), clockwise from the image's top left corner.

    `edges` are the positions of the characters of `text`, as shares of its length along the writing.
    """

    text: str
    confidence: float
    quad: npt.NDArray[np.float64]
    angle: int
    edges: Edges = ()

    def recast(self, text: str) -> OcrLine:
        """Return the line with corrected letters: words and unchanged letters keep their positions."""
        old, new = self.text.split(" "), text.split(" ")
        edges: list[float] = []
        at = 0
        if len(self.edges) == len(self.text) + 1 and len(old) == len(new):
            for before, after in zip(old, new, strict=True):
                edges.extend(refit(self.edges[at : at + len(before) + 1], before, after))
                at += len(before) + 1
        return replace(self, text=text, edges=edges)


def split_line(
    text: str, confidence: float, quad: npt.NDArray[np.float64], angle: int, info: Any
) -> list[OcrLine]:
    """Return the line, cut where the space between two words is so wide that they do not belong together.

    `info` is rapidocr's WordInfo: for each word the columns of the recogniser's output at which its
    characters were read, on a line `line_txt_len` columns long.
    """
    words = ["".join(word) for word in info.words]
    edges = _edges(text, info)
    if len(words) < 2 or not info.line_txt_len:
        return [OcrLine(text, confidence, quad, angle, edges)]
    length, height = _extent(quad)
    column = length / info.line_txt_len
    limit = _GAP * height / column
    cuts = [i for i in range(1, len(words)) if info.word_cols[i][0] - info.word_cols[i - 1][-1] > limit]
    if not cuts:
        return [OcrLine(text, confidence, quad, angle, edges)]
    lines = []
    positions = _positions(text, words)
    for first, last in zip([0, *cuts], [*cuts, len(words)], strict=True):
        begin = max(0.0, (info.word_cols[first][0] - 1) / info.line_txt_len) if first else 0.0
        end = (info.word_cols[last - 1][-1] + 2) / info.line_txt_len if last < len(words) else 1.0
        end = min(1.0, end)
        part = text[positions[first] : positions[last] if last < len(words) else len(text)]
        start = positions[first] + len(part) - len(part.lstrip())
        if part := part.strip():
            held = edges[start : start + len(part) + 1]
            shares = [min(1.0, max(0.0, (edge - begin) / (end - begin))) for edge in held]
            lines.append(OcrLine(part, confidence, _part(quad, angle, begin, end), angle, shares))
    return lines


def _edges(text: str, info: Any) -> Edges:
    """Return the positions of a line's characters, as shares of its length; empty where they are not known.

    A character is read at about its middle, so that the next begins half way between two. `text` may have
    more spaces than the recogniser saw.
    """
    if not info.line_txt_len:
        return ()
    middles = [(column + 0.5) / info.line_txt_len for word in info.word_cols for column in word]
    solid = [i for i, character in enumerate(text) if not character.isspace()]
    if not middles or len(middles) != len(solid):
        return ()
    steps = sorted(b - a for a, b in pairwise(middles))
    half = steps[len(steps) // 2] / 2 if steps else middles[0]
    edges = [1.0] * (len(text) + 1)
    for number, (at, middle) in enumerate(zip(solid, middles, strict=True)):
        begin = middle - half
        if number and solid[number - 1] == at - 1:
            begin = (middles[number - 1] + middle) / 2
        elif number:
            # The white between two words begins where the last letter ends.
            end = middles[number - 1] + half
            edges[solid[number - 1] + 1 : at] = [min(end, begin)] * (at - solid[number - 1] - 1)
        edges[at] = begin
    edges[solid[0]] = 0.0
    return list(accumulate((min(1.0, max(0.0, edge)) for edge in edges), max))


def _positions(text: str, words: Sequence[str]) -> list[int]:
    """Return the start of each word in the text from which they were cut."""
    found, at = [], 0
    for word in words:
        at = max(at, text.find(word, at))
        found.append(at)
        at += len(word)
    return found


def _extent(quad: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return length along the writing and height across it, in pixels."""
    sides = float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))
    return max(sides), max(1.0, min(sides))


def _part(quad: npt.NDArray[np.float64], angle: int, begin: float, end: float) -> npt.NDArray[np.float64]:
    """Return the part of the quadrilateral from `begin` to `end` (shares of its length along the writing)."""
    if angle in (180, 270):
        begin, end = 1 - end, 1 - begin
    a, b, c, d = quad
    if angle in (0, 180):
        return np.array([a + (b - a) * begin, a + (b - a) * end, d + (c - d) * end, d + (c - d) * begin])
    return np.array([a + (d - a) * begin, b + (c - b) * begin, b + (c - b) * end, a + (d - a) * end])


def place(lines: Sequence[OcrLine], width: int, height: int, scale: float) -> list[PageWord]:
    """Return words in points, deskewed about the middle of the page, from top to bottom, left to right."""
    if not lines:
        return []
    slope = _skew(lines)
    turn = np.array([[np.cos(slope), np.sin(slope)], [-np.sin(slope), np.cos(slope)]])
    middle = np.array([width, height]) / 2
    words = []
    for line in lines:
        corners = ((line.quad - middle) @ turn.T + middle) / scale
        # The mean of two corners per side: a box around all four would grow with the remaining skew.
        left, right = corners[[0, 3], 0].mean(), corners[[1, 2], 0].mean()
        top, bottom = corners[[0, 1], 1].mean(), corners[[2, 3], 1].mean()
        thickness = bottom - top if line.angle in (0, 180) else right - left
        first, last = {0: (left, right), 90: (top, bottom), 180: (right, left)}.get(line.angle, (bottom, top))
        words.append(
            PageWord(
                text=line.text,
                x0=round(float(min(left, right)), 2),
                y0=round(float(min(top, bottom)), 2),
                x1=round(float(max(left, right)), 2),
                y1=round(float(max(top, bottom)), 2),
                size=round(float(_SIZE * abs(thickness)), 2),
                confidence=round(line.confidence, 3),
                angle=line.angle,
                edges=[float(first + (last - first) * share) for share in line.edges],
            )
        )
    return sorted(words, key=lambda w: (w.y0, w.x0))


def _skew(lines: Sequence[OcrLine]) -> float:
    """Return the page's clockwise skew in radians: the median slope of long lines, weighted by length."""
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
