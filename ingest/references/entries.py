"""Reference lists and citing footnotes: found, split into entries, parsed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Reference
from workingregions.ingest.references.citation import (
    ANY_YEAR,
    EARLY_YEAR,
    MARKER,
    NAME,
    QUOTED,
    YEAR,
    parse_reference,
)
from workingregions.ingest.text import clean, key, table

_START = re.compile(
    rf"(?:{NAME}(?:\s{NAME})?,?\s(?:[A-ZÀ-Þ]\.?[\s-]?){{1,4}}(?=[\s,.;&/(]))|(?:{NAME},\s{NAME})"
    rf"|(?:(?:[A-ZÀ-Þ][\w&'’À-ž-]*,?\s(?:(?:of|for|and|the|und|de|des|für)\s)*){{0,8}}[A-ZÀ-Þ][\w&'’À-ž-]*\.?,?\s\(?{YEAR}[a-z]?[).:,])"
)
_DITTO = re.compile(r"^(?:[–—_]{1,6}|-{2,6}|(?:Ders|Dies|Idem|Id)\.)[\s.,:;]*(?=\(?\[?(?:19|20)\d\d)")
_SPLIT = re.compile(r"(?<=[.\d)\]/])\s+(?=[A-ZÀ-Þ])")

_LIST_NUMBER = re.compile(r"^(?:\d+|[ivx]+|[a-z])\s+")
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST})
_OPENING = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})


@cache
def _headings(name: str) -> frozenset[str]:
    return frozenset(table("reference_cues.yaml")[name])


def find_references(blocks: Sequence[Block]) -> tuple[Reference, ...]:
    """Return the entries of reference lists, then the citations in footnotes and notes, in reading order.

    Args:
        blocks: a document's blocks in reading order.
    """
    listed, notes = reference_blocks(blocks)
    found: list[Reference] = []
    for text, page in _entries(listed):
        reference = parse_reference(text)
        if found and _DITTO.match(text):
            rest = parse_reference(_DITTO.sub(", ".join(found[-1].authors) + " ", text))
            reference = replace(rest, text=reference.text, authors=found[-1].authors)
        if reference.year or reference.doi or reference.title:
            found.append(replace(reference, page=page))
    for block in notes:
        for part in re.split(r";\s+(?=[A-ZÀ-Þ])", MARKER.sub("", clean(block.text[:4000]))):
            if _cites(part):
                found.append(replace(parse_reference(part), page=block.page))
    document = blocks[0].document if blocks else ""
    return tuple(replace(r, document=document, ordinal=n) for n, r in enumerate(found))


def reference_blocks(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Return the blocks of reference lists, and the blocks that are notes.

    A list ends at the next heading. A line with only "References" opens one even where the layout did not
    make it a heading.
    """
    listed, notes, part = [], [], ""
    for block in blocks:
        name = _LIST_NUMBER.sub("", key(block.text[:100])) if len(block.text) < 60 else ""
        if name in _headings("headings") and block.kind in _OPENING:
            part = "list"
        elif name in _headings("notes") and block.kind in _OPENING:
            part = "notes"
        elif block.kind is BlockKind.HEADING:
            part = part if name in _headings("inside") else ""
        elif block.kind is BlockKind.REFERENCE:
            listed.append(block)
        elif block.kind is BlockKind.FOOTNOTE or (part == "notes" and block.kind in _RUNNING):
            notes.append(block)
        elif part == "list" and block.kind in _RUNNING:
            listed.append(block)
    return listed, notes


