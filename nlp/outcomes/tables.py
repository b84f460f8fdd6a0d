"""Outcomes in tables: the header of a column, the label of a row or the caption states what is measured.

The nearest statement counts: a header that names a measure goes before the label of the row, and that before
the caption. Unit and multiplier are taken from the cell, the header, the label and the caption, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workingregions.corpus.enums import Change, OutcomeKind, Use, Voice
from workingregions.corpus.records import Block, Dataset, Outcome, Passage, Piece
from workingregions.corpus.voices import takes
from workingregions.nlp.outcomes import clauses
from workingregions.nlp.outcomes.figures import number
from workingregions.nlp.outcomes.grids import NUMERIC, Cell, Grid, grids
from workingregions.nlp.outcomes.words import cues, phrases, units

VAGUE = 0.5
"""Weight up to which a word of a header or caption does not say what is measured."""
MOST_CLAIMS = 30
"""Maximum number of figures of a table that are claims; one with more is a table of statistics."""
MOST_STATISTICS = 60
"""A document with more figures in statistical tables is a compendium, whose tables are all statistics."""
_COUNTED = (OutcomeKind.JOBS, OutcomeKind.FIRMS)
_CURRENCY = (
    r"(?:US|CA|AU|[CA])?\$|€|£|¥|₹|MEUR|EUR|USD|GBP|CAD|AUD|CHF|SEK|NOK|DKK|PLN|ECUs?|euros?"
    r"|dollars?|dol\.?|pounds|sterling|Rs\.?|rupees|yen|FFr|DM"
)
_MANY = r"bn|billions?|m|mn|mln|mill?\.?|mio\.?|millions?|k|thousands?|['’]?000s?|crore|lakh"
_UNIT = re.compile(
    rf"(?<![a-z])(?P<a>{_CURRENCY})\.?(?:[\s(]{{0,2}}(?:in )?(?P<b>{_MANY})(?![a-z]))?"
    rf"|(?<![a-z])(?P<c>{_MANY})\s?(?:of )?(?P<d>{_CURRENCY})(?![a-z])",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"\(1,000s?\)|\(?(?<![\d,.])['’]?\b000['’]?s?\b|\bthousands?\b|\bmillions?\b|\(m\)|\(k\)", re.IGNORECASE
)
_ANSWERS = re.compile(
    r"\b(?:answers?|responses?|respondents?|questions?|questionnaires?|survey results|strongly agree"
    r"|(?:dis)?agree|likert"
    r"|very important|not important|satisfied|sample|interviewees?|mean score|variables?|coefficients?"
    r"|regressions?|determinants"
    r"|standard errors?|observations|exemptions?|exceptions?)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\b(?:by|to|for|from|with|among|at|within|across|between|in|of|on|that|which|who|as|supported by"
    r"|and|or)\b|[,;:/–—(]",
    re.IGNORECASE,
)
_PER = re.compile(r"\b(?:per|each)\b(?! (?:annum|year|week|month|hour|cent|100))", re.IGNORECASE)
_PRODUCTIVITY = re.compile(r"\bper (?:hour|employee|worker|head|capita|job|person)\b", re.IGNORECASE)
_TOTAL = re.compile(r"\btotals?\b", re.IGNORECASE)
_COUNT_OF = re.compile(
    r"\bnumber|\bno\b\.?|\b(?:assisted|supported|created|helped|engaged|started|benefit\w*|registered)\b",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(
    r"\s*(?:as )?(?:a )?(?:%|per ?cent|percent|pct|percentage)(?: \w+)? of (?:the )?(?:total )?(?:GDP"
    r"|GVA|GNP|GRP)?.*",
    re.IGNORECASE,
)
"""A header that states what its figures are a share of, not what they measure."""
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpercentages?\b|\bpct\b|\bshares?\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\W*(?:$|(?:created|safeguarded|retained|supported|assisted|lost|gained|levered|leveraged"
    r"|attracted|invested|awarded|received|approved"
    r"|committed|paid|change|growth|total|numbers?|level|rate|costs?|value|volume|new|net|direct"
    r"|indirect|target|actual|forecast|impact"
    r"|outputs?|claimed|to date|secured|generated|allocation|allocated|spend|spent|s)\b|\d|by|to|for"
    r"|from|with|among|at|per|within|across"
    r"|between|in|of|on|that|and|or|as|is|was|were|are)",
    re.IGNORECASE,
)
"""Text behind a word that leaves it the head of its label: "jobs created", and not "employee services"."""


_Read = tuple[Grid, list[Outcome]]


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a header, label or caption says is measured; `kind` is None for what is not an outcome."""

    kind: OutcomeKind | None
    sums: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    kind: OutcomeKind
    stated: str
    confidence: float
    sums: bool


