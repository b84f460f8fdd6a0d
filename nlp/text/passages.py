"""From blocks to passages: about 200 word pieces of running text that never cross a section.

A passage is the unit of search, of theme tagging and of evidence. Its text consists of whole blocks or of
runs of sentences of a long block; `pieces` record the source of each part, so that any offset maps back to a
block and through it to a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workingregions.corpus.enums import FURNITURE, BlockKind, Voice
from workingregions.corpus.records import Block, Bundle, Passage, Piece
from workingregions.corpus.voices import voice_of
from workingregions.nlp.text.segmentation import sentences

TARGET_WORDS = 150
"""Words per passage, about 200 word pieces of the default encoder, which reads at most 256."""
MOST_WORDS = 190
"""A short remainder is joined to the passage before it up to this size."""
SHORT_REST = 35
_ASIDE = frozenset(
    {Voice.FOOTNOTE, Voice.CAPTION, Voice.TABLE, Voice.STATISTICS, Voice.SURVEY, Voice.QUOTATION}
)
"""Voices that interrupt a text, which goes on after them."""
_SOURCE = re.compile(r"(?:data )?(?:sources?|notes?|quelle|fuente|lähde)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of one block: at most MOST_WORDS words. `joint` is the text before it in a passage."""

    block: Block
    start: int
    end: int
    words: int
    joint: str


def segment(document_id: str, blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Cut a document's blocks into passages, in reading order, numbered from 0.

    Running headers and footers are left out. A passage is in one voice. A slide is one passage, if it fits.
    Footnotes, captions and tables get passages of their own, a table with its caption, so that they do not
    break the paragraph that they interrupt.
    """
    passages: list[Passage] = []
    for group in _groups(blocks):
        voice = _group_voice(group)
        for parts in _fill(_parts(group)):
            passages.append(_passage(document_id, len(passages), parts, voice))
    return tuple(passages)


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield runs of blocks that may share a passage. What interrupts a run waits until it ends."""
    run: list[Block] = []
    aside: list[list[Block]] = []
    last: Block | None = None
    for block in blocks:
        if block.kind in FURNITURE or not block.text.strip():
            continue
        adjacent, last = last, block
        if _is_aside(block):
            if aside and _joins(aside[-1], block, adjacent):
                aside[-1].append(block)
            else:
                aside.append([block])
            continue
        if run and _breaks(run[-1], block):
            yield run
            yield from aside
            run, aside = [], []
        run.append(block)
    if run:
        yield run
    yield from aside


def _is_aside(block: Block) -> bool:
    return block.kind is BlockKind.TABLE or voice_of(block) in _ASIDE


def _joins(held: Sequence[Block], block: Block, before: Block | None) -> bool:
    """Return whether a block continues what interrupts the text: notes of one run share passages, a table has
    its caption before it and its source after it."""
    if voice_of(held[-1]) is voice_of(block) is Voice.FOOTNOTE:
        return True
    if held[-1] is not before:
        return False
    tabled = any(b.kind is BlockKind.TABLE for b in held)
    if block.kind is BlockKind.TABLE:
        return before.kind is BlockKind.CAPTION and not tabled
    if tabled:
        return block.kind is BlockKind.CAPTION and _SOURCE.match(block.text) is not None
    return voice_of(before) is voice_of(block)


def _breaks(before: Block, block: Block) -> bool:
    """Return whether `block` begins a new run: another voice or slide, a heading, a section."""
    voice = voice_of(block)
    if voice_of(before) is not voice:
        return True
    if voice is Voice.SLIDE:
        return before.page != block.page
    if voice in (Voice.REFERENCE, Voice.CONTENTS):
        return False
    if block.kind is BlockKind.HEADING:
        return before.kind is not BlockKind.HEADING
    return block.section != before.section and before.kind is not BlockKind.HEADING


def _group_voice(group: Sequence[Block]) -> Voice:
    """Return the voice of blocks that share a passage: a table's caption speaks for the table."""
    return next((voice_of(b) for b in group if b.kind is BlockKind.TABLE), voice_of(group[0]))


def _parts(group: Sequence[Block]) -> Iterator[_Part]:
    before: Block | None = None
    for block in group:
        joint = "" if before is None else _joint(before, block)
        for start, end in _stretches(block):
            yield _Part(block, start, end, len(block.text[start:end].split()), joint)
            joint = "\n" if block.kind is BlockKind.TABLE else " "
        before = block


def _joint(before: Block, block: Block) -> str:
    """Return a space if a page or column break cut a sentence in two, else a line break."""
    running = before.kind is block.kind is BlockKind.PARAGRAPH
    cut = running and before.text[-1:] not in ".!?:;”\"'" and block.text[:1].islower()
    return " " if cut else "\n"


def _stretches(block: Block) -> list[tuple[int, int]]:
    """Return the whole block if it fits, else its sentences (or rows), the longest cut at word boundaries."""
    text = block.text
    lead = len(text) - len(text.lstrip())
    whole = (lead, len(text.rstrip()))
    if len(text.split()) <= TARGET_WORDS:
        return [whole]
    if block.kind is BlockKind.TABLE:
        units = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    else:
        units = sentences(text)
    return [piece for unit in units for piece in _cut_long(text, unit)]


def _cut_long(text: str, unit: tuple[int, int]) -> list[tuple[int, int]]:
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text[unit[0] : unit[1]])]
    # A run of thousands of letters without a space is cut too; otherwise the encoder would see only its head.
    words = [(s, e) for start, end in words for s, e in _chop(start, end)]
    if not words:
        return []
    steps = range(0, len(words), TARGET_WORDS)
    return [(unit[0] + words[i][0], unit[0] + words[min(i + TARGET_WORDS, len(words)) - 1][1]) for i in steps]


