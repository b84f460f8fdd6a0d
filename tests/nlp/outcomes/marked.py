"""Texts and tables whose outcomes are marked in place: `<jobs+:300>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.nlp.documents import bundle, from_blocks
from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Bundle, Outcome

DATA = Path(__file__).parent / "data"
_MARK = re.compile(r"<([a-z|]+)([-+=?]*):([^>]*)>")
CHANGES = {"+": "gained", "-": "lost", "=": "kept"}


class Mark(NamedTuple):
    """A marked outcome: its document, where it stands there, its kinds and flags."""

    title: str
    block: int
    start: int
    end: int
    kinds: tuple[str, ...]
    flags: str

    @property
    def promised(self) -> bool:
        """Whether the figure is a promise."""
        return "?" in self.flags

    @property
    def change(self) -> str:
        """The direction of the figure, "" for none."""
        return next((CHANGES[f] for f in self.flags if f in CHANGES), "")

    def fits(self, document: Bundle, outcome: Outcome) -> bool:
        """Return whether an outcome of the document is the marked one."""
        passage = next(p for p in document.passages if p.id == outcome.passage)
        piece = next(p for p in passage.pieces if p.start <= outcome.start < p.end)
        start = outcome.start - piece.start + piece.offset
        inside = start < self.end and start + outcome.end - outcome.start > self.start
        return piece.block == self.block and inside and outcome.kind.value in self.kinds


def _parts(name: str) -> Iterator[tuple[str, list[str]]]:
    text = (DATA / name).read_text(encoding="utf-8")
    for part in re.split(r"(?m)^== ", text)[1:]:
        title, *lines = part.rstrip("\n").split("\n")
        yield title, lines


def _plain(title: str, block: int, text: str) -> tuple[str, list[Mark]]:
    plain, marks, end = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[end : match.start()]
        start = len(plain)
        plain += match.group(3)
        kinds = tuple(match.group(1).split("|"))
        marks.append(Mark(title, block, start, len(plain), kinds, match.group(2)))
        end = match.end()
    return plain + text[end:], marks


def pages() -> Iterator[tuple[Bundle, list[Mark]]]:
    """Yield the texts of data/pages.txt with their marks."""
    for title, lines in _parts("pages.txt"):
        read = [_plain(title, number, line) for number, line in enumerate(lines)]
        yield bundle(*(text for text, _ in read)), [mark for _, marks in read for mark in marks]


def tables() -> Iterator[tuple[str, Bundle, list[Mark]]]:
    """Yield the tables of data/tables.txt with their marks."""
    for title, lines in _parts("tables.txt"):
        captions = [line for line in lines if "|" not in line]
        rows = [[cell.strip() for cell in line.split("|")] for line in lines if "|" in line]
        width = max(map(len, rows))
        cells = [[_MARK.sub(r"\3", cell) for cell in [*row, *[""] * (width - len(row))]] for row in rows]
        blocks = [
            Block(ordinal=n, page=1, kind=BlockKind.CAPTION, text=text, document="d")
            for n, text in enumerate(captions)
        ]
        written = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        written.insert(1, "| " + " | ".join(["---"] * width) + " |")
        text, marks = _plain(title, len(blocks), "\n".join(written))
        table = Block(
            ordinal=len(blocks),
            page=1,
            kind=BlockKind.TABLE,
            text=text,
            document="d",
            cells=tuple(map(tuple, cells)),
        )
        yield title, from_blocks(*blocks, table), marks
