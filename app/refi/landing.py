"""Where a coding of an imported file lands: its words are found in the document, and with them its passages.

Positions of another program are never trusted alone. The words at them are compared with the words of the
document; if these are not there, they are looked for, and only words that are found receive the coding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.ask import DocumentText
from workingregions.app.refi.areas import covered, marks
from workingregions.corpus.quotes import CONTEXT, FoldedText, letters
from workingregions.corpus.records import Block, Document, Passage, Span
from workingregions.ingest.refi import CountedText, Counting, RefiArea, RefiSelection, RefiSource, is_quoted

if TYPE_CHECKING:
    from workingregions.app.names import Pinned

HALF = 0.5
"""Share of a passage that a coding must cover to be about it; the one that it covers most always counts."""
EDGE, LONG = 60, 400
"""Letters at the ends of a long quote by which it is found, and from how many letters it is long."""
_LIKE = 0.7
"""Least share of the length of a long quote that the words between its ends have; at most its inverse."""
_QUOTING = 4
"""Letters of an area's name from which it may be how a passage begins."""
_TELLING = 8
"""Letters of a selection's name from which it is looked for."""


@dataclass(frozen=True, slots=True)
class Landed:
    """The passages of a coding (none: it failed), its words, and what is not as the file states it."""

    passages: tuple[Passage, ...] = ()
    quote: str = ""
    reason: str = ""

    @property
    def exact(self) -> bool:
        """Whether the words are those of the file, at the place that it states."""
        return bool(self.passages) and not self.reason


