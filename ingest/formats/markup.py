"""Scholarly markup (JATS, TEI): one walk over the body for both; the tables are in data/markup.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from lxml import etree

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.files import data
from workingregions.ingest.blocks import Builder, clean

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class MarkupReader:
    """A reader that adds the blocks of an XML body to a builder.

    Args:
        builder: receives the blocks.
        dialect: the table of data/markup.toml that gives each element its role.
    """

    def __init__(self, builder: Builder, dialect: str) -> None:
        self._builder = builder
        self._roles = _roles(dialect)
        self._text: list[str] = []
        self._notes: list[str] = []
        self._label = ""

    def read(self, element: etree._Element, level: int) -> None:
        """Add everything below `element`; headings directly below it get `level`."""
        self._inside(element, BlockKind.PARAGRAPH, level)
        self._flush(BlockKind.PARAGRAPH)

    def _walk(self, element: etree._Element, kind: BlockKind, level: int) -> None:
        role = self._roles.get(local(element), "inline")
        if role == "skip":
            return
        if role == "label":  # "Table 1": comes before the caption or heading that follows
            self._label = text_of(element) + " "
            return
        if role == "note" and self._text:
            self._notes.append(text_of(element))
        elif role == "heading":
            self._flush(kind)
            self._heading(element, level)
        elif role == "section":
            self._flush(kind)
            if not any(self._roles.get(local(child)) == "heading" for child in element):
                self._builder.end_sections(level + 1)
            self._inside(element, BlockKind.PARAGRAPH, level + 1)
            self._flush(BlockKind.PARAGRAPH)
        elif role == "table":
            self._flush(kind)
            self._builder.table(_rows(element))
        elif role == "reference":
            self._flush(kind)
            self._builder.add(BlockKind.REFERENCE, citation(element))
        elif role == "inline":
            self._inside(element, kind, level)
        else:
            inner = BlockKind.FOOTNOTE if role == "note" else kind if role == "block" else BlockKind(role)
            self._flush(kind)
            self._inside(element, inner, level)
            self._flush(inner)

    def _inside(self, element: etree._Element, kind: BlockKind, level: int) -> None:
        if isinstance(element.tag, str):
            self._text.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                self._walk(child, kind, level)
            self._text.append(child.tail or "")

    def _heading(self, element: etree._Element, level: int) -> None:
        parent = element.getparent()
        role = self._roles.get(local(parent), "") if parent is not None else ""
        text, self._label = self._label + text_of(element), ""
        if role in ("caption", "table"):
            self._builder.add(BlockKind.CAPTION, text)
            return
        number = element.get("n", "").strip(".")
        if number:  # GROBID does not nest sections; it numbers their headings
            level, text = number.count(".") + 2, f"{number} {text}"
        self._builder.heading(text, level)

    def _flush(self, kind: BlockKind) -> None:
        text = "".join(self._text)
        if kind is BlockKind.CAPTION and text.strip():
            text, self._label = self._label + text, ""
        self._builder.add(kind, text)
        self._text = []
        for note in self._notes:
            self._builder.add(BlockKind.FOOTNOTE, note)
        self._notes = []


def local(element: etree._Element) -> str:
    """Return the element's name without its namespace; empty for comments and the like."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def text_of(element: etree._Element | None) -> str:
    """Return all text below an element, cleaned; empty for None."""
    return "" if element is None else clean("".join(str(part) for part in element.itertext()))


def language_of(element: etree._Element) -> str:
    """Return the xml:lang of an element."""
    return str(element.get(_XML_LANG, ""))


def person(name: etree._Element) -> str:
    """Return a personal name as given name and surname, in whatever order the file has them."""
    given = [text_of(e) for e in name.iter("{*}given-names", "{*}forename")]
    family = [text_of(e) for e in name.iter("{*}surname")]
    return clean(" ".join([*given, *family])) or text_of(name)


def citation(entry: etree._Element) -> str:
    """Return the text of a reference: as written where the file has it, else composed of its parts."""
    for raw in entry.iter("{*}mixed-citation", "{*}note"):
        if local(raw) == "mixed-citation" or raw.get("type") == "raw_reference":
            return text_of(raw)
    names = [person(name) for name in entry.iter("{*}name", "{*}string-name", "{*}persName", "{*}collab")]
    if local(entry) == "bibl" or not (names or len(entry)):
        return text_of(entry)
    year = next((text_of(y) or y.get("when", "")[:4] for y in entry.iter("{*}year", "{*}date")), "")
    titles = [text_of(t) for t in entry.iter("{*}article-title", "{*}chapter-title", "{*}source", "{*}title")]
    parts = [
        text_of(p) for p in entry.iter("{*}volume", "{*}issue", "{*}biblScope", "{*}fpage", "{*}publisher")
    ]
    ids = [text_of(p) for p in entry.iter("{*}pub-id", "{*}idno")]
    head = ", ".join(names) + (f" ({year})" if year else "")
    return ". ".join(filter(None, [head, *dict.fromkeys(titles), ", ".join(filter(None, parts)), *ids]))


def joined(values: Iterable[str]) -> str:
    """Return the distinct values, separated by "; "."""
    return "; ".join(dict.fromkeys(filter(None, values)))


def _rows(table: etree._Element) -> Iterable[Sequence[str]]:
    """Yield the cells of an HTML or TEI table; a cell over several columns is followed by empty ones."""
    for row in table.iter("{*}tr", "{*}row"):
        cells: list[str] = []
        for cell in row.iterchildren("{*}td", "{*}th", "{*}cell"):
            span = cell.get("colspan") or cell.get("cols") or "1"
            cells += [text_of(cell), *[""] * (min(int(span), 64) - 1 if span.isdigit() else 0)]
        yield cells


@cache
def _roles(dialect: str) -> Mapping[str, str]:
    text = data(__package__, "markup.toml").read_text("utf-8")
    return {tag: role for role, tags in tomllib.loads(text)[dialect].items() for tag in tags.split()}
