"""WordprocessingML elements: paragraphs, runs, fields, links, bookmarks.

The order of children is that of the schema (ECMA-376, part 1, annex A), which Word enforces: it offers to
repair a file whose properties stand in another order. Text enters as text alone: no field code, no address
and no element is made from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACES: Mapping[str, str] = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
_XML = "http://www.w3.org/XML/1998/namespace"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"[\t\n\r]+")

Attributes = Mapping[str, str | int]


def safe(text: str) -> str:
    """Return text without the characters that XML forbids, on one line."""
    return _SPACE.sub(" ", _FORBIDDEN.sub("", text))


@cache
def qualified(name: str) -> str:
    """Return the qualified name of a prefixed one: "w:p" as "{http://...}p"."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def element(
    name: str, *children: Element | None, attributes: Attributes | None = None, text: str = ""
) -> Element:
    """Return an element with the children that are not None; names of attributes have prefixes too."""
    made = etree.Element(qualified(name), nsmap=None)
    for key, value in (attributes or {}).items():
        made.set(qualified(key) if ":" in key else key, str(value))
    if text:
        made.text = text
    made.extend(child for child in children if child is not None)
    return made


def w(name: str, /, *children: Element | None, **attributes: str | int) -> Element:
    """Return an element of the namespace "w", all of whose attributes are of it too."""
    made = etree.Element(qualified(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qualified(f"w:{key}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def root(name: str, *children: Element) -> Element:
    """Return the root element of a part, which declares all prefixes."""
    made = etree.Element(qualified(name), nsmap=dict(NAMESPACES))
    made.extend(children)
    return made


def serialised(part: Element) -> bytes:
    """Return a part as its file holds it."""
    etree.cleanup_namespaces(part, keep_ns_prefixes=["w", "r"])
    found: bytes = etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


def run(
    text: str, style: str = "", *, bold: bool = False, italic: bool = False, raised: bool = False
) -> Element:
    """Return a run of text in a character style, with emphasis if wanted."""
    content = w("t")
    content.text = safe(text)
    content.set(f"{{{_XML}}}space", "preserve")
    return w("r", _look(style, bold=bold, italic=italic, raised=raised), content)


def _look(style: str, *, bold: bool = False, italic: bool = False, raised: bool = False) -> Element | None:
    if not (style or bold or italic or raised):
        return None
    return w(
        "rPr",
        w("rStyle", val=style) if style else None,
        w("b") if bold else None,
        w("i") if italic else None,
        w("vertAlign", val="superscript") if raised else None,
    )


def characters(content: Iterable[Element]) -> int:
    """Return how many characters content shows."""
    return sum(len(text.text or "") for part in content for text in part.iter(qualified("w:t")))


def tab() -> Element:
    """Return a run that is a tabulator."""
    return w("r", w("tab"))


def field(code: str, *result: Element, style: str = "") -> list[Element]:
    """Return a field with its present result. The code is the program's own, never a document's."""
    instruction = w("instrText")
    instruction.text = f" {code} "
    instruction.set(f"{{{_XML}}}space", "preserve")

    def mark(kind: str) -> Element:
        return w("r", _look(style), w("fldChar", fldCharType=kind))

    return [mark("begin"), w("r", _look(style), instruction), mark("separate"), *result, mark("end")]


def paragraph(
    style: str,
    content: Iterable[Element],
    *,
    keep: bool = False,
    breaks: bool = False,
    numbered: int = 0,
    leader: int = 0,
    indent: int = 0,
    right: bool = False,
    section: Element | None = None,
) -> Element:
    """Return a paragraph.

    Args:
        style: id of its style.
        content: runs, links, bookmarks.
        keep: whether it stays with the next one.
        breaks: whether it begins a page.
        numbered: the numbering that it is an item of, 0 for that of its style.
        leader: where its tabulator leads with dots, in twentieths of a point; 0 for nowhere.
        indent: indent of all its lines, in twentieths of a point.
        right: whether its lines end at the right margin.
        section: the properties of the section that it ends.
    """
    stop = w("tab", val="right", leader="dot", pos=leader) if leader else None
    properties = w(
        "pPr",
        w("pStyle", val=style),
        w("keepNext") if keep else None,
        w("pageBreakBefore") if breaks else None,
        w("numPr", w("ilvl", val=0), w("numId", val=numbered)) if numbered else None,
        w("tabs", stop) if leader else None,
        w("ind", left=indent) if indent else None,
        w("jc", val="right") if right else None,
        section,
    )
    return w("p", properties, *content)


def bookmarked(name: str, number: int, content: Iterable[Element]) -> list[Element]:
    """Return content between the two ends of a bookmark; `number` is unique in the document."""
    return [w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)]


def inner_link(bookmark: str, *content: Element) -> Element:
    """Return a link to a bookmark of the document."""
    return w("hyperlink", *content, anchor=bookmark, history=1)


def outer_link(relationship: str, *content: Element) -> Element:
    """Return a link to the target of a relationship."""
    made = w("hyperlink", *content, history=1)
    made.set(qualified("r:id"), relationship)
    return made