def read(blocks: Sequence[Block], passages: Sequence[Passage]) -> list[tuple[Grid, list[Outcome]]]:
    """Return the tables with the figures that state what they measure, without tables of statistics.

    If a kind has a column of totals, its parts are left out: they would be counted twice.
    """
    return _parted(blocks, passages)[0]


def datasets(blocks: Sequence[Block], passages: Sequence[Passage]) -> list[Dataset]:
    """Return one record for each table of statistics: more figures than can be claims one by one."""
    return [_dataset(grid, claims) for grid, claims in _parted(blocks, passages)[1]]


def _parted(blocks: Sequence[Block], passages: Sequence[Passage]) -> tuple[list[_Read], list[_Read]]:
    """Return the tables of claims and those of statistics."""
    found = [(grid, claims) for grid, claims in _tables(blocks, passages) if claims]
    printed = {p.id for p in passages if p.voice is Voice.STATISTICS}
    size = sum(len(claims) for _, claims in found if claims[0].passage in printed)
    compendium = printed if size > MOST_STATISTICS else frozenset()
    parts: tuple[list[_Read], list[_Read]] = ([], [])
    for grid, claims in found:
        parts[len(claims) > MOST_CLAIMS or claims[0].passage in compendium].append((grid, claims))
    return parts


def _dataset(grid: Grid, claims: Sequence[Outcome]) -> Dataset:
    years = [claim.year for claim in claims if claim.year]
    return Dataset(
        document=claims[0].document,
        passage=claims[0].passage,
        page=claims[0].page,
        block=grid.block.ordinal,
        caption=grid.caption,
        kinds=tuple(sorted({claim.kind for claim in claims})),
        rows=grid.rows,
        columns=len({cell.column for cell in grid.cells}),
        figures=len(claims),
        first=min(years, default=None),
        last=max(years, default=None),
    )


def _tables(blocks: Sequence[Block], passages: Sequence[Passage]) -> Iterator[_Read]:
    """Yield each table with what its figures measure, where it says so."""
    pieces: dict[int, list[tuple[Passage, Piece]]] = {}
    for passage in passages:
        for piece in passage.pieces if takes(Use.OUTCOMES, passage.voice) else ():
            pieces.setdefault(piece.block, []).append((passage, piece))
    for grid in grids(blocks):
        where = pieces.get(grid.block.ordinal, [])
        if where and not _ANSWERS.search(" ".join((*grid.headers, grid.caption))):
            yield grid, list(_claims(grid, where))


def _claims(grid: Grid, where: Sequence[tuple[Passage, Piece]]) -> Iterator[Outcome]:
    found = [(cell, column) for cell in grid.cells if (column := _column(grid, cell))]
    totals = {column.kind for cell, column in found if _TOTAL.search(grid.header(cell.column))}
    for cell, column in found:
        if column.kind in totals and not _TOTAL.search(grid.header(cell.column)):
            continue
        outcome = _outcome(grid, cell, column, where)
        if outcome is not None:
            yield outcome


