"""The numberings of lists: a template's own and, beside them, ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from workingregions.corpus.files import data
from workingregions.reports.render.docx.elements import qualified, w

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_ABSTRACT, _NUM = qualified("w:abstractNum"), qualified("w:num")
_ABSTRACT_ID, _NUM_ID, _VALUE = (qualified(f"w:{name}") for name in ("abstractNumId", "numId", "val"))
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"


class Numbering:
    """The numbering part of a document, which is made if it has none."""

    def __init__(self, document: Document) -> None:
        from docx.opc.packuri import PackURI
        from docx.parts.numbering import NumberingPart

        try:
            part = document.part.part_related_by(_RELATED)
        except KeyError:
            content = w("numbering")
            part = NumberingPart(PackURI("/word/numbering.xml"), _TYPE, content, document.part.package)  # type: ignore[arg-type]
            document.part.relate_to(part, _RELATED)
        self._element: Element = part.element  # type: ignore[attr-defined]

    def added(self) -> tuple[int, int]:
        """Add our numberings, of bullets and of numbers, and return their ids."""
        ours = etree.fromstring(data(__package__, "numbering.xml").read_bytes())
        made = []
        for abstract in ours.findall(_ABSTRACT):
            ident = self._free(_ABSTRACT, _ABSTRACT_ID)
            abstract.set(_ABSTRACT_ID, str(ident))
            first = self._element.find(_NUM)
            if first is None:
                self._element.append(abstract)
            else:
                first.addprevious(abstract)
            made.append(self._numbered(ident))
        bullets, numbers = made
        return bullets, numbers

    def restarted(self, numbering: int) -> int:
        """Return a numbering like another that begins with 1 again."""
        found = next((num for num in self._element.findall(_NUM) if num.get(_NUM_ID) == str(numbering)), None)
        abstract = None if found is None else found.find(_ABSTRACT_ID)
        if abstract is None:
            return numbering
        start = w("lvlOverride", w("startOverride", val=1), ilvl=0)
        return self._numbered(int(abstract.get(_VALUE, "0")), start)

    def _numbered(self, abstract: int, *overrides: Element) -> int:
        ident = self._free(_NUM, _NUM_ID)
        made = w("num", w("abstractNumId", val=abstract), *overrides, numId=ident)
        before = self._element.findall(_NUM) or self._element.findall(_ABSTRACT)
        before[-1].addnext(made)
        return ident

    def _free(self, tag: str, attribute: str) -> int:
        return 1 + max((int(found.get(attribute, "0")) for found in self._element.findall(tag)), default=0)
