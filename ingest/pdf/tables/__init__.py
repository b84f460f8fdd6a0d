"""Tables on a page: their rules, grids and cells."""

from __future__ import annotations

from workingregions.ingest.pdf.tables.ruled import (
    rules_of,
)
from workingregions.ingest.pdf.tables.tables import (
    Table,
    confirmed_tables,
    tables_in_words,
)
from workingregions.ingest.pdf.tables.text import (
    Rules,
)

__all__ = [
    "Rules",
    "Table",
    "confirmed_tables",
    "rules_of",
    "tables_in_words",
]
