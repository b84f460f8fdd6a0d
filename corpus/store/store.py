"""The store: LanceDB tables, one for each record class, read through snapshots, written by one process."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus import records
from workingregions.corpus.errors import ProjectError, PrunedError, StoreError
from workingregions.corpus.imports import import_lancedb
from workingregions.corpus.plain import plain
from workingregions.corpus.sql import among as among
from workingregions.corpus.store import arrow, upgrade
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.checksums import Checksums
from workingregions.corpus.store.manifest import (
    FIRST_ENCODER,
    Manifest,
)

if TYPE_CHECKING:
    import lancedb
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """That `stage` ran on the file with this sha256, and its fingerprint then."""

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
}
"""Table names and the record class of their rows."""

BUNDLED = (
    "blocks",
    "passages",
    "mentions",
    "people",
    "acronyms",
    "ties",
    "outcomes",
    "themes",
    "references",
)
"""Bundle fields that are tables of their own, keyed by document."""

NEVER = timedelta(days=36_500)
"""Older than any version: Lance refuses to clean up versions with tags, and every snapshot has some."""
HARMLESS = (b"ARROW:", b"lance-encoding:", b"lance-schema:")
"""Prefixes of schema metadata that describe how values are laid out, and name no code."""
MANY_ROWS, MANY_FRAGMENTS = 10_000, 32
"""Rows whose removal is cheaper by replacing the table, and fragments from which it is compacted."""


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


class Store:
    """The tables of one project. Reading needs no lock; writing takes one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifests = folder / "snapshots"

    @classmethod
    def create(cls, folder: Path) -> Store:
        """A new store in `folder`, with empty tables and snapshot 0. An unfinished one is made anew."""
        store = cls(folder)
        if snapshot.numbers(store.manifests):
            raise StoreError(f"{folder} holds a store already.")
        shutil.rmtree(folder / "tables", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        db = store.connect()
        made = {name: db.create_table(name, schema=arrow.schema(cls_)) for name, cls_ in TABLES.items()}
        store.write_manifest(0, "created", made)
        return store

    def connect(self) -> lancedb.DBConnection:
        """The LanceDB connection."""
        db: lancedb.DBConnection = import_lancedb().connect(self.folder / "tables")
        return db

    @property
    def checksums(self) -> Checksums:
        """The checksums of the tables' files."""
        return Checksums(self.folder / "tables", self.folder / "checksums.txt")

    def manifest(self, name: str | None = None) -> Manifest:
        """The manifest of the newest snapshot, or of the one named.

        Raises:
            NotFoundError: there is no such snapshot.
            StoreError: the manifest is damaged, or lacks a table.
        """
        manifest = snapshot.read(self.manifests, name)
        if lacks := [t for t in TABLES if t not in manifest.tables and manifest.format == snapshot.FORMAT]:
            raise StoreError(
                f"the manifest of snapshot {manifest.id} lacks the tables {', '.join(lacks)}.",
                advice="Check the store and repair it: the tables' tags hold what the manifest held.",
            )
        return manifest

    def snapshot(self, name: str | None = None) -> Snapshot:
        """A reader of the newest snapshot, or of the one named."""
        return Snapshot(self, self.manifest(name))

    def write_manifest(
        self,
        number: int,
        reason: str,
        tables: Mapping[str, Any],
        basis: str = "",
        encoder: str = FIRST_ENCODER,
        content: Mapping[str, int] | None = None,
    ) -> Manifest:
        """Commit the tables' present versions as snapshot `number`."""
        versions = {name: table.version for name, table in tables.items()}
        manifest = Manifest(
            number=number,
            format=snapshot.FORMAT,
            created=snapshot.now(),
            reason=reason,
            tables=versions,
            rows={name: table.count_rows() for name, table in tables.items()},
            basis=basis,
            encoder=encoder,
            content=versions if content is None else content,
            release=snapshot.release(),
        )
        self.checksums.note()
        for name, table in tables.items():
            _tag(table, manifest.id, versions[name])
        snapshot.write(self.manifests, manifest)
        return manifest

    @contextlib.contextmanager
    def writer(self) -> Iterator[Writer]:
        """The one writer. Rows that no snapshot names (a crash left them) are dropped first.

        Raises:
            ProjectError: another process writes to this project.
        """
        lock = (self.folder / "lock").open("a+")
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                raise ProjectError(
                    f"Another process ({lock.read().strip() or 'unknown'}) is writing to {self.folder}.",
                    advice="Wait until it has ended, then run the same command again.",
                ) from None
            lock.truncate(0)
            lock.write(f"pid {os.getpid()}")
            lock.flush()
            yield Writer(self)
        finally:
            lock.close()

    def check(self) -> list[str]:
        """What is wrong with the newest snapshot, one line each; empty when all is well."""
        return Snapshot(self, self.manifest()).check()


class Snapshot:
    """Reads the tables as they were when the snapshot was committed."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        self.manifest = manifest
        self._store = store
        self._db = store.connect()
        self._open: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """The snapshot's name, e.g. `s000012`."""
        return self.manifest.id

    def table(self, name: str) -> Any:
        """The LanceDB table at this snapshot's version.

        Raises:
            StoreError: the table or that version of it is gone.
        """
        if name not in self._open:
            if name not in self.manifest.tables:
                raise StoreError(f"snapshot {self.id} has no table {name!r}.")
            with self._reading():
                self._open[name] = open_table(self._db, name, self.manifest.tables[name])
        return self._open[name]

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """Report a failure to read as what it is where the snapshot was pruned since it was opened.

        Raises:
            PrunedError: the snapshot was removed.
        """
        try:
            yield
        except (StoreError, ValueError, RuntimeError, OSError) as cause:
            kept = snapshot.numbers(self._store.manifests)
            if kept and self.manifest.number < kept[0]:
                raise PrunedError(self.id, snapshot.snapshot_id(kept[0])) from cause
            raise

    def arrow(self, name: str, *, where: str = "", columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table, in no particular order; none of a table that is younger than the snapshot.

        Columns that are younger than the snapshot hold the defaults of the record.
        """
        if name not in self.manifest.tables:
            return arrow.conform(TABLES[name], arrow.schema(TABLES[name]).empty_table(), columns)
        table = self.table(name)
        query = table.search()
        if where:
            query = query.where(where)
        there = table.schema.names
        # A column of any name is read where all that are asked for are younger, for the number of rows.
        chosen = [c for c in columns or there if c in there] or there[:1]
        query = query.select(chosen)
        with self._reading():
            rows = query.limit(max(1, self.manifest.rows[name])).to_arrow()
        return arrow.conform(TABLES[name], rows, columns)

    def frame(self, name: str, *, where: str = "", columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows of a table as a pandas frame."""
        frame: pd.DataFrame = self.arrow(name, where=where, columns=columns).to_pandas()
        return frame

    def records(self, name: str, *, where: str = "") -> list[Any]:
        """The rows of a table as records, ordered by their sort key (document and place in it)."""
        found: list[Any] = arrow.from_table(TABLES[name], self.arrow(name, where=where))
        return sorted(found, key=sort_key)

    def lexical(self, query: str, where: str, n: int) -> list[tuple[str, float]]:
        """The `n` passages that BM25 ranks highest for `query`: (passage id, score), best first."""
        words = " ".join("".join(c if c.isalnum() else " " for c in query).split())
        if not words or not self.manifest.rows["passages"]:
            return []
        search = self.table("passages").search(words, query_type="fts")
        return self._ranked(search, where, n, "_score", 1.0)

    def dense(self, vector: npt.NDArray[np.float32], where: str, n: int) -> list[tuple[str, float]]:
        """The `n` passages nearest to `vector`: (passage id, cosine similarity), best first."""
        if not self.manifest.rows["passages"]:
            return []
        search = self.table("passages").search(vector, vector_column_name="vector").distance_type("cosine")
        return [(p, 1.0 + s) for p, s in self._ranked(search, where, n, "_distance", -1.0)]

    def _ranked(self, search: Any, where: str, n: int, column: str, sign: float) -> list[tuple[str, float]]:
        if where:
            search = search.where(where, prefilter=True)
        with self._reading():
            rows = search.limit(n).select(["id", column]).to_arrow().to_pylist()
        # Ties are broken by id: LanceDB's own order depends on how rows were written.
        return sorted(((r["id"], sign * r[column]) for r in rows), key=lambda r: (-r[1], r[0]))

    def digest(self, name: str) -> str:
        """A hash of a table's rows that does not depend on their order (vectors to 4 decimals)."""
        lines = sorted(json.dumps(plain(row, 4), sort_keys=True) for row in self.arrow(name).to_pylist())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def check(self) -> list[str]:
        """What is wrong, one line each: missing versions, wrong counts, rows without their document."""
        wrong = []
        for name in self.manifest.tables:
            try:
                count = self.table(name).count_rows()
            except StoreError as error:
                wrong.append(str(error))
                continue
            if count != self.manifest.rows[name]:
                wrong.append(
                    f"table {name!r} has {count} rows; the snapshot says {self.manifest.rows[name]}."
                )
        if wrong:
            return wrong
        documents = set(self.arrow("documents", columns=["id"])["id"].to_pylist())
        for name in BUNDLED:
            strays = set(self.arrow(name, columns=["document"])["document"].to_pylist()) - documents
            wrong += [f"table {name!r} has rows of {d}, which is no document." for d in sorted(strays)]
        entities = set(self.arrow("entities", columns=["id"])["id"].to_pylist())
        ties = self.arrow("entity_ties", columns=["source", "target"])
        named = {
            *self.arrow("names", columns=["entity"])["entity"].to_pylist(),
            *ties["source"].to_pylist(),
            *ties["target"].to_pylist(),
        }
        wrong += [f"names or ties are of {e!r}, which is no entity." for e in sorted(named - entities)]
        passages = self.arrow("passages", columns=["id"])["id"].to_pylist()
        if len(passages) != len(set(passages)):
            wrong.append("table 'passages' has two rows of one id.")
        return wrong


class Writer:
    """Collects changes and commits them; see `Store.writer`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._base = store.manifest()
        self.encoder = self._base.encoder
        self._changed: set[str] = set()
        """Tables whose rows changed since the last commit."""
        db = store.connect()
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
        """The LanceDB tables as they are now, uncommitted changes among them."""
        return self._tables

    def replace(self, name: str, where: str, rows: Sequence[Any]) -> None:
        """Deletes the rows of a table that match `where` ("" for none) and adds `rows`.

        Where "true" asks for the whole table, rows that it holds already are not written again.
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
        """Return what makes a table hold the rows `new` alone: a condition to delete by, and rows to add."""
        import pyarrow as pa

        table = self._tables[name]
        old = table.search().with_row_id(True).limit(max(1, table.count_rows())).to_arrow()
        surplus: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for key, row in zip(_keys(old.select(new.column_names)), old["_rowid"].to_pylist(), strict=True):
            surplus[key].append(row)
        # A row id 0 is false too, so `pop` cannot tell.
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

        Vectors of two encoders cannot be compared, so that none of the old ones may stay.
        """
        import pyarrow as pa

        table = self._tables["passages"]
        table.drop_columns(["vector"])
        table.add_columns(pa.field("vector", pa.list_(pa.float32(), size)))
        self.encoder = name
        self._changed.add("passages")

    def put(self, bundles: Sequence[records.Bundle], done: Sequence[Done], gone: Iterable[str] = ()) -> None:
        """Puts whole documents, in place of what the tables hold of the same files.

        Args:
            bundles: documents that were read. Their sources are put by `replace("sources", ...)`.
            done: the stages that ran on the files.
            gone: sha256 of files that gave no document (any more).
        """
        files = {b.source.sha256 for b in bundles} | set(gone)
        if not files:
            return
        these = among("sha256", files)
        ids = among("document", [sha[:16] for sha in files])
        # Files that are new, as most are, have nothing to delete, and every deletion is a new version.
        old = self._tables["documents"].count_rows(these)
        for name in BUNDLED:
            self.replace(name, ids if old else "", [row for b in bundles for row in getattr(b, name)])
        self.replace("documents", these if old else "", [b.document for b in bundles])
        self.replace("failures", these, [f for b in bundles for f in b.failures])
        self.replace("done", these, done)

    def index(self) -> None:
        """Brings the full-text index up to date and, where there are many, joins small fragments.

        Lance's `optimize` joins fragments each time, and so writes a whole table again for one new document.
        Rows that the index lacks would be found with other scores, so it is built again for any.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for table in self._tables.values():
                if table.stats()["fragment_stats"]["num_fragments"] >= MANY_FRAGMENTS:
                    table.optimize(cleanup_older_than=NEVER)
        passages = self._tables["passages"]
        indexes = [index.name for index in passages.list_indices() if index.index_type == "FTS"]
        if any(passages.index_stats(name).num_unindexed_rows for name in indexes):
            self.rebuild_text_index()

    def rebuild_text_index(self) -> None:
        """Make the full-text index anew, whatever there is of it."""
        passages: Any = self._tables["passages"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            passages.create_fts_index("text", with_position=False, replace=True)

    def _index_text(self) -> None:
        passages = self._tables["passages"]
        if passages.count_rows() and not has_text_index(passages):
            self.rebuild_text_index()

    def versions(self) -> dict[str, int]:
        """The versions in which the tables' rows last changed, uncommitted changes among them."""
        before = self._base.content or self._base.tables
        return {
            name: table.version if name in self._changed or name not in before else before[name]
            for name, table in self._tables.items()
        }

    def commit(self, reason: str, basis: str | None = None) -> Manifest:
        """Makes everything since the last commit the newest snapshot; `basis` None keeps what was noted."""
        self._index_text()
        noted = self._base.basis if basis is None else basis
        self._base = self._store.write_manifest(
            self._base.number + 1, reason, self._tables, noted, self.encoder, self.versions()
        )
        self._changed.clear()
        return self._base


def _tag(table: Any, name: str, version: int) -> None:
    """Tag a version, so that nothing cleans it up; a tag of that name may be left from a lost snapshot."""
    try:
        table.tags.create(name, version)
    except RuntimeError:
        table.tags.update(name, version)


def has_text_index(passages: Any) -> bool:
    """Return whether passages can be searched by words."""
    return any(index.index_type == "FTS" for index in passages.list_indices())


def _keys(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows as hashable values."""
    import pyarrow as pa

    columns = [
        map(repr, column.to_pylist()) if pa.types.is_nested(column.type) else column.to_pylist()
        for column in table.columns
    ]
    return zip(*columns, strict=True)


def sort_key(record: Any) -> tuple[Any, ...]:
    """Where a record stands in its table: by document, then place in it, then its text form."""
    names = ("document", "passage", "ordinal", "start", "sha256", "path", "page", "stage")
    values = [getattr(record, name, "") for name in names]
    return (*[(v is not None, v if v is not None else 0) for v in values], repr(record))
