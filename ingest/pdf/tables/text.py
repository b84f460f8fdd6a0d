"""Words on a page as lines and segments, and the ranges of lines that form columns.

A table without rules is recognised by rivers: white stripes that run down through several lines. Two
columns of prose, lists and contents pages have them too; the amount of text between rivers distinguishes
them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workingregions.ingest.pdf.words import PageWord

GAP = 0.8
"""White between two words, in font sizes, that separates cells; justified prose stays below."""
_NEAR = 2.2
"""Distance from one line to the next within a table, in line heights."""
_PENDING = 3
"""Maximum lines without columns (wrapped labels, subheadings) between lines with columns."""
_PROSE_WORDS, _PROSE_LINES = 5, 4
"""Words in a segment, and such segments in a column, from which it is running text."""
_INDENTED = 15.0
"""Points of white between paragraphs that an indented line may fill: about one line."""
NUMBER = re.compile(
    r"[(\[<>~≈±+\-–−—$€£¥*]*\s*(?:[A-Z]{3}\s?)?\d[\d.,:/\s'’]*(?:%|\)|\]|\*|[a-z]{1,2}|[–−-]\d[\d.,]*)*|"
    r"[-–−—.·*]{1,6}|n\.?/?a\.?|N/?A|\(?[xX]\)?|\.\.+|[✓✔●○•■□]"
)
_BULLET = re.compile(r"[•▪■●◦○\-–—*»>§\uf000-\uf0ff]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]|\[\d{1,3}\]")
LEADER_END = re.compile(r"(?:\s*[._…]){4,}$")
_LEADER = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}|_{5,}")


Extent = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line separated by ordinary spaces only, and their left and right edge."""

    words: tuple[PageWord, ...]
    x0: float
    x1: float

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join([word.text for word in self.words])


