"""What sections are made of: paragraphs, lists, quotations, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workingregions.reports.report.claims import Claim

Value = str | int | float | tuple[float, float] | None
"""A cell's value: text, a number, an interval, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Claims that are read one after the other. `lead` sets the one that opens a report larger."""

    claims: tuple[Claim, ...]
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list, an item per claim; with numbers if `numbered`."""

    claims: tuple[Claim, ...]
    numbered: bool = False


class Stance(StrEnum):
    """How a quotation stands to what the others say."""

    REPRESENTATIVE = "representative"
    DISSENTING = "dissenting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words of a document set apart. `evidence` is the id of the quote, `lead` a claim that introduces it."""

    evidence: str
    lead: Claim | None = None
    stance: Stance | None = None


class ColumnKind(StrEnum):
    """What the values of a column are, which decides how they are shown and stored."""

    TEXT = "text"
    COUNT = "count"
    YEAR = "year"
    SHARE = "share"  # 0..1, shown as per cent
    SCORE = "score"  # shown with two decimals
    NUMBER = "number"
    INTERVAL = "interval"  # (low, high) of a number
    SHARES = "shares"  # (low, high) of a share


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `key` names it in the data files, `label` heads it, `unit` and `meaning` explain it there."""

    key: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value with the quotes behind it, and a path in the workbench that lists what was counted."""

    value: Value
    evidence: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of a row, the first of which heads it. `level` indents it, `strong` sets it apart."""

    cells: tuple[Cell, ...]
    level: int = 0
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. `id` names its files, `caption` is a phrase, `note` what a reader must know.

    `wide` asks for a page on its side where there are pages.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Claim | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture and the numbers that it shows.

    Attributes:
        id: names its files.
        caption: states what is to be seen.
        alternative: the same for somebody who does not see it.
        svg: the picture, without scripts or outside references; text as text.
        data: what is drawn.
        note: what a reader must know.
    """

    id: str
    caption: str
    alternative: str
    svg: str
    data: Table
    note: Claim | None = None


Block = Paragraph | Bullets | Quotation | Table | Figure


def claims_of(block: Block) -> Iterator[Claim]:
    """Yield the claims of a block in reading order."""
    match block:
        case Paragraph() | Bullets():
            yield from block.claims
        case Quotation():
            if block.lead:
                yield block.lead
        case Table() | Figure():
            if block.note:
                yield block.note
