"""From a range of lines to a grid: columns from rivers and rules, rows from lines that belong together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import numpy as np

from workingregions.ingest.pdf.tables.text import LEADER_END, Rules, Segment, TableLine, is_number
from workingregions.ingest.pdf.words import PageWord

_WIDE = 0.7
"""Share of the table's width that a rule must cover to separate its rows."""
_LEAST, _SURE = 1.7, 2.4
"""Sums of the shares of figures, of filled and of aligned cells: text that lines up by chance stays below the
first; below the second the table needs confirmation.
"""
_RIVER = 3.0
"""Minimum width of a river in points."""
_CROSSED = 0.12
"""Share of lines that may cross a river: headings over several columns, long labels."""


_OPEN_HEAD = re.compile(r"(?:\b(?:of|per|in|by|for|and|the)|\bNo\.?|[&/–—-])$", re.IGNORECASE)
"""The end of a heading that goes on in the next line, whatever the headings beside it do."""


CellWords = tuple[tuple[Sequence[PageWord], ...], ...]
"""The words of each cell of each row."""


@dataclass(slots=True)
class Row:
    """A row under construction: texts and words by first column, and last columns of wide cells."""

    cells: dict[int, str] = field(default_factory=dict)
    words: dict[int, list[PageWord]] = field(default_factory=dict)
    spans: dict[int, int] = field(default_factory=dict)
    y0: float = 0.0
    y1: float = 0.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A finished table: rows of texts; merged cells as (first row, last row, first column, last column)."""

    cells: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[int, int, int, int], ...]
    box: tuple[float, float, float, float]
    sure: bool = True
    words: CellWords = ()


def build(lines: Sequence[TableLine], rules: Rules) -> Grid | None:
    """Return the grid of a range of lines, or None when it is not a plausible table."""
    left = min(s.x0 for line in lines for s in line.segments)
    right = max(s.x1 for line in lines for s in line.segments)
    top, bottom = lines[0].y0, lines[-1].y1
    walls = [x for x, y0, y1 in rules.vertical if min(y1, bottom) - max(y0, top) > 0.6 * (bottom - top)]
    edges = _column_edges(lines, sorted(x for x in walls if left + 3 < x < right - 3), left, right)
    if not edges:
        return None
    single = [_cells(line, edges) for line in lines]
    _spread_headings(single, lines, edges, rules, (left, right))
    # A rule across begins where the table begins; the grid lines of a chart begin to the right of its axis.
    rules_across = [
        y
        for y, x0, x1 in rules.horizontal
        if top - 3 < y < bottom + 3
        and x0 < left + max(6.0, 0.02 * (right - left))
        and min(x1, right) - max(x0, left) > _WIDE * (right - left)
    ]
    rows = _merge(single, lines, sorted(rules_across))
    ruled = bool(walls) or len(rules_across) >= 2
    aligned = _alignment(lines, edges)
    if not _is_table(rows, len(edges) + 1, ruled, aligned) or _runs_on(lines):
        return None
    if not ruled and _is_contents(rows, len(edges) + 1):
        return None
    cells = tuple(tuple(row.cells.get(c, "") for c in range(len(edges) + 1)) for row in rows)
    spans = tuple((r, r, c, last) for r, row in enumerate(rows) for c, last in sorted(row.spans.items()))
    figures, filled = _make_up(rows, len(edges) + 1)
    sure = figures + filled + aligned >= _SURE or (ruled and figures > 0.6)
    words = tuple(tuple(row.words.get(c, ()) for c in range(len(edges) + 1)) for row in rows)
    return Grid(cells, spans, (left, top, right, bottom), sure, words)


def _column_edges(
    lines: Sequence[TableLine], walls: Sequence[float], left: float, right: float
) -> list[float]:
    """Return where columns are separated: the x in the middle of each river, and each vertical rule."""
    many = [line for line in lines if len(line.segments) > 1] or list(lines)
    size = median(line.size for line in many)
    start = int(left) - 1
    cover = np.zeros(int(right) - start + 3)
    for line in many:
        for segment in line.segments:
            cover[int(segment.x0) - start : int(np.ceil(segment.x1)) - start] += 1
    for x in walls:
        cover[int(x) - start] = 0
    few = cover <= (_CROSSED * len(many) if len(many) >= 6 else 0)
    least = _RIVER if len(many) >= 6 else max(_RIVER, 0.5 * size)
    edges, run = [], 0
    for i, white in enumerate([*few, False]):
        if white:
            run += 1
            continue
        middle = start + i - run / 2
        if run >= least and left < middle < right:
            edges.append(middle)
        run = 0
    edges = [e for e in edges if not any(abs(e - x) < size / 2 for x in walls)]
    return _merge_columns(many, sorted([*edges, *walls]), walls)


def _merge_columns(lines: Sequence[TableLine], edges: list[float], walls: Sequence[float]) -> list[float]:
    """Return the edges without those between columns that hardly ever both hold text, as in one column."""
    while edges:
        filled = np.zeros((len(lines), len(edges) + 1), bool)
        for i, line in enumerate(lines):
            for segment in line.segments:
                for word in segment.words:
                    filled[i, bisect_left(edges, (word.x0 + word.x1) / 2)] = True
        both = (filled[:, :-1] & filled[:, 1:]).sum(0)
        counts = filled.sum(0)
        weakest = np.minimum(counts[:-1], counts[1:])
        share = np.where(weakest > 0, both / np.maximum(weakest, 1), 0.0)
        for i, edge in enumerate(edges):
            if edge in walls:
                share[i] = 1.0
        worst = int(np.argmin(share))
        if share[worst] > 0.15:
            break
        del edges[worst]
    return edges


def _cells(line: TableLine, edges: Sequence[float]) -> Row:
    """Return the line's words in columns; a segment across edges is a cell over several columns."""
    row = Row(y0=line.y0, y1=line.y1)
    for segment in line.segments:
        for piece in _pieces(segment, edges, line.size):
            first = bisect_left(edges, (piece[0].x0 + piece[0].x1) / 2)
            last = bisect_left(edges, (piece[-1].x0 + piece[-1].x1) / 2)
            text = LEADER_END.sub("", " ".join(word.text for word in piece))
            if not text:
                continue
            row.cells[first] = f"{row.cells[first]} {text}" if first in row.cells else text
            row.words.setdefault(first, []).extend(piece)
            if last > first:
                row.spans[first] = max(last, row.spans.get(first, 0))
    return row