class Landing:
    """A source and the document that it is."""

    def __init__(self, pinned: Pinned, source: RefiSource, document: Document, counting: Counting) -> None:
        self._pinned, self._document = pinned, document
        self._to = DocumentText(pinned.snapshot, document)
        self._counted = CountedText.of(source, counting)
        self._source = FoldedText(self._counted.text)
        self._same = self._source.letters == self._to.reading.letters
        self._known: dict[tuple[int, int], Landed] = {}

    def selection(self, selection: RefiSelection) -> Landed:
        """Return where a stretch of the source's text is in the document."""
        key = selection.start, selection.end
        if key not in self._known:
            self._known[key] = self._selected(selection)
        return self._known[key]

    def _selected(self, selection: RefiSelection) -> Landed:
        span = self._counted.span(selection)
        if span is not None and (not self._named(selection) or is_quoted(self._part(span), selection)):
            return self._place(span, "")
        if (named := self._by_name(selection)) is not None:
            return self._place(named, "its words are not at the positions that the file states")
        if span is not None:  # the name is not a quote
            return self._place(span, "")
        length = len(self._counted.text)
        where = f"positions {selection.start} to {selection.end}"
        reason = f"{where} are not in its text of {length} characters" if length else "its text is missing"
        return Landed(quote=selection.name, reason=reason)

    def _part(self, span: tuple[int, int]) -> str:
        return self._counted.text[slice(*span)]

    @staticmethod
    def _named(selection: RefiSelection) -> bool:
        return len(letters(selection.name)) >= _TELLING

    def _by_name(self, selection: RefiSelection) -> tuple[int, int] | None:
        """Return where the words that a selection's name quotes are in the source, near its position."""
        named = letters(selection.name)
        if len(named) < _TELLING:
            return None
        places = list(_occurrences(self._source.letters, named))
        if not places:
            return None
        start = min(places, key=lambda at: abs(int(self._source.at[at]) - selection.start))
        begin, least = self._source.span(start, start + len(named))
        # The name may be cut; the length is that of the selection.
        end = min(len(self._counted.text), max(least, begin + selection.end - selection.start))
        return begin, end

    def _place(self, span: tuple[int, int], reason: str) -> Landed:
        """Return the passages of the document that have the words of source[span]."""
        quote = " ".join(self._part(span).split())
        first, last = self._source.range(*span)
        if first >= last:
            return Landed(quote=quote, reason="it has no letters")
        if self._same:
            return Landed(self._passages(self._to.reading.span(first, last)), quote, reason)
        found, differs = self._find(first, last, quote)
        if found is None:
            return Landed(quote=quote, reason="its words are not in the document")
        return Landed(self._passages(found), quote, reason or differs)

    def _find(self, first: int, last: int, quote: str) -> tuple[tuple[int, int] | None, str]:
        """Return where letters of the source are in the document, and what differs."""
        here, there = self._source.letters, self._to.reading.letters
        wanted = here[first:last]
        places = list(_occurrences(there, wanted))
        if places:
            before, after = here[max(0, first - CONTEXT) : first], here[last : last + CONTEXT]
            ranked = [
                (there[:at].endswith(before) + there.startswith(after, at + len(wanted)), at) for at in places
            ]
            most = max(agree for agree, _ in ranked)
            best = [at for agree, at in ranked if agree == most]
            share = first / max(1, len(here))
            at = min(best, key=lambda at: abs(at / max(1, len(there)) - share))
            several = f"its words are at {len(best)} places" if len(best) > 1 else ""
            return self._to.reading.span(at, at + len(wanted)), several
        if len(wanted) >= LONG and (span := self._between(wanted)):
            return span, "its beginning and its end were found; the words between them differ"
        for place in ask.locate(self._pinned.snapshot, quote, self._document, most=1):
            base = self._to.starts[[p.id for p in self._to.passages].index(place.passage)]
            end = base + place.start + max(1, len(place.quote))
            return (base + place.start, end), f"{place.score:.0%} of its letters agree"
        return None, ""

    def _between(self, wanted: str) -> tuple[int, int] | None:
        """Return where the ends of a long quote are, about as far from each other as in the quote."""
        there = self._to.reading.letters
        for start in _occurrences(there, wanted[:EDGE]):
            end = there.find(wanted[-EDGE:], start + int(_LIKE * len(wanted)) - EDGE)
            if end >= 0 and end + EDGE - start <= len(wanted) / _LIKE:
                return self._to.reading.span(start, end + EDGE)
        return None

    def _passages(self, span: tuple[int, int]) -> tuple[Passage, ...]:
        """Return the passages that a span of the document covers by half, or one of them most."""
        shares: list[tuple[float, int, Passage]] = []
        for begin, passage in zip(self._to.starts, self._to.passages, strict=True):
            common = min(span[1], begin + len(passage.text)) - max(span[0], begin)
            if common > 0:
                shares.append((common / len(passage.text), common, passage))
        if not shares:
            return ()
        most = max(common for _, common, _ in shares)
        return tuple(p for share, common, p in shares if share >= HALF or common == most)

    def area(self, area: RefiArea) -> Landed:
        """Return the passages in an area of a page: those whose words it states, or that it covers."""
        shares = [(covered(lines, area.page + 1, area.box), p) for p, lines in self._lines.items()]
        inside = [(share, passage) for share, passage in shares if share > 0]
        named, stated = letters(area.name), letters(area.text)
        quote = " ".join((area.text or area.name).split())
        if len(stated) >= _TELLING:
            if stating := [passage for _, passage in inside if stated in letters(passage.text)]:
                return Landed(tuple(stating), quote)
            places = ask.locate(self._pinned.snapshot, area.text, self._document, most=1)
            ids = [place.passage for place in places]
            if elsewhere := tuple(p for p in self._to.passages if p.id in ids):
                return Landed(elsewhere, quote, "its words are elsewhere than in its area")
        elif len(named) >= _QUOTING and (
            quoting := [found for found in inside if letters(found[1].text).startswith(named)]
        ):
            several = f"{len(quoting)} passages in its area begin so" if len(quoting) > 1 else ""
            return Landed((max(quoting, key=lambda found: found[0])[1],), quote, several)
        if not inside:
            return Landed(quote=quote, reason=f"there are no words in its area of page {area.page + 1}")
        most = max(share for share, _ in inside)
        reason = "placed by its area on the page, for the file does not state its words"
        return Landed(tuple(p for share, p in inside if share >= min(HALF, most)), quote, reason)

    @cached_property
    def _lines(self) -> dict[Passage, list[Span]]:
        """The lines of each passage on the pages."""
        blocks: dict[int, Block] = {
            block.ordinal: block
            for block in self._pinned.snapshot.records("blocks", among=("document", [self._document.id]))
        }
        return {passage: marks(passage, blocks) for passage in self._to.passages}


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
