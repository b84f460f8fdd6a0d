"""OpenDocument texts and presentations (ODT, ODP)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zipfile import ZipFile

from lxml import etree

from workingregions.corpus.enums import BlockKind, FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import MetadataValue, Page, Parsed
from workingregions.ingest.blocks import BREAK, Builder, clean_lines
from workingregions.ingest.formats.markup import joined, local, text_of
from workingregions.ingest.formats.packages import open_package, parse_xml
from workingregions.ingest.hints import hint

_URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _STYLE, _DRAW = (_URN % name for name in ("text", "table", "style", "drawing"))
_PRESENTATION = _URN % "presentation"
_ASIDE = frozenset(
    {"note", "annotation", "text-box", "tracked-changes", "table", "list", "object", "image", "title", "desc"}
)
_SPACES = {"s": " ", "tab": "\t", "line-break": BREAK, "soft-page-break": " "}
_HIDDEN_FIELDS = ("hidden-text", "hidden-paragraph")
_WIDEST = 64


def read_odf(data: bytes) -> Parsed:
    """Return the blocks of a text or presentation (page = slide), with its metadata as hints.

    Footnotes follow their paragraph; comments, tracked deletions and hidden text are left out.

    Raises:
        ReadError: damaged, encrypted or too large.
    """
    builder = Builder()
    with open_package(data) as archive:
        _check_locks(archive)
        content = parse_xml(archive.read("content.xml"))
        styles = parse_xml(archive.read("styles.xml")) if "styles.xml" in archive.namelist() else None
        if "meta.xml" in archive.namelist():
            builder.hints += _hints(parse_xml(archive.read("meta.xml")))
    body = content.find("{*}body")
    _drop_hidden(content, styles)
    reader = _Reader(builder, _parents(content))
    slides = [] if body is None else body.findall("{*}presentation/{*}page")
    for builder.page, slide in enumerate(slides, start=1):
        reader.slide(slide)
    if body is not None and not slides:
        reader.margins(styles, "header", BlockKind.HEADER)
        reader.flow(body)
        reader.margins(styles, "footer", BlockKind.FOOTER)
    return builder.parsed([Page(number=n, width=0.0, height=0.0) for n in range(1, len(slides) + 1)])


class _Reader:
    def __init__(self, builder: Builder, parents: dict[str, str]) -> None:
        self._builder = builder
        self._parents = parents

    def margins(self, styles: etree._Element | None, place: str, kind: BlockKind) -> None:
        """Add running headers or footers, each text once."""
        elements = [] if styles is None else styles.findall(f".//{_STYLE}{place}")
        for text in dict.fromkeys(_inline(p) for e in elements for p in e.iter(_TEXT + "p")):
            self._builder.add(kind, text)

    def slide(self, slide: etree._Element) -> None:
        """Add a slide: its title first, then its frames, then its notes."""
        self._builder.end_sections(1)
        notes = slide.find(_PRESENTATION + "notes")
        frames = [frame for frame in slide if frame is not notes]
        for frame in sorted(frames, key=lambda frame: frame.get(_PRESENTATION + "class") != "title"):
            if frame.get(_PRESENTATION + "class") == "title":
                self._builder.heading(text_of(frame), 1)
            else:
                self.flow(frame)
        if notes is not None:
            self.flow(notes)

    def flow(self, parent: etree._Element, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """Add everything below `parent`, in order."""
        for element in parent:
            tag = local(element)
            if tag == "h":
                level = element.get(_TEXT + "outline-level", "1")
                self._builder.heading(_inline(element), int(level) if level.isdigit() else 1)
                self._asides(element)
            elif tag == "p":
                self._paragraph(element, kind)
            elif tag == "list":
                self.flow(element, BlockKind.LIST if kind is BlockKind.PARAGRAPH else kind)
            elif tag == "table":
                self._table(element)
            elif tag in ("table-of-content", "illustration-index", "table-index", "alphabetical-index"):
                self.flow(element, BlockKind.CONTENTS)
            elif tag == "bibliography":
                self.flow(element, BlockKind.REFERENCE)
            elif tag not in (
                "annotation",
                "tracked-changes",
                "forms",
                "object",
                "image",
            ) and not tag.endswith("-source"):
                self.flow(element, kind)

    def _paragraph(self, paragraph: etree._Element, kind: BlockKind) -> None:
        text = _inline(paragraph)
        style = paragraph.get(_TEXT + "style-name", "")
        named = {style, self._parents.get(style, "")}
        if "Title" in named and kind is BlockKind.PARAGRAPH:
            self._builder.heading(text, 1)
            self._builder.hints += hint("style", "title", text, "style")
        elif named & {"Caption", "Illustration", "Figure", "Table"}:
            self._builder.add(BlockKind.CAPTION, text)
        else:
            self._builder.add(kind, text)
        self._asides(paragraph)

    def _asides(self, paragraph: etree._Element) -> None:
        """Add the text boxes and notes that are anchored to a paragraph."""
        for element in paragraph.iter(_DRAW + "text-box", _TEXT + "note"):
            if local(element) == "text-box":
                self.flow(element)
            else:
                self._builder.add(BlockKind.FOOTNOTE, _all_inline(element.find(_TEXT + "note-body")))

    def _table(self, table: etree._Element) -> None:
        rows = [list(_cells(row)) for row in table.iter(_TABLE + "table-row")]
        self._builder.table(row for row in rows if row)


def _drop_hidden(content: etree._Element, styles: etree._Element | None) -> None:
    """Empty what is hidden: by its style, by a field or as a section."""
    hidden = {
        style.get(_STYLE + "name", "")
        for tree in (content, styles)
        if tree is not None
        for style in tree.iter(_STYLE + "style")
        for properties in style.iterchildren(_STYLE + "text-properties")
        if properties.get(_TEXT + "display") == "none"
    }
    for element in list(
        content.iter(*(_TEXT + name for name in ("span", "p", "h", "section", *_HIDDEN_FIELDS)))
    ):
        styled = element.get(_TEXT + "style-name", "") in hidden
        folded = local(element) == "section" and element.get(_TEXT + "display") == "none"
        if styled or folded or local(element) in _HIDDEN_FIELDS:
            tail = element.tail
            element.clear()
            element.tail = tail


def _inline(element: etree._Element) -> str:
    """Return the running text of a paragraph, without notes, comments and boxes."""
    parts = [element.text or ""]
    for child in element:
        tag = local(child)
        if tag in _SPACES:
            parts.append(_SPACES[tag])
        elif tag and tag not in _ASIDE:
            parts.append(_inline(child))
        parts.append(child.tail or "")
    return clean_lines("".join(parts)) if local(element) in ("p", "h") else "".join(parts)


def _all_inline(element: etree._Element | None) -> str:
    return "" if element is None else " ".join(_inline(p) for p in element.iter(_TEXT + "p", _TEXT + "h"))


def _cells(row: etree._Element) -> Iterator[str]:
    for cell in row.iterchildren(_TABLE + "table-cell", _TABLE + "covered-table-cell"):
        repeated = cell.get(_TABLE + "number-columns-repeated", "1")
        yield from [_all_inline(cell)] * (min(int(repeated), _WIDEST) if repeated.isdigit() else 1)


def _parents(content: etree._Element) -> dict[str, str]:
    """Return the named style that each automatic style derives from."""
    styles = content.iter(_STYLE + "style")
    return {s.get(_STYLE + "name", ""): s.get(_STYLE + "parent-style-name", "") for s in styles}


def _hints(meta: etree._Element) -> list[MetadataValue]:
    found: dict[str, list[str]] = {}
    for element in meta.iter():
        found.setdefault(local(element), []).append(text_of(element))
    values: dict[str, Sequence[str]] = {
        "title": found.get("title", []),
        "author": found.get("initial-creator") or found.get("creator", []),
        "created": found.get("creation-date", []),
        "keywords": found.get("keyword", []),
        "language": found.get("language", []),
        "publisher": found.get("publisher", []),
        "subject": found.get("subject", []),
    }
    return [
        one for key, texts in values.items() for one in hint("properties", key, joined(texts), "properties")
    ]


def _check_locks(archive: ZipFile) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise ReadError(
            FailureCategory.ENCRYPTED, "The file is encrypted.", advice="Save it without a password."
        )
