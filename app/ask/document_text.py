"""A document's passages as one text: offsets in it to passages, pages, boxes and evidence ids."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from workingregions.corpus.boxes import boxes
from workingregions.corpus.evidence import (
    Evidence,
    EvidenceId,
    EvidenceKind,
    EvidenceState,
    PageBoxes,
    citation,
    document_key,
    row_key,
)
from workingregions.corpus.quotes import FoldedText, Match
from workingregions.corpus.records import Block, Document, Mention, Outcome, Passage, Span, Tie
from workingregions.corpus.sql import quote
from workingregions.corpus.store import Snapshot, without
from workingregions.nlp.text import page_of, sentences

AROUND = 32
"""Number of characters shown before and after a quote."""
_FACETS = ("year", "genre", "type", "regions", "themes", "institutions")

Record = Passage | Mention | Tie | Outcome


def passages_of(snapshot: Snapshot, column: str, values: Iterable[str]) -> list[Passage]:
    """Return the passages whose `column` (id or document) is one of `values`, without vectors, in order."""
    columns = without("passages", "vector", *_FACETS)
    return snapshot.records("passages", among=(column, set(values)), columns=columns)


def evidence_id(
    document: Document, page: int, reading: FoldedText, stretch: tuple[int, int], item: object
) -> str:
    """Return the evidence id of reading.text[stretch], which is on `page`; "" if it contains no letters.

    `item` is the record that the words belong to, or the kind of evidence.
    """
    words = reading.fingerprint(*stretch)
    if words is None:
        return ""
    key, file = document_key(document)
    named = EvidenceId(
        kind=kind_of(item),
        document=key,
        file=file,
        words=words,
        page=page,
        ordinal=reading.repeats_before(*stretch),
        row=row_key(item),
    )
    return str(named)


def kind_of(item: object) -> EvidenceKind:
    """Return the kind of evidence that a record is; for a record of no such kind, a sentence."""
    kinds = {Passage: EvidenceKind.PASSAGE, Tie: EvidenceKind.TIE, Outcome: EvidenceKind.OUTCOME}
    if isinstance(item, EvidenceKind):
        return item
    return kinds.get(type(item), EvidenceKind.MENTION if isinstance(item, Mention) else EvidenceKind.SENTENCE)


class DocumentText:
    """A document's passages as one text."""

    def __init__(self, snapshot: Snapshot, document: Document, passages: Sequence[Passage] = ()) -> None:
        self.document = document
        self._snapshot = snapshot
        self._rows: dict[str, list[Mention | Tie | Outcome]] = {}
        self.passages = list(passages) or passages_of(snapshot, "document", [document.id])
        self.starts: list[int] = []
        at = 0
        for passage in self.passages:
            self.starts.append(at)
            at += len(passage.text) + 1
        self.reading = FoldedText("\n".join(passage.text for passage in self.passages))

    @property
    def text(self) -> str:
        """The texts of all passages, joined by line breaks."""
        return self.reading.text

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences of all passages."""
        return [
            (start + a, start + b)
            for start, passage in zip(self.starts, self.passages, strict=True)
            for a, b in sentences(passage.text)
        ]

    def _sentences_at(self, offset: int) -> list[tuple[int, int]]:
        """Return the sentences of the passage at an offset."""
        passage, base = self.at(offset)
        return [(base + a, base + b) for a, b in sentences(passage.text)]

    def at(self, offset: int) -> tuple[Passage, int]:
        """Return the passage at an offset of the text, and the offset at which that passage begins."""
        number = max(0, bisect_right(self.starts, offset) - 1)
        return self.passages[number], self.starts[number]

    def page(self, offset: int) -> int:
        """Return the page at an offset of the text."""
        passage, base = self.at(offset)
        return page_of(passage, offset - base)

    def describe(
        self,
        match: Match,
        kind: EvidenceKind = EvidenceKind.QUOTE,
        record: Record | None = None,
    ) -> Evidence:
        """Return the evidence at a match; its id names the words as they are now."""
        passage, base = self.at(match.start)
        start, end = match.start - base, match.end - base
        marks = self._marks(match.start, match.end)
        pages = tuple(sorted({mark.page for mark in marks} or {page_of(passage, start)}))
        state = EvidenceState.EXACT if match.placed else EvidenceState.MOVED
        return Evidence(
            id=self.evidence_id(match.start, match.end, record or kind),
            kind=kind,
            state=state if match.same else EvidenceState.CHANGED,
            document=self.document.id,
            quote=self.text[match.start : match.end],
            before=self.text[max(0, match.start - AROUND) : match.start],
            after=self.text[match.end : match.end + AROUND],
            score=match.score,
            note=match.note,
            title=self.document.title,
            file=self.document.path,
            citation=citation(self.document, pages),
            pages=pages,
            boxes=self._page_boxes(marks),
            section=passage.section,
            passage=passage.id,
            start=start,
            end=min(end, len(passage.text)),
            record=record,
        )

    def evidence_id(self, start: int, end: int, item: object = EvidenceKind.QUOTE) -> str:
        """Return the evidence id of a stretch of the text; `item` as of the function of this name."""
        passage, base = self.at(start)
        reading, stretch = FoldedText(passage.text), (start - base, end - base)
        if stretch[1] > len(passage.text):
            reading, stretch = self.reading, (start, end)
        return evidence_id(self.document, page_of(passage, start - base), reading, stretch, item)

    def _marks(self, start: int, end: int) -> list[Span]:
        """Return the boxes of a stretch, a line each."""
        stretches: list[tuple[int, int, int]] = []
        for at, passage in zip(self.starts, self.passages, strict=True):
            for piece in passage.pieces:
                first, last = max(start, at + piece.start), min(end, at + piece.end)
                if first < last:
                    shift = piece.offset - at - piece.start
                    stretches.append((piece.block, first + shift, last + shift))
        if not stretches:
            return []
        ordinals = ", ".join(str(block) for block in sorted({block for block, _, _ in stretches}))
        where = f"document = {quote(self.document.id)} AND ordinal IN ({ordinals})"
        blocks: dict[int, Block] = {b.ordinal: b for b in self._snapshot.records("blocks", where=where)}
        return [mark for block, a, b in stretches if block in blocks for mark in boxes(blocks[block], a, b)]

    def _page_boxes(self, marks: Sequence[Span]) -> tuple[PageBoxes, ...]:
        sizes = {page.number: (page.width, page.height) for page in self.document.pages}
        by_page: dict[int, list[Span]] = defaultdict(list)
        for mark in marks:
            by_page[mark.page].append(mark)
        return tuple(
            PageBoxes(
                page=page,
                width=sizes.get(page, (0.0, 0.0))[0],
                height=sizes.get(page, (0.0, 0.0))[1],
                boxes=tuple(mark.box for mark in of_page),
            )
            for page, of_page in sorted(by_page.items())
        )

    def rows(self, table: str, passage: str) -> list[Mention | Tie | Outcome]:
        """Return a passage's findings of one kind."""
        if table not in self._rows:
            where = f"document = {quote(self.document.id)}"
            self._rows[table] = self._snapshot.records(table, where=where)
        return [row for row in self._rows[table] if row.passage == passage]

    def whole(self, match: Match) -> Match:
        """Return the match with the punctuation of the sentences that it begins and ends."""
        first, last = self.reading.range(match.start, match.end)
        start, end = match.start, match.end
        for a, b in (*self._sentences_at(match.start), *self._sentences_at(match.end - 1)):
            if a < match.start < b and self.reading.range(a, a)[0] == first:
                start = a
            if a < match.end < b and self.reading.range(b, b)[0] == last:
                end = b
        return replace(match, start=start, end=end)
