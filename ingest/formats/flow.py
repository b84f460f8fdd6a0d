"""HTML as a flow of pieces: the common ground of web pages, Markdown, EPUB and e-mail."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import lxml.html
from lxml import etree

from workingregions.corpus.records import BlockKind
from workingregions.ingest.formats.blocks import Piece, clean, rectangular

_TAGS = tomllib.loads(
    files("workingregions.ingest.formats").joinpath("data/html_tags.toml").read_text("utf-8")
)
_SKIPPED = frozenset(_TAGS["skipped"].split())
_BLOCKS = frozenset(_TAGS["blocks"].split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_KINDS = {
    "li": BlockKind.LIST,
    "dt": BlockKind.LIST,
    "dd": BlockKind.LIST,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_NOTES = re.compile(r"\bfoot-?notes?\b|\bend-?notes?\b|\bfn-?list\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse_html(text: str) -> lxml.html.HtmlElement | None:
    """The root element of an HTML page or fragment, or None when there is nothing in it.

    No network, no comments; libxml2 cuts nesting deeper than 256 elements.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return lxml.html.document_fromstring(text, parser=parser) if text.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def flow(root: etree._Element) -> list[Piece]:
    """The pieces of an element, in document order, without scripts, forms and hidden parts."""
    walker = _Walker()
    walker.walk(root, BlockKind.PARAGRAPH)
    walker.flush(BlockKind.PARAGRAPH)
    return walker.pieces


class _Walker:
    """Gathers inline text until a block element begins or ends, which closes the piece."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._text: list[str] = []
        self._linked = 0

    def flush(self, kind: BlockKind, level: int = 0) -> None:
        raw = "".join(self._text)
        if text := clean(raw):
            letters = max(len(raw.replace(" ", "")), 1)
            self.pieces.append(Piece(kind, text, level=level, linked=min(self._linked / letters, 1.0)))
        self._text, self._linked = [], 0

    def walk(self, element: etree._Element, kind: BlockKind, *, linked: bool = False) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        tag = tag.rsplit("}", 1)[-1].lower()
        if not tag or tag in _SKIPPED or _is_hidden(element):
            return
        if tag == "br":
            # Two breaks in a row are how old pages part their paragraphs.
            if self._text and self._text[-1].endswith("\n"):
                self.flush(kind)
            else:
                self._text.append("\n")
            return
        if tag == "table" and self._table(element, kind):
            return
        if tag in _BLOCKS:
            self.flush(kind)
            inner = _KINDS.get(tag, kind)
            if _is_notes(element):
                inner = BlockKind.FOOTNOTE
            self._inside(element, inner, linked)
            if tag in _HEADINGS:
                self.flush(BlockKind.HEADING, _HEADINGS[tag])
            else:
                self.flush(inner)
        elif not _is_note_mark(element, tag):
            self._inside(element, kind, linked or tag == "a")

    def _inside(self, element: etree._Element, kind: BlockKind, linked: bool) -> None:
        self._take(element.text, linked)
        for child in element:
            self.walk(child, kind, linked=linked)
            self._take(child.tail, linked)

    def _take(self, text: str | None, linked: bool) -> None:
        if text:
            # A line break in the source is a space; only <br> makes a line.
            text = re.sub(r"\s+", " ", text)
            self._text.append(text)
            if linked:
                self._linked += len(text.replace(" ", ""))

    def _table(self, table: etree._Element, kind: BlockKind) -> bool:
        """Take a table of data as cells; False for one that only lays out the page."""
        rows = [
            row for row in table.iter("tr", "{*}tr") if next(row.iterancestors("table", "{*}table")) is table
        ]
        nested = next(table.iterdescendants("table", "{*}table"), None) is not None
        cells = rectangular([list(_cells(row)) for row in rows])
        wide = len(cells) and len(cells[0]) > 1
        prose = any(len(cell) > 1500 for row in cells for cell in row)
        if nested or not wide or len(cells) < 2 or prose:
            return False
        self.flush(kind)
        for caption in table.iter("caption", "{*}caption"):
            self._inside(caption, BlockKind.CAPTION, False)
            self.flush(BlockKind.CAPTION)
        self.pieces.append(Piece(BlockKind.TABLE, "", cells=cells))
        return True


def _cells(row: etree._Element) -> Iterator[str]:
    for cell in row.iterchildren("td", "th", "{*}td", "{*}th"):
        pieces = flow(cell) if len(cell) else []
        yield " ".join(piece.text for piece in pieces) if pieces else clean(cell.text or "")
        span = cell.get("colspan", "1")
        yield from [""] * (min(int(span), 50) - 1 if span.isdigit() else 0)


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_notes(element: etree._Element) -> bool:
    names = (element.get(key, "") for key in ("class", "role", "{http://www.idpf.org/2007/ops}type"))
    return bool(_NOTES.search(" ".join(names)))


def _is_note_mark(element: etree._Element, tag: str) -> bool:
    """A raised number that links to a note, or the arrow back from it."""
    classes = element.get("class", "")
    if "footnote-ref" in classes or "footnote-backref" in classes or element.get("role") == "doc-noteref":
        return True
    if tag != "sup":
        return False
    link = next(element.iter("a", "{*}a"), None)
    return link is not None and link.get("href", "").startswith("#")
