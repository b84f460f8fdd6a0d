"""Word documents (DOCX), of the transitional and the ISO strict kind."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from workingregions.corpus.enums import BlockKind, Voice
from workingregions.corpus.records import Page, Parsed
from workingregions.ingest.blocks import Builder, clean
from workingregions.ingest.formats.office import property_hints
from workingregions.ingest.formats.packages import parse_xml, transitional
from workingregions.ingest.formats.pictures import add_pictures
from workingregions.ingest.hints import hint

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_CHOICE, _FALLBACK = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}" + n for n in ("Choice", "Fallback")
)
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:rPr"), qn("w:pPr"), qn("w:txbxContent")})
_AS_TEXT = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOTE_MARKS = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_HEADING_STYLE = re.compile(r"^(?:heading|überschrift|titre|título|titolo|kop|otsikko|nagłówek)\s*(\d)$")
_QUOTES = frozenset({"quote", "intense quote", "block text", "zitat", "citation"})
_PROSE = 1500
"""A table with a longer cell (characters) is page layout; it is read as running text."""


def read_docx(data: bytes, *, ocr: bool = True) -> Parsed:
    """Return the blocks of a Word document, with its properties and its title paragraph as hints.

    Text boxes follow the paragraph that anchors them, footnotes the paragraph that cites them; comments and
    deleted text are left out. A document without any text is read from its pictures if `ocr`.

    Raises:
        ReadError: not a zip, encrypted, too large.
    """
    import docx

    document = docx.Document(io.BytesIO(transitional(data)))
    builder = Builder()
    builder.hints += property_hints(document.part.package, document.core_properties)
    reader = _Reader(document, builder)
    reader.margins("header", BlockKind.HEADER)
    reader.flow(document.element.body)
    reader.margins("footer", BlockKind.FOOTER)
    if ocr and not builder.blocks and add_pictures(builder, _pictures(document)):
        return builder.parsed([Page(number=1, width=0.0, height=0.0, origin="ocr")])
    return builder.parsed()


class _Reader:
    def __init__(self, document: Document, builder: Builder) -> None:
        self._document = document
        self._builder = builder
        self._styles = _styles(document)
        self._notes = {kind: _notes(document, kind) for kind in ("footnotes", "endnotes")}
        self._bold_headings = not any(
            self._styles.get(_style_id(p), ("", 0))[1] for p in document.element.body.iter(qn("w:p"))
        )

    def margins(self, place: str, kind: BlockKind) -> None:
        """Add the running headers or footers, each text once."""
        texts: list[str] = []
        for section in self._document.sections:
            for prefix in ("", "first_page_", "even_page_"):
                part = getattr(section, prefix + place)
                if not part.is_linked_to_previous:
                    texts += [clean(_text(p)) for p in part._element.iter(qn("w:p"))]
        for text in dict.fromkeys(texts):
            self._builder.add(kind, text)

    def flow(self, parent: _Element) -> None:
        """Add the paragraphs and tables below `parent`."""
        children = list(parent)
        for child, after in pairwise([*children, None]):
            if child is None or child.tag in _DELETED:
                continue
            if child.tag == qn("w:p"):
                self._paragraph(child, after)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag == _ALTERNATE:
                self.flow(_chosen(child))
            else:
                self.flow(child)

    def _paragraph(self, paragraph: _Element, after: _Element | None) -> None:
        text = clean(_text(paragraph))
        name, level = self._styles.get(_style_id(paragraph), ("", 0))
        level = _outline_level(paragraph) or level
        if not level and self._bold_headings and _is_bold_heading(paragraph, text, after):
            level = 1
        if level and len(text) < 400:
            self._builder.heading(text, level)
            if name == "title":
                self._builder.hints += hint("style", name, text, "style")
        else:
            voice = Voice.QUOTATION if name in _QUOTES else None
            self._builder.add(_kind(paragraph, name), text, voice=voice)
        for box in _text_boxes(paragraph):
            self.flow(box)
        for mark in paragraph.iter(*_NOTE_MARKS):
            note = self._notes[_NOTE_MARKS[mark.tag]].get(mark.get(qn("w:id"), ""), "")
            self._builder.add(BlockKind.FOOTNOTE, note)

    def _table(self, table: _Element) -> None:
        rows = [list(_cells(row)) for row in table.iterchildren(qn("w:tr"), qn("w:sdt"))]
        texts = [["" if cell is None else _cell_text(cell) for cell in row] for row in rows]
        headed = any(self._styles.get(_style_id(p), ("", 0))[1] for p in table.iter(qn("w:p")))
        if headed or any(len(text) > _PROSE for row in texts for text in row):
            for row in rows:
                for cell in row:
                    if cell is not None:
                        self.flow(cell)
        else:
            self._builder.table(texts)
            for box in _text_boxes(table):
                self.flow(box)


def _styles(document: Document) -> dict[str, tuple[str, int]]:
    """Return, for each paragraph style id, its lower-case name and heading level, 0 for none, inherited."""
    found: dict[str, tuple[str, str, int]] = {}
    for style in document.styles.element.iter(qn("w:style")):
        name = _value(style.find(qn("w:name"))).lower()
        match = _HEADING_STYLE.match(name)
        level = int(match.group(1)) if match else 1 if name == "title" else _outline_level(style)
        found[style.get(qn("w:styleId"), "")] = (name, _value(style.find(qn("w:basedOn"))), level)
    resolved = {}
    for key, (name, base, level) in found.items():
        seen = {key}
        while not level and base in found and base not in seen:
            seen.add(base)
            _, base, level = found[base]
        resolved[key] = (name, level)
    return resolved


def _style_id(paragraph: _Element) -> str:
    return _value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))


def _value(element: _Element | None) -> str:
    return "" if element is None else str(element.get(qn("w:val"), ""))


def _outline_level(element: _Element) -> int:
    """Return the heading level 1..6 of an explicit outline level (0..8 in the file, 9 is body text)."""
    value = _value(element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))
    return int(value) + 1 if value in ("0", "1", "2", "3", "4", "5") else 0


def _kind(paragraph: _Element, style: str) -> BlockKind:
    if style.startswith("toc ") or style == "table of figures":
        return BlockKind.CONTENTS
    if style == "caption":
        return BlockKind.CAPTION
    if style == "bibliography":
        return BlockKind.REFERENCE
    number = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    if (number is not None and _value(number) != "0") or style.startswith("list "):
        return BlockKind.LIST
    return BlockKind.PARAGRAPH


def _is_bold_heading(paragraph: _Element, text: str, after: _Element | None) -> bool:
    """Return whether a short bold line precedes a paragraph that is not bold: a heading without a style."""
    if (
        not 3 <= len(text) <= 100
        or text[-1] in ".;,"
        or paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    ):
        return False
    if after is None or after.tag != qn("w:p"):
        return False
    return _all_bold(paragraph) and not _all_bold(after)


def _all_bold(paragraph: _Element) -> bool:
    runs = [run for run in paragraph.iter(qn("w:r")) if clean(_text(run))]
    marks = [run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs]
    return bool(runs) and all(m is not None and _value(m) not in ("0", "false") for m in marks)


def _text(element: _Element) -> str:
    """Return the text of a paragraph or run, without text boxes, deleted text, field codes and note marks."""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in _AS_TEXT:
        return _AS_TEXT[element.tag]
    if element.tag == _ALTERNATE:
        element = _chosen(element)
    return "".join(_text(child) for child in element if child.tag not in _DELETED)


def _chosen(alternate: _Element) -> _Element:
    """Return the branch of alternate content that current versions of Word show; the other is a fallback."""
    for tag in (_CHOICE, _FALLBACK):
        branch = alternate.find(tag)
        if branch is not None:
            return branch
    return alternate


def _text_boxes(element: _Element) -> Iterator[_Element]:
    """Yield the outermost text boxes below `element`, without their fallbacks for old programs."""
    for child in element:
        if child.tag == qn("w:txbxContent"):
            yield child
        elif child.tag == _ALTERNATE:
            yield from _text_boxes(_chosen(child))
        else:
            yield from _text_boxes(child)


def _cells(row: _Element) -> Iterator[_Element | None]:
    """Yield the cells of a row; None for columns that a wide or tall cell covers."""
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is not row and row.tag == qn("w:tr"):
            continue
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        yield cell if merged is None or _value(merged) == "restart" else None
        span = _value(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"))
        yield from [None] * (min(int(span), 64) - 1 if span.isdigit() else 0)


def _cell_text(cell: _Element) -> str:
    return clean(" ".join(_text(paragraph) for paragraph in _paragraphs(cell)))


def _paragraphs(element: _Element) -> Iterator[_Element]:
    """Yield the paragraphs below `element`, including those of nested tables, without those of text boxes."""
    for child in element:
        if child.tag == qn("w:p"):
            yield child
        elif child.tag not in _DELETED:
            yield from _paragraphs(child)


def _notes(document: Document, kind: str) -> dict[str, str]:
    """Return the text of each footnote or endnote by its id, without separators, which are not notes."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/" + kind) and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            return {
                note.get(qn("w:id"), ""): clean(" ".join(_text(p) for p in note.iter(qn("w:p"))))
                for note in root
                if note.get(qn("w:type")) is None
            }
    return {}


def _pictures(document: Document) -> Iterator[bytes]:
    """Yield the pictures of the body, in document order."""
    for blip in document.element.body.iter(qn("a:blip"), "{urn:schemas-microsoft-com:vml}imagedata"):
        key = blip.get(qn("r:embed")) or blip.get(qn("r:id")) or ""
        relation = document.part.rels.get(key)
        if relation is not None and not relation.is_external:
            yield relation.target_part.blob
