"""Side-car bibliographies (BibTeX, RIS, CSL JSON): entries, and the files of a drop that they describe."""

from __future__ import annotations

from workingregions.ingest.bibliography.entries import (
    Entry,
    match,
    missing_files,
    read_bibliography,
)

__all__ = [
    "Entry",
    "match",
    "missing_files",
    "read_bibliography",
]
