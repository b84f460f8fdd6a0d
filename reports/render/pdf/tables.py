"""Tables and figures as the template reads them."""

from __future__ import annotations

import re
from typing import Any, Protocol
from xml.etree import ElementTree

from workingregions.reports.render.anchors import Anchors
from workingregions.reports.render.pdf.letters import printable
from workingregions.reports.render.pdf.pieces import Piece, plain
from workingregions.reports.render.pictures import inert
from workingregions.reports.report import Cell, Claim, Column, ColumnKind, Figure, Row, Table, shown

NARROW = 14
"""Characters up to which a column of text is as wide as its longest words."""
WIDEST = 60
LONG = 900
"""Characters of a cell from which its row may go on over the page."""
FONT = "'Source Sans 3'"
ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
_FAMILY = re.compile(r"(font-family:\s*|font:[^;}]*?\d(?:px|pt|em)\s+)[^;}]+")
"""The typeface in a rule of style: of its own, or at the end of a shorthand."""

Item = dict[str, Any]


class Marker(Protocol):
    """What sets the claims of a report and what leads to their evidence."""

    def claim(self, claim: Claim) -> Item:
        """Return a claim with its anchor and pieces."""

    def marks(self, evidence: tuple[str, ...]) -> list[Piece]:
        """Return what leads to quotes."""

    def address(self, path: str, words: str) -> list[Piece]:
        """Return words that lead to a path in the workbench."""


def tabular(table: Table, number: str, ids: Anchors, marker: Marker) -> Item:
    """Return a table; `number` is its name, such as "Table 3"."""
    return {
        "kind": "table",
        "anchor": ids.tables[table.id],
        "number": number,
        "caption": printable(table.caption),
        "wide": table.wide,
        "columns": [
            {
                "label": printable(column.label),
                "right": column.kind is not ColumnKind.TEXT,
                "width": _width(table, place),
            }
            for place, column in enumerate(table.columns)
        ],
        "rows": [_row(row, table.columns, marker) for row in table.rows],
        "note": marker.claim(table.note) if table.note else None,
    }


def picture(figure: Figure, ids: Anchors, marker: Marker) -> Item:
    """Return a figure; its picture is as wide as the text, a narrow one narrower."""
    svg, width = _drawn(figure)
    return {
        "kind": "figure",
        "anchor": ids.figures[figure.id],
        "number": ids.numbers[figure.id],
        "caption": printable(figure.caption),
        "alternative": " ".join(figure.alternative.split()),
        "svg": svg,
        "width": width,
        "note": marker.claim(figure.note) if figure.note else None,
    }


def _row(row: Row, columns: tuple[Column, ...], marker: Marker) -> Item:
    return {
        "level": row.level,
        "breakable": any(len(str(cell.value)) > LONG for cell in row.cells),
        "strong": row.strong,
        "cells": [_cell(cell, column, marker) for cell, column in zip(row.cells, columns, strict=True)],
    }


def _cell(cell: Cell, column: Column, marker: Marker) -> list[Piece]:
    words = shown(cell, column)
    linked = marker.address(cell.link, words) if cell.link and words else plain(words)
    return [*linked, *marker.marks(cell.evidence)]


def _width(table: Table, place: int) -> float:
    """Return the share of a column in what others leave, 0 for as wide as its words need."""
    column = table.columns[place]
    if column.kind is not ColumnKind.TEXT:
        return 0
    lengths = [len(shown(row.cells[place], column)) for row in table.rows] or [0]
    longest = max(*lengths, len(column.label))
    return 0 if longest <= NARROW else min(WIDEST, longest) ** 0.5


def _drawn(figure: Figure) -> tuple[str, float]:
    """Return the picture in our typeface, and the share of the text's width that it takes."""
    root = ElementTree.fromstring(inert(figure))
    for element in root.iter():
        if "font-family" in element.attrib:
            element.set("font-family", FONT)
        if "style" in element.attrib:
            element.set("style", _FAMILY.sub(_in_ours, element.attrib["style"]))
        if element.text and isinstance(element.tag, str) and element.tag.endswith("}style"):
            element.text = _FAMILY.sub(_in_ours, element.text)
    root.set("font-family", FONT)
    box = root.get("viewBox", "").split()
    broad = len(box) == 4 and float(box[2]) >= float(box[3])
    return ElementTree.tostring(root, encoding="unicode"), 1.0 if broad else 0.72


def _in_ours(found: re.Match[str]) -> str:
    return found[1] + FONT
