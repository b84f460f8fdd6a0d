"""From the words of pages to blocks in reading order, for text layers and OCR alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from workingregions.corpus.boxes import Row, pack
from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Box, Span
from workingregions.ingest.blocks import markdown_table
from workingregions.ingest.pdf.layout.block_kinds import BlockDraft, name_kinds, split_notes
from workingregions.ingest.pdf.layout.furniture import PageLines, body_size, mark_furniture
from workingregions.ingest.pdf.layout.line_breaks import kept_breaks
from workingregions.ingest.pdf.layout.lines import TextLine, find_lines
from workingregions.ingest.pdf.layout.order import reading_order
from workingregions.ingest.pdf.layout.paragraphs import (
    join_lines,
    split_bullets,
    split_paragraphs,
    written_words,
)
from workingregions.ingest.pdf.layout.regions import Region, find_regions
from workingregions.ingest.pdf.layout.spans import table_spans
from workingregions.ingest.pdf.layout.turn import main_angle, turn_back, turn_upright
from workingregions.ingest.pdf.words import PageWord

_LEAST_ASIDE = 15  # letters of turned text from which it is a separate block
_BROKEN = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST, BlockKind.CAPTION)
"""Kinds whose line breaks may be the author's."""
MAX_WORDS = 12_000
"""Number of words above which (maps, dot plots) a page's words are taken in drawing order."""


def page_blocks(
    words: Sequence[PageWord], page_width: float, page_height: float, number: int = 1
) -> list[Block]:
    """Return the blocks of one page by itself, in reading order, ordinals from 0.

    Args:
        words: in drawing order (for OCR: any order); whole lines are allowed.
        page_width: width in points; page_height likewise.
        number: the page's number, from 1.
    """
    return document_blocks([page_lines(words, page_width, page_height, number)])


def page_lines(words: Sequence[PageWord], width: float, height: float, number: int) -> PageLines:
    """Return the lines of a page, set upright, to be ordered once all pages are known."""
    if len(words) > MAX_WORDS:
        # Rows of dots and letters scattered over a map carry no meaning; its names do.
        flood = " ".join(w.text for w in words if sum(map(str.isalpha, w.text)) > 2)
        return PageLines(number, width, height, [], flood=flood)
    angle = main_angle(words)
    by_angle: dict[int, list[PageWord]] = defaultdict(list)
    for word in words:
        by_angle[word.angle].append(word)
    upright = by_angle.pop(angle, [])
    aside: list[tuple[int, list[TextLine]]] = []
    for other, turned in sorted(by_angle.items()):
        aside.append((other, find_lines(turn_upright(turned, other, width, height))))
    if angle:
        upright = turn_upright(upright, angle, width, height)
    return PageLines(number, width, height, find_lines(upright), angle=angle, aside=aside)


def document_blocks(pages: Sequence[PageLines]) -> list[Block]:
    """Return the blocks of a document from the lines of its pages."""
    for page in pages:
        _take_tables(page)
    mark_furniture(pages)
    body = body_size(line for page in pages for line in page.lines)
    drafts = [draft for page in pages for draft in _page_drafts(page, body)]
    named = name_kinds(drafts, body)
    written = written_words(line.text for page in pages for line in page.lines)
    return [_block(ordinal, draft, written) for ordinal, draft in enumerate(named)]


def _take_tables(page: PageLines) -> None:
    """Remove the lines that are in the page's tables from the running lines."""
    for table in page.tables if page.angle == 0 else ():
        inside: list[TextLine] = []
        outside: list[TextLine] = []
        torn = 0
        for line in page.lines:
            within = [w for w in line.words if _within(w, table.box)]
            if not within:
                outside.append(line)
                continue
            rest = [w for w in line.words if not _within(w, table.box)]
            inside.append(TextLine(within, line.order) if rest else line)
            if rest:
                outside.append(TextLine(rest, line.order))
                torn += 1
        # A box whose edge cuts through sentences does not bound a table.
        if torn > 0.15 * len(inside):
            continue
        if inside:
            page.lines = outside
            region = Region(inside)
            region.x0, region.y0, region.x1, region.y1 = (
                table.box.x0,
                table.box.y0,
                table.box.x1,
                table.box.y1,
            )
            region.table = table
            page.table_regions.append(region)


