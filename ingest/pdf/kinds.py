"""What each paragraph is: heading with its level, list item, caption, footnote, reference, contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workingregions.corpus.records import BlockKind
from workingregions.ingest.pdf.lines import Line
from workingregions.ingest.pdf.paragraphs import BULLET, NUMBERED
from workingregions.ingest.pdf.regions import Region


@dataclass(slots=True)
class Draft:
    """A block in the making: its lines, and what it seems to be so far."""

    page: int
    height: float  # of its page
    lines: list[Line]
    kind: BlockKind
    region: Region | None = None
    level: int = 0
    section: tuple[str, ...] = ()

    def placed(self) -> Iterator[tuple[int, Line]]:
        """Its lines with their pages."""
        for line in self.lines:
            yield self.page, line


def name_kinds(drafts: Sequence[Draft], body: float) -> list[Draft]:
    """The drafts with kinds, levels and sections filled in."""
    for draft in drafts:
        if draft.kind is not BlockKind.PARAGRAPH:
            continue
        text = draft.lines[0].text
        if draft.lines[0].size > 1.15 * body and len(draft.lines) < 4:
            draft.kind, draft.level = BlockKind.HEADING, 1
        elif BULLET.match(text) or NUMBERED.match(text):
            draft.kind = BlockKind.LIST
    return list(drafts)
