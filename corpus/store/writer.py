"""Writing: rows are collected and committed as the newest snapshot."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workingregions.corpus import records
from workingregions.corpus.sql import among as among
from workingregions.corpus.store import (
    arrow,
    upgrade,
)
from workingregions.corpus.store.folder import Folder
from workingregions.corpus.store.indexes import index
from workingregions.corpus.store.manifest import (
    Manifest,
)
from workingregions.corpus.store.tables import BUNDLED, RAW, TABLES, Done, has_text_index, open_table

if TYPE_CHECKING:
    import pyarrow as pa


MANY_ROWS, MANY_FRAGMENTS = 10_000, 32
"""Removed rows from which replacing the table is cheaper, and fragments from which it is compacted."""


NEVER = timedelta(days=36_500)
"""An age above that of any version: Lance refuses to clean up tagged versions, and every snapshot tags some.
"""


class Writer:
    """A writer that collects changes and commits them; see `Store.writer`."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._base = folder.manifest()
        self.encoder = self._base.encoder
        self._changed: set[str] = set()
        """Tables whose rows changed since the last commit."""
        db = folder.connect()
        # A project of an earlier release lacks the tables that came later.
        self._tables: dict[str, Any] = {
            name: open_table(db, name)
            if name in self._base.tables
            else db.create_table(name, schema=arrow.schema(record), mode="overwrite")
            for name, record in TABLES.items()
        }
        for name in self._base.tables.keys() & self._tables.keys():
            table = self._tables[name]
            if table.version != self._base.tables[name]:
                table.checkout(self._base.tables[name])
                table.restore()
                table.checkout_latest()
        if upgrade.needed(self._base.format, self._tables, TABLES):
            upgrade.run(self._base.format, db, TABLES)
            self._tables = {name: open_table(db, name) for name in TABLES}
            self.commit(f"upgrade from format {self._base.format}")

    @property
    def tables(self) -> Mapping[str, Any]:
        """The LanceDB tables as they are now, including uncommitted changes."""
        return self._tables

    @property
    def base(self) -> Manifest:
        """The manifest of the snapshot that this writer starts from: the newest one."""
        return self._base

    def replace(self, name: str, where: str, rows: Sequence[Any]) -> None:
        """Delete the rows of a table that match `where` ("" for none) and add `rows`.

        Where "true" asks for the whole table, rows that it already holds are not written again.
        """
        table = self._tables[name]
        new = arrow.to_table(TABLES[name], rows, table.schema)
        if where == "true":
            where, new = self._difference(name, new)
        elif where and not table.count_rows(where):
            where = ""
        if where:
            table.delete(where)
        if len(new):
            table.add(new)
        if where or len(new):
            self._changed.add(name)

    def _difference(self, name: str, new: pa.Table) -> tuple[str, pa.Table]:
        """Return a condition to delete by, and rows to add, so that the table holds only the rows `new`."""
        import pyarrow as pa

        table = self._tables[name]
        old = table.search().with_row_id(True).limit(max(1, table.count_rows())).to_arrow()
        surplus: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for key, row in zip(_keys(old.select(new.column_names)), old["_rowid"].to_pylist(), strict=True):
            surplus[key].append(row)
        # A row id may be 0, which is false too, so `pop` cannot show whether there was one.
        added = []
        for place, key in enumerate(_keys(new)):
            if surplus.get(key):
                surplus[key].pop()
            else:
                added.append(place)
        gone = [row for rows in surplus.values() for row in rows]
        if len(gone) > MANY_ROWS:
            return "true", new
        return f"_rowid IN ({', '.join(map(str, gone))})" if gone else "", new.take(
            pa.array(added, pa.int64())
        )

    def change_encoder(self, name: str, size: int) -> None:
        """Drop the vectors of all passages and make room for those of encoder `name`, `size` wide.

        Vectors of two encoders cannot be compared, so none of the old ones may stay.
        """
        import pyarrow as pa

        table = self._tables["passages"]
        table.drop_columns(["vector"])
        table.add_columns(pa.field("vector", pa.list_(pa.float32(), size)))
        self.encoder = name
        self._changed.add("passages")

    def put(self, bundles: Sequence[records.Bundle], done: Sequence[Done], gone: Iterable[str] = ()) -> None:
        """Write whole documents, in place of the tables' rows for the same files.

        Args:
            bundles: documents that were read. Their sources are written by `replace("sources", ...)`.
            done: the stages that ran on the files.
            gone: sha256 of files that gave no document (any more).
        """
        files = {b.source.sha256 for b in bundles} | set(gone)
        if not files:
            return
        these = among("sha256", files)
        ids = among("document", [sha[:16] for sha in files])
        # Most files are new and have nothing to delete, and every deletion makes a new version.
        old = self._tables["documents"].count_rows(these)
        for name in BUNDLED:
            self.replace(name, ids if old else "", [row for b in bundles for row in getattr(b, name)])
        self.replace("documents", these if old else "", [b.document for b in bundles])
        for name in RAW:  # what was read again is as it was found, until the corrections are applied to it
            self.replace(f"raw_{name}", (these if name == "documents" else ids) if old else "", [])
        self.replace("failures", these, [f for b in bundles for f in b.failures])
        self.replace("done", these, done)

    def index(self) -> None:
        """Bring the indexes up to date and, where there are many, joins small fragments.

        Lance's `optimize` joins fragments each time, and so rewrites a whole table for one new document. Rows
        that the index lacks would be found with other scores, so it is rebuilt for any.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for table in self._tables.values():
                if table.stats()["fragment_stats"]["num_fragments"] >= MANY_FRAGMENTS:
                    table.optimize(cleanup_older_than=NEVER)
        index(self._tables)
        passages = self._tables["passages"]
        indexes = [found.name for found in passages.list_indices() if found.index_type == "FTS"]
        if any(passages.index_stats(name).num_unindexed_rows for name in indexes):
            self.rebuild_text_index()

    def rebuild_text_index(self) -> None:
        """Rebuild the full-text index, whatever is left of it."""
        passages: Any = self._tables["passages"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            passages.create_fts_index("text", with_position=False, replace=True)

    def _index_text(self) -> None:
        passages = self._tables["passages"]
        if passages.count_rows() and not has_text_index(passages):
            self.rebuild_text_index()

    def versions(self) -> dict[str, int]:
        """Return the versions in which the tables' rows last changed, including uncommitted changes."""
        before = self._base.content or self._base.tables
        return {
            name: table.version if name in self._changed or name not in before else before[name]
            for name, table in self._tables.items()
        }

    def commit(self, reason: str, basis: str | None = None) -> Manifest:
        """Make everything since the last commit the newest snapshot; `basis` None keeps the recorded one."""
        self._index_text()
        noted = self._base.basis if basis is None else basis
        self._base = self._folder.write_manifest(
            self._base.number + 1, reason, self._tables, noted, self.encoder, self.versions()
        )
        self._changed.clear()
        return self._base


def _keys(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Return the rows as hashable values."""
    import pyarrow as pa

    columns = [
        map(repr, column.to_pylist()) if pa.types.is_nested(column.type) else column.to_pylist()
        for column in table.columns
    ]
    return zip(*columns, strict=True)
