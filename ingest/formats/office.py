"""Metadata in the properties of Office files."""

from __future__ import annotations

from typing import Any

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.formats.packages import parse_xml
from workingregions.ingest.hints import hint


def property_hints(package: Any, core: Any) -> list[MetadataValue]:
    """Return hints from the core properties and the company of a python-docx or python-pptx package."""
    values = {
        "title": core.title,
        "author": core.author,
        "subject": core.subject,
        "keywords": core.keywords,
        "category": core.category,
        "language": core.language,
        "created": core.created.date().isoformat() if core.created else "",
        "company": _company(package),
    }
    return [
        one for key, value in values.items() for one in hint("properties", key, value or "", "properties")
    ]


def _company(package: Any) -> str:
    for part in package.iter_parts():
        if str(part.partname) == "/docProps/app.xml":
            company = parse_xml(part.blob).find("{*}Company")
            return "" if company is None else company.text or ""
    return ""
