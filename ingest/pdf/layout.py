"""From the words of pages to blocks in reading order; text layers and OCR go the same way."""

from __future__ import annotations

from collections.abc import Sequence

from workingregions.corpus.records import Block, BlockKind, Box
from workingregions.ingest.pdf.furniture import PageLines, body_size, mark_furniture
from workingregions.ingest.pdf.kinds import Draft, name_kinds
from workingregions.ingest.pdf.lines import Line, find_lines
from workingregions.ingest.pdf.order import reading_order
from workingregions.ingest.pdf.paragraphs import join_lines, split_paragraphs
from workingregions.ingest.pdf.regions import find_regions
from workingregions.ingest.pdf.words import Word


def page_blocks(words: Sequence[Word], page_width: float, page_height: float, number: int = 1) -> list[Block]:
    """The blocks of one page by itself, in reading order, ordinals from 0.

    Args:
        words: in drawing order (for OCR: any order); whole lines will do.
        page_width: in points; page_height likewise.
        number: the page's number, from 1.
    """
    return document_blocks([page_lines(words, page_width, page_height, number)])


def page_lines(words: Sequence[Word], width: float, height: float, number: int) -> PageLines:
    """The lines of a page, upright ones only, to be ordered once all pages are known."""
    return PageLines(number, width, height, find_lines([w for w in words if w.angle == 0]))


def document_blocks(pages: Sequence[PageLines]) -> list[Block]:
    """The blocks of a document from the lines of its pages."""
    mark_furniture(pages)
    body = body_size(line for page in pages for line in page.lines)
    drafts = [draft for page in pages for draft in _page_drafts(page, body)]
    named = name_kinds(drafts, body)
    return [_block(ordinal, draft) for ordinal, draft in enumerate(named)]


def _page_drafts(page: PageLines, body: float) -> list[Draft]:
    own = body_size(page.lines) or body
    marked = page.marked
    running = [line for line in page.lines if id(line) not in marked]
    head = [line for line in page.lines if marked.get(id(line)) is BlockKind.HEADER]
    foot = [line for line in page.lines if marked.get(id(line)) is BlockKind.FOOTER]
    drafts = [Draft(page.number, page.height, [line], BlockKind.HEADER) for line in _down(head)]
    for region in reading_order(find_regions(running), own):
        drafts.extend(
            Draft(page.number, page.height, lines, BlockKind.PARAGRAPH, region)
            for lines in split_paragraphs(region.lines)
        )
    drafts.extend(Draft(page.number, page.height, [line], BlockKind.FOOTER) for line in _down(foot))
    return drafts


def _down(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (round(line.baseline), line.x0))


def _block(ordinal: int, draft: Draft) -> Block:
    lines = [(page, line, Box(line.x0, line.y0, line.x1, line.y1)) for page, line in draft.placed()]
    joined = join_lines(lines)
    first = [box for page, _, box in lines if page == draft.page]
    box = Box(
        min(b.x0 for b in first), min(b.y0 for b in first), max(b.x1 for b in first), max(b.y1 for b in first)
    )
    return Block(
        ordinal=ordinal,
        page=draft.page,
        kind=draft.kind,
        text=joined.text,
        box=box,
        level=draft.level,
        section=draft.section,
        spans=joined.spans,
    )
