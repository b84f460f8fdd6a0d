"""The store: LanceDB tables, one for each record class, read through snapshots, written by one process."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workingregions.corpus import arrow, disk, lock, records, snapshot
from workingregions.corpus.errors import StoreError
from workingregions.corpus.snapshot import Manifest

if TYPE_CHECKING:
    import lancedb
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

Computed = TypeVar("Computed")
Written = TypeVar("Written")

PATIENCE = 60.0
"""Seconds that a writer waits for another one to commit."""
ATTEMPTS = 3
"""Times that `Store.update` computes, the last time with the lock in its hands."""


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


def quote(text: str) -> str:
    """`text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def among(column: str, values: Iterable[str]) -> str:
    """A SQL condition that `column` is one of `values`."""
    return f"{column} IN ({', '.join(map(quote, sorted(set(values))))})"


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
        import lancedb

        return lancedb.connect(self.folder / "tables")

    def manifest(self, name: str | None = None) -> Manifest:
        """The manifest of the newest snapshot, or of the one named."""
        return snapshot.read(self.manifests, name)

    def snapshot(self, name: str | None = None) -> Snapshot:
        """A reader of the newest snapshot, or of the one named."""
        return Snapshot(self, self.manifest(name))

    def write_manifest(
        self, number: int, reason: str, tables: Mapping[str, Any], basis: str = ""
    ) -> Manifest:
        """Commits the tables' present versions as snapshot `number`."""
        manifest = Manifest(
            number=number,
            format=snapshot.FORMAT,
            created=snapshot.now(),
            reason=reason,
            tables={name: table.version for name, table in tables.items()},
            rows={name: table.count_rows() for name, table in tables.items()},
            basis=basis,
        )
        snapshot.write(self.manifests, manifest)
        return manifest

    @contextlib.contextmanager
    def writer(
        self, *, patience: float | None = None, status: Callable[[str], None] = lambda _: None
    ) -> Iterator[Writer]:
        """The one writer. Rows that no snapshot names (a crash left them) are dropped first.

        Hold it for one commit, not for a whole run: others wait for it.

        Args:
            patience: seconds to wait for another process that writes; None: `PATIENCE`.
            status: receives a message when there is a wait.

        Raises:
            BusyError: another process writes to this project.
            DiskFullError: the disk is full.
        """
        seconds = PATIENCE if patience is None else patience
        with disk.room(self.folder), lock.held(self.folder / "lock", seconds, status):
            yield Writer(self)

    def update(
        self,
        compute: Callable[[Snapshot], Computed],
        write: Callable[[Writer, Computed], Written],
        *,
        patience: float | None = None,
        status: Callable[[str], None] = lambda _: None,
    ) -> Written:
        """Write what follows from the newest snapshot, and return the result of `write`.

        The computing, which may take long, holds no lock. When another process has committed meanwhile,
        it is done again on the new snapshot; the last time with the lock held, so that it comes to an end.

        Args:
            compute: works out from a snapshot what to write; writes nothing.
            write: puts it and commits.
            patience: as of `writer`.
            status: as of `writer`.
        """
        for _ in range(ATTEMPTS - 1):
            now = self.snapshot()
            computed = compute(now)
            with self.writer(patience=patience, status=status) as writer:
                if writer.base.number == now.manifest.number:
                    return write(writer, computed)
        with self.writer(patience=patience, status=status) as writer:
            return write(writer, compute(Snapshot(self, writer.base)))

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
            try:
                table = self._db.open_table(name)
                table.checkout(self.manifest.tables[name])
            except (ValueError, RuntimeError, OSError, KeyError) as cause:
                raise StoreError(
                    f"table {name!r} of snapshot {self.id} cannot be opened: {cause}.",
                    advice="Restore the folder from a backup, or delete it and ingest again.",
                ) from cause
            self._open[name] = table
        return self._open[name]

    def arrow(self, name: str, *, where: str = "", columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table, in no particular order; none of a table that is younger than the snapshot."""
        if name not in self.manifest.tables:
            empty = arrow.schema(TABLES[name]).empty_table()
            return empty.select(list(columns)) if columns else empty
        query = self.table(name).search()
        if where:
            query = query.where(where)
        if columns:
            query = query.select(list(columns))
        return query.limit(max(1, self.manifest.rows[name])).to_arrow()

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
        rows = search.limit(n).select(["id", column]).to_arrow().to_pylist()
        # Ties are broken by id: LanceDB's own order depends on how rows were written.
        return sorted(((r["id"], sign * r[column]) for r in rows), key=lambda r: (-r[1], r[0]))

    def digest(self, name: str) -> str:
        """A hash of a table's rows that does not depend on their order (vectors to 4 decimals)."""
        lines = sorted(json.dumps(_plain(row), sort_keys=True) for row in self.arrow(name).to_pylist())
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
        db = store.connect()
        # A project of an earlier release lacks the tables that came later.
        self._tables = {
            name: db.open_table(name)
            if name in self._base.tables
            else db.create_table(name, schema=arrow.schema(record), mode="overwrite")
            for name, record in TABLES.items()
        }
        for name in self._base.tables.keys() & self._tables.keys():
            table = self._tables[name]
            if table.version != self._base.tables[name]:
                table.checkout(self._base.tables[name])
                table.restore()
                table.checkout_latest()  # type: ignore[no-untyped-call]

    @property
    def base(self) -> Manifest:
        """The manifest of the snapshot that this writer goes on from: the newest one."""
        return self._base

    def replace(self, name: str, where: str, rows: Sequence[Any]) -> None:
        """Deletes the rows of a table that match `where` ("" for none) and adds `rows`."""
        table = self._tables[name]
        if where:
            table.delete(where)
        if rows:
            table.add(arrow.to_table(TABLES[name], rows))

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
        ids = among("document", [sha[:16] for sha in files])
        for name in BUNDLED:
            self.replace(name, ids, [row for b in bundles for row in getattr(b, name)])
        self.replace("documents", among("sha256", files), [b.document for b in bundles])
        self.replace("failures", among("sha256", files), [f for b in bundles for f in b.failures])
        self.replace("done", among("sha256", files), done)

    def index(self) -> None:
        """Brings the full-text index up to date and joins small fragments."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            passages = self._tables["passages"]
            if passages.count_rows() and not passages.list_indices():
                passages.create_fts_index("text", with_position=False, replace=True)
            for table in self._tables.values():
                table.optimize()

    def versions(self) -> dict[str, int]:
        """The tables' versions as they are now, uncommitted changes among them."""
        return {name: table.version for name, table in self._tables.items()}

    def commit(self, reason: str, basis: str | None = None) -> Manifest:
        """Makes everything since the last commit the newest snapshot; `basis` None keeps what was noted."""
        noted = self._base.basis if basis is None else basis
        self._base = self._store.write_manifest(self._base.number + 1, reason, self._tables, noted)
        for name, table in self._tables.items():
            # A tag keeps the version when LanceDB cleans old ones up.
            table.tags.create(self._base.id, self._base.tables[name])
        return self._base


def sort_key(record: Any) -> tuple[Any, ...]:
    """Where a record stands in its table: by document, then place in it, then its text form."""
    names = ("document", "passage", "ordinal", "start", "sha256", "path", "page", "stage")
    values = [getattr(record, name, "") for name in names]
    return (*[(v is not None, v if v is not None else 0) for v in values], repr(record))


def _plain(value: Any) -> Any:
    """JSON-able, with floats rounded so that the hash does not hang on the last bit."""
    if isinstance(value, float):
        return round(value, 4) + 0.0
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value
