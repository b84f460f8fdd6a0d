"""The tables of a store: their names, their record classes, and how they are opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from workingregions.corpus import records
from workingregions.corpus.errors import (
    StoreError,
)
from workingregions.corpus.sql import among as among

if TYPE_CHECKING:
    import lancedb
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A completed stage: `stage` ran on the file with this sha256, with this fingerprint."""

    sha256: str
    stage: str
    fingerprint: str


TABLES: Mapping[str, type] = {
    "sources": records.Source,
    "documents": records.Document,
    "blocks": records.Block,
    "passages": records.Passage,
    "mentions": records.Mention,
    "people": records.Person,
    "acronyms": records.Acronym,
    "ties": records.Tie,
    "outcomes": records.Outcome,
    "datasets": records.Dataset,
    "themes": records.ThemeScore,
    "references": records.Reference,
    "duplicates": records.Duplicate,
    "failures": records.Failure,
    "entities": records.Entity,
    "names": records.Name,
    "merges": records.Merge,
    "links": records.Link,
    "entity_ties": records.Tie,
    "done": Done,
    "raw_documents": records.Document,
    "raw_outcomes": records.Outcome,
    "raw_themes": records.ThemeScore,
}
"""Table names and the record class of their rows."""

RAW = ("documents", "outcomes", "themes")
"""Tables whose rows corrections change; raw_documents and so on keep the rows as they were found."""
BUNDLED = (
    "blocks",
    "passages",
    "mentions",
    "people",
    "acronyms",
    "ties",
    "outcomes",
    "datasets",
    "themes",
    "references",
)
"""Bundle fields that are tables of their own, keyed by document."""

INDEXES: Mapping[str, Mapping[str, str]] = {
    "sources": {"sha256": "BTREE"},
    "documents": {"id": "BTREE", "sha256": "BTREE", "path": "BTREE"},
    "passages": {
        "id": "BTREE",
        "document": "BTREE",
        "year": "BTREE",
        "genre": "BITMAP",
        "type": "BITMAP",
        "regions": "LABEL_LIST",
        "themes": "LABEL_LIST",
        "vector": "IVF_PQ",
    },
    "mentions": {"document": "BTREE", "passage": "BTREE", "entity": "BTREE"},
    "themes": {"document": "BTREE", "passage": "BTREE", "theme": "BITMAP"},
    "entities": {"id": "BTREE"},
    "names": {"document": "BTREE", "key": "BTREE", "entity": "BTREE"},
    "merges": {"entity": "BTREE"},
    "links": {"entity": "BTREE"},
    "entity_ties": {"document": "BTREE", "source": "BTREE", "target": "BTREE"},
    "failures": {"sha256": "BTREE"},
    "done": {"sha256": "BTREE"},
} | {
    name: {"document": "BTREE"}
    for name in ("blocks", "people", "acronyms", "ties", "outcomes", "datasets", "references")
}
"""The columns that rows are looked up by, with the kind of index that serves them in a large table."""

HARMLESS = (b"ARROW:", b"lance-encoding:", b"lance-schema:")
"""Prefixes of schema metadata that describe how values are laid out and do not name code."""


def open_table(db: lancedb.DBConnection, name: str, version: int | None = None) -> Any:
    """Return a table, at a version or the newest one.

    Raises:
        StoreError: the table or that version of it cannot be opened, or it could run code.
    """
    try:
        table: Any = db.open_table(name)
        if version is not None:
            table.checkout(version)
        schema: pa.Schema = table.schema
    except Exception as cause:  # a damaged file makes Lance panic in its own ways
        raise StoreError(
            f"table {name!r} cannot be opened: {cause}.",
            advice="Restore the folder from a backup, or delete it and ingest again.",
        ) from cause
    # LanceDB would load a model that the metadata names, with its code, as soon as rows are added.
    parts = [schema.metadata, *(column.metadata for column in schema)]
    if strange := sorted(key for part in parts for key in part or () if not key.startswith(HARMLESS)):
        raise StoreError(
            f"table {name!r} was not written by this program: its schema holds "
            f"{', '.join(key.decode(errors='replace') for key in strange)}, which can run code.",
            advice="Do not use this project; make it again from its documents.",
        )
    return table


def has_text_index(passages: Any) -> bool:
    """Return whether passages can be searched by words."""
    return any(index.index_type == "FTS" for index in passages.list_indices())


KEYS = ("document", "passage", "ordinal", "start", "sha256", "path", "page", "stage")
"""Columns that tables are ordered by, as far as they have them: the document, and the place in it."""


def without(name: str, *columns: str) -> tuple[str, ...]:
    """Return the columns of a table but those named."""
    return tuple(field.name for field in fields(TABLES[name]) if field.name not in columns)
