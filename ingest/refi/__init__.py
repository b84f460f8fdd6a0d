"""REFI-QDA project and codebook files: their records, their reader, and the schemas of the standard."""

from workingregions.ingest.refi.offsets import STANDARD, CountedText, Counting, find_counting, is_quoted
from workingregions.ingest.refi.read import read_refi
from workingregions.ingest.refi.records import (
    RefiArea,
    RefiCase,
    RefiCoding,
    RefiKind,
    RefiNote,
    RefiProject,
    RefiSelection,
    RefiSet,
    RefiSource,
    RefiUser,
    RefiVariable,
)
from workingregions.ingest.refi.schemas import schema_faults

__all__ = [
    "STANDARD",
    "CountedText",
    "Counting",
    "RefiArea",
    "RefiCase",
    "RefiCoding",
    "RefiKind",
    "RefiNote",
    "RefiProject",
    "RefiSelection",
    "RefiSet",
    "RefiSource",
    "RefiUser",
    "RefiVariable",
    "find_counting",
    "is_quoted",
    "read_refi",
    "schema_faults",
]