def _entries(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """Yield the text and page of each entry; a block may hold several, and an entry several blocks."""
    text, page = "", 0
    for block in blocks:
        for piece in _cut(block):
            if text and _continues(text, piece):
                text = (
                    text[:-1] + piece
                    if re.search(r"[a-z]-$", text) and piece[:1].islower()
                    else f"{text} {piece}"
                )
                continue
            if len(text) > 12:
                yield text, page
            text, page = piece, block.page
    if len(text) > 12:
        yield text, page


def _continues(text: str, piece: str) -> bool:
    """Return whether `piece` continues the entry `text`, which a page or column break cut."""
    if len(text) + len(piece) > 900 or MARKER.match(piece) or _DITTO.match(piece):
        return False
    if piece[:1].islower() and not re.match(
        r"(?:van|von|de|der|den|del|di|da|du|la|le|ter|zu)\s[A-Z]", piece
    ):
        return True
    complete = bool(ANY_YEAR.search(text)) and text[-1:] in ".)]/0123456789"
    return (not complete and not _START.match(piece)) or bool(
        re.match(r"(?:https?://|doi|pp?\.\s?\d|\d+[(:,-])", piece)
    )


def _cut(block: Block) -> list[str]:
    """Return a block's entries: by bracketed numbers, by hanging indents, else by author and year."""
    text = block.text[:200_000]
    numbers = [m.start() for m in re.finditer(r"(?:^|(?<=\s))\[\d{1,3}\]\s", text)]
    if len(numbers) > 1:
        return _pieces(text, numbers)
    if hanging := _hanging(block):
        return _pieces(text, hanging)
    starts = [0]
    years = [match.span() for match in ANY_YEAR.finditer(text)]
    for match in _SPLIT.finditer(text):
        # Found once for the whole text: searching each part would be quadratic.
        after = bisect_left(years, (starts[-1], 0))
        dated = after < len(years) and years[after][1] <= match.start()
        if dated and _begins_entry(text, starts[-1], match):
            starts.append(match.end())
    return _pieces(text, starts)


def _pieces(text: str, starts: Sequence[int]) -> list[str]:
    cuts = sorted({0, *starts, len(text)})
    return [piece for a, b in pairwise(cuts) if (piece := clean(text[a:b]))]


def _hanging(block: Block) -> list[int]:
    """Return where lines start at the left edge while others are indented; empty without such a form."""
    if len(block.spans) < 3:
        return []
    left = min(span.box.x0 for span in block.spans)
    edge = [span for span in block.spans if span.box.x0 - left < 3]
    inner = [span for span in block.spans if 6 < span.box.x0 - left < 80]
    if not inner or len(edge) < 2 or len(edge) + len(inner) < len(block.spans):
        return []
    starts = [span.start for span in edge]
    plausible = sum(bool(_START.match(block.text[s : s + 300])) for s in starts)
    return starts if plausible >= 0.6 * len(starts) else []


def _begins_entry(text: str, start: int, space: re.Match[str]) -> bool:
    """Return whether an author-year entry begins after `space`, with the one before, at `start`, complete.

    It begins with names and has a year within reach, without a sentence between; an initial or a month does
    not begin an entry.
    """
    position, before = space.end(), text[max(start, space.start() - 40) : space.start()]
    if len(before) < 40 or re.search(r"\b(?:[A-ZÀ-Þ]|u|et|and|eds?|Hg|Hrsg)\.$", before):
        return False
    if re.match(r"(?:[A-Z]\.|\w+\s\d{4})", text[position : position + 260]):
        return False
    window = text[position : position + 260]
    if not _START.match(window):
        return False
    year = EARLY_YEAR.search(window)
    return bool(year) and not re.search(
        r"[a-zà-ž]{4,}\.\s+[A-Z][a-z]{3,}\s[a-z]", window[: year.start() if year else 0]
    )


def _cites(text: str) -> bool:
    """Return whether a note cites a work: by a year, and the form of a title or source."""
    if (
        len(text) < 25
        or len(text) > 700
        or re.match(r"\W*(?:ibid|op\. ?cit|see above|ebd|ebenda)\b", text, re.I)
    ):
        return False
    if not ANY_YEAR.search(text):
        return False
    formal = re.search(
        r"\b(?:vol|pp?|no|Nr|S)\.\s?\d|\d+\s?\(\d+\)|\bdoi\b|https?://|:\s?\d+\s?[-–]\s?\d+", text, re.I
    )
    imprint = re.search(rf"\([A-Z][\w .,]+: [^()]+, {YEAR}\)", text)
    return bool(
        (QUOTED.search(text) and (formal or imprint or _START.match(text)))
        or imprint
        or (formal and _START.match(text))
    )