def _pieces(segment: Segment, edges: Sequence[float], size: float) -> list[list[PageWord]]:
    """Return the segment cut where an edge falls into a space wider than those around it."""
    words = segment.words
    columns = [bisect_left(edges, (w.x0 + w.x1) / 2) for w in words]
    spaces = [b.x0 - a.x1 for a, b in pairwise(words)]
    usual = median(spaces) if len(spaces) > 2 else 0.28 * size
    pieces = [[words[0]]]
    for i, word in enumerate(words[1:], start=1):
        wide = spaces[i - 1] > 1.25 * usual or (is_number(word.text) and is_number(words[i - 1].text))
        if columns[i] != columns[i - 1] and wide:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _spread_headings(
    rows: list[Row],
    lines: Sequence[TableLine],
    edges: Sequence[float],
    rules: Rules,
    extent: tuple[float, float],
) -> None:
    """Extend headings that are centred over several columns, or over a rule across them, to all of these."""
    bounds = [extent[0], *edges, extent[1]]
    middles = [(a + b) / 2 for a, b in pairwise(bounds)]
    for i, (row, line) in enumerate(zip(rows[:-1], lines, strict=False)):
        if any(is_number(text) for text in row.cells.values()) or i > 5:
            break
        below = rows[i + 1]
        for segment in line.segments:
            first = bisect_left(edges, (segment.words[0].x0 + segment.words[0].x1) / 2)
            if first not in row.cells or first == 0:
                continue
            under = [
                (x0, x1)
                for y, x0, x1 in rules.horizontal
                if -2 < y - line.y1 < 0.8 * line.size and x0 - 2 < (segment.x0 + segment.x1) / 2 < x1 + 2
            ]
            if under and under[0][1] - under[0][0] < 0.9 * (extent[1] - extent[0]):
                over = [c for c, x in enumerate(middles) if under[0][0] < x < under[0][1]]
            else:
                over = _centred(segment, first, row, below, middles, bounds)
            if len(over) > 1 and over[0] > 0 and all(c == first or c not in row.cells for c in over):
                text = row.cells.pop(first)
                row.spans.pop(first, None)
                row.cells[over[0]], row.spans[over[0]] = text, over[-1]
                row.words[over[0]] = row.words.pop(first, [])


