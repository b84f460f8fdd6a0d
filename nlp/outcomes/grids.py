"""A table as a grid: what stands over each column, before each row and beside the table.

Headers of several rows are joined downwards; a header over several columns is repeated over each; a column
without cells gives its header to its neighbour. A table without headers that continues the one before it
takes its headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block

NUMERIC = re.compile(
    r"[~>c]?\.?\s?(?P<minus>\()?(?P<signed>[+−–-])?\s?(?P<sign>(?:US|C|A)?\$|[£€¥₹]|EUR|USD|GBP|CHF"
    r"|SEK|NOK|DKK|PLN|Rs\.?)?\s?(?P<after>[−–-])?"
    r"(?P<number>\d{1,3}(?:[., \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)"
    r"\s?(?P<scale>bn|tn|mn|mln|m|k|b|t|thousand|million|billion|trillion)?\s?(?P<percent>%|per cent"
    r"|percent)?\s?(?P<unit>€|£|EUR|euros?|FTEs?)?\)?"
    r"(?:\s?(?:\(?[a-z0-9]\)|[a-z*†‡¹²³]+))?\+?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?")
_NEAR = 4
"""Maximum number of blocks between a table and its caption, its unit or the table that it continues."""
_LONG = 200
"""A longer paragraph before a table is not its caption; its last sentence may be."""
_NOTE = re.compile(
    r"[\[(]?\s*(?:in |all figures in |figures in |values in |measured in |units?:? )?[^.]{0,40}[\])]?"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a table: the label and group of its row, its column, its text and where that starts."""

    label: str
    column: int
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table read as a grid. `headers` are by column, `caption` is what stands beside the table."""

    block: Block
    headers: tuple[str, ...]
    caption: str
    cells: tuple[Cell, ...]
    rows: int

    def header(self, column: int) -> str:
        """Return the text over a column."""
        return self.headers[column] if column < len(self.headers) else ""


def grids(blocks: Sequence[Block]) -> Iterator[Grid]:
    """Yield the tables of a document that hold figures, in reading order."""
    before: Grid | None = None
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.TABLE and len(block.cells) > 1:
            grid = _grid(block, _caption(blocks, index), before if _adjacent(before, block) else None)
            if grid.cells:
                yield grid
            before = grid


def _adjacent(before: Grid | None, block: Block) -> bool:
    """Return whether a table may continue the one before it."""
    return (
        before is not None
        and block.ordinal - before.block.ordinal <= _NEAR + 2
        and block.page - before.block.page <= 1
    )


def _grid(block: Block, caption: str, before: Grid | None) -> Grid:
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in block.cells]
    width = max(map(len, rows))
    if before is not None and len(before.headers) == width and _headless(rows[0]):
        body, headers, caption = 0, list(before.headers), before.caption
    else:
        first = 0 if width == 2 and _headless(rows[0]) else 1  # "Employees | 450" begins a list of facts
        body = next(
            (i for i, row in enumerate(rows) if i >= first and any(map(is_figure, row[1:] or row))), len(rows)
        )
        while body > 1 and rows[body - 1][0] and not any(rows[body - 1][1:]):
            body -= 1  # the name of the first group of rows is not a header
        headers = _headers(rows[:body], rows[body:], width)
    return Grid(block, tuple(headers), caption, tuple(_cells(block, rows, body)), len(rows) - body)


def _headless(row: Sequence[str]) -> bool:
    """Return whether a first row is not a header: a label, and figures in most other cells."""
    rest = [cell for cell in row[1:] if cell]
    return not is_figure(row[0]) and bool(rest) and sum(map(is_figure, rest)) * 2 > len(rest)


def _headers(head: Sequence[Sequence[str]], body: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return the text over each column."""
    used = [any(i < len(row) and row[i] for row in body) for i in range(width)]
    spread = [_spread(row, head[number + 1 :], width) for number, row in enumerate(head)]
    texts = [" ".join(dict.fromkeys(row[i] for row in spread if row[i])) for i in range(width)]
    for i in range(1, width):
        if texts[i] and not used[i]:
            beside = [j for j in (i - 1, i + 1) if j < width and used[j] and (j or not texts[0])]
            to = next((j for j in beside if not texts[j]), beside[0] if beside else None)
            if to is not None:
                texts[to] = f"{texts[to]} {texts[i]}".strip()
    return texts


def _spread(row: Sequence[str], below: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return a row of headers, each repeated to its right over columns that have a header below."""
    filled = [row[i] if i < len(row) else "" for i in range(width)]
    for i in range(2, width):
        under = any(i < len(lower) and lower[i] for lower in below)
        if not filled[i] and filled[i - 1] and under:
            filled[i] = filled[i - 1]
    return filled


def _cells(block: Block, rows: Sequence[Sequence[str]], body: int) -> Iterator[Cell]:
    """Yield the figures below the headers, each with the label of its row and of the row's group."""
    offset, group = 0, ""
    for number, row in enumerate(rows):
        texts = [cell for cell in row if not is_figure(cell)]
        label = " ".join(dict.fromkeys(t for t in texts if t))[:_LONG]
        numbers = [i for i, cell in enumerate(row) if cell and is_figure(cell) and (i or len(row) == 1)]
        if number >= body and label and not numbers:
            group = label
        for index, cell in enumerate(block.cells[number]):
            start = block.text.find(cell, offset) if cell else -1
            if start < 0:
                continue
            offset = start + len(cell)
            if number >= body and index in numbers:
                first = _label(row, index)
                yield Cell(f"{first}\n{group}" if group else first, index, cell, start)


def _label(row: Sequence[str], index: int) -> str:
    """Return the nearest text to the left of a cell, with the row's first text."""
    left = [c for i, c in enumerate(row[:index]) if c and not is_figure(c) and not (i and _YEAR.fullmatch(c))]
    return " ".join(dict.fromkeys([*left[:1], *left[-1:]]))


def is_figure(cell: str) -> bool:
    """Return whether a cell is a number, and not a year."""
    match = NUMERIC.fullmatch(cell.strip())
    return match is not None and not _YEAR.fullmatch(match.group("number"))


def _caption(blocks: Sequence[Block], index: int) -> str:
    """Return the caption beside a table, else the heading or last sentence before it, with its unit."""
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    found: list[str] = []
    for block in reversed(blocks[max(0, index - _NEAR) : index]):
        text = " ".join(block.text.split())
        if block.kind is BlockKind.TABLE:
            break
        if block.kind in (BlockKind.CAPTION, BlockKind.HEADING) or text.casefold().startswith(
            ("table ", "figure ", "exhibit ")
        ):
            return " ".join([text, *reversed(found)])
        if block.kind in (BlockKind.HEADER, BlockKind.FOOTER, BlockKind.FOOTNOTE):
            continue
        if not found or _NOTE.fullmatch(found[-1]):
            found.append(text if len(text) <= _LONG else re.split(r"(?<=[.!?]) ", text)[-1][-_LONG:])
    if after is not None and after.kind is BlockKind.CAPTION:
        return after.text
    return " ".join(reversed(found))