def _column(grid: Grid, cell: Cell) -> _Column | None:
    """Return what a figure measures: by the header of its column, the label of its row, or the caption."""
    header = grid.header(cell.column)
    label, _, group = cell.label.partition("\n")
    over = _measure(header)
    if over is not None:
        beside = _measure(label, head=True)
        other = beside is not None and beside.kind is None
        return _Column(over.kind, header, 0.8, over.sums) if over.kind and not other else None
    beside = _measure(grid.caption)
    for text, confidence in ((label, 0.75), (group, 0.7)):
        measure = _measure(text, head=True)
        if measure is not None and not _named(text, measure, beside):
            return _Column(measure.kind, text, confidence, measure.sums) if measure.kind else None
    if beside is None or beside.kind is None or not _fits(grid, cell, beside, header):
        return None
    return _Column(beside.kind, grid.caption, 0.6, beside.sums)


def _named(label: str, measure: _Measure, caption: _Measure | None) -> bool:
    """Return whether a label only names a kind of firm ("motor dealers") in a table of another measure."""
    other = caption is not None and caption.kind not in (None, OutcomeKind.FIRMS)
    return measure.kind is OutcomeKind.FIRMS and other and not _COUNT_OF.search(label)


def _fits(grid: Grid, cell: Cell, measure: _Measure, header: str) -> bool:
    """Return whether a caption can say what a column measures: its header says nothing else."""
    if bare(header) or _unit(header):
        return True
    others = [grid.header(other) for other in {c.column for c in grid.cells} if other != cell.column]
    if measure.kind in _COUNTED and any(
        (m := _measure(other)) and m.kind is measure.kind for other in others
    ):
        return False
    parts = all(bare(text) or len(text.split()) <= 4 for text in (header, *others))
    return parts and bool(_unit(grid.caption) or (measure.kind in _COUNTED and "%" not in cell.text))


@lru_cache(maxsize=2048)
def bare(header: str) -> bool:
    """Return whether a header is only a year, a unit, "No. of" or the like."""
    left = _UNIT.sub(" ", header)
    left = phrases("bare.txt").sub(" ", re.sub(r"['’]?\b000s?\b|\b(?:19|20)\d\d\b|\d+", " ", left))
    return not re.search(r"[^\W\d_]{2,}", left)


@lru_cache(maxsize=2048)
def _measure(text: str, *, head: bool = False) -> _Measure | None:
    """Return what a header, label or caption names, by its first part that names anything.

    Args:
        text: the header, label or caption.
        head: whether the word must be the head of the text ("jobs created", not "employee services").
    """
    if not text or bare(text) or (not head and _OF_WHOLE.fullmatch(text)):
        return None
    if phrases("unmeasured.txt").search(text) and not re.search(
        r"\b(?:growth|wage|pay) rates?\b", text, re.IGNORECASE
    ):
        return _Measure(None)
    # "Growth" alone does not say of what.
    named = [c for c in cues(text) if c.use not in ("near", "public") and c.weight > VAGUE]
    if not named:
        return None
    if _PER.search(text) and not _PRODUCTIVITY.search(text):
        return _Measure(None)
    edges = [m.start() for m in _JOINT.finditer(text)] + [len(text)]
    cue = next(found[-1] for edge in edges if (found := [c for c in named if c.start < edge]))
    if head and not _TAIL.match(_UNIT.sub(" ", text[cue.end :])):
        return None
    return _Measure(cue.kind, cue.use == "money")


@lru_cache(maxsize=2048)
def _unit(text: str) -> tuple[str, float] | None:
    """Return the currency and the multiplier that a header, label or caption names."""
    match = _UNIT.search(text)
    if match is None:
        return None
    sign = (match.group("a") or match.group("d")).casefold().rstrip(".")
    word = (match.group("b") or match.group("c") or "").casefold().strip("'’.")
    scale = (
        1e6
        if sign == "meur" or word.startswith("mil")
        else 1e3
        if word.startswith("000")
        else units()[1].get(word, 1.0)
    )
    return units()[0].get(sign, "EUR"), scale


