"""The voices of a document's blocks: what the kinds leave open, found by layout first and by words then.

Each finder names the voice of the blocks that it is sure of. What none of them names keeps the voice of its
kind, so that a doubtful block stays what it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from workingregions.corpus.enums import FURNITURE, BlockKind, Voice
from workingregions.corpus.records import Block, Page
from workingregions.corpus.voices import voice_of
from workingregions.ingest.references import reference_blocks
from workingregions.ingest.voices.look import Look
from workingregions.ingest.voices.slides import slides, without_repeats
from workingregions.ingest.voices.tables import table_voice
from workingregions.ingest.voices.words import (
    is_affiliation,
    is_attribution,
    is_catalogued,
    is_dated,
    is_entry,
    is_form,
    is_marks,
    is_note,
    is_question,
    is_quoted,
    is_source,
    is_tick,
    lists_headings,
    rising,
    section_voice,
)

_TEXT = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST})
_OVER = frozenset({Voice.REFERENCE, Voice.SURVEY, Voice.FORM, Voice.AFFILIATION, Voice.FOOTNOTE})
"""Voices that the heading right above takes part in."""
_LEAST_TICKS = 6
"""Blocks of nothing but numbers that make a chart; fewer may be figures set large, with their labels."""
_LEAST_WORKS = 8
"""Blocks with authors or numbers of publications that make a page a list of them."""
Found = dict[int, Voice]


def voiced(blocks: Sequence[Block], pages: Sequence[Page]) -> tuple[Block, ...]:
    """Return a document's blocks, numbered, with their voices; on slides the title comes first.

    Args:
        blocks: in reading order, as a reader gives them.
        pages: with their sizes, 0 where the format has none.
    """
    deck = slides(blocks, pages)
    ordered = tuple(replace(block, ordinal=n) for n, block in enumerate(without_repeats(deck.blocks)))
    look = Look.of(ordered)
    found: Found = {b.ordinal: Voice.SLIDE for b in ordered if b.page in deck.pages and _is_spoken(b)}
    found |= _tables(ordered)
    found |= _in_sections(ordered)
    found |= _contents(ordered)
    found |= _catalogues(ordered, deck.pages)
    found |= _by_words(ordered, look, found)
    found |= _notes(ordered, look, found)
    found |= _runs(ordered, found)
    found |= _charts(ordered, found)
    found |= _headings(ordered, found)
    return tuple(
        replace(b, voice=found[b.ordinal]) if found.get(b.ordinal, voice_of(b)) is not voice_of(b) else b
        for b in ordered
    )


def _is_spoken(block: Block) -> bool:
    if block.kind is BlockKind.FOOTNOTE:
        return not is_note(block.text)
    return block.kind not in FURNITURE and block.kind not in (BlockKind.TABLE, BlockKind.REFERENCE)


def _tables(blocks: Sequence[Block]) -> Found:
    found: Found = {}
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.TABLE:
            caption = next(
                (b.text for b in blocks[max(0, number - 2) : number][::-1] if b.kind is not BlockKind.TABLE),
                "",
            )
            voice = table_voice(block.cells, " ".join((*block.section[-1:], caption[-200:])))
            found[block.ordinal] = voice
            before = blocks[number - 1] if number else None
            if voice is Voice.SURVEY and before and before.kind in _TEXT and before.text.rstrip()[-1:] == "?":
                found[before.ordinal] = Voice.SURVEY
    return found


def _in_sections(blocks: Sequence[Block]) -> Found:
    """Return the voices of blocks under headings that name them: references, notes, contacts."""
    listed, notes = reference_blocks(blocks)
    found: Found = {}
    for run in _neighbours(listed):
        long = [b for b in run if len(b.text.split()) > 4]
        # A heading "Sources" may also stand over a table or a text.
        entries = 2 * sum(is_dated(b.text) for b in long) >= len(long) > 0
        found |= {b.ordinal: Voice.REFERENCE if entries else Voice.BODY for b in run}
    found |= {b.ordinal: _note_voice(b) for b in notes}
    for block in blocks:
        noted = block.kind is BlockKind.FOOTNOTE
        if block.section and (noted or (block.kind in _TEXT and block.ordinal not in found)):
            voice = section_voice(block.section[-1], block.text)
            if voice is not None and (voice is Voice.REFERENCE or not noted):
                found[block.ordinal] = voice
    return found


def _note_voice(block: Block) -> Voice:
    """Return the voice of what the layout took for a note: the numbers of a chart are none."""
    return Voice.STATISTICS if is_tick(block.text) and not is_marks(block.text) else Voice.FOOTNOTE


def _neighbours(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield runs of blocks that follow each other, apart from furniture and headings."""
    run: list[Block] = []
    for block in blocks:
        if run and block.ordinal - run[-1].ordinal > 8:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _contents(blocks: Sequence[Block]) -> Found:
    """Return the blocks of contents lists, also those without a page number, and lists of values that only
    look like one: their dots lead to numbers that do not rise."""
    found: Found = {}
    spoken = [b for b in blocks if b.kind not in FURNITURE]
    begun, seen = False, set[str]()
    heads = [b.text.strip() for b in spoken if b.kind is BlockKind.HEADING]
    for block in spoken:
        if lists_headings(block.text):
            begun, seen = True, set[str]()
            found[block.ordinal] = Voice.CONTENTS
        elif begun and (block.kind is BlockKind.CONTENTS or _is_listed(block, seen, heads)):
            found[block.ordinal] = Voice.CONTENTS
            seen.add(block.text.strip())
        else:
            begun = False
    led = [b for b in spoken if b.kind is BlockKind.CONTENTS and b.ordinal not in found]
    for _, group in groupby(led, key=lambda b: b.page):
        page = list(group)
        if not rising([b.text for b in page]):
            found |= {b.ordinal: Voice.STATISTICS for b in page}
    return found


