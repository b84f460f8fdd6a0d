"""Blocks to text for reading, without running headers, footers and page numbers."""

from __future__ import annotations

from collections.abc import Iterable

from workingregions.corpus.enums import FURNITURE, BlockKind
from workingregions.corpus.records import Block


def plain_text(blocks: Iterable[Block], *, page: int | None = None) -> str:
    """Return the running text: paragraphs separated by a blank line, list items by a line, tables as rows.

    Args:
        blocks: in reading order.
        page: the only page to include, if given.
    """
    return _join([(b, _plain(b)) for b in blocks if b.kind not in FURNITURE and page in (None, b.page)])


def markdown(blocks: Iterable[Block]) -> str:
    """Return the running text as Markdown: headings as #, items as -, tables as Markdown tables."""
    return _join([(b, _marked(b)) for b in blocks if b.kind not in FURNITURE])


def _join(parts: list[tuple[Block, str]]) -> str:
    out: list[str] = []
    last: BlockKind | None = None
    tight = {BlockKind.LIST, BlockKind.CONTENTS}
    for block, text in parts:
        if not text:
            continue
        if out:
            out.append("\n" if block.kind is last and last in tight else "\n\n")
        out.append(text)
        last = block.kind
    return "".join(out)


def _plain(block: Block) -> str:
    if block.cells:
        return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in block.cells)
    return block.text.strip()


def _marked(block: Block) -> str:
    text = block.text.strip()
    if block.kind is BlockKind.HEADING:
        return f"{'#' * min(max(block.level, 1), 6)} {' '.join(text.split())}"
    if block.kind is BlockKind.LIST and text[:1] in "•▪■□❖➢→✓☑●○◦‣⁃∙·*►▶◆◊»–—-" and text[1:2] == " ":
        return f"- {text[2:].lstrip()}"
    return text
