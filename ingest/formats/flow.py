"""HTML as a flow of pieces: shared by web pages, Markdown, EPUB and e-mail."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import lxml.html
from lxml import etree

from workingregions.corpus.enums import BlockKind, Voice
from workingregions.corpus.files import data
from workingregions.ingest.blocks import BlockPiece, clean, rectangular

_TAGS = tomllib.loads(data(__package__, "html_tags.toml").read_text("utf-8"))
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
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST})
_NOTES = re.compile(r"\bfoot-?notes?\b|\bend-?notes?\b|\bfn-?list\b", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_BOLD_LEVEL = 6
_PROSE = 1500
"""A table with a longer cell (characters) is page layout."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse_html(text: str) -> lxml.html.HtmlElement | None:
    """Return the root element of an HTML page or fragment, or None when it is empty.

    The network is never used, comments are dropped, and libxml2 cuts nesting deeper than 256 elements.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return lxml.html.document_fromstring(text, parser=parser) if text.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def flow(root: etree._Element) -> list[BlockPiece]:
    """Return the pieces of an element, in document order, without scripts, forms and hidden parts."""
    return [piece for piece, _ in placed_flow(root)]


def placed_flow(root: etree._Element) -> list[tuple[BlockPiece, etree._Element]]:
    """Return the same pieces, each with the block element that contains it."""
    walker = _Walker(root)
    walker.walk(root, BlockKind.PARAGRAPH)
    walker.flush(BlockKind.PARAGRAPH)
    return walker.pieces


class _Walker:
    """A walker that collects inline text until a block element begins or ends, which closes the piece."""

    def __init__(self, root: etree._Element) -> None:
        self.pieces: list[tuple[BlockPiece, etree._Element]] = []
        self._at = root
        self._text: list[str] = []
        self._linked = 0
        self._bold = 0
        self._quoted = 0  # block quotations around

    def flush(self, kind: BlockKind, level: int = 0) -> None:
        """Close the piece; a short paragraph all in bold becomes a heading below those marked as such."""
        raw = "".join(self._text)
        if text := clean(raw):
            letters = sum(not c.isspace() for c in raw)
            if kind is BlockKind.PARAGRAPH and self._bold == letters and _may_head(text):
                kind, level = BlockKind.HEADING, _BOLD_LEVEL
            voice = Voice.QUOTATION if self._quoted and kind in _RUNNING else None
            piece = BlockPiece(kind, text, level=level, linked=self._linked / letters, voice=voice)
            self.pieces.append((piece, self._at))
        self._text, self._linked, self._bold = [], 0, 0

    def walk(
        self, element: etree._Element, kind: BlockKind, *, linked: bool = False, bold: bool = False
    ) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        tag = tag.rsplit("}", 1)[-1].lower()
        if not tag or tag in _SKIPPED or _is_hidden(element):
            return
        if tag == "br":
            self._line_break(kind)
            return
        if tag == "table" and self._table(element, kind):
            return
        if tag in _BLOCKS:
            self.flush(kind)
            inner = _KINDS.get(tag, kind)
            if tag == "li" and _is_alone(element):
                inner = kind
            if _is_notes(element):
                inner = BlockKind.FOOTNOTE
            around, self._at = self._at, element
            self._quoted += tag == "blockquote"
            self._inside(element, inner, linked, bold)
            if tag in _HEADINGS:
                self.flush(BlockKind.HEADING, _HEADINGS[tag])
            else:
                self.flush(inner)
            self._quoted -= tag == "blockquote"
            self._at = around
        elif not _is_note_mark(element, tag):
            self._inside(element, kind, linked or tag == "a", bold or tag in ("b", "strong"))

    def _inside(self, element: etree._Element, kind: BlockKind, linked: bool, bold: bool) -> None:
        self._take(element.text, linked, bold)
        for child in element:
            self.walk(child, kind, linked=linked, bold=bold)
            self._take(child.tail, linked, bold)

    def _take(self, text: str | None, linked: bool, bold: bool) -> None:
        if text:
            self._text.append(_SPACE.sub(" ", text))
            letters = sum(not c.isspace() for c in text)
            self._linked += letters * linked
            self._bold += letters * bold

    def _line_break(self, kind: BlockKind) -> None:
        """Split paragraphs at a line break that follows another one, a full stop or a bold heading."""
        text = "".join(self._text).rstrip(" ")
        if text.endswith(("\n", ".", ":", ";", "?", "!", ".”", '."')) or self._bold == sum(
            not c.isspace() for c in text
        ):
            self.flush(kind)
        else:
            self._text.append("\n")

    def _table(self, table: etree._Element, kind: BlockKind) -> bool:
        """Read a data table as cells; return False for one that is only page layout."""
        if next(table.iterdescendants("table", "{*}table"), None) is not None:
            return False
        cells = rectangular([list(_cells(row)) for row in table.iter("tr", "{*}tr")])
        if len(cells) < 2 or len(cells[0]) < 2 or any(len(cell) > _PROSE for row in cells for cell in row):
            return False
        self.flush(kind)
        for caption in table.iter("caption", "{*}caption"):
            self._inside(caption, BlockKind.CAPTION, linked=False, bold=False)
            self.flush(BlockKind.CAPTION)
        self.pieces.append((BlockPiece(BlockKind.TABLE, "", cells=cells), table))
        return True


def _is_alone(item: etree._Element) -> bool:
    """Return whether a numbered list has one item: a numbered heading or paragraph rather than a list."""
    parent = item.getparent()
    return parent is not None and parent.tag == "ol" and len(parent) == 1


def _may_head(text: str) -> bool:
    return len(text) <= 100 and text[-1] not in ".;,!" and text[0].isalnum()


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
    """Return whether an element is a raised number that links to a note, or the arrow back from it."""
    classes = element.get("class", "")
    if "footnote-ref" in classes or "footnote-backref" in classes or element.get("role") == "doc-noteref":
        return True
    if tag != "sup":
        return False
    link = next(element.iter("a", "{*}a"), None)
    return link is not None and link.get("href", "").startswith("#")
