"""The styles of a document: a template's own, and ours where it has none of that name."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from workingregions.corpus.files import data
from workingregions.reports.render.docx.elements import qualified, w
from workingregions.reports.render.docx.numbering import Numbering

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_VALUE, _ID, _TYPE = (qualified(f"w:{name}") for name in ("val", "styleId", "type"))
_REFERRING = tuple(qualified(f"w:{name}") for name in ("basedOn", "next", "link"))
_FONTS, _COLOUR = qualified("w:rFonts"), qualified("w:color")


class Styles:
    """The styles of a document by the ids that our own styles have.

    Word finds styles by name: their ids are in the language of the Word that wrote them.
    """

    def __init__(self, document: Document, *, ours: bool) -> None:
        """Add the styles that a document lacks; `ours` if it is not a template but has all of them."""
        self._sheet = document.styles.element
        self.numbering = Numbering(document)
        known = {_key(style): style for style in self._sheet.iterchildren(qualified("w:style"))}
        own = list(_own())
        self._ids: dict[str, str] = {}
        missing: list[Element] = []
        for style in own:
            ident, found = style.get(_ID, ""), known.get(_key(style))
            self._ids[ident] = ident if found is None else found.get(_ID, "")
            if found is None:
                missing.append(style)
        self._rename({style.get(_ID, "") for style in known.values()}, missing)
        for style in missing:
            self._sheet.append(self._added(style))
        self._listed(known, ours=ours)

    def __getitem__(self, ident: str) -> str:
        """Return the id that the document gives to one of our styles."""
        return self._ids[ident]

    @property
    def bullets(self) -> int:
        """The numbering of bullets; 0 if their style has it."""
        return self._bullets

    def numbers(self) -> int:
        """Return a numbering that begins with 1."""
        return self.numbering.restarted(self._numbers)

    def speak(self, language: str) -> None:
        """Set the language of all text."""
        for found in list(self._sheet.iter(qualified("w:lang"))):
            parent = found.getparent()
            if parent is not None:
                parent.remove(found)
        properties = _descend(self._sheet, "docDefaults", "rPrDefault", "rPr")
        properties.append(w("lang", val=language, eastAsia=language, bidi="ar-SA"))

    def _rename(self, taken: set[str], missing: list[Element]) -> None:
        """Give new ids to missing styles whose ids other styles of the template have."""
        for style in missing:
            ident = style.get(_ID, "")
            while self._ids[ident] in taken:
                self._ids[ident] = f"Report{self._ids[ident]}"
            taken.add(self._ids[ident])

    def _added(self, style: Element) -> Element:
        """Return a style as a template takes it: in the template's typefaces and colours."""
        made = deepcopy(style)
        made.set(_ID, self._ids[style.get(_ID, "")])
        if qualified("w:default") in made.attrib:
            del made.attrib[qualified("w:default")]
        for reference in made.iter(*_REFERRING):
            reference.set(_VALUE, self._ids[reference.get(_VALUE, "")])
        for look in made.findall(qualified("w:rPr")):
            for child in look.findall(_FONTS) + look.findall(_COLOUR):
                look.remove(child)
        return made

    def _listed(self, known: Mapping[tuple[str, str], Element], *, ours: bool) -> None:
        """Find the numberings of lists: those of the template's styles, else ours."""
        self._bullets, self._numbers = 0, 2
        if ours:
            return
        made = self.numbering.added()
        for name, mine in (("list bullet", made[0]), ("list number", made[1])):
            style = known.get(("paragraph", name))
            if style is None:
                style = next(s for s in self._sheet if s.get(_ID) == self._ids[_LISTS[name]])
                style.find(f".//{qualified('w:numId')}").set(_VALUE, str(mine))
                found = mine
            else:
                number = style.find(f"{qualified('w:pPr')}/{qualified('w:numPr')}/{qualified('w:numId')}")
                found = mine if number is None else int(number.get(_VALUE, "0"))
                self._bullets = mine if name == "list bullet" and number is None else self._bullets
            self._numbers = found if name == "list number" else self._numbers


_LISTS = {"list bullet": "ListBullet", "list number": "ListNumber"}


def _own() -> list[Element]:
    """Return our own styles."""
    sheet = etree.fromstring(data(__package__, "styles.xml").read_bytes())
    return sheet.findall(qualified("w:style"))


def _key(style: Element) -> tuple[str, str]:
    """Return what identifies a style: its type and its name."""
    name = style.find(qualified("w:name"))
    return style.get(_TYPE, "paragraph"), "" if name is None else name.get(_VALUE, "").casefold()


def _descend(element: Element, *names: str) -> Element:
    """Return a descendant, and make what is missing on the way to it as a first child."""
    for name in names:
        child = element.find(qualified(f"w:{name}"))
        if child is None:
            child = w(name)
            element.insert(0, child)
        element = child
    return element