def _chop(start: int, end: int, most: int = 1000) -> list[tuple[int, int]]:
    return [(s, min(s + most, end)) for s in range(start, end, most)]


def _fill(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Yield passages filled to TARGET_WORDS; a short remainder joins the passage before it."""
    full: list[_Part] = []
    current: list[_Part] = []
    size = 0
    for part in parts:
        if current and size + part.words > TARGET_WORDS:
            if full:
                yield full
            full, current, size = current, [], 0
        current.append(part)
        size += part.words
    if full and current and size < SHORT_REST and sum(p.words for p in full) + size <= MOST_WORDS:
        yield full + current
        return
    if full:
        yield full
    if current:
        yield current


def _passage(document_id: str, ordinal: int, parts: Sequence[_Part], voice: Voice) -> Passage:
    text = ""
    pieces: list[Piece] = []
    for part in parts:
        text += part.joint if text else ""
        start = len(text)
        text += part.block.text[part.start : part.end]
        piece = Piece(
            start=start, end=len(text), block=part.block.ordinal, page=part.block.page, offset=part.start
        )
        pieces.append(piece)
    blocks = [part.block for part in parts]
    return Passage(
        id=f"{document_id}-{ordinal:05d}",
        document=document_id,
        ordinal=ordinal,
        pages=tuple(sorted({block.page for block in blocks})),
        first_block=min(block.ordinal for block in blocks),
        last_block=max(block.ordinal for block in blocks),
        text=text,
        section=blocks[-1].section,
        pieces=tuple(pieces),
        voice=voice,
    )


def page_of(passage: Passage, offset: int) -> int:
    """Return the page of the character at `offset` of the passage's text."""
    for piece in passage.pieces:
        if offset < piece.end:
            return piece.page
    return passage.pages[-1] if passage.pages else 1


class Segmenter:
    """The stage that cuts blocks into passages."""

    name = "segment"
    version = "2"
    needs = frozenset({"document", "blocks"})
    gives = frozenset({"passages"})

    @property
    def config(self) -> dict[str, object]:
        """Sizes in words."""
        return {"target": TARGET_WORDS, "most": MOST_WORDS}

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with its passages; vectors and facets come later."""
        return replace(bundle, passages=segment(bundle.document.id, bundle.blocks))
