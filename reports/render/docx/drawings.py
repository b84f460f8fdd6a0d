"""Figures: the picture as SVG and, for programs that do not draw SVG, as PNG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from workingregions.reports.render.docx.elements import Attributes, element, safe, w
from workingregions.reports.render.pictures import inert

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

    from workingregions.reports.report import Figure

_POINT = 12700
"""English Metric Units of a point."""
_PIXELS = 1800
"""Width of a PNG: 300 dots per inch over the width of a page of text."""
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""What the extension of a picture by an SVG is called (MS-ODRAWXML)."""
_FAMILY = re.compile(r"(font-family\s*:)[^;}]*")
_SHORT = re.compile(r"(font\s*:[^;}]*?\d[\d.]*(?:px|pt|em|rem|%)?)\s[^;}]*")
_VARIABLE = re.compile(r"var\(--[\w-]+\s*,\s*([^()]*)\)")
_TYPEFACE = "Arial, Liberation Sans, sans-serif"
"""In Word Arial, in the PNG its twin that comes with the converter: the same picture on each machine."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in points."""

    width: float
    height: float

    def within(self, space: Size) -> Size:
        """Return the size of the same shape that fills a space."""
        scale = min(space.width / self.width, space.height / self.height)
        return Size(self.width * scale, self.height * scale)


class Drawings:
    """The pictures of a document."""

    def __init__(self, document: Document) -> None:
        self._part = document.part
        self._count = 0

    def drawn(self, figure: Figure, name: str, space: Size) -> tuple[Element, float]:
        """Return the run that shows a figure within a space, and its height; `name` is what it is called."""
        self._count += 1
        svg = self_contained(inert(figure))
        size = _size(svg)
        png = self._added("png", "image/png", _png(svg, size))
        vector = self._added("svg", "image/svg+xml", svg.encode())
        fitted = size.within(space)
        return w("r", w("drawing", self._inline(figure, name, (png, vector), fitted))), fitted.height

    def _added(self, suffix: str, kind: str, content: bytes) -> str:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        part = Part(PackURI(f"/word/media/figure{self._count}.{suffix}"), kind, content, self._part.package)
        ident = f"figure{self._count}{suffix}"
        self._part.load_rel(_IMAGE, part, ident)
        return ident

    def _inline(self, figure: Figure, name: str, parts: tuple[str, str], size: Size) -> Element:
        png, vector = parts
        extent = {"cx": round(size.width * _POINT), "cy": round(size.height * _POINT)}
        said: Attributes = {
            "id": self._count,
            "name": name,
            "descr": safe(figure.alternative),
            "title": safe(figure.caption),
        }
        extension = element(
            "a:ext", element("asvg:svgBlip", attributes={"r:embed": vector}), attributes={"uri": _SVG}
        )
        blip = element("a:blip", element("a:extLst", extension), attributes={"r:embed": png})
        shape = element(
            "pic:spPr",
            element(
                "a:xfrm",
                element("a:off", attributes={"x": 0, "y": 0}),
                element("a:ext", attributes=extent),
            ),
            element("a:prstGeom", element("a:avLst"), attributes={"prst": "rect"}),
        )
        picture = element(
            "pic:pic",
            element(
                "pic:nvPicPr",
                element("pic:cNvPr", attributes={"id": self._count, "name": name}),
                element("pic:cNvPicPr"),
            ),
            element("pic:blipFill", blip, element("a:stretch", element("a:fillRect"))),
            shape,
        )
        return element(
            "wp:inline",
            element("wp:extent", attributes=extent),
            element("wp:docPr", attributes=said),
            element("wp:cNvGraphicFramePr", element("a:graphicFrameLocks", attributes={"noChangeAspect": 1})),
            element("a:graphic", element("a:graphicData", picture, attributes={"uri": _PICTURE})),
            attributes=dict.fromkeys(("distT", "distB", "distL", "distR"), 0),
        )


def self_contained(svg: str) -> str:
    """Return a picture that needs no page around it: with typefaces of its own, and colours for variables."""
    root = etree.fromstring(_VARIABLE.sub(r"\1", svg).encode())
    root.set("font-family", _TYPEFACE)
    for found in root.iter("{*}*"):
        if "font-family" in found.attrib:
            found.set("font-family", _TYPEFACE)
        if "style" in found.attrib:
            found.set("style", _faced(found.get("style", "")))
        if etree.QName(found).localname == "style" and found.text:
            found.text = _faced(found.text)
    return etree.tostring(root, encoding="unicode")


def _faced(style: str) -> str:
    """Return declarations of style with our typeface in place of any other."""
    return _SHORT.sub(rf"\1 {_TYPEFACE}", _FAMILY.sub(rf"\1 {_TYPEFACE}", style))


def _png(svg: str, size: Size) -> bytes:
    import vl_convert

    made: bytes = vl_convert.svg_to_png(svg, scale=_PIXELS / size.width)
    return made


def _size(svg: str) -> Size:
    """Return the size of a picture in its own units."""
    root = etree.fromstring(svg.encode())
    box = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", root.get("viewBox", ""))]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return Size(box[2], box[3])
    sides = [re.match(r"[\d.]+", root.get(name, "")) for name in ("width", "height")]
    width, height = (float(side[0]) if side else 0.0 for side in sides)
    return Size(width or 400.0, height or 250.0)
