"""Readers of formats other than PDF, and the type of a file by its content."""

from __future__ import annotations

from workingregions.ingest.formats.decode import decode as decoded_text
from workingregions.ingest.formats.media_types import (
    OLE_ENCRYPTED,
    SIDECARS,
    ZIP,
    sniff,
)
from workingregions.ingest.formats.sheets import SHEET_SUFFIXES, read_sheet
from workingregions.ingest.formats.zips import (
    ERRORS,
    Archive,
)

__all__ = [
    "ERRORS",
    "OLE_ENCRYPTED",
    "SHEET_SUFFIXES",
    "SIDECARS",
    "ZIP",
    "Archive",
    "decoded_text",
    "read_sheet",
    "sniff",
]
