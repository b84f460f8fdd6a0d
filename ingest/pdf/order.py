"""Reading order of regions: cut the page where white space runs through it, columns before rows.

A recursive XY-cut (Nagy and Seth, 1984) that cuts across only where something spans the columns, so
that a gap which two columns happen to share does not tear them; where no cut is possible, the partial
order of Breuel (2003) decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from workingregions.ingest.pdf.regions import Region


def reading_order(regions: Sequence[Region], body: float) -> list[Region]:
    """`regions` in the order in which a person reads them; `body` is the page's main type size."""
    return _order(list(regions), body, 0)


def _order(regions: list[Region], body: float, depth: int) -> list[Region]:
    if len(regions) < 2:
        return regions
    if depth > 24:
        return sorted(regions, key=lambda r: (r.y0, r.x0))
    columns = _columns(regions, body)
    if len(columns) > 1 and not _is_grid(columns, body):
        return [r for column in columns for r in _order(column, body, depth + 1)]
    bands = _bands(regions, body)
    if len(bands) > 1 and len(columns) == 1:
        bands = _join_bands(bands, body)
    if len(bands) > 1:
        return [r for band in bands for r in _order(band, body, depth + 1)]
    if len(columns) > 1:
        return [r for column in columns for r in _order(column, body, depth + 1)]
    return _partial_order(regions)


def _columns(regions: Sequence[Region], body: float) -> list[list[Region]]:
    """Groups of regions between vertical white strips, left to right."""
    out: list[list[Region]] = []
    right = float("-inf")
    for region in sorted(regions, key=lambda r: r.x0):
        slack = min(0.6 * body, 0.02 * (region.x1 - region.x0) + 1)
        if not out or region.x0 > right - slack + 0.3 * body:
            out.append([])
        out[-1].append(region)
        right = max(right, region.x1)
    return out


def _bands(regions: Sequence[Region], body: float) -> list[list[Region]]:
    """Groups of regions between horizontal white strips, top to bottom."""
    out: list[list[Region]] = []
    bottom = float("-inf")
    for region in sorted(regions, key=lambda r: r.y0):
        if not out or region.y0 > bottom - 0.25 * body:
            out.append([])
        out[-1].append(region)
        bottom = max(bottom, region.y1)
    return out


def _join_bands(bands: list[list[Region]], body: float) -> list[list[Region]]:
    """Puts bands together again that are stretches of the same columns."""
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
    """Whether a band that would fit the columns above starts something new for all columns."""
    gap = min(r.y0 for r in band) - max(r.y1 for r in above)
    if gap > 4 * body:
        return True
    columned = len(_columns(above, body)) > 1
    heading = len(band) == 1 and band[0].size > 1.3 * body and len(band[0].lines) < 4
    return heading and columned and bool(rest) and len(_columns(rest[0], body)) > 1


def _is_grid(columns: list[list[Region]], body: float) -> bool:
    """Whether the columns are cells of a table: many short pieces that line up across."""
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
    """Breuel's order: above before below in one column, left before right where nothing spans both."""
    count = len(regions)
    before: list[set[int]] = [set() for _ in range(count)]  # what must be read first
    for i, a in enumerate(regions):
        for j, b in enumerate(regions):
            if i == j:
                continue
            if _share(a, b):
                if (a.y0 + a.y1) < (b.y0 + b.y1):
                    before[j].add(i)
            elif a.x1 <= b.x0 + 0.3 * a.size and not any(
                c is not a and c is not b and _between(c, a, b) and _share(c, a) and _share(c, b)
                for c in regions
            ):
                before[j].add(i)
    done: list[int] = []
    left = set(range(count))
    while left:
        free = [i for i in left if not before[i] & left]
        # A cycle: take what stands highest.
        pick = min(
            free or left, key=lambda i: (regions[i].x0, regions[i].y0) if free else (regions[i].y0, 0.0)
        )
        if free and done:
            # Read on in the column just read, if possible.
            last = regions[done[-1]]
            same = [i for i in free if _share(regions[i], last) and regions[i].y0 >= last.y0]
            if same:
                pick = min(same, key=lambda i: regions[i].y0)
        done.append(pick)
        left.remove(pick)
    return [regions[i] for i in done]


def _share(a: Region, b: Region) -> bool:
    """Whether two regions share a stretch of x worth speaking of."""
    common = min(a.x1, b.x1) - max(a.x0, b.x0)
    return common > min(0.1 * min(a.x1 - a.x0, b.x1 - b.x0), 6.0)


def _between(c: Region, a: Region, b: Region) -> bool:
    """Whether `c` stands between the heights of `a` and `b`."""
    top, bottom = sorted(((a.y0 + a.y1) / 2, (b.y0 + b.y1) / 2))
    return top < (c.y0 + c.y1) / 2 < bottom
