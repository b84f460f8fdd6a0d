"""Outcomes in tables: the header of a column, the label of a row or the caption states what is measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workingregions.corpus.enums import BlockKind, OutcomeKind, Use
from workingregions.corpus.records import Block, Outcome, Passage, Piece
from workingregions.corpus.voices import takes
from workingregions.nlp.outcomes.words import Cue, cues, units

MOST_FIGURES = 300
"""Maximum number of figures from one table."""
_NUMERIC = re.compile(
    r"[+−–-]?(?P<sign>US\$|[£$€¥]|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN)?"
    r"\s?(?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"\s?(?P<scale>bn|tn|mn|m|k|b|t|million|billion|trillion)?\s?(?P<percent>%)?(?:\s?\(?[a-z*†]\)?)?",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?P<a>€|£|\$|EUR|USD|GBP|ECUs?|euros?|dollars?)(?:\s?(?P<b>bn|billions?|m|mn|mln|millions?|k|thousands?|000s?)\b)?"
    r"|\b(?P<c>bn|billions?|m|mn|mln|millions?|thousands?)\s?(?:of )?"
    r"(?P<d>€|£|\$|EUR|USD|GBP|ecus?|euros?|dollars?)",
    re.IGNORECASE,
)
_MANY = re.compile(r"\(1,000s?\)|['’]?\b000s?\b|\bthousands?\b|\bmillions?\b", re.IGNORECASE)
_ANSWERS = re.compile(r"\b(?:answers?|responses?|respondents?|questions?|survey results)\b", re.IGNORECASE)
_BARE = re.compile(
    r"\W*(?:(?:number|total|totals|level|count|value|amount|average|annual|all|persons?|people|q[1-4]|jan\w*|feb\w*|mar\w*"
    r"|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|(?:19|20)\d\d|of|in|the|no|millions?|thousands?|bn|m"
    r"|eur|usd|gbp|euros?|dollars?|000s?)\b\W*)*",
    re.IGNORECASE,
)
"""A header that is only a year or a unit leaves it to the caption to state what is measured."""
_TOTAL = re.compile(r"\btotals?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Column:
    kind: OutcomeKind
    unit: str
    scale: float
    confidence: float
    shares: bool


def find(blocks: Sequence[Block], passages: Sequence[Passage]) -> list[Outcome]:
    """Return the figures of every table whose header, row labels or caption state what they measure.

    If a table has a column of totals, its parts are left out: they would be counted twice.
    """
    pieces = _pieces(passages)
    found: list[Outcome] = []
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.TABLE and len(block.cells) > 1 and block.ordinal in pieces:
            context = _context(blocks, index)
            found.extend(_table(block, context, pieces[block.ordinal]))
    return found


def _pieces(passages: Sequence[Passage]) -> dict[int, list[tuple[Passage, Piece]]]:
    found: dict[int, list[tuple[Passage, Piece]]] = {}
    for passage in passages:
        for piece in passage.pieces if takes(Use.OUTCOMES, passage.voice) else ():
            found.setdefault(piece.block, []).append((passage, piece))
    return found


def _context(blocks: Sequence[Block], index: int) -> str:
    """Return the caption beside a table, else the heading or the last sentence before it."""
    for near in (index - 1, index + 1):
        if 0 <= near < len(blocks) and blocks[near].kind is BlockKind.CAPTION:
            return blocks[near].text
    before = blocks[index - 1].text if index else ""
    return before[-200:]


def _table(block: Block, context: str, pieces: Sequence[tuple[Passage, Piece]]) -> Iterator[Outcome]:
    rows = block.cells
    if _ANSWERS.search(" ".join((*rows[0], context))):
        return
    body = next((i for i, row in enumerate(rows) if sum(map(_is_figure, row)) >= 1 and i), len(rows))
    headers = _headers(rows[:body], max(map(len, rows)))
    columns = {i: c for i, header in enumerate(headers) if i and (c := _column(header, context))}
    totals = {i for i in columns if _TOTAL.search(headers[i])}
    if totals:
        columns = {i: columns[i] for i in totals}
    offset, count = 0, 0
    for number, row in enumerate(rows):
        for index, cell in enumerate(row):
            start = block.text.find(cell, offset) if cell else -1
            if start < 0:
                continue
            offset = start + len(cell)
            label = row[0] if row else ""
            column = columns.get(index) if number >= body else None
            if number >= body and index and not totals and (column is None or column.confidence < 0.8):
                # The label of a row takes precedence over the caption.
                stated = _cue(label)
                column = _labelled(label, headers, index) or (
                    column if stated is None or stated.kind else None
                )
            match = _NUMERIC.fullmatch(cell.strip())
            if column and match and count < MOST_FIGURES:
                outcome = _outcome(column, match, start, start + len(cell), pieces)
                if outcome is not None:
                    count += 1
                    header = headers[index] if index < len(headers) else ""
                    yield replace(outcome, year=_year(header) or _year(label) or _year(context))


def _year(text: str) -> int | None:
    """Return the year that a header, a label or a caption names; None if it names several."""
    years = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
    return years.pop() if len(years) == 1 else None


def _is_figure(cell: str) -> bool:
    match = _NUMERIC.fullmatch(cell.strip())
    return match is not None and not re.fullmatch(r"(?:19|20)\d\d", match.group("number"))


def _headers(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return the text over each column; an empty one takes a neighbour's, first one that gives a unit."""
    texts = [" ".join(row[i] for row in rows if i < len(row) and row[i]).strip() for i in range(width)]
    filled = list(texts)
    for i in range(1, width):
        near = [texts[j] for j in (i - 1, i + 1) if 0 < j < width and texts[j]]
        if not texts[i] and near:
            filled[i] = next((text for text in near if _unit(text)), near[0])
        elif texts[i] and not _unit(texts[i]):
            filled[i] = " ".join(
                [texts[i], *(text for text in near if not re.sub(_UNIT, "", text).strip(" ()"))]
            )
    return filled


