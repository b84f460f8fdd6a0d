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
from workingregions.app.exchange.labels_in import ImportNote, LabelsImported, import_labels
from workingregions.app.exchange.opening import Opened, open_share
from workingregions.app.exchange.rows import Gathered
from workingregions.app.exchange.sharing import Shared, share

__all__ = [
    "EXPORTS",
    "LINK",
    "ExportKind",
    "ExportOrder",
    "Exported",
    "Gathered",
    "ImportNote",
    "LabelsImported",
    "Opened",
    "Shared",
    "export",
    "export_kind",
    "exported_file",
    "file_name",
    "import_labels",
    "open_share",
    "share",
]
