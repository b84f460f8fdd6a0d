"""The document information of a PDF, as hints, and the files embedded in it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping

import pypdfium2.raw as pdfium

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.text import alternatives

_PROPERTIES = ("Title", "Author", "Subject", "Keywords", "CreationDate", "Creator", "Producer")
_MAX_ATTACHMENTS = 50
_MAX_ATTACHMENT = 100_000_000  # bytes
_DATE = re.compile(r"(?:D:)?((?:19|20)\d\d)(\d\d)?(\d\d)?")
_REMADE = re.compile(alternatives("remade"), re.I)


def pdf_hints(properties: Mapping[str, str]) -> tuple[MetadataValue, ...]:
    """Return title, authors, keywords and creation date from a PDF's document information.

    Args:
        properties: the entries Title, Author, Subject, Keywords, CreationDate, Creator and Producer, as
            far as present. Programs that only stamp, join or scan files do not show the date, so their
            CreationDate counts little.
    """
    made_by = f"{properties.get('Creator', '')} {properties.get('Producer', '')}"
    trust = {"Title": 0.45, "Author": 0.35, "Keywords": 0.4, "Subject": 0.3}
    fields = {"Title": "title", "Author": "authors", "Keywords": "keywords", "Subject": "keywords"}
    hints = [
        MetadataValue(field=fields[name], value=value, rule=f"properties: {name}", confidence=confidence)
        for name, confidence in trust.items()
        if (value := " ".join(properties.get(name, "").split()))
    ]
    if match := _DATE.match(properties.get("CreationDate", "")):
        iso = "-".join(part for part in match.groups() if part and part != "00")
        confidence = 0.1 if _REMADE.search(made_by) else 0.4
        hints.append(
            MetadataValue(field="date", value=iso, rule="properties: CreationDate", confidence=confidence)
        )
    return tuple(hints)


def properties_of(document: pdfium.FPDF_DOCUMENT) -> dict[str, str]:
    """Return the entries of an open document's information that `pdf_hints` uses."""
    return {key: value for key in _PROPERTIES if (value := _property(document, key))}


def _property(document: pdfium.FPDF_DOCUMENT, key: str) -> str:
    size = pdfium.FPDF_GetMetaText(document, key.encode(), None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, key.encode(), buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip("\0 ")


def attachments_of(document: pdfium.FPDF_DOCUMENT) -> tuple[tuple[str, bytes], ...]:
    """Return the files embedded in the document, as (name, bytes)."""
    found = []
    for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), _MAX_ATTACHMENTS)):
        item = pdfium.FPDFDoc_GetAttachment(document, index)
        size = pdfium.FPDFAttachment_GetName(item, None, 0)
        name = ctypes.create_string_buffer(size)
        pdfium.FPDFAttachment_GetName(item, ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
        length = ctypes.c_ulong()
        if (
            not pdfium.FPDFAttachment_GetFile(item, None, 0, length)
            or not 0 < length.value <= _MAX_ATTACHMENT
        ):
            continue
        content = ctypes.create_string_buffer(length.value)
        if pdfium.FPDFAttachment_GetFile(item, content, length.value, length):
            found.append((name.raw[: max(size - 2, 0)].decode("utf-16-le", "replace"), content.raw))
    return tuple(found)
