"""Title, authors, date, publisher, type and identifiers of a document, each with its evidence."""

from __future__ import annotations

from workingregions.ingest.metadata.description import (
    describe,
)
from workingregions.ingest.metadata.document_type import (
    genre_of,
)

__all__ = [
    "describe",
    "genre_of",
]
