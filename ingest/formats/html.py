"""Web pages: the main text with its headings, lists and tables, and the page's metadata."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import BlockPiece, Builder
from workingregions.ingest.formats.decode import declared_encoding, decode
from workingregions.ingest.formats.flow import parse_html, placed_flow
from workingregions.ingest.hints import hint

_LINKED = 0.6
"""A piece with a larger share of its letters in links is navigation, unless it is running prose."""
_ASIDE = frozenset({"nav", "aside", "footer"})
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
_LEAVES = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "blockquote", "table"})
_LARGEST = 5_000_000
"""Maximum characters of a page for trafilatura; larger pages are kept whole."""


def read_html(data: bytes) -> Parsed:
    """Return the blocks of a page's main text, with title, authors, date and similar metadata as hints."""
    text = decode(data, declared=declared_encoding(data))
    root = parse_html(text)
    builder = Builder()
    if root is not None:
        builder.hints += page_hints(root)
        builder.extend(main_text(root, text))
    return builder.parsed()


def main_text(root: etree._Element, text: str) -> list[BlockPiece]:
    """Return the pieces of a page's main content.

    trafilatura (Barbaresi 2021) finds which text is the main one, but drops headings, short list items
    and tables. Its output therefore only marks pieces; everything is kept in the smallest element around
    nine tenths of the marked text, except navigation, together with the headings just before it.
    """
    placed = placed_flow(root)
    known = _main_words(text)
    marked = [_is_main(piece, known) for piece, _ in placed]
    container = _container([(piece, at) for (piece, at), main in zip(placed, marked, strict=True) if main])
    kept = [
        main
        or (not _is_navigation(piece) and not _is_aside(at) and (container is None or _is_in(at, container)))
        for (piece, at), main in zip(placed, marked, strict=True)
    ]
    first = kept.index(True) if True in kept else 0
    while first and placed[first - 1][0].kind is BlockKind.HEADING:
        first -= 1
        kept[first] = True
    return [piece for (piece, _), keep in zip(placed, kept, strict=True) if keep]


def _container(marked: list[tuple[BlockPiece, etree._Element]]) -> etree._Element | None:
    """Return the deepest element that holds nine tenths of the marked text."""
    weights: dict[etree._Element, int] = {}
    for piece, at in marked:
        for element in (at, *at.iterancestors()):
            weights[element] = weights.get(element, 0) + len(piece.text)
    enough = 0.9 * max(weights.values(), default=0)
    holders = [element for element, weight in weights.items() if weight >= enough]
    # The containers are nested; the deepest has the most ancestors.
    deepest = max(holders, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)
    return deepest if deepest is None or deepest.tag not in _LEAVES else deepest.getparent()


def _is_in(element: etree._Element, container: etree._Element) -> bool:
    return element is container or any(above is container for above in element.iterancestors())


def _is_aside(element: etree._Element) -> bool:
    """Return whether an element is in a part marked by the page as navigation, margin or footer."""
    return any(
        above.tag in _ASIDE or above.get("role") in _ASIDE_ROLES
        for above in (element, *element.iterancestors())
        if isinstance(above.tag, str)
    )


def page_hints(root: etree._Element) -> list[MetadataValue]:
    """Return the hints in meta tags, JSON-LD, the title and the language attribute."""
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
    """Return the letters and digits of the main text according to trafilatura."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if len(text) > _LARGEST:
        return ""
    found = trafilatura.extract(text, favor_recall=True, include_comments=False, include_tables=True)
    return _squeeze(found or "")


def _squeeze(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _is_main(piece: BlockPiece, known: str) -> bool:
    """Return whether the piece, if long enough not to match by chance, is part of the main text."""
    text = _squeeze(piece.text or " ".join(max(piece.cells, key=lambda row: len("".join(row)))))
    return len(text) >= 25 and text in known


def _is_navigation(piece: BlockPiece) -> bool:
    return piece.linked > _LINKED and piece.kind is not BlockKind.HEADING and len(piece.text) < 200


def _linked_data(script: str) -> Iterator[MetadataValue]:
    """Yield the hints of the schema.org objects that describe a text in a JSON-LD script."""
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
    """Return the hints with those of one rule (a page has a tag per author) joined by "; "."""
    merged: dict[str, MetadataValue] = {}
    for one in hints:
        before = merged.get(one.rule)
        if before is None or one.field not in ("authors", "keywords"):
            merged.setdefault(one.rule, one)
        elif one.value not in before.value.split("; "):
            merged[one.rule] = replace(before, value=f"{before.value}; {one.value}")
    return list(merged.values())
