"""The exchange of codings with other programs as REFI-QDA files: the export, and the import of labels."""

from workingregions.app.refi.answers import (
    RefiCodeMatch,
    RefiCodingNote,
    RefiExport,
    RefiImport,
    RefiLoss,
    RefiSourceMatch,
)
from workingregions.app.refi.export import export_codebook, export_project
from workingregions.app.refi.take import take_refi, undo_refi

__all__ = [
    "RefiCodeMatch",
    "RefiCodingNote",
    "RefiExport",
    "RefiImport",
    "RefiLoss",
    "RefiSourceMatch",
    "export_codebook",
    "export_project",
    "take_refi",
    "undo_refi",
]
