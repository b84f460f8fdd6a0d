"""Lines to regions: lines below one another in one column of one type size."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from workingregions.ingest.pdf.layout.lines import TextLine
from workingregions.ingest.pdf.tables import Table

MAX_LINES = 1500
"""Number of lines above which (maps, dot plots) a page is read in drawing order: pairs would cost too much.
"""


class Region:
    """Consecutive lines of one column with their bounding box; `order` is the first in drawing order."""

    __slots__ = ("lines", "order", "size", "table", "x0", "x1", "y0", "y1")

    def __init__(self, lines: list[TextLine]) -> None:
        self.lines = lines
        self.table: Table | None = None
        self.order = min(line.order for line in lines)
        self.size = median(line.size for line in lines)
        self.x0 = min(line.x0 for line in lines)
        self.x1 = max(line.x1 for line in lines)
        self.y0 = min(line.y0 for line in lines)
        self.y1 = max(line.y1 for line in lines)

    @property
    def words(self) -> int:
        """Number of words in its lines."""
        return sum(len(line.words) for line in self.lines)

    def __repr__(self) -> str:
        return f"Region({len(self.lines)}, {self.x0:.0f}, {self.y0:.0f}, {self.x1:.0f}, {self.y1:.0f})"


class Wall(Region):
    """A ruling line across, which separates the text above it from the text below; it holds no text."""

    __slots__ = ()

    def __init__(self, x0: float, x1: float, y: float) -> None:
        self.lines = []
        self.table = None
        self.order = 0
        self.size = 0.0
        self.x0, self.x1, self.y0, self.y1 = x0, x1, y, y


def find_regions(lines: Sequence[TextLine]) -> list[Region]:
    """Return chains of lines, each the nearest below the other, at the page's line pitch and of one size."""
    if not lines:
        return []
    if len(lines) > MAX_LINES:
        return [Region(sorted(lines, key=lambda line: line.order))]
    follows = _followers(lines)
    chains: list[Region] = []
    for first in sorted(set(range(len(lines))) - set(follows.values())):
        chain = [first]
        while chain[-1] in follows:
            chain.append(follows[chain[-1]])
        chains.append(Region([lines[i] for i in chain]))
    return chains


def _followers(lines: Sequence[TextLine]) -> dict[int, int]:
    """Return, for each line, the one that continues it below, where exactly one fits."""
    x0, x1, base, size = (
        np.array([getattr(line, name) for line in lines]) for name in ("x0", "x1", "baseline", "size")
    )
    down = base[None, :] - base[:, None]
    overlap = np.minimum(x1[:, None], x1[None, :]) - np.maximum(x0[:, None], x0[None, :])
    narrow = np.minimum((x1 - x0)[:, None], (x1 - x0)[None, :])
    em = np.maximum(size[:, None], size[None, :])
    below = (down > 0.35 * em) & (overlap > np.minimum(0.15 * narrow, em))
    distance = np.where(below, down, np.inf)
    nearest_below = distance.min(axis=1)
    nearest_above = distance.min(axis=0)
    # Side by side under one line, or over one line: the line spans columns and belongs to none.
    first_below = below & (distance <= nearest_below[:, None] + 0.4 * em)
    first_above = below & (distance <= nearest_above[None, :] + 0.4 * em)
    alone = (first_below.sum(axis=1) == 1)[:, None] & (first_above.sum(axis=0) == 1)[None, :]
    similar = em <= 1.18 * np.minimum(size[:, None], size[None, :])
    pairs = np.argwhere(first_below & first_above & alone & similar & (overlap > 0.4 * narrow))
    if not len(pairs):
        return {}
    pitch = [down[i, j] / size[i] for i, j in pairs if down[i, j] < 3 * size[i]]
    usual = median(pitch) if pitch else 1.2
    limit = max(1.6, min(1.3 * usual, 2.8))
    return {int(i): int(j) for i, j in pairs if down[i, j] <= limit * em[i, j]}
