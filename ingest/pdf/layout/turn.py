"""Text that runs up, down or upside down: turned upright for the layout, and its boxes turned back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from workingregions.corpus.records import Box
from workingregions.ingest.pdf.words import PageWord


def main_angle(words: Sequence[PageWord]) -> int:
    """Return the writing direction of most letters."""
    letters: Counter[int] = Counter()
    for word in words:
        letters[word.angle] += len(word.text)
    return max(letters, key=lambda angle: (letters[angle], -angle)) if letters else 0


def turn_upright(words: Sequence[PageWord], angle: int, width: float, height: float) -> list[PageWord]:
    """Return `words`, at `angle` on a page of that size, as on the page turned so that they are upright."""
    if angle not in (90, 180, 270):
        return [replace(word, angle=0) for word in words]
    out = []
    for word in words:
        if angle == 90:
            box = word.y0, width - word.x1, word.y1, width - word.x0
        elif angle == 180:
            box = width - word.x1, height - word.y1, width - word.x0, height - word.y0
        else:
            box = height - word.y1, word.x0, height - word.y0, word.x1
        edges = word.edges if angle == 90 else [(width if angle == 180 else height) - e for e in word.edges]
        x0, y0, x1, y1 = box
        out.append(replace(word, x0=x0, y0=y0, x1=x1, y1=y1, angle=0, baseline=None, edges=edges))
    return out


def turn_back(box: Box, angle: int, width: float, height: float) -> Box:
    """Return a box on the turned page as one on the page as shown, of that width and height."""
    if angle == 90:
        return Box(width - box.y1, box.x0, width - box.y0, box.x1)
    if angle == 180:
        return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
    if angle == 270:
        return Box(box.y0, height - box.x1, box.y1, height - box.x0)
    return box