def _catalogues(blocks: Sequence[Block], slides: Container[int]) -> Found:
    """Return the pages that list a publisher's other works: authors, titles, numbers, hardly a sentence."""
    found: Found = {}
    for number, group in groupby(blocks, key=lambda b: b.page):
        page = [b for b in group if b.kind not in FURNITURE]
        listed = sum(is_catalogued(b.text) for b in page)
        prose = sum(len(b.text.split()) > 40 for b in page)
        if number not in slides and listed >= _LEAST_WORKS and 2 * listed >= len(page) > 8 * prose:
            found |= {b.ordinal: Voice.REFERENCE for b in page if b.kind is not BlockKind.TABLE}
    return found


def _is_listed(block: Block, seen: Container[str], heads: Sequence[str]) -> bool:
    """Return whether a block goes on with a list of headings: short lines, none of them a section's own."""
    text = block.text.strip()
    words = len(text.split())
    if block.kind is BlockKind.TABLE:
        return rising([" ".join(row) for row in block.cells])
    if block.kind is BlockKind.HEADING:
        return text not in seen and (text[-1:].isdigit() or sum(head.startswith(text) for head in heads) > 1)
    prose = text[-1:] in ".!?" and words > 9
    return words <= 120 and not prose and text not in seen


def _set_in(blocks: Sequence[Block], look: Look) -> set[int]:
    """Return the block quotations: paragraphs set in one or two at a time; more, or a heading, are a box."""
    spoken = [b for b in blocks if b.kind not in FURNITURE and b.kind is not BlockKind.FOOTNOTE]
    found: set[int] = set()
    before: Block | None = None
    for inside, group in groupby(spoken, key=lambda b: look.is_set_in(b) and not is_entry(b.text)):
        run = list(group)
        headed = before is not None and before.kind is BlockKind.HEADING
        if inside and len(run) <= 2 and not headed:
            found |= {b.ordinal for b in run}
        before = run[-1]
    return found


def _by_words(blocks: Sequence[Block], look: Look, known: Mapping[int, Voice]) -> Found:
    found: Found = {}
    set_in = _set_in(blocks, look)
    for block in blocks:
        if block.kind not in _TEXT and block.kind is not BlockKind.HEADING:
            continue
        before = known.get(block.ordinal)
        if before not in (None, Voice.SLIDE) or block.voice is not None:
            continue
        text = block.text
        if is_form(text):
            found[block.ordinal] = Voice.FORM
        elif is_affiliation(
            text, small=look.is_small(block), early=block.page <= 2 and block.box is not None
        ):
            found[block.ordinal] = Voice.AFFILIATION
        elif before is Voice.SLIDE or block.kind is BlockKind.HEADING:
            continue
        elif is_source(text):
            found[block.ordinal] = Voice.CAPTION
        elif (
            look.is_low(block) and look.is_small(block) and (is_note(text) or _is_marked(blocks, block, look))
        ):
            found[block.ordinal] = Voice.FOOTNOTE
        elif is_quoted(text) or block.ordinal in set_in:
            found[block.ordinal] = Voice.QUOTATION
    return found | _attributions(blocks, {**known, **found})