def _centred(
    segment: Segment, first: int, row: Row, below: Row, middles: Sequence[float], bounds: Sequence[float]
) -> list[int]:
    """Return the columns without text in this row around `first`, if the segment is in their middle."""
    low = high = first
    while low - 1 > 0 and low - 1 not in row.cells and low - 1 in below.cells:
        low -= 1
    while high + 1 < len(middles) and high + 1 not in row.cells and high + 1 in below.cells:
        high += 1
    best: list[int] = []
    centre = (segment.x0 + segment.x1) / 2
    for a in range(low, first + 1):
        for b in range(first, high + 1):
            width = bounds[b + 1] - bounds[a]
            if (
                b > a
                and abs((bounds[a] + bounds[b + 1]) / 2 - centre) < 0.08 * width
                and b - a + 1 > len(best)
            ):
                best = list(range(a, b + 1))
    return best


def _merge(single: list[Row], lines: Sequence[TableLine], across: Sequence[float]) -> list[Row]:
    """Return lines joined into rows: by rules where these separate every row, else by how cells continue."""
    bands = [sum(y < line.middle for y in across) for line in lines]
    rows: list[Row] = [single[0]]
    band_of = [bands[0]]
    steps = [b.y0 - a.y1 for a, b in pairwise(lines)]
    tight = sorted(steps)[len(steps) // 4] if steps else 0.0
    inside = _ruled_rows(single, bands)
    data = next((i for i, row in enumerate(single) if _has_data(row)), len(single))
    for i in range(1, len(single)):
        row, above = single[i], rows[-1]
        if bands[i] != band_of[-1]:
            joined = False
        elif bands[i] in inside:
            joined = True
        elif steps[i - 1] > tight + 0.45 * lines[i].size:
            joined = False
        elif i < data:
            joined = _heading_goes_on(above, row)
        else:
            joined = _goes_on(above, row)
        if joined:
            _join(above, row)
        else:
            rows.append(row)
            band_of.append(bands[i])
    return rows


def _ruled_rows(single: Sequence[Row], bands: Sequence[int]) -> set[int]:
    """Return the bands between rules that are one row each: several lines, and no column with two figures."""
    members: dict[int, list[Row]] = {}
    for row, band in zip(single, bands, strict=True):
        members.setdefault(band, []).append(row)
    if len(members) < 3:
        return set()
    one = set()
    for band, rows in members.items():
        figures = [c for row in rows for c, text in row.cells.items() if is_number(text)]
        if len(figures) == len(set(figures)) and not any(row.spans for row in rows[:-1]):
            one.add(band)
    return one if len(one) > 0.6 * len(members) else set()


def _has_data(row: Row) -> bool:
    others = [text for column, text in row.cells.items() if column > 0]
    return bool(others) and 2 * sum(map(is_number, others)) >= len(others)


def _heading_goes_on(above: Row, row: Row) -> bool:
    """Return whether a heading line is the second line of the headings above it."""
    if above.spans or row.spans or _has_data(above):
        return False
    if any(_OPEN_HEAD.search(above.cells[column]) for column in set(above.cells) & set(row.cells)):
        return True  # "No. of" says nothing by itself
    return set(row.cells) <= set(above.cells) or set(above.cells) <= set(row.cells)


def _goes_on(above: Row, row: Row) -> bool:
    """Return whether a line is the rest of the row above: cells wrapped, nothing new begun."""
    if row.spans or not set(row.cells) <= set(above.cells) | {0}:
        return False
    texts = list(row.cells.values())
    if 0 not in row.cells:
        return not any(map(is_number, texts)) and len(above.cells) > 1
    label = row.cells[0]
    starts_low = label[:1].islower() or label[:1] in "(&"
    if len(row.cells) == 1:
        return starts_low and 0 in above.cells
    if set(above.cells) == {0}:
        return starts_low
    return starts_low and not any(map(is_number, texts))


def _join(above: Row, row: Row) -> None:
    for column, text in row.cells.items():
        above.cells[column] = f"{above.cells[column]} {text}" if column in above.cells else text
        above.words.setdefault(column, []).extend(row.words.get(column, ()))
    above.y1 = row.y1


def _is_table(rows: Sequence[Row], columns: int, ruled: bool, aligned: float) -> bool:
    """Return whether the grid holds cells of a table, not prose, a list or a chart aligned by chance.

    `aligned` is the share of cells aligned with the other cells of their column.
    """
    if len(rows) < 2 or columns < 2:
        return False
    cells = [text for row in rows for text in row.cells.values()]
    figures, filled = _make_up(rows, columns)
    words = median(len(text.split()) for text in cells)
    rich = [row for row in rows if len(row.cells) > 1]
    if len(rich) < 2 or filled < 0.5 or words > 10 or len(cells) < 6 or figures + filled + aligned < _LEAST:
        return False
    if ruled:
        return aligned >= 0.6 and (figures >= 0.2 or words <= 8) and (len(rich) > 2 or figures >= 0.4)
    if len(rich) < 3 or aligned < 0.7 or filled < 0.55:
        return False
    return figures >= (0.6 if columns == 2 else 0.4)


def _make_up(rows: Sequence[Row], columns: int) -> tuple[float, float]:
    """Return the share of cells beyond the first column that hold figures, and that of cells with text."""
    others = [text for row in rows for column, text in row.cells.items() if column > 0]
    rich = [row for row in rows if len(row.cells) > 1]
    figures = sum(map(is_number, others)) / max(1, len(others))
    return figures, sum(len(row.cells) for row in rich) / max(1, len(rich) * columns)


def _runs_on(lines: Sequence[TableLine]) -> bool:
    """Return whether most pieces of text begin within a sentence: narrow columns of running text."""
    texts = [s.text for line in lines for s in line.segments]
    letters = [text for text in texts if text[0].isalpha()]
    low = sum(text[0].islower() and len(text) > 2 for text in letters)
    return 2 * len(letters) > len(texts) and low > 0.45 * len(letters)


def _is_contents(rows: Sequence[Row], columns: int) -> bool:
    """Return whether the rows are headings with page numbers: the last column rises, alone with figures."""
    pages = [row.cells[columns - 1] for row in rows if columns - 1 in row.cells]
    if len(pages) < 3 or not all(page.isdigit() and len(page) < 4 for page in pages):
        return False
    between = [text for row in rows for c, text in row.cells.items() if 0 < c < columns - 1]
    numbers = [int(page) for page in pages]
    return numbers == sorted(numbers) and not any(map(is_number, between))


def _alignment(lines: Sequence[TableLine], edges: Sequence[float]) -> float:
    """Return the share of cells aligned with their column by left edge, right edge or middle, at best."""
    places: dict[int, list[tuple[float, float]]] = {}
    for line in lines:
        for segment in line.segments:
            for piece in _pieces(segment, edges, line.size):
                first = bisect_left(edges, (piece[0].x0 + piece[0].x1) / 2)
                if first == int(np.searchsorted(edges, (piece[-1].x0 + piece[-1].x1) / 2)):
                    places.setdefault(first, []).append((piece[0].x0, piece[-1].x1))
    right, total = 0, 0
    for column in places.values():
        x0, x1 = np.array(column).T
        best = max(int((np.abs(at - median(at)) < 2.5).sum()) for at in (x0, x1, (x0 + x1) / 2))
        right, total = right + best, total + len(column)
    return right / total if total else 0.0
