"""Pages: upright ones and, for wide tables, ones on their side."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.reports.render.docx.elements import qualified, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LETTER = (12240, 15840)
"""Width and height of the paper of North America, in twentieths of a point."""
_ONCE = tuple(
    qualified(f"w:{name}")
    for name in (
        "headerReference",
        "footerReference",
        "titlePg",
        "pgNumType",
        "printerSettings",
        "sectPrChange",
    )
)
"""What a section does not repeat: later sections inherit headers and footers, and pages count on."""
_DROPPED = tuple(qualified(f"w:{name}") for name in ("printerSettings", "sectPrChange"))


@dataclass(frozen=True, slots=True)
class Area:
    """The part of a page that text fills, in twentieths of a point."""

    width: int
    height: int


class Layout:
    """The sections of a document, made after the properties of one."""

    def __init__(self, section: Element) -> None:
        self._section = section
        self._begun = False

    def take_paper(self, width: int, height: int) -> None:
        """Change the paper."""
        size = self._part("pgSz")
        size.set(qualified("w:w"), str(width))
        size.set(qualified("w:h"), str(height))

    def area(self, *, sideways: bool = False) -> Area:
        """Return the area of text of an upright page, or of one on its side."""
        width, height = self._paper(sideways=sideways)
        across, down = (
            sum(self._margin(side) for side in pair) for pair in (("left", "right"), ("top", "bottom"))
        )
        return Area(max(width - across - self._margin("gutter"), 1440), max(height - down, 1440))

    def ended(self, *, sideways: bool = False) -> Element:
        """Return the properties of the section that ends here; the first one has the headers and footers."""
        made = deepcopy(self._section)
        dropped = _ONCE if self._begun else _DROPPED
        for child in list(made.iterchildren(*dropped, qualified("w:type"))):
            made.remove(child)
        size = made.find(qualified("w:pgSz"))
        if size is None:
            raise AssertionError("the section has no paper")
        if self._begun:
            size.addprevious(w("type", val="nextPage"))
        width, height = self._paper(sideways=sideways)
        for name, value in (
            ("w", str(width)),
            ("h", str(height)),
            ("orient", "landscape" if width > height else "portrait"),
        ):
            size.set(qualified(f"w:{name}"), value)
        self._begun = True
        return made

    def _paper(self, *, sideways: bool) -> tuple[int, int]:
        size = self._part("pgSz")
        width, height = (int(float(size.get(qualified(f"w:{name}"), "0"))) for name in ("w", "h"))
        width, height = width or 11906, height or 16838
        return (max(width, height), min(width, height)) if sideways else (width, height)

    def _margin(self, side: str) -> int:
        return abs(int(float(self._part("pgMar").get(qualified(f"w:{side}"), "0"))))

    def _part(self, name: str) -> Element:
        found = self._section.find(qualified(f"w:{name}"))
        if found is None:
            found = w(name)
            if name == "pgMar":
                for side in ("top", "right", "bottom", "left"):
                    found.set(qualified(f"w:{side}"), "1440")
                for side in ("header", "footer", "gutter"):
                    found.set(qualified(f"w:{side}"), "0" if side == "gutter" else "709")
                self._part("pgSz").addnext(found)
            else:
                found.set(qualified("w:w"), "11906")
                found.set(qualified("w:h"), "16838")
                before = self._section.findall(qualified("w:headerReference"))
                before += self._section.findall(qualified("w:footerReference"))
                before += [child for child in self._section if child.tag in _BEFORE_PAPER]
                place = max((self._section.index(child) for child in before), default=-1)
                self._section.insert(place + 1, found)
        return found


_BEFORE_PAPER = tuple(qualified(f"w:{name}") for name in ("footnotePr", "endnotePr", "type"))
