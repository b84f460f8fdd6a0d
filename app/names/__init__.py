"""Resolution of the names that users type: to a region, a document, an institution or a selection."""

from workingregions.app.names.bundles import load_bundle, load_bundles
from workingregions.app.names.pinned import Pinned, Remembered, once
from workingregions.app.names.regions import doubt, kind, notes, where
from workingregions.app.names.register import Register, called, gazetteer
from workingregions.app.names.selection import described, document, documents_by_drop, select

__all__ = [
    "Pinned",
    "Register",
    "Remembered",
    "called",
    "described",
    "document",
    "documents_by_drop",
    "doubt",
    "gazetteer",
    "kind",
    "load_bundle",
    "load_bundles",
    "notes",
    "once",
    "select",
    "where",
]
