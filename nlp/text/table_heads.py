"""The head of each table, for every passage of it: its first rows, or those of the table it continues."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from workingregions.corpus.enums import FURNITURE, BlockKind
from workingregions.corpus.records import Block, Passage

_MOST_ROWS = 3
_MOST_WORDS = 60
"""A longer head is not a head: the passage would hold little else."""
_FIGURE = re.compile(
    r"[(\[<>~≈±+\-–−$€£¥]*\s?\d[\d.,:/\s]*\s?(?:%|[a-zA-Z]{1,3}\b)?[)\]*]?|[-–—.]{1,3}|n/?a", re.IGNORECASE
)
_PERIOD = re.compile(
    r"(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?|Q[1-4](?:\s(?:19|20)\d\d)?", re.IGNORECASE
)
_CONTINUED = re.compile(r"\bcont(?:inued|['’]?d|\.)", re.IGNORECASE)


def table_heads(blocks: Sequence[Block]) -> dict[int, tuple[Block, int]]:
    """Return, by the ordinal of each table with a head, the table that has it and where the head's text ends.

    A table at the top of a page continues the one at the end of the page before where it has as many columns
    and begins with data: it takes that one's head.
    """
    heads: dict[int, tuple[Block, int]] = {}
    last: Block | None = None  # the last block of text, without notes and furniture
    for block in blocks:
        if block.kind in FURNITURE or block.kind is BlockKind.FOOTNOTE:
            continue
        if block.kind is BlockKind.TABLE and block.cells:
            if last is not None and _continues(last, block):
                if last.ordinal in heads:
                    heads[block.ordinal] = heads[last.ordinal]
            elif end := _head_end(block):
                heads[block.ordinal] = block, end
        elif last is not None and block.kind is BlockKind.CAPTION and _CONTINUED.search(block.text):
            continue
        last = block
    return heads


def repeated_heads(passages: Sequence[Passage]) -> Mapping[str, int]:
    """Return where the text of a table's head ends, for each passage that only repeats it.

    What is found there was found in the passage in which the head stands.
    """
    ends: dict[str, int] = {}
    seen: set[int] = set()
    for passage in passages:
        first, *others = passage.pieces or (None,)
        if first is not None and others and first.offset == 0 and first.block in seen:
            ends[passage.id] = first.end
        seen |= {piece.block for piece in passage.pieces}
    return ends


def _continues(before: Block, table: Block) -> bool:
    return (
        before.kind is BlockKind.TABLE
        and table.page == before.page + 1
        and len(before.cells[0]) == len(table.cells[0])
        and before.cells[0] != table.cells[0]
        and _is_data(table.cells[0])
    )


def _head_end(table: Block) -> int:
    """Return where the text of a table's head ends; 0 where its first row is data or the head is too long."""
    rows = 0
    data = [_is_data(row) for row in table.cells]
    if any(data):
        rows = data.index(True)
    elif len(table.cells) > 1:
        rows = 1  # a table of words
    if not 0 < rows <= _MOST_ROWS:
        rows = min(rows, 1)
    ends = [match.end() for match in re.finditer(r"[^\n]+", table.text)]
    # The line below the first row of a Markdown table is its rule.
    if not rows or len(ends) < rows + 1:
        return 0
    end = ends[rows]
    return end if len(table.text[:end].split()) <= _MOST_WORDS else 0


def _is_data(row: Sequence[str]) -> bool:
    """Return whether most cells beyond the label hold figures other than years."""
    cells = [cell.strip() for cell in row[1:] if cell.strip()]
    figures = [cell for cell in cells if _FIGURE.fullmatch(cell) and not _PERIOD.fullmatch(cell)]
    return bool(figures) and 2 * len(figures) >= len(cells)
