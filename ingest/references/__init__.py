"""Reference lists: their entries, and the documents of the corpus they cite."""

from __future__ import annotations

from workingregions.ingest.references.citation import (
    parse_reference,
)
from workingregions.ingest.references.citations import (
    Citations,
)
from workingregions.ingest.references.entries import (
    find_references,
    reference_blocks,
)
from workingregions.ingest.references.works import (
    match_references,
)

__all__ = [
    "Citations",
    "find_references",
    "match_references",
    "parse_reference",
    "reference_blocks",
]