def _column(header: str, context: str) -> _Column | None:
    """Return what a column measures: from its header, or from the caption if the header gives only a unit."""
    cue, confidence = _cue(header), 0.8
    if cue is None and (_unit(header) or _BARE.fullmatch(header)):
        cue, confidence = _cue(context), 0.6
    if cue is None or cue.kind is None:
        return None
    kind = cue.kind
    unit, scale = _unit(header) or _unit(context) or ("", 1.0)
    counted = kind in (OutcomeKind.JOBS, OutcomeKind.FIRMS)
    if "%" in header or re.search(r"\bper ?cent", header, re.IGNORECASE):
        unit, scale = "percent", 1.0
    if counted and unit != "percent":
        unit = "persons" if kind is OutcomeKind.JOBS else "firms"
        many = _MANY.search(header)
        scale = 1.0 if many is None else (1e6 if "million" in many.group().casefold() else 1e3)
    if not unit and confidence < 0.8:
        return None
    return _Column(kind, unit, scale, confidence, shares=cue.use != "money" and confidence >= 0.8)


def _labelled(label: str, headers: Sequence[str], index: int) -> _Column | None:
    """Return what a row measures, if its label states it: "Employment | 40,916"."""
    if _cue(label) is None or (index < len(headers) and _cue(headers[index]) is not None):
        return None
    return _column(label, "")


def _cue(text: str) -> Cue | None:
    """Return the last word of a header that states what is measured."""
    found = [cue for cue in cues(text) if cue.use != "near"]
    return found[-1] if found else None


def _unit(text: str) -> tuple[str, float] | None:
    match = _UNIT.search(text)
    if match is None:
        return None
    sign = (match.group("a") or match.group("d")).casefold()
    word = (match.group("b") or match.group("c") or "").casefold()
    scale = 1e3 if word.startswith("000") else units()[1].get(word, 1.0)
    return units()[0].get(sign, "EUR"), scale


def _outcome(
    column: _Column, match: re.Match[str], start: int, end: int, pieces: Sequence[tuple[Passage, Piece]]
) -> Outcome | None:
    value = float(match.group("number").replace(",", "").replace(" ", ""))
    if not value or re.fullmatch(r"(?:19|20)\d\d", match.group("number")):
        return None
    currency = units()[0].get((match.group("sign") or "").casefold(), "")
    scale = units()[1].get((match.group("scale") or "").casefold(), 0.0) or column.scale
    unit = "percent" if match.group("percent") else currency or column.unit
    if currency and column.kind in (OutcomeKind.JOBS, OutcomeKind.FIRMS):
        return None
    if unit in ("persons", "firms") and value != int(value) and scale < 1e3:
        return None
    if not unit or (unit == "percent" and not column.shares):
        return None
    for passage, piece in pieces:
        if piece.offset <= start and end - piece.offset <= piece.end - piece.start:
            shift = piece.start - piece.offset
            return Outcome(
                document=passage.document,
                passage=passage.id,
                page=piece.page,
                start=start + shift,
                end=end + shift,
                kind=column.kind,
                text=passage.text[start + shift : end + shift],
                value=value if unit == "percent" else value * scale,
                unit=unit,
                confidence=column.confidence,
            )
    return None
