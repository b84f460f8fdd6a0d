"""How a block looks beside the text of its document: its type size, its margins, its place on the page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Box

_SET_IN = 0.9  # em by which both margins of a block quotation are narrower than those of its column
_SET_RIGHT = 2.2  # em by which its left margin is, where the right one is that of the column
_LEAST_WORDS = 25  # of a passage that is told by its margins alone

_LABEL = re.compile(
    r"(?:[A-ZÀ-Þ][\w/,&’' -]{2,50}: |\d+[.;)]|abstract\b|summary\b|key ?words\b)", re.IGNORECASE
)
"""How a set-in paragraph begins that is the document's own: an item of a list, an abstract."""


def type_size(block: Block) -> float:
    """Return the height of most of a block's lines, 0 where it is not known: raised signs do not count."""
    heights = [span.box.y1 - span.box.y0 for span in block.spans]
    return median_low(heights) if heights else 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """The type size of the running text and, by page, the margins of its columns and the lowest text."""

    body: float
    columns: dict[int, list[tuple[float, float]]]
    bottoms: dict[int, float]

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Look:
        """Measure a document."""
        letters: Counter[float] = Counter()
        margins: dict[int, Counter[tuple[float, float]]] = defaultdict(Counter)
        bottoms: dict[int, float] = {}
        text = [b for b in blocks if b.kind is BlockKind.PARAGRAPH and b.spans and b.box]
        for block in text:
            letters[round(2 * type_size(block)) / 2] += len(block.text)
        body = max(letters, key=lambda size: (letters[size], size), default=0.0)
        for block in text:
            assert block.box is not None
            bottoms[block.page] = max(bottoms.get(block.page, 0.0), block.box.y1)
            if len(block.spans) > 2 and abs(type_size(block) - body) < 0.08 * body:
                margins[block.page][block.box.x0, block.box.x1] += len(block.spans)
        return cls(body, {page: list(found) for page, found in margins.items()}, bottoms)

    def is_small(self, block: Block) -> bool:
        """Return whether a block is set in smaller type than the running text."""
        return 0 < type_size(block) < 0.93 * self.body

    def is_low(self, block: Block) -> bool:
        """Return whether a block is in the lower part of its page's text."""
        return block.box is not None and block.box.y0 > 0.6 * self.bottoms.get(block.page, 1e9)

    def is_beside(self, marks: Block, block: Block) -> bool:
        """Return whether a block is printed to the right of the marks of notes, at their height."""
        if marks.box is None or block.box is None:
            return False
        level = abs(marks.box.y0 - block.box.y0) < 0.8 * max(type_size(block), 1.0)
        return level and block.box.x0 > marks.box.x1 - 1 and self.is_small(block)

    def is_set_in(self, block: Block) -> bool:
        """Return whether a paragraph has narrower margins on both sides than the column around it, and type
        that is not larger: a block quotation."""
        if block.kind is not BlockKind.PARAGRAPH or block.box is None or len(block.spans) < 3:
            return False
        if len(block.text.split()) < _LEAST_WORDS or type_size(block) > 0.97 * self.body:
            return False
        if _LABEL.match(block.text):
            return False
        edge = _SET_IN * self.body
        smaller = type_size(block) < 0.95 * self.body
        return any(
            _is_between(block.box, x0 + edge, x1 - 0.5 * edge, x1 - x0)
            or (smaller and _is_between(block.box, x0 + _SET_RIGHT * self.body, x1 + 1, x1 - x0))
            for x0, x1 in self.columns.get(block.page, ())
        )

    def notes_on(self, notes: Sequence[Block], page: Sequence[Block]) -> list[Block]:
        """Return the blocks of a page that belong to its notes: what is below the first, and a note continued
        from the page before in the same type right above it."""
        first = min((b for b in notes if b.box), key=lambda b: b.box.y0 if b.box else 0.0, default=None)
        if first is None or first.box is None:
            return []
        size, top = type_size(first), first.box
        found = []
        for block in page:
            if block.box is None or not 0 < type_size(block) < 0.97 * self.body:
                continue
            if block.box.x1 < top.x0 or block.box.x0 > top.x1:
                continue
            below = block.box.y0 >= top.y0 - 1
            above = 0 <= top.y0 - block.box.y1 + 2 < 2.5 * size and abs(type_size(block) - size) < 0.15 * size
            if below or (above and self.is_small(block)):
                found.append(block)
        return found


def _is_between(box: Box, left: float, right: float, width: float) -> bool:
    return box.x0 > left and box.x1 < right and box.x1 - box.x0 > 0.6 * width
