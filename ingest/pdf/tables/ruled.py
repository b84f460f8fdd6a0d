"""Ruling lines of a page, and the tables whose cells are all ruled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from workingregions.ingest.pdf.drawing import DrawnEdge
from workingregions.ingest.pdf.tables.grid import Grid
from workingregions.ingest.pdf.tables.text import Rules, is_number, lines_of
from workingregions.ingest.pdf.words import PageWord

_SNAP = 3.0
"""Points within which two rules are one, and a rule meets another."""


def rules_of(edges: Iterable[DrawnEdge], width: float, height: float) -> Rules:
    """Return a page's lines and sides of rectangles (backgrounds left out), joined where they meet."""
    horizontal, vertical = [], []
    for edge in edges:
        if edge.closed and edge.x1 - edge.x0 > 0.9 * width:
            continue  # a band or a background across the whole page
        if edge.level and 1 < edge.y0 < height - 1:
            horizontal.append((edge.y0, max(0.0, edge.x0), min(width, edge.x1)))
        elif not edge.level and 1 < edge.x0 < width - 1:
            vertical.append((edge.x0, max(0.0, edge.y0), min(height, edge.y1)))
    return Rules(tuple(_joined(horizontal)), tuple(_joined(vertical)))


def _joined(edges: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Return edges at one position, and adjoining pieces, joined into one; short remains are dropped."""
    groups: list[list[tuple[float, float, float]]] = []
    for edge in sorted(edges):
        if groups and edge[0] - groups[-1][0][0] <= _SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    joined = []
    for group in groups:
        position = sum(e[0] for e in group) / len(group)
        runs: list[list[float]] = []
        for _, a, b in sorted(group, key=lambda e: e[1]):
            if runs and a - runs[-1][1] <= _SNAP:
                runs[-1][1] = max(runs[-1][1], b)
            else:
                runs.append([a, b])
        joined += [(position, a, b) for a, b in runs if b - a >= 8]
    return joined


def lattices(words: Sequence[PageWord], rules: Rules) -> tuple[list[Grid], list[PageWord]]:
    """Return tables whose every cell is ruled, and the words outside them."""
    grids: list[Grid] = []
    rest = list(words)
    for ys, xs, cells in _frames(rules):
        grid, inside = _fill(ys, xs, cells, rest)
        if grid is not None:
            grids.append(grid)
            rest = [w for w in rest if id(w) not in inside]
    return grids, rest


Extent = tuple[int, int, int, int]


def _frames(rules: Rules) -> list[tuple[list[float], list[float], list[Extent]]]:
    """Return connected nets of rules: their y and x positions, and their cells as row and column extents."""
    components = _components(rules)
    frames = []
    for horizontal, vertical in components:
        ys, xs = _positions(h[0] for h in horizontal), _positions(v[0] for v in vertical)
        if len(ys) < 3 or len(xs) < 3 or len(ys) * len(xs) > 40_000:
            continue
        frames.append((ys, xs, _net_cells(ys, xs, horizontal, vertical)))
    return frames


def _positions(values: Any) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _components(rules: Rules) -> list[tuple[list[Any], list[Any]]]:
    """Return horizontal and vertical rules grouped by crossings."""
    horizontal, vertical = list(rules.horizontal), list(rules.vertical)
    if len(horizontal) * len(vertical) > 1_000_000:
        return []
    parent = list(range(len(horizontal) + len(vertical)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (y, x0, x1) in enumerate(horizontal):
        for j, (x, y0, y1) in enumerate(vertical):
            if x0 - _SNAP <= x <= x1 + _SNAP and y0 - _SNAP <= y <= y1 + _SNAP:
                parent[root(i)] = root(len(horizontal) + j)
    groups: dict[int, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate(horizontal):
        groups[root(i)][0].append(rule)
    for j, rule in enumerate(vertical):
        groups[root(len(horizontal) + j)][1].append(rule)
    return list(groups.values())


def _net_cells(ys: list[float], xs: list[float], horizontal: list[Any], vertical: list[Any]) -> list[Extent]:
    """Return the net's smallest fields joined where no rule separates them; only rectangles are cells."""
    rows, columns = len(ys) - 1, len(xs) - 1

    def wall(x: float, middle: float) -> bool:
        return any(abs(v[0] - x) <= _SNAP and v[1] - _SNAP <= middle <= v[2] + _SNAP for v in vertical)

    def floor(y: float, middle: float) -> bool:
        return any(abs(h[0] - y) <= _SNAP and h[1] - _SNAP <= middle <= h[2] + _SNAP for h in horizontal)

    parent = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while parent[place] != place:
            place = parent[place]
        return place

    for r in range(rows):
        for c in range(columns):
            middle_y, middle_x = (ys[r] + ys[r + 1]) / 2, (xs[c] + xs[c + 1]) / 2
            if c + 1 < columns and not wall(xs[c + 1], middle_y):
                parent[root((r, c + 1))] = root((r, c))
            if r + 1 < rows and not floor(ys[r + 1], middle_x):
                parent[root((r + 1, c))] = root((r, c))
    members: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place in parent:
        members[root(place)].append(place)
    cells = []
    for places in members.values():
        r0, r1 = min(r for r, _ in places), max(r for r, _ in places)
        c0, c1 = min(c for _, c in places), max(c for _, c in places)
        if (r1 - r0 + 1) * (c1 - c0 + 1) == len(places):
            cells.append((r0, r1, c0, c1))
    return sorted(cells)


def _fill(
    ys: list[float], xs: list[float], cells: list[Extent], words: Sequence[PageWord]
) -> tuple[Grid | None, set[int]]:
    """Return the words in the cells; None for a net that is not a table: a box, a chart, column rules."""
    inside: set[int] = set()
    texts: dict[Extent, str] = {}
    found: dict[Extent, list[PageWord]] = {}
    crowded = 0
    for extent in cells:
        r0, r1, c0, c1 = extent
        held = [
            w
            for w in words
            if xs[c0] - 1 <= (w.x0 + w.x1) / 2 <= xs[c1 + 1] + 1
            and ys[r0] - 1 <= (w.y0 + w.y1) / 2 <= ys[r1 + 1] + 1
        ]
        held = [w for w in held if id(w) not in inside]
        inside.update(map(id, held))
        lines = lines_of(held, Rules()) if held else []
        texts[extent] = " ".join(s.text for line in lines for s in line.segments)
        found[extent] = [w for line in lines for s in line.segments for w in s.words]
        # Several rows of figures in one cell: the rules separate groups of rows, or columns alone.
        figures = sum(is_number(s.text) for line in lines for s in line.segments[-1:])
        crowded += len(lines) >= 3 and figures >= 3
        crowded += sum(len(line.segments) > 1 for line in lines) >= 3
        # Shading of every other row rules only half of the rows: the others look like one merged cell.
        crowded += c1 > c0 and any(len(line.segments) > 2 for line in lines)
    filled = [e for e in cells if texts[e]]
    if len(filled) < 4 or crowded > 0.1 * len(filled) or not _cell_sized([texts[e] for e in filled]):
        return None, set()
    rows, columns = sorted({e[0] for e in filled}), sorted({e[2] for e in filled})
    covered = sum(
        sum(r0 <= r <= r1 for r in rows) * sum(c0 <= c <= c1 for c in columns) for r0, r1, c0, c1 in filled
    )
    if len(rows) < 2 or len(columns) < 2 or covered < 0.5 * len(rows) * len(columns):
        return None, set()
    row_at, column_at = {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(columns)}
    grid = [[""] * len(columns) for _ in rows]
    places: list[list[Sequence[PageWord]]] = [[()] * len(columns) for _ in rows]
    spans = []
    for r0, r1, c0, c1 in filled:
        last_row = max(row_at[r] for r in rows if r <= r1)
        last_column = max(column_at[c] for c in columns if c <= c1)
        grid[row_at[r0]][column_at[c0]] = texts[(r0, r1, c0, c1)]
        places[row_at[r0]][column_at[c0]] = found[(r0, r1, c0, c1)]
        if last_row > row_at[r0] or last_column > column_at[c0]:
            spans.append((row_at[r0], last_row, column_at[c0], last_column))
    box = (xs[0], ys[0], xs[-1], ys[-1])
    return Grid(tuple(map(tuple, grid)), tuple(spans), box, words=tuple(map(tuple, places))), inside


def _cell_sized(texts: Sequence[str]) -> bool:
    """Return whether texts are as short as cells, unlike the paragraphs of a page laid out in boxes."""
    words = [len(text.split()) for text in texts]
    if max(words) > 60 and max(words) > 0.5 * sum(words):
        return False
    return max(words) <= 150 and (len(words) >= 6 or max(words) <= 40)