def _within(word: PageWord, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return box.x0 - 1 <= x <= box.x1 + 1 and box.y0 - 1 <= y <= box.y1 + 1


def _page_drafts(page: PageLines, body: float) -> list[BlockDraft]:
    own = body_size(page.lines) or body
    marked = page.marked
    running = [line for line in page.lines if id(line) not in marked]
    head = [line for line in page.lines if marked.get(id(line)) is BlockKind.HEADER]
    foot = [line for line in page.lines if marked.get(id(line)) is BlockKind.FOOTER]
    drafts = [BlockDraft(page, [line], BlockKind.HEADER) for line in _down(head)]
    regions, notes = split_notes([*find_regions(running), *page.table_regions], own, page.reach)
    for region in [*reading_order(regions, own, page.walls), *reading_order(notes, own)]:
        if region in notes:
            drafts.extend(
                BlockDraft(page, note, BlockKind.FOOTNOTE, region) for note in split_paragraphs(region.lines)
            )
            continue
        if region.table is not None:
            drafts.append(BlockDraft(page, region.lines, BlockKind.TABLE, table=region.table))
            continue
        for lines in split_paragraphs(region.lines):
            drafts.extend(
                BlockDraft(page, part, BlockKind.PARAGRAPH, region) for part in split_bullets(lines)
            )
    for angle, lines in page.aside:
        for region in find_regions(lines):
            letters = sum(len(line.text) for line in region.lines)
            kept = angle % 90 == 0 and letters >= _LEAST_ASIDE and not _in_margin(region, page, angle)
            kind = BlockKind.PARAGRAPH if kept else BlockKind.FOOTER
            drafts.append(BlockDraft(page, region.lines, kind, region, angle=angle))
    drafts.extend(BlockDraft(page, [line], BlockKind.FOOTER) for line in _down(foot))
    if page.flood:
        drafts.append(BlockDraft(page, [], BlockKind.PARAGRAPH))
    return drafts


def _in_margin(region: Region, page: PageLines, angle: int) -> bool:
    """Return whether turned text runs along the edge of the page, as stamps and running titles do."""
    box = turn_back(Box(region.x0, region.y0, region.x1, region.y1), angle, page.width, page.height)
    return box.x1 < 0.1 * page.width or box.x0 > 0.9 * page.width


def _down(lines: list[TextLine]) -> list[TextLine]:
    return sorted(lines, key=lambda line: (round(line.baseline), line.x0))


def _block(ordinal: int, draft: BlockDraft, written: frozenset[str]) -> Block:
    page = draft.page
    angle = page.angle if draft.angle is None else draft.angle
    rows: Sequence[Row] = ()
    spans: tuple[Span, ...]
    if draft.table is not None:
        text, box = markdown_table(draft.table.cells), draft.table.box
        spans, rows = table_spans(draft.table, text, page.number)
    elif not draft.lines:
        text, box = page.flood, Box(0.0, 0.0, page.width, page.height)
        spans = (Span(start=0, end=len(text), page=page.number, box=box),)
    else:
        boxes = [Box(line.x0, line.y0, line.x1, line.y1) for line in draft.lines]
        boxes = [turn_back(b, angle, page.width, page.height) for b in boxes]
        breaks: list[bool] = []
        if draft.kind in _BROKEN:
            breaks = kept_breaks(draft.lines, heading=draft.kind is BlockKind.HEADING)
        joined = join_lines(page.number, list(zip(draft.lines, boxes, strict=True)), written, breaks)
        text, spans, rows = joined.text, joined.spans, joined.rows
        box = Box(
            min(b.x0 for b in boxes),
            min(b.y0 for b in boxes),
            max(b.x1 for b in boxes),
            max(b.y1 for b in boxes),
        )
    return Block(
        ordinal=ordinal,
        page=page.number,
        kind=draft.kind,
        text=text,
        box=box,
        level=draft.level,
        section=draft.section,
        cells=draft.table.cells if draft.table else (),
        spans=spans,
        confidence=_confidence(draft.lines),
        advances=pack(len(text), rows, angle),
    )


def _confidence(lines: Sequence[TextLine]) -> float:
    values = [word.confidence for line in lines for word in line.words]
    return round(sum(values) / len(values), 3) if values else 1.0
