"""The records that flow through the system: one frozen family; text is never edited.

Annotations refer to the text by offsets (Python string indices, end exclusive). Pages count from 1. Boxes
are in PDF points (1/72 inch) with the origin at the top left of the page as shown.
"""

from __future__ import annotations

from workingregions.corpus.records.bundle import Bundle, Record
from workingregions.corpus.records.documents import (
    VECTOR_SIZE,
    Block,
    Box,
    Document,
    Duplicate,
    Failure,
    MetadataValue,
    Page,
    Parsed,
    Passage,
    Piece,
    Reference,
    RegionWeight,
    Source,
    Span,
)
from workingregions.corpus.records.findings import Acronym, Dataset, Mention, Outcome, Person, ThemeScore, Tie
from workingregions.corpus.records.institutions import Entity, Link, Merge, Name

__all__ = [
    "VECTOR_SIZE",
    "Acronym",
    "Block",
    "Box",
    "Bundle",
    "Dataset",
    "Document",
    "Duplicate",
    "Entity",
    "Failure",
    "Link",
    "Mention",
    "Merge",
    "MetadataValue",
    "Name",
    "Outcome",
    "Page",
    "Parsed",
    "Passage",
    "Person",
    "Piece",
    "Record",
    "Reference",
    "RegionWeight",
    "Source",
    "Span",
    "ThemeScore",
    "Tie",
]
