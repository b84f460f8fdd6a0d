"""Title, authors, date, publisher, type and identifiers of a document, each with its evidence."""

from __future__ import annotations

from workingregions.ingest.metadata.description import (
    describe,
)
from workingregions.ingest.metadata.document_type import (
    genre_of,
)
from workingregions.ingest.metadata.people import (
    is_nobody,
)
from workingregions.ingest.metadata.periodical import (
    is_publishing_house,
)

__all__ = [
    "describe",
    "genre_of",
    "is_nobody",
    "is_publishing_house",
]
