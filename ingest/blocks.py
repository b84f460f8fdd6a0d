"""What all readers share: cleaning of text, and a builder that numbers blocks and keeps their sections."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.enums import BlockKind, Voice
from workingregions.corpus.files import lines
from workingregions.corpus.records import Block, Box, MetadataValue, Page, Parsed

_CONTROLS = (*range(0x00, 0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0))
_INVISIBLE = (0xAD, 0x200B, 0x2060, 0xFEFF)  # soft hyphen, zero-width space, word joiner, byte order mark
_DROPPED = dict.fromkeys((*_CONTROLS, *_INVISIBLE))
_SPACE = re.compile(r"\s+")
_NUMBERING = re.compile(r"^(?:[0-9ivx]+(?:\.[0-9]+)*[.):]?\s+)|(?<![:.])[:.]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BlockPiece:
    """A block before it is numbered; `linked` is the share of its letters inside links (0..1), `voice` None
    where its kind shows it."""

    kind: BlockKind
    text: str
    level: int = 0
    cells: tuple[tuple[str, ...], ...] = ()
    linked: float = 0.0
    voice: Voice | None = None


def clean(text: str) -> str:
    """Return text in composed Unicode (NFC), without control and zero-width signs, with single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text.translate(_DROPPED))).strip()


def markdown_table(cells: Sequence[Sequence[str]]) -> str:
    """Return the rows as a Markdown table; the first row is the heading. Bars inside cells are escaped."""
    rows = [[cell.replace("|", r"\|") for cell in row] for row in cells]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def rectangular(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows cleaned, padded to one width, without rows and columns that are all empty."""
    cleaned = [[clean(cell) for cell in row] for row in rows]
    cleaned = [row for row in cleaned if any(row)]
    width = max(map(len, cleaned), default=0)
    padded = [row + [""] * (width - len(row)) for row in cleaned]
    used = [column for column in range(width) if any(row[column] for row in padded)]
    return tuple(tuple(row[column] for column in used) for row in padded)


class Builder:
    """A collector of the blocks of one document: ordinals from 0, section paths from the headings.

    A heading's own section path ends with the heading itself. Under a heading that names a reference
    list, paragraphs and list items become references.
    """

    def __init__(self) -> None:
        self.page = 1
        self.blocks: list[Block] = []
        self.hints: list[MetadataValue] = []
        self._path: list[tuple[int, str]] = []

    @property
    def section(self) -> tuple[str, ...]:
        """Headings above the next block, outermost first."""
        return tuple(title for _, title in self._path)

    def heading(self, text: str, level: int, *, box: Box | None = None) -> None:
        """Add a heading of `level` 1.. and open its section."""
        if text := clean(text):
            self.end_sections(level)
            self._path.append((level, text))
            self._append(BlockKind.HEADING, text, level=level, box=box)

    def end_sections(self, level: int) -> None:
        """Close the sections of `level` and deeper, so that the next blocks belong to the one above."""
        while self._path and self._path[-1][0] >= level:
            self._path.pop()

    def add(self, kind: BlockKind, text: str, *, box: Box | None = None, voice: Voice | None = None) -> None:
        """Add a block of running text; ignore text without letters or digits, such as rules and ornaments."""
        text = clean(text)
        if any(c.isalnum() for c in text):
            if kind in (BlockKind.PARAGRAPH, BlockKind.LIST) and self._in_references():
                kind = BlockKind.REFERENCE
            self._append(kind, text, box=box, voice=voice)

    def table(self, rows: Iterable[Sequence[str]], *, box: Box | None = None) -> None:
        """Add a table; one of a single cell is a framed paragraph and becomes a paragraph."""
        cells = rectangular(rows)
        if len(cells) == 1 and len(cells[0]) == 1:
            self.add(BlockKind.PARAGRAPH, cells[0][0], box=box)
        elif cells:
            self._append(BlockKind.TABLE, markdown_table(cells), cells=cells, box=box)

    def extend(self, pieces: Iterable[BlockPiece]) -> None:
        """Add pieces in order."""
        for piece in pieces:
            if piece.kind is BlockKind.HEADING:
                self.heading(piece.text, piece.level)
            elif piece.kind is BlockKind.TABLE:
                self.table(piece.cells)
            else:
                self.add(piece.kind, piece.text, voice=piece.voice)

    def parsed(self, pages: Sequence[Page] = (), *, attachments: Sequence[tuple[str, bytes]] = ()) -> Parsed:
        """Return everything collected; one page without a size where the format has no pages."""
        return Parsed(
            pages=tuple(pages) or (Page(number=1, width=0.0, height=0.0),),
            blocks=tuple(self.blocks),
            hints=tuple(dict.fromkeys(self.hints)),
            attachments=tuple(attachments),
        )

    def _in_references(self) -> bool:
        return any(_NUMBERING.sub("", t.casefold()).strip() in _reference_headings() for _, t in self._path)

    def _append(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        cells: tuple[tuple[str, ...], ...] = (),
        box: Box | None = None,
        voice: Voice | None = None,
    ) -> None:
        block = Block(
            ordinal=len(self.blocks),
            page=self.page,
            kind=kind,
            text=text,
            box=box,
            level=level,
            section=self.section,
            cells=cells,
            voice=voice,
        )
        self.blocks.append(block)


@cache
def _reference_headings() -> frozenset[str]:
    return frozenset(lines(__package__, "reference_headings.txt"))
