"""Headings as tagged in a PDF (ISO 32000-1, 14.8), from its structure tree, page by page."""

from __future__ import annotations

import ctypes
import re

import pypdfium2.raw as pdfium

_HEADING = re.compile(r"H([1-6])?")
_MOST = 20_000  # maximum elements examined on a page
_DEEPEST = 60


def is_tagged(document: pdfium.FPDF_DOCUMENT) -> bool:
    """Return whether the document is marked as tagged."""
    return bool(pdfium.FPDFCatalog_IsTagged(document))


def heading_levels(page: pdfium.FPDF_PAGE) -> dict[int, int]:
    """Return the levels of a loaded page's headings by the number of their marked content."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    found: dict[int, int] = {}
    try:
        count = pdfium.FPDF_StructTree_CountChildren(tree)
        stack = [(pdfium.FPDF_StructTree_GetChildAtIndex(tree, i), 0, 0) for i in range(min(count, _MOST))]
        seen = 0
        while stack and seen < _MOST:
            element, level, depth = stack.pop()
            seen += 1
            if not element or depth > _DEEPEST:
                continue
            if match := _HEADING.fullmatch(_type(element)):
                level = int(match[1] or 1)
            if level:
                for i in range(max(0, pdfium.FPDF_StructElement_GetMarkedContentIdCount(element))):
                    found[pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, i)] = level
            for i in range(max(0, pdfium.FPDF_StructElement_CountChildren(element))):
                stack.append((pdfium.FPDF_StructElement_GetChildAtIndex(element, i), level, depth + 1))
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    found.pop(-1, None)
    return found


def _type(element: pdfium.FPDF_STRUCTELEMENT) -> str:
    buffer = ctypes.create_string_buffer(64)
    size = pdfium.FPDF_StructElement_GetType(element, buffer, 64)
    return buffer.raw[: max(0, min(size, 64) - 2)].decode("utf-16-le", "replace")
