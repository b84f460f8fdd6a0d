"""Resolution of the names that users type: to a region, a document, an institution or a selection."""

from workingregions.app.names.bundles import load_bundle, load_bundles
from workingregions.app.names.pinned import Pinned, once
from workingregions.app.names.regions import doubt, kind, notes, where
from workingregions.app.names.register import Register, called, gazetteer
from workingregions.app.names.selection import described, document, documents_by_drop, select

__all__ = [
    "Pinned",
    "Register",
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
