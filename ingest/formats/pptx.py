"""Slides (PPTX): one page each, titles as headings, with tables, charts, diagrams and notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Box, Page, Parsed
from workingregions.ingest.blocks import BREAK, Builder, clean
from workingregions.ingest.formats.office import property_hints
from workingregions.ingest.formats.packages import parse_xml, transitional
from workingregions.ingest.formats.pictures import add_pictures
from workingregions.ingest.hints import hint

_EMU = 12700
"""English Metric Units per point."""
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_POINT = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}pt"
_RELATIONS = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_BAND = 12.0
"""Points; shapes whose tops are within one band form a row and are read from left to right."""


def read_pptx(data: bytes, *, ocr: bool = True) -> Parsed:
    """Return the blocks of a presentation; page = slide, boxes in points where the shape has a position.

    Hidden slides are read too. Slides without any text are read from their pictures if `ocr`.

    Raises:
        ReadError: not a zip, encrypted, too large.
    """
    import pptx

    deck = pptx.Presentation(io.BytesIO(transitional(data)))
    builder = Builder()
    builder.hints += property_hints(deck.part.package, deck.core_properties)
    width, height = (deck.slide_width or 0) / _EMU, (deck.slide_height or 0) / _EMU
    pages = []
    for number, slide in enumerate(deck.slides, start=1):
        builder.page = number
        builder.end_sections(1)
        before = len(builder.blocks)
        _add_slide(builder, slide)
        origin = "text"
        if ocr and len(builder.blocks) == before:
            origin = "ocr" if add_pictures(builder, _pictures(slide.shapes)) else "none"
        pages.append(Page(number=number, width=width, height=height, origin=origin))
    return builder.parsed(pages)


def _add_slide(builder: Builder, slide: Any) -> None:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        builder.heading(title.text_frame.text, 1, box=_box(title))
        if builder.page == 1:
            builder.hints += hint("style", "title", title.text_frame.text, "first slide")
    shapes = [shape for shape in _shapes(slide.shapes) if title is None or shape.shape_id != title.shape_id]
    margin: list[Any] = []
    for shape in sorted(shapes, key=_reading_order):
        if _is_margin(shape):
            margin.append(shape)
        else:
            _add_shape(builder, slide, shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            builder.add(BlockKind.PARAGRAPH, paragraph.text)
    for shape in margin:
        builder.add(BlockKind.FOOTER, shape.text_frame.text, box=_box(shape))


def _shapes(shapes: Any) -> Iterator[Any]:
    """Yield all shapes, including those in groups."""
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _reading_order(shape: Any) -> tuple[float, float]:
    box = _box(shape)
    # A placeholder without a position of its own takes that of its layout; python-pptx looks it up.
    return (box.y0 // _BAND, box.x0) if box else (0.0, 0.0)


def _box(shape: Any) -> Box | None:
    try:
        left, top, width, height = shape.left, shape.top, shape.width, shape.height
    except (KeyError, ValueError, AttributeError):  # a placeholder whose layout is missing, an invalid number
        return None
    if None in (left, top, width, height):
        return None
    return Box(left / _EMU, top / _EMU, (left + width) / _EMU, (top + height) / _EMU)


def _is_margin(shape: Any) -> bool:
    """Return whether a shape is a footer, date or slide number, or a text box of only that number."""
    if not shape.has_text_frame:
        return False
    fields = shape.element.xpath(".//a:fld[@type='slidenum']")
    if fields and clean(shape.text_frame.text).isdigit():
        return True
    kind = shape.element.xpath(".//p:nvPr/p:ph/@type")
    return bool(kind) and kind[0] in ("ftr", "dt", "sldNum", "hdr")


def _add_shape(builder: Builder, slide: Any, shape: Any) -> None:
    box = _box(shape)
    if shape.has_text_frame:
        paragraphs = [p for p in shape.text_frame.paragraphs if clean(p.text)]
        listed = len(paragraphs) > 1 and shape.is_placeholder
        for paragraph in paragraphs:
            bulleted = (
                listed
                or paragraph.level > 0
                or bool(paragraph._p.xpath("./a:pPr/a:buChar|./a:pPr/a:buAutoNum"))
            )
            builder.add(
                BlockKind.LIST if bulleted else BlockKind.PARAGRAPH,
                paragraph.text.replace("\v", BREAK),
                box=box,
            )
    elif getattr(shape, "has_table", False):
        builder.table([[cell.text for cell in row.cells] for row in shape.table.rows], box=box)
    elif getattr(shape, "has_chart", False):
        _add_chart(builder, shape, box)
    else:
        for text in _diagram_texts(slide, shape):
            builder.add(BlockKind.LIST, text, box=box)


def _add_chart(builder: Builder, shape: Any, box: Box | None) -> None:
    """Add a chart's title as a caption and its numbers as a table; for an unusual chart only its texts."""
    try:
        chart = shape.chart
        if chart.has_title and chart.chart_title.has_text_frame:
            builder.add(BlockKind.CAPTION, chart.chart_title.text_frame.text, box=box)
        for plot in chart.plots:
            names = [str(category) for category in plot.categories]
            series = [[s.name, *("" if v is None else f"{v:g}" for v in s.values)] for s in plot.series]
            builder.table([["", *names], *series], box=box)
    except (KeyError, ValueError, AttributeError, NotImplementedError, TypeError):
        return


def _diagram_texts(slide: Any, shape: Any) -> Iterator[str]:
    """Yield the texts of a SmartArt diagram, which are in a separate part."""
    for relations in shape.element.iter(_RELATIONS):
        relation = slide.part.rels.get(relations.get(_DATA))
        if relation is None or relation.is_external:
            continue
        for point in parse_xml(relation.target_part.blob).iter(_POINT):
            yield "".join(text.text or "" for text in point.iter(_TEXT))


def _pictures(shapes: Any) -> Iterator[bytes]:
    for shape in _shapes(shapes):
        try:
            yield shape.image.blob
        except (AttributeError, KeyError, ValueError):  # not a picture, or one that is linked and not here
            continue