@dataclass(frozen=True, slots=True)
class TableLine:
    """Words that share a base line, cut at wide gaps."""

    segments: tuple[Segment, ...]
    y0: float
    y1: float

    @property
    def size(self) -> float:
        """Height, in points."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Rules:
    """Ruling lines: horizontal ones as (y, x0, x1), vertical ones as (x, y0, y1)."""

    horizontal: tuple[tuple[float, float, float], ...] = ()
    vertical: tuple[tuple[float, float, float], ...] = ()


def is_number(text: str) -> bool:
    """Return whether a cell holds a figure, a range, a mark or a sign for an empty cell."""
    return NUMBER.fullmatch(text.strip()) is not None


def lines_of(words: Sequence[PageWord], rules: Rules) -> list[TableLine]:
    """Return words gathered into lines, from top to bottom, cut at white gaps and vertical rules."""
    rows: list[list[PageWord]] = []
    reference = height = 0.0
    for middle, _, word in sorted([((w.y0 + w.y1) / 2, w.x0, w) for w in words], key=_place):
        tall = word.y1 - word.y0
        if rows and middle - reference < 0.4 * max(height, tall):
            count = len(rows[-1])
            # The mean keeps to the base line, which one raised figure would not.
            reference += (middle - reference) / (count + 1)
            height += (tall - height) / (count + 1)
            rows[-1].append(word)
        else:
            reference, height = middle, tall
            rows.append([word])
    return [_line(sorted(row, key=_left), rules) for row in rows]


def _place(item: tuple[float, float, PageWord]) -> tuple[float, float]:
    return item[:2]


def _left(word: PageWord) -> float:
    return word.x0


def _line(words: list[PageWord], rules: Rules) -> TableLine:
    heights = sorted([w.y1 - w.y0 for w in words])
    size = heights[len(heights) // 2]
    y0, y1 = min([w.y0 for w in words]), max([w.y1 for w in words])
    middle = (y0 + y1) / 2
    walls = [x for x, top, bottom in rules.vertical if top <= middle <= bottom]
    segments, begin, end = [], 0, words[0].x1
    for i, word in enumerate(words[1:], start=1):
        wide = word.x0 - end > GAP * size
        if wide or (walls and any(end - 1 <= x <= word.x0 + 1 for x in walls)):
            segments.append(Segment(tuple(words[begin:i]), words[begin].x0, end))
            begin, end = i, word.x1
        else:
            end = max(end, word.x1)
    segments.append(Segment(tuple(words[begin:]), words[begin].x0, end))
    return TableLine(tuple(segments), y0, y1)


def _columnar(line: TableLine) -> bool:
    """Return whether a line looks like a row: two segments or more, not adjoining pieces of running text."""
    segments = _without_bullet(line.segments)
    if len(segments) < 2:
        return False
    if len(segments) == 2 and _LEADER.search(" ".join(s.text for s in line.segments)):
        return False  # a contents page; with more columns the dots lead to figures
    wordy = sum(len(s.words) >= 7 for s in segments)
    return wordy == 0 or len(segments) - wordy >= 2 or any(is_number(s.text) for s in segments[1:])


def _without_bullet(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    return segments[1:] if len(segments) > 1 and _BULLET.fullmatch(segments[0].text) else segments


def _gaps(line: TableLine, left: float, right: float) -> list[tuple[float, float]]:
    """Return white gaps of a line between the two edges, including the outer ones."""
    gaps, reach = [], left
    for segment in line.segments:
        if segment.x0 > reach:
            gaps.append((reach, segment.x0))
        reach = max(reach, segment.x1)
    return [*gaps, (reach, right)] if right > reach else gaps


def _share_river(a: TableLine, b: TableLine) -> bool:
    """Return whether white between segments of one line continues in the other, and they have text in common.

    Text beside the table has white where the table is.
    """
    if not any(s.x0 < t.x1 and t.x0 < s.x1 for s in a.segments for t in b.segments):
        return False
    inner_a = list(zip((s.x1 for s in a.segments), (s.x0 for s in a.segments[1:]), strict=False))
    inner_b = list(zip((s.x1 for s in b.segments), (s.x0 for s in b.segments[1:]), strict=False))
    width = 0.4 * min(a.size, b.size)
    left, right = min(a.segments[0].x0, b.segments[0].x0), max(a.segments[-1].x1, b.segments[-1].x1)
    for inner, other in ((inner_a, _gaps(b, left, right)), (inner_b, _gaps(a, left, right))):
        for g0, g1 in inner:
            if any(min(g1, h1) - max(g0, h0) >= width for h0, h1 in other):
                return True
    return False


def without_prose(lines: Sequence[TableLine], rules: Rules) -> list[TableLine]:
    """Return the lines without columns of running text, so that a table beside prose is seen alone.

    Running text is four lines or more, one below the other, that begin at one x, are many words wide
    and have no rule between them that reaches into the neighbouring column, as rows of a table have.
    """
    columns: list[list[tuple[int, Segment]]] = []
    for at, line in enumerate(lines):
        for segment in line.segments:
            if len(segment.words) < _PROSE_WORDS or is_number(segment.text):
                continue
            for column in columns:
                last_at, last = column[-1]
                if abs(last.x0 - segment.x0) < 2.5 and line.y0 - lines[last_at].y1 < 1.2 * line.size:
                    column.append((at, segment))
                    break
            else:
                columns.append([(at, segment)])
    blocks: list[Extent] = []
    ends: list[float] = []
    for column in columns:
        if len(column) >= _PROSE_LINES:
            x0, x1 = min(s.x0 for _, s in column), max(s.x1 for _, s in column)
            y0, y1 = lines[column[0][0]].y0, lines[column[-1][0]].y1
            reach = 0.3 * (x1 - x0)
            if not any(
                y0 < y < y1 and a < x1 and b > x0 and (a < x0 - reach or b > x1 + reach)
                for y, a, b in rules.horizontal
            ):
                size = lines[column[0][0]].size
                blocks.append((x0 - 3, y0 - 0.6 * size, x1 + 3, y1 + 1.5 * size))
                ends.append(y1)
    between = _between(blocks)
    blocks, ends = [*blocks, *between], [*ends, *(b[3] for b in between)]
    kept = []
    for line in lines:
        prose: set[int] = set()
        for block, end in zip(blocks, ends, strict=True):
            if block[1] <= line.middle <= block[3]:
                inside = [s for s in line.segments if block[0] <= s.x0 and s.x1 <= block[2]]
                # Several pieces below the last full line are the head of a table, not the paragraph's end.
                prose.update(map(id, inside if len(inside) < 2 or line.middle < end else ()))
        segments = tuple(s for s in line.segments if id(s) not in prose)
        if segments:
            kept.append(TableLine(segments, line.y0, line.y1))
    return kept


def _between(blocks: Sequence[Extent]) -> list[Extent]:
    """Return the text between paragraphs of one column: the indented first line of the lower one."""
    out = []
    for a in blocks:
        for b in blocks:
            common, wide = min(a[2], b[2]) - max(a[0], b[0]), max(a[2], b[2]) - min(a[0], b[0])
            if common > 0.8 * wide and 0 < b[1] - a[3] < _INDENTED:
                out.append((min(a[0], b[0]), a[3], max(a[2], b[2]), b[1]))
    return out


def regions(lines: Sequence[TableLine]) -> list[tuple[int, int]]:
    """Return ranges of lines (first, last exclusive) that share rivers and hold cells rather than prose."""
    found, start = [], 0
    while start < len(lines):
        if not _columnar(lines[start]):
            start += 1
            continue
        rows, at = [start], start + 1
        while at < len(lines) and at - rows[-1] <= _PENDING + 1:
            step = lines[at].y0 - lines[at - 1].y1
            if step > _NEAR * max(lines[at].size, 6.0):
                break
            if _columnar(lines[at]) and any(_share_river(lines[at], lines[r]) for r in rows[-3:]):
                rows.append(at)
            at += 1
        if len(rows) >= 2:
            found.append((start, rows[-1] + 1))
            start = rows[-1] + 1
        else:
            start += 1
    return found
