"""On which page a heading comes to stand, as far as that can be told without Word.

Only Word lays a document out, with the typefaces that its reader has. The contents need numbers all the same:
Word writes its own over them when the contents are updated, and whenever the document is printed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from workingregions.reports.render.docx.layout import Area

_SERIF, _SANS = 0.5, 0.46
"""Mean width of a character as a part of its size, of typefaces with serifs and without."""
_LINE_OF_NOTES = 10.0
"""Height of the line above the notes of a page, in points."""


@dataclass(frozen=True, slots=True)
class Look:
    """The size of a style's letters, the height of its lines and the space around it, in points."""

    size: float
    line: float
    around: float = 0.0
    indent: float = 0.0
    width: float = _SERIF


LOOKS: Mapping[str, Look] = {
    "Title": Look(22, 27, 3, 0, _SANS),
    "Subtitle": Look(13, 18, 3, 0, _SANS),
    "Details": Look(9, 13, 13, 0, _SANS),
    "Heading1": Look(16, 20, 20, 0, _SANS),
    "Heading2": Look(12.5, 16, 17, 0, _SANS),
    "Heading3": Look(11, 14, 13, 0, _SANS),
    "Lead": Look(11.5, 15.2, 8),
    "BodyText": Look(10, 13.0, 6),
    "ListBullet": Look(10, 13.0, 3, 17),
    "ListNumber": Look(10, 13.0, 3, 21),
    "Quote": Look(10, 13.0, 6, 34),
    "QuoteSource": Look(9, 13, 8, 34, _SANS),
    "Caption": Look(10, 13.2, 14, 0, _SANS),
    "Figure": Look(10, 12.4, 4),
    "TableText": Look(9, 12, 3.4, 7, _SANS),
    "TableNote": Look(9, 12, 14, 0, _SANS),
    "AfterTable": Look(8, 8),
    "Bibliography": Look(9.5, 12.4, 5, 21),
    "FootnoteText": Look(8, 9.9, 0.5),
}
"""The looks of our own styles, between those in our typefaces and in the ones that take their place."""


class Pager:
    """Counts pages as paragraphs, tables and notes fill them."""

    def __init__(self, area: Area) -> None:
        self.page = 1
        self._area = area
        self._used = 0.0
        self._notes = False

    def turn(self, area: Area) -> None:
        """Begin a page, of another shape perhaps."""
        self._area = area
        self.fresh()

    def fresh(self) -> None:
        """Begin a page unless it has just begun."""
        if self._used:
            self._next()

    def text(self, style: str, characters: int, *, width: float = 0.0) -> None:
        """Set a paragraph; `width` in points is that of a cell or, if 0, of the page."""
        look = LOOKS[style]
        self.space(height_of(look, characters, width or self._area.width / 20), splits=not width)

    def note(self, characters: int) -> None:
        """Set a paragraph of a note at the foot of the page."""
        if not self._notes:
            self.space(_LINE_OF_NOTES)
            self._notes = True
        self.text("FootnoteText", characters)

    def heading(self, style: str, characters: int) -> int:
        """Set a heading, which stays with some lines that follow, and return its page."""
        look = LOOKS[style]
        height = height_of(look, characters, self._area.width / 20)
        if self._used + height + 40 > self._height:
            self.fresh()
        self.space(height)
        return self.page

    def space(self, height: float, *, splits: bool = False) -> None:
        """Fill a height, which may go on on the next page or not."""
        if self._used + height > self._height and self._used:
            if splits and self._height - self._used > 30:
                height -= self._height - self._used
            self._next()
        self._used += height
        while self._used > self._height:
            over = self._used - self._height
            self._next()
            self._used = over

    def _next(self) -> None:
        self.page += 1
        self._used = 0.0
        self._notes = False

    @property
    def _height(self) -> float:
        return self._area.height / 20


def height_of(look: Look, characters: int, width: float) -> float:
    """Return the height of a paragraph in points."""
    room = max((width - look.indent) / (look.size * look.width), 4)
    return max(1, math.ceil(characters / room)) * look.line + look.around
