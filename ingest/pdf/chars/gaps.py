"""Evidence in character positions: double drawing, letter-spacing, and word ends without a space."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from workingregions.ingest.pdf.words import Edges

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
HYPHEN = 2
"""PDFium's mark of a hyphen at the end of a line."""
_AROUND = 4  # number of gaps to either side that show the usual one


def drawn_twice(
    codes: Codes, x: Floats, x1: Floats, y: Floats, height: Floats, spaces: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return which characters repeat the same character at the same position (fake bold, shadows)."""
    twice = np.zeros(len(codes), dtype=bool)
    order = np.lexsort((np.arange(len(codes)), x, np.round(y), codes))
    order = order[~spaces[order]]
    if len(order) < 2:
        return twice
    a, b = order[:-1], order[1:]
    near = 0.12 * np.maximum(height[a], 1.0)
    # Fonts with a great height have narrow letters, two of which ("ll") may follow each other.
    beside = np.minimum(near, 0.6 * np.maximum(x1[a] - x[a], 0.5))
    same = (codes[a] == codes[b]) & (np.abs(x[a] - x[b]) < beside) & (np.abs(y[a] - y[b]) < near)
    twice[np.maximum(a, b)[same]] = True
    return twice


def made_up(spaces: npt.NDArray[np.bool_], x0: Floats, x1: Floats, height: Floats) -> npt.NDArray[np.bool_]:
    """Return which spaces PDFium inserted between spaced-out letters: no wider than the gaps around them."""
    solid = np.flatnonzero(~spaces)
    out = np.zeros(len(spaces), dtype=bool)
    if len(solid) < 2 * _AROUND:
        return out
    tall = np.maximum(np.maximum(height[solid[:-1]], height[solid[1:]]), 1.0)
    gap = x0[solid[1:]] - x1[solid[:-1]]
    windows = _windows(gap, tall)[_inside(gap, tall)]
    # Spaced out on both sides: one letter by itself before a word is not.
    usual = np.minimum(np.median(windows[:, :_AROUND], axis=1), np.median(windows[:, -_AROUND:], axis=1))
    one = (np.diff(solid) == 2) & (usual > 0.085 * tall) & (gap < usual + 0.06 * tall) & (gap > 0)
    out[solid[:-1][one] + 1] = True
    return out


def word_ends(
    x0: Floats, y0: Floats, x1: Floats, y1: Floats, codes: Codes
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return the gaps at which a word ends though no space is written, and those with white.

    White is what exceeds the usual gap between the letters around by an eighth of their height; a word
    also ends where text jumps, or is raised or lowered.
    """
    height = y1 - y0
    tall = np.maximum(np.maximum(height[:-1], height[1:]), 1.0)
    gap = x0[1:] - x1[:-1]
    rise = np.abs((y0[1:] + y1[1:]) - (y0[:-1] + y1[:-1])) / 2
    foot = y1 - 0.2 * height  # about the base line
    script = (np.abs(height[1:] - height[:-1]) > 0.12 * tall) & (np.abs(foot[1:] - foot[:-1]) > 0.1 * tall)
    leftward = (codes[1:] >= 0x590) & (codes[1:] < 0x900)  # Hebrew and Arabic run the other way
    wide = (gap > 0.12 * tall + _usual(gap, tall)) & (rise < 0.3 * tall)
    jump = wide | (gap > 0.25 * tall) | (rise > 0.6 * tall) | ((gap < -0.8 * tall) & ~leftward) | script
    # Letters that one glyph represents ("ffi") share one box: within it nothing ends.
    jump &= (x0[1:] != x0[:-1]) | (x1[1:] != x1[:-1]) | (y0[1:] != y0[:-1])
    return jump | (codes[:-1] == HYPHEN), wide


def pieces(
    spaces: npt.NDArray[np.bool_], jumps: npt.NDArray[np.bool_], wide: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return start, end and "no space before" of spans without a space or a jump inside."""
    solid = ~spaces
    after_space = np.concatenate(([True], spaces[:-1]))
    jumped = np.concatenate(([False], jumps))
    starts = np.flatnonzero(solid & (after_space | jumped))
    before_space = np.concatenate((spaces[1:], [True]))
    jumps_next = np.concatenate((jumps, [False]))
    ends = np.flatnonzero(solid & (before_space | jumps_next)) + 1
    return starts, ends, ~(after_space | np.concatenate(([False], wide)))[starts]


def _usual(gap: Floats, tall: Floats) -> Floats:
    """Return the usual gap of the letters around each gap: positive in spaced text, negative in tight."""
    usual: Floats = np.maximum(np.median(_windows(gap, tall), axis=1), -0.04 * tall)
    return usual


def _windows(gap: Floats, tall: Floats) -> Floats:
    """Return each gap with those around it, shape (len(gap), 2 * _AROUND + 1); jumps elsewhere count as 0."""
    padded = np.pad(np.where(np.abs(gap) < 1.5 * tall, gap, 0.0), _AROUND, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)


def _inside(gap: Floats, tall: Floats) -> npt.NDArray[np.intp]:
    """Return, for each gap, the nearest one whose window lies in its line, where that is long enough."""
    count = len(gap)
    at = np.arange(count)
    jump = np.abs(gap) >= 1.5 * tall
    first = np.maximum.accumulate(np.where(jump, at + 1, 0))
    last = np.minimum.accumulate(np.where(jump, at - 1, count - 1)[::-1])[::-1]
    long = last - first > 2 * _AROUND
    near: npt.NDArray[np.intp] = np.where(long & ~jump, np.clip(at, first + _AROUND, last - _AROUND), at)
    return near


class CharacterEdges:
    """Start and end of each character of a page along the writing direction."""

    def __init__(self, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> None:
        # Letters that one glyph represents share one box.
        same = np.zeros(len(x0), dtype=bool)
        same[1:] = (x0[1:] == x0[:-1]) & (x1[1:] == x1[:-1]) & (y0[1:] == y0[:-1]) & (y1[1:] == y1[:-1])
        starts = np.flatnonzero(~same)
        counts = np.diff(np.append(starts, len(x0)))
        shares = (np.arange(len(x0)) - np.repeat(starts, counts)) / np.repeat(counts, counts)
        self._across = (x0 + (x1 - x0) * shares).tolist(), (x1 - (x1 - x0) * shares).tolist()
        self._down = (y0 + (y1 - y0) * shares).tolist(), (y1 - (y1 - y0) * shares).tolist()
        self._ends = (x1.tolist(), x0.tolist()), (y1.tolist(), y0.tolist())

    def of(self, start: int, end: int, angle: int, *, leftward: bool) -> Edges:
        """Return the edges of the word of characters `start` to `end`; none for slanted text."""
        if angle % 90:
            return ()
        down, back = angle in (90, 270), angle in (180, 270) or leftward
        begins, ends = (self._down if down else self._across)[back], self._ends[down][back]
        return [*begins[start:end], ends[end - 1]]