def _attributions(blocks: Sequence[Block], known: Mapping[int, Voice]) -> Found:
    """Return the lines below quotations that name who is quoted."""
    return {
        after.ordinal: Voice.QUOTATION
        for before, after in pairwise(b for b in blocks if b.kind not in FURNITURE)
        if known.get(before.ordinal) is Voice.QUOTATION
        and after.ordinal not in known
        and after.kind in (*_TEXT, BlockKind.HEADING)
        and is_attribution(after.text)
    }


def _is_marked(blocks: Sequence[Block], block: Block, look: Look) -> bool:
    """Return whether a block is the marks of notes, or a note beside them."""
    near = blocks[max(0, block.ordinal - 2) : block.ordinal + 3]
    if is_marks(block.text):
        return any(look.is_beside(block, b) for b in near)
    return any(is_marks(b.text) and look.is_beside(b, block) for b in near)


def _notes(blocks: Sequence[Block], look: Look, known: Mapping[int, Voice]) -> Found:
    found: Found = {}
    for _, group in groupby(blocks, key=lambda b: b.page):
        page = [b for b in group if b.kind not in FURNITURE]
        notes = [b for b in page if known.get(b.ordinal, voice_of(b)) is Voice.FOOTNOTE]
        free = [b for b in page if b.kind in _TEXT and known.get(b.ordinal) in (None, Voice.QUOTATION)]
        found |= {b.ordinal: Voice.FOOTNOTE for b in look.notes_on(notes, free)}
    return found


def _charts(blocks: Sequence[Block], known: Mapping[int, Voice]) -> Found:
    """Return the numbers and labels of charts: runs of short blocks, half of them nothing but numbers."""
    found: Found = {}
    spoken = [b for b in blocks if b.kind not in FURNITURE]
    for short, group in groupby(spoken, key=lambda b: b.ordinal not in known and _is_label(b)):
        run = list(group)
        ticks = sum(is_tick(b.text) for b in run) if short else 0
        if ticks >= _LEAST_TICKS and ticks >= 0.4 * len(run):
            found |= {b.ordinal: Voice.STATISTICS for b in run}
    return found


def _is_label(block: Block) -> bool:
    return block.kind in _TEXT and len(block.text.split()) <= 12 and block.text.rstrip()[-1:] not in ".:"


def _runs(blocks: Sequence[Block], known: Mapping[int, Voice]) -> Found:
    """Return entries of references and questions, which are told by their neighbours being alike."""
    free = [b for b in blocks if b.kind in _TEXT and b.ordinal not in known]
    found: Found = {}
    for run in _alike(free, [is_question(b.text) for b in free]):
        found |= {b.ordinal: Voice.SURVEY for b in run}
    for run in _alike(free, [is_entry(b.text) for b in free]):
        # Without a heading, numbers are those of endnotes.
        numbered = 2 * sum(is_note(b.text) for b in run) > len(run)
        found |= {b.ordinal: Voice.FOOTNOTE if numbered else Voice.REFERENCE for b in run}
    return found


def _alike(blocks: Sequence[Block], hits: Sequence[bool]) -> Iterator[Sequence[Block]]:
    """Yield runs with at least three hits, in which no more than one block in a row is none."""
    start, last, count = 0, -2, 0
    for number, hit in enumerate([*hits, False, False]):
        if hit:
            if not count:
                start = number
            last, count = number, count + 1
        elif count and number - last > 1:
            if count >= 3:
                yield blocks[start : last + 1]
            count = 0


def _headings(blocks: Sequence[Block], known: Mapping[int, Voice]) -> Found:
    """Return the voices of headings that head nothing but such a list."""
    found: Found = {}
    spoken = [b for b in blocks if b.kind not in FURNITURE]
    for block, following in pairwise(spoken):
        voice = known.get(following.ordinal, voice_of(following))
        if block.kind is BlockKind.HEADING and block.ordinal not in known and voice in _OVER:
            found[block.ordinal] = voice
    return found
