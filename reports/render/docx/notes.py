"""Footnotes: a part of their own, with the lines that stand above the notes of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workingregions.reports.render.docx.elements import characters, paragraph, root, run, serialised, w
from workingregions.reports.render.docx.links import Links
from workingregions.reports.render.docx.pager import Pager
from workingregions.reports.render.docx.settings import SEPARATORS

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


class Notes:
    """The footnotes of a document."""

    def __init__(self, document: Document, *, text: str, reference: str, pager: Pager) -> None:
        """Make the part.

        Args:
            document: the document.
            text, reference: ids of the styles of notes and of their numbers.
            pager: counts the space that notes take from their page.
        """
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        self._part = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", document.part.package)
        document.part.relate_to(self._part, _RELATED)
        self._text, self._reference, self._pager = text, reference, pager
        kinds = zip(SEPARATORS, ("separator", "continuationSeparator"), strict=True)
        self._notes = [
            w("footnote", w("p", w("pPr", w("spacing", after=0, line=240, lineRule="auto")), w("r", w(kind))),
              type=kind, id=ident)
            for ident, kind in kinds
        ]  # fmt: skip
        self.links = Links(self._part)

    def added(self, paragraphs: Iterable[Iterable[Element]]) -> Element:
        """Add a note of some paragraphs and return the run that refers to it."""
        ident = len(self._notes) - 1
        number = w("r", w("rPr", w("rStyle", val=self._reference)), w("footnoteRef"))
        first, *others = paragraphs
        content = [[number, run(" "), *first], *(list(other) for other in others)]
        for part in content:
            self._pager.note(characters(part))
        self._notes.append(w("footnote", *(paragraph(self._text, part) for part in content), id=ident))
        return w("r", w("rPr", w("rStyle", val=self._reference)), w("footnoteReference", id=ident))

    def finish(self) -> None:
        """Put the notes into their part."""
        self._part._blob = serialised(root("w:footnotes", *self._notes))
