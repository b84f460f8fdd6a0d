"""Web pages: the main text with its headings, lists and tables, and what the page states about itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from workingregions.corpus.records import BlockKind, MetadataValue, Parsed
from workingregions.ingest.formats.blocks import Builder, Piece
from workingregions.ingest.formats.decode import declared_encoding, decode
from workingregions.ingest.formats.flow import flow, parse_html
from workingregions.ingest.formats.hints import hint

_LINKED = 0.6
"""A piece with more of its letters in links than this is navigation, unless it is running prose."""
_LARGEST = 5_000_000
"""Characters; trafilatura is not asked about larger pages, of which everything is kept."""


def read_html(data: bytes) -> Parsed:
    """Blocks of a page's main text; title, authors, date and the like as hints."""
    text = decode(data, declared=declared_encoding(data))
    root = parse_html(text)
    builder = Builder()
    if root is not None:
        builder.hints += page_hints(root)
        builder.extend(main_text(root, text))
    return builder.parsed()


def main_text(root: etree._Element, text: str) -> list[Piece]:
    """The pieces of a page that a reader came for.

    trafilatura (Barbaresi 2021) finds which text is the main one, but drops headings, short list items
    and tables along the way. So its output only marks pieces: what lies between the first and the last
    marked piece is kept, apart from navigation, and so are the headings just before.
    """
    pieces = flow(root)
    known = _main_words(text)
    marked = [n for n, piece in enumerate(pieces) if _is_main(piece, known)]
    if not marked:
        return [piece for piece in pieces if not _is_navigation(piece)] or pieces
    first, end = marked[0], marked[-1] + 1
    while first and pieces[first - 1].kind is BlockKind.HEADING:
        first -= 1
    while end < len(pieces) and pieces[end].kind in (BlockKind.TABLE, BlockKind.FOOTNOTE):
        end += 1
    kept = [p for p in pieces[first:end] if _is_main(p, known) or not _is_navigation(p)]
    everything = [piece for piece in pieces if not _is_navigation(piece)]
    # A page of which so little is main text is not an article in a frame but a plain document.
    return kept if _letters(kept) > 0.4 * _letters(everything) else everything


def page_hints(root: etree._Element) -> list[MetadataValue]:
    """Hints from meta tags, JSON-LD, the title and the language attribute."""
    hints: list[MetadataValue] = []
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        hints += hint("html", name, meta.get("content", ""), "meta tag")
    for script in root.iter("script"):
        if script.get("type", "").lower() == "application/ld+json":
            hints += _linked_data(script.text or "")
    title = root.find(".//title")
    if title is not None:
        hints += hint("html", "title", title.text or "", "HTML")
    hints += hint("front_matter", "lang", root.get("lang", ""), "HTML")
    return _joined(hints)


def _main_words(text: str) -> str:
    """The letters and digits of what trafilatura takes for the main text."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if len(text) > _LARGEST:
        return ""
    found = trafilatura.extract(text, favor_recall=True, include_comments=False, include_tables=True)
    return _squeeze(found or "")


def _letters(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _squeeze(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _is_main(piece: Piece, known: str) -> bool:
    """Whether the piece, long enough not to match by chance, is part of the main text."""
    text = _squeeze(piece.text or " ".join(max(piece.cells, key=lambda row: len("".join(row)))))
    return len(text) >= 25 and text in known


def _is_navigation(piece: Piece) -> bool:
    return piece.linked > _LINKED and piece.kind is not BlockKind.HEADING and len(piece.text) < 200


def _linked_data(script: str) -> Iterator[MetadataValue]:
    """Hints of the schema.org objects that describe a text, in a JSON-LD script."""
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        return
    nodes = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, dict) or ("headline" not in node and "datePublished" not in node):
            continue
        for key in ("headline", "datePublished", "author", "publisher", "inLanguage", "keywords"):
            value = "; ".join(_names(node.get(key)))
            yield from hint("json_ld", key, value, "JSON-LD")


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for item in value[:50] for name in _names(item)]
    if isinstance(value, dict):
        value = value.get("name")
    return [value] if isinstance(value, str) else []


def _joined(hints: list[MetadataValue]) -> list[MetadataValue]:
    """Hints of one rule (a page names each author in a tag of its own) become one, joined by "; "."""
    merged: dict[str, MetadataValue] = {}
    for one in hints:
        before = merged.get(one.rule)
        if before is None or one.field not in ("authors", "keywords"):
            merged.setdefault(one.rule, one)
        elif one.value not in before.value.split("; "):
            merged[one.rule] = replace(before, value=f"{before.value}; {one.value}")
    return list(merged.values())
