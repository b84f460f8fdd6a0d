"""A page of a document: its text, where the words are, and what was found on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workingregions.app.ask.document_text import passages_of
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.names import gazetteer
from workingregions.corpus.boxes import boxes
from workingregions.corpus.enums import BlockKind, MentionKind, Voice
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import (
    Block,
    Box,
    Document,
    Entity,
    Mention,
    Outcome,
    Page,
    Passage,
    Person,
    ThemeScore,
    Tie,
)
from workingregions.corpus.sql import quote
from workingregions.corpus.voices import voice_of
from workingregions.models.unread import is_doubtful
from workingregions.nlp.text import page_of

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.corpus.store import Snapshot

FOUND = (
    "page", "kind", "type", "name", "text", "id", "counted", "confidence", "passage",
    "start", "end", "evidence",
)  # fmt: skip
_TABLES = ("mentions", "people", "entity_ties", "outcomes")
CLAIMS, NAMES, ALL = 1, 2, 3
"""Levels of what was found: what a page states; the institutions that it names; everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMark:
    """A stretch of a block's text: block `block`, from `start` to `end`."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line of a page: part of a block's text, with its box in points from the top left."""

    block: int
    start: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBlock:
    """A block that is on a page, with all its text; `start` and `end` delimit what is on this page."""

    ordinal: int
    kind: BlockKind
    level: int
    voice: Voice
    text: str
    cells: tuple[tuple[str, ...], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFinding:
    """Something found on a page.

    Attributes:
        kind: institution, place, person, programme, law (names); tie, outcome, theme (what is stated).
        type: type of institution, relation of a tie, kind of outcome, group of theme; else "".
        level: 1 for what is stated, 2 for institutions that count, 3 for everything else.
        name: what it is called: of an institution, its main name.
        text: its words, as the passage has them.
        id: of the institution, region or theme; "" for others.
        evidence: its evidence id; "" if its words have no letters.
        confidence: 0 to 1.
        counted: whether it counts; names in reference lists do not.
        passage: the passage in which it is, from `start` to `end`.
        marks: its words in the text of the page's blocks; `boxes` where they are on the page.
    """

    kind: str
    type: str
    level: int
    name: str
    text: str
    id: str
    evidence: str
    confidence: float
    counted: bool
    passage: str
    start: int
    end: int
    marks: tuple[TextMark, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A page of a document, with its text and what was found on it.

    Attributes:
        document: its id.
        number: the page, from 1; `pages` is their number.
        width, height: in points; 0 for formats without pages.
        origin: where the text came from, as in `Page`; `confidence` of its recognition.
        doubtful: whether many words may be wrong.
        note: what a reader has to know of the text, as a sentence; "" where it is the file's own.
        blocks: in reading order. `lines` are those with a box.
        findings: in reading order.
    """

    document: str
    number: int
    pages: int
    width: float
    height: float
    origin: str
    confidence: float
    doubtful: bool
    note: str
    blocks: tuple[PageBlock, ...]
    lines: tuple[PageLine, ...]
    findings: tuple[PageFinding, ...]


def page(pinned: Pinned, document: Document, number: int) -> DocumentPage:
    """See View.page."""
    pages = {page.number: page for page in document.pages} or {1: Page(number=1, width=0.0, height=0.0)}
    if number not in pages:
        last = max(pages)
        raise NotFoundError("page", str(number), advice=f"{document.path} has pages 1 to {last}.")
    sheet = pages[number]
    passages = _passages(pinned.snapshot, document, number)
    blocks = _blocks(pinned.snapshot, document, number, passages)
    shown = [shown for block in blocks.values() if (shown := _shown(block, number)) is not None]
    return DocumentPage(
        document=document.id,
        number=number,
        pages=max(pages),
        width=sheet.width,
        height=sheet.height,
        origin=sheet.origin,
        confidence=sheet.confidence,
        doubtful=is_doubtful(sheet),
        note=origin_note(sheet),
        blocks=tuple(shown),
        lines=tuple(line for block in blocks.values() for line in _lines(block, number)),
        findings=tuple(_on_page(pinned, document, number, passages, blocks)),
    )


def origin_note(page: Page) -> str:
    """Return where a page's text came from, as a sentence; "" for the text layer of the file itself."""
    doubt = " Many words may be wrong: compare them with the picture." if is_doubtful(page) else ""
    match page.origin:
        case "ocr":
            return f"This page has no usable text layer; its text was read from the picture (OCR).{doubt}"
        case "scan":
            return f"The text of this page was recognised by the scanner that made the file.{doubt}"
        case "repaired":
            return "The file's text layer is garbled on this page; its text was restored."
        case "form":
            return "The text of this page includes what was filled into the form."
        case "none":
            return "No text was found on this page."
    return doubt.strip()


def findings(pinned: Pinned, document: Document) -> pd.DataFrame:
    """See View.findings."""
    import pandas as pd

    passages = passages_of(pinned.snapshot, "document", [document.id])
    of = {passage.id: passage for passage in passages}
    rows = [
        {
            "page": page_of(of[found.passage], found.start),
            **{name: getattr(found, name) for name in FOUND[1:]},
        }
        for found in _findings(pinned, document, passages)
    ]
    return pd.DataFrame(rows, columns=list(FOUND))


def _passages(snapshot: Snapshot, document: Document, number: int) -> list[Passage]:
    """Return the passages of which something is on a page, in order."""
    where = f"document = {quote(document.id)}"
    rows = snapshot.arrow("passages", where=where, columns=["id", "pages"]).to_pylist()
    found = passages_of(snapshot, "id", [row["id"] for row in rows if number in row["pages"]])
    return sorted(found, key=lambda passage: passage.ordinal)


def _blocks(
    snapshot: Snapshot, document: Document, number: int, passages: Sequence[Passage]
) -> dict[int, Block]:
    """Return the blocks of which something is on a page, and those of its passages, in reading order."""
    first = min((p.first_block for p in passages), default=-1)
    last = max((p.last_block for p in passages), default=-1)
    there = f"page = {number} OR (ordinal >= {first} AND ordinal <= {last})"
    found: list[Block] = snapshot.records("blocks", where=f"document = {quote(document.id)} AND ({there})")
    return {block.ordinal: block for block in sorted(found, key=lambda block: block.ordinal)}


def _shown(block: Block, number: int) -> PageBlock | None:
    """Return a block as it is on a page; None if it is on others only."""
    here = [span for span in block.spans if span.page == number]
    if block.spans and not here:
        return None
    if not block.spans and block.page != number:
        return None
    return PageBlock(
        ordinal=block.ordinal,
        kind=block.kind,
        level=block.level,
        voice=voice_of(block),
        text=block.text,
        cells=block.cells,
        start=min((span.start for span in here), default=0),
        end=max((span.end for span in here), default=len(block.text)),
    )


def _lines(block: Block, number: int) -> Iterator[PageLine]:
    for span in block.spans:
        text = block.text[span.start : span.end].strip()
        if span.page == number and text:
            yield PageLine(block=block.ordinal, start=span.start, text=text, box=span.box)


def _on_page(
    pinned: Pinned,
    document: Document,
    number: int,
    passages: Sequence[Passage],
    blocks: Mapping[int, Block],
) -> Iterator[PageFinding]:
    """Yield what was found on a page, with marks and boxes; of a sentence that goes on there, the rest."""
    of = {passage.id: passage for passage in passages}
    for found in _findings(pinned, document, passages):
        marks = list(text_marks(of[found.passage], found.start, found.end))
        here = tuple(mark for mark in marks if _is_on(blocks.get(mark.block), mark, number))
        if here:
            spans = [span for m in here for span in boxes(blocks[m.block], m.start, m.end)]
            places = tuple(span.box for span in spans if span.page == number)
            yield replace(found, marks=here, boxes=places)


def _findings(pinned: Pinned, document: Document, passages: Sequence[Passage]) -> list[PageFinding]:
    """Return what was found in some passages of a document, in reading order, without marks and boxes."""
    snapshot, of = pinned.snapshot, {passage.id: passage for passage in passages}
    among, least = ("passage", list(of)), pinned.config.count.about
    scores: list[ThemeScore] = snapshot.records("themes", among=among)
    rows = [
        *(row for name in _TABLES for row in snapshot.records(name, among=among)),
        *(_sentence(score, of[score.passage]) for score in scores if score.about >= least),
    ]
    named = _Names(pinned, document)
    found = [
        named.finding(row, of[row.passage].text[row.start : row.end], ident)
        for row, ident in zip(rows, evidence_ids(snapshot, rows), strict=True)
    ]
    order = {passage.id: n for n, passage in enumerate(passages)}
    return sorted(found, key=lambda f: (order[f.passage], f.start, f.level, f.end, f.kind))


def _sentence(theme: ThemeScore, passage: Passage) -> ThemeScore:
    """Return a score with the sentence that is most about the theme; the passage where none was chosen."""
    return theme if theme.end else replace(theme, start=0, end=len(passage.text))


def text_marks(passage: Passage, start: int, end: int) -> Iterator[TextMark]:
    """Yield where a stretch of a passage is in the text of blocks."""
    for piece in passage.pieces:
        first, last = max(start, piece.start), min(end, piece.end)
        if first < last:
            shift = piece.offset - piece.start
            yield TextMark(block=piece.block, start=first + shift, end=last + shift)


def _is_on(block: Block | None, mark: TextMark, number: int) -> bool:
    if block is None:
        return False
    if not block.spans:
        return block.page == number
    return any(s.page == number and s.start < mark.end and mark.start < s.end for s in block.spans)


class _Names:
    """What findings of a document are called: institutions by their main names, regions as in lists."""

    def __init__(self, pinned: Pinned, document: Document) -> None:
        snapshot = pinned.snapshot
        where = f"document = {quote(document.id)}"
        rows = snapshot.arrow("names", where=where, columns=["key", "entity"])
        self._entity = dict(zip(rows["key"].to_pylist(), rows["entity"].to_pylist(), strict=True))
        wanted = sorted(set(self._entity.values()))
        found: list[Entity] = snapshot.records("entities", among=("id", wanted))
        self._entities = {entity.id: entity for entity in found}
        self._themes = {theme.id: theme for theme in pinned.codebook.themes}

    def finding(
        self, row: Mention | Person | Tie | Outcome | ThemeScore, text: str, ident: str
    ) -> PageFinding:
        """Return a record as what was found; its marks and boxes are still to be added."""
        kind, type_, level, name, of, confidence, counted = self._described(row, text)
        return PageFinding(
            kind=kind,
            type=type_,
            level=level,
            name=name,
            text=text,
            id=of,
            evidence=ident,
            confidence=confidence,
            counted=counted,
            passage=row.passage,
            start=row.start,
            end=row.end,
            marks=(),
            boxes=(),
        )

    def _described(
        self, row: Mention | Person | Tie | Outcome | ThemeScore, text: str
    ) -> tuple[str, str, int, str, str, float, bool]:
        match row:
            case Mention(kind=MentionKind.INSTITUTION):
                entity = self._entities.get(self._entity.get(row.entity, ""))
                name, of = (entity.name, entity.id) if entity else (text, "")
                kind = (entity.type if entity else None) or row.type
                level = NAMES if row.counted and entity else ALL
                counted = row.counted and entity is not None
                return "institution", kind.value if kind else "", level, name, of, row.confidence, counted
            case Mention():
                name = gazetteer().name(row.place) if row.place else text
                return row.kind.value, "", ALL, name, row.place, row.confidence, row.counted
            case Person():
                name = f"{row.name}, {row.role}" if row.role else row.name
                return "person", "", ALL, name, "", row.confidence, True
            case Tie():
                relation = row.relation.value.replace("_", " ")
                name = f"{row.source_name} {relation} {row.target_name}"
                sure = "" if row.modality.value == "asserted" else f" ({row.modality.value})"
                return "tie", row.relation.value, CLAIMS, name + sure, "", row.confidence, True
            case Outcome():
                promised = ", promised" if row.promised else ""
                name = f"{row.kind.value}: {row.text}{promised}"
                return "outcome", row.kind.value, CLAIMS, name, "", row.confidence, True
            case ThemeScore():
                theme = self._themes.get(row.theme)
                label, group = (theme.label, theme.group) if theme else (row.theme.replace("_", " "), "")
                return "theme", group, CLAIMS, label, row.theme, row.about, True
