"""Exchange with other programs and with colleagues: exports, imports and shared projects."""

from workingregions.app.exchange.exporting import (
    LINK,
    Exported,
    ExportOrder,
    export,
    export_kind,
    exported_file,
    file_name,
)
from workingregions.app.exchange.kinds import EXPORTS, ExportKind
from workingregions.app.exchange.rows import Gathered

__all__ = [
    "EXPORTS",
    "LINK",
    "ExportKind",
    "ExportOrder",
    "Exported",
    "Gathered",
    "export",
    "export_kind",
    "exported_file",
    "file_name",
]
