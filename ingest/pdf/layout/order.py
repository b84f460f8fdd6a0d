"""Reading order of regions: cut the page where white space runs through it, columns before rows.

A recursive XY-cut (Nagy and Seth, 1984) that cuts across only where something spans the columns, so
that a gap which two columns happen to share does not tear them; where no cut is possible, the partial
order of Breuel (2003) decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from workingregions.ingest.pdf.layout.regions import Region, Wall

_MOST = 150  # regions that are put in order pair by pair


def reading_order(regions: Sequence[Region], body: float, walls: Sequence[Wall] = ()) -> list[Region]:
    """Return `regions` in the order in which a person reads them.

    Args:
        regions: the regions to order.
        body: the page's main type size, in points.
        walls: ruling lines across; those that run through text are left out.
    """
    clear = [w for w in walls if not any(_through(w, r) for r in regions)]
    cut = _text(_order([*regions, *clear], body, 0))
    if len(regions) < 4 or len(regions) > _MOST:
        return cut
    # Where cuts had to tear a column, sentences stop at its end: the text itself decides.
    best, most = cut, _flow(cut, body)
    for other in (_partial_order(list(regions)), sorted(regions, key=lambda r: r.order)):
        if (flow := _flow(other, body)) > most + 1:
            best, most = other, flow
    return best


def _through(wall: Wall, region: Region) -> bool:
    """Return whether a ruling line runs through a region, as under a heading or in a form."""
    return region.y0 < wall.y0 < region.y1 and region.x0 < wall.x1 and wall.x0 < region.x1


def _flow(regions: Sequence[Region], body: float) -> float:
    """Return how well sentences continue from region to region of running text."""
    text = [r for r in regions if r.words > 5 and 0.85 * body < r.size < 1.15 * body]
    score = 0.0
    for a, b in pairwise(text):
        end, start = a.lines[-1].text.rstrip()[-1:], b.lines[0].text.lstrip("“\"'(")[:1]
        open_end, small = end.isalnum() or end in ",-–", start.islower()
        if open_end and small:
            score += 1.5 if end == "-" else 1.0
        elif small:
            score -= 1.0
        elif open_end:
            score -= 0.5
    return score


def _order(regions: list[Region], body: float, depth: int) -> list[Region]:
    regions = _without_outer_walls(regions)
    if len(regions) < 2:
        return regions
    if depth > 24:
        return sorted(regions, key=lambda r: (r.y0, r.x0))
    columns = _columns(regions, body)
    if len(columns) > 1 and not _is_grid(columns, body):
        return [r for column in columns for r in _order(column, body, depth + 1)]
    if len(columns) == 1 and (floats := _floats(regions, body)):
        rest = [r for r in regions if r not in floats]
        return _order(rest, body, depth + 1) + _order(floats, body, depth + 1)
    bands = _bands(regions, body)
    if len(bands) > 1 and len(columns) == 1:
        bands = _join_bands(bands, body)
    if len(bands) > 1:
        return [r for band in bands for r in _order(band, body, depth + 1)]
    if len(columns) > 1:
        return [r for column in columns for r in _order(column, body, depth + 1)]
    return _partial_order(_text(regions))


def _text(regions: Iterable[Region]) -> list[Region]:
    return [r for r in regions if not isinstance(r, Wall)]


def _without_outer_walls(regions: list[Region]) -> list[Region]:
    """Return the regions without walls above the highest or below the lowest, which separate nothing."""
    text = _text(regions)
    if len(text) == len(regions) or not text:
        return text
    top, bottom = min(r.y1 for r in text), max(r.y0 for r in text)
    return [r for r in regions if not isinstance(r, Wall) or top <= r.y0 <= bottom]


def _columns(regions: Sequence[Region], body: float) -> list[list[Region]]:
    """Return groups of regions between vertical white strips, left to right."""
    out: list[list[Region]] = []
    right = float("-inf")
    for region in sorted(regions, key=lambda r: r.x0):
        slack = min(0.6 * body, 0.02 * (region.x1 - region.x0) + 1)
        if not out or region.x0 > right - slack + 0.3 * body:
            out.append([])
        out[-1].append(region)
        right = max(right, region.x1)
    return [column for column in out if _text(column)]


def _floats(regions: Sequence[Region], body: float) -> list[Region]:
    """Return captions and boxes in small type that block columns flowing around them."""
    small = [r for r in _text(regions) if r.size < 0.93 * body]
    if not small or len(small) > 4:
        return []
    rest = [r for r in regions if r not in small]
    if sum(r.words for r in small) > 0.5 * sum(r.words for r in rest) or len(_columns(rest, body)) < 2:
        return []
    # A region at a height of its own is not a float: a cut across isolates it.
    beside = any(a.y0 < b.y1 - body and b.y0 < a.y1 - body for a in small for b in rest)
    return small if beside else []


def _bands(regions: Sequence[Region], body: float) -> list[list[Region]]:
    """Return groups of regions between horizontal white strips, top to bottom."""
    out: list[list[Region]] = []
    bottom = float("-inf")
    for region in sorted(regions, key=lambda r: r.y0):
        if not out or region.y0 > bottom - 0.25 * body:
            out.append([])
        out[-1].append(region)
        bottom = max(bottom, region.y1)
    return out


def _join_bands(bands: list[list[Region]], body: float) -> list[list[Region]]:
    """Rejoin bands that are parts of the same columns."""
    out = [bands[0]]
    for index, band in enumerate(bands[1:], 1):
        joined = out[-1] + band
        parted = len(_columns(joined, body)) > 1
        if parted and not _breaks(out[-1], band, bands[index + 1 :], body):
            out[-1] = joined
        else:
            out.append(band)
    return out


def _breaks(above: list[Region], band: list[Region], rest: Sequence[list[Region]], body: float) -> bool:
    """Return whether a band that would fit the columns above starts something new for all columns."""
    gap = min(r.y0 for r in band) - max(r.y1 for r in above)
    if gap > 4 * body or _is_lead(_text(above), _text(band), rest, body):
        return True
    columned = len(_columns(above, body)) > 1
    heading = len(band) == 1 and band[0].size > 1.3 * body and len(band[0].lines) < 4
    return heading and columned and bool(rest) and len(_columns(rest[0], body)) > 1


def _is_lead(above: list[Region], text: list[Region], rest: Sequence[list[Region]], body: float) -> bool:
    """Return whether a short region under columns is nearer to text below that spans them: its heading."""
    below = next((one for one in map(_text, rest) if one), None)
    if below is None or not above or len(text) != 1 or len(text[0].lines) > 2 or text[0].table is not None:
        return False
    gap, white = text[0].y0 - max(r.y1 for r in above), min(r.y0 for r in below) - text[0].y1
    return white < gap and len(_columns([*above, *below], body)) == 1


def _is_grid(columns: list[list[Region]], body: float) -> bool:
    """Return whether the columns are cells of a table: many short pieces aligned in rows."""
    columns = [_text(column) for column in columns]
    sizes = [len(column) for column in columns]
    if min(sizes) < 3:
        return False
    pieces = [r for column in columns for r in column]
    if sum(r.words for r in pieces) > 9 * len(pieces):
        return False
    bases = sorted(round(line.baseline) for r in columns[0] for line in r.lines)
    matched = total = 0
    for column in columns[1:]:
        for region in column:
            total += 1
            base = region.lines[0].baseline
            matched += any(abs(base - b) < 0.4 * body for b in bases)
    return matched > 0.7 * total


def _partial_order(regions: list[Region]) -> list[Region]:
    """Return Breuel's order: above before below in one column, left before right where nothing spans both."""
    if len(regions) > _MOST:
        return sorted(regions, key=lambda r: (r.y0, r.x0))
    x0, x1, y0, y1 = (np.array([getattr(r, name) for r in regions]) for name in ("x0", "x1", "y0", "y1"))
    middle = (y0 + y1) / 2
    common = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    narrow = np.minimum((x1 - x0)[:, None], x1 - x0)
    share = common > np.minimum(0.1 * narrow, 6.0)
    before = share & (middle[:, None] < middle)
    aside = ~share & (x0[:, None] < x0)
    for i in range(len(regions)):
        rest = np.flatnonzero(aside[i])
        low, high = np.minimum(middle[i], middle[rest]), np.maximum(middle[i], middle[rest])
        between = (low[:, None] < middle) & (middle < high[:, None])
        before[i, rest] = ~(between & share[i] & share[rest]).any(axis=1)
    np.fill_diagonal(before, False)
    done: list[int] = []
    left = np.ones(len(regions), dtype=bool)
    while left.any():
        free = np.flatnonzero(left & ~(before & left[:, None]).any(axis=0))
        if not len(free):  # a cycle: take the highest one
            pick = int(min(np.flatnonzero(left), key=lambda i: (y0[i], x0[i])))
        else:
            # Continue in the column just read, if possible.
            on = [i for i in free if done and share[i, done[-1]] and y0[i] >= y0[done[-1]]]
            pick = int(min(on, key=lambda i: y0[i]) if on else min(free, key=lambda i: (x0[i], y0[i])))
        done.append(pick)
        left[pick] = False
    return [regions[i] for i in done]