def _outcome(
    grid: Grid, cell: Cell, column: _Column, where: Sequence[tuple[Passage, Piece]]
) -> Outcome | None:
    match = NUMERIC.fullmatch(cell.text.strip())
    size = _size(grid, cell, column, match) if match else None
    if match is None or size is None:
        return None
    unit, value = size
    header, label = grid.header(cell.column), cell.label
    start, end = cell.start, cell.start + len(cell.text)
    for passage, piece in where:
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
                value=value,
                unit=unit,
                year=_year(header) or _year(label) or _year(grid.caption),
                period=_period(header) or _period(label) or _period(grid.caption),
                promised=bool(phrases("foreseen.txt").search(f"{header} {label} {grid.caption}")),
                change=_change(f"{label} {header} {column.stated}", match, column, unit),
                confidence=column.confidence,
            )
    return None


def _size(grid: Grid, cell: Cell, column: _Column, match: re.Match[str]) -> tuple[str, float] | None:
    """Return the unit and the value of a cell, None if it cannot be of its kind."""
    value = number(match.group("number"))
    header = grid.header(cell.column)
    label = cell.label.partition("\n")[0]
    if not value or re.fullmatch(r"(?:19|20)\d\d", match.group("number")):
        return None
    sign = units()[0].get((match.group("sign") or match.group("unit") or "").casefold().rstrip("."), "")
    stated = _unit(header) or _unit(label) or _unit(grid.caption)
    counted = column.kind in _COUNTED
    if match.group("percent") or (
        not sign
        and (
            _PERCENT.search(header)
            or _PERCENT.search(label)
            or (_PERCENT.search(grid.caption) and not stated)
        )
    ):
        changed = phrases("growth.txt").search(f"{header} {label} {grid.caption}")
        whole = re.search(r"\bof (?:GDP|GVA|GNP|GRP)\b", f"{header} {label}")
        named = _PERCENT.search(column.stated) or match.group("percent")
        shares = whole or (not column.sums and column.confidence >= 0.7 and named)
        return ("percent", value) if value <= 1000 and (shares or changed) else None
    if sign and counted:
        return None
    scale = units()[1].get((match.group("scale") or "").casefold(), 0.0)
    if counted:
        # "$000" in a caption is of its sums, not of its jobs.
        beside = "" if _unit(grid.caption) else grid.caption
        many = next((m for t in (header, label, beside) if (m := _THOUSANDS.search(t))), None)
        scale = scale or (
            1.0 if many is None else 1e6 if re.search("million|m\\)", many.group(), re.IGNORECASE) else 1e3
        )
        if (
            value * scale != int(value * scale)
            and scale < 1e3
            and not re.search(r"\bFTEs?\b", f"{header} {label} {match.group()}")
        ):
            return None
        return ("persons" if column.kind is OutcomeKind.JOBS else "firms"), value * scale
    if not sign and not stated:
        return None
    return (sign or (stated[0] if stated else "")), value * (scale or (stated[1] if stated else 1.0))


def _change(text: str, match: re.Match[str], column: _Column, unit: str) -> Change | None:
    """Return the direction of a cell from its sign, or from the words over and beside it."""
    negative = bool(match.group("minus") or match.group("after") or match.group("signed") in ("-", "−", "–"))
    if negative:
        return Change.LOST
    if match.group("signed") == "+":
        return Change.GAINED
    return clauses.stated(text) if column.kind in _COUNTED and unit != "percent" else None


def _year(text: str) -> int | None:
    """Return the year that a header, a label or a caption names; None if it names several."""
    years = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
    return years.pop() if len(years) == 1 else None


def _period(text: str) -> str:
    match = re.search(
        r"\b(?:19|20)\d\d ?[-–—/] ?(?:(?:19|20)\d\d|\d\d)\b|\b(?:19|20)\d\d to (?:19|20)\d\d\b", text
    )
    return match.group() if match else ""
