"""From words to areas on a page, and back: what a PDF selection of REFI-QDA covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workingregions.corpus.boxes import boxes
from workingregions.corpus.records import Block, Box, Passage, Span


def marks(passage: Passage, blocks: Mapping[int, Block]) -> list[Span]:
    """Return the boxes of a passage, a line each, in reading order; `blocks` are by their ordinals."""
    return [
        mark
        for piece in passage.pieces
        if piece.block in blocks
        for mark in boxes(blocks[piece.block], piece.offset, piece.offset + piece.end - piece.start)
    ]


def areas(lines: Iterable[Span]) -> list[tuple[int, Box]]:
    """Return the rectangles that lines fill, as (page from 1, box): one per page and column."""
    found: list[tuple[int, Box]] = []
    for line in lines:
        if found and found[-1][0] == line.page and _goes_on(found[-1][1], line.box):
            found[-1] = line.page, _union(found[-1][1], line.box)
        else:
            found.append((line.page, line.box))
    return found


def covered(lines: Sequence[Span], page: int, area: Box) -> float:
    """Return the share of the lines' area that lies in a rectangle of a page (from 1), 0 to 1."""
    whole = sum(_size(line.box) for line in lines)
    inside = sum(_size(_common(line.box, area)) for line in lines if line.page == page)
    return inside / whole if whole else 0.0


def _goes_on(area: Box, line: Box) -> bool:
    """Return whether a line is the next one of an area, and not the first one of another column."""
    height = line.y1 - line.y0
    beside = area.x0 < line.x1 and line.x0 < area.x1
    same_line = line.y0 < area.y1 and line.y1 > area.y1 - height
    return (beside or same_line) and line.y1 >= area.y1 - height


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _common(a: Box, b: Box) -> Box:
    return Box(max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1))


def _size(box: Box) -> float:
    return max(0.0, box.x1 - box.x0) * max(0.0, box.y1 - box.y0)
