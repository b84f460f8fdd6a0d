"""The document information of a PDF as hints."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.text import alternatives

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
