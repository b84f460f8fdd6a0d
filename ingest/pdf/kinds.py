"""What each paragraph is: heading with its level, list item, caption, footnote, reference, contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workingregions.corpus.records import BlockKind
from workingregions.ingest.pdf.furniture import PageLines
from workingregions.ingest.pdf.lines import Line
from workingregions.ingest.pdf.paragraphs import BULLET, NUMBERED
from workingregions.ingest.pdf.regions import Region
from workingregions.ingest.pdf.tables import Table


@dataclass(slots=True)
class Draft:
    """A block in the making: its lines, and what it seems to be so far."""

    page: PageLines
    lines: list[Line]
    kind: BlockKind
    region: Region | None = None
    table: Table | None = None
    angle: int | None = None  # of text that does not run as its page does
    level: int = 0
    section: tuple[str, ...] = ()


def name_kinds(drafts: Sequence[Draft], body: float) -> list[Draft]:
    """The drafts with kinds, levels and sections filled in."""
    for draft in drafts:
        if draft.kind is not BlockKind.PARAGRAPH or not draft.lines:
            continue
        text = draft.lines[0].text
        if draft.lines[0].size > 1.15 * body and len(draft.lines) < 4:
            draft.kind, draft.level = BlockKind.HEADING, 1
        elif BULLET.match(text) or NUMBERED.match(text):
            draft.kind = BlockKind.LIST
    return list(drafts)
