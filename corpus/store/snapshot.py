"""Reading of the tables as they were when a snapshot was committed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.corpus.errors import (
    PrunedError,
    StoreError,
)
from workingregions.corpus.plain import plain
from workingregions.corpus.sql import among as among
from workingregions.corpus.store import (
    arrow,
)
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.folder import Folder
from workingregions.corpus.store.manifest import (
    Manifest,
)
from workingregions.corpus.store.tables import BUNDLED, TABLES, open_table, sort_key

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa


class Snapshot:
    """A reader of the tables as they were when the snapshot was committed."""

    def __init__(self, folder: Folder, manifest: Manifest) -> None:
        self.manifest = manifest
        self._folder = folder
        self._db = folder.connect()
        self._open: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """The snapshot's name, for example `s000012`."""
        return self.manifest.id

    def table(self, name: str) -> Any:
        """Return the LanceDB table at this snapshot's version.

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
        """Report a failed read as such when the snapshot was pruned since it was opened.

        Raises:
            PrunedError: the snapshot was removed.
        """
        try:
            yield
        except (StoreError, ValueError, RuntimeError, OSError) as cause:
            kept = snapshot.numbers(self._folder.manifests)
            if kept and self.manifest.number < kept[0]:
                raise PrunedError(self.id, snapshot.snapshot_id(kept[0])) from cause
            raise

    def arrow(self, name: str, *, where: str = "", columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of a table, unordered; empty for a table that is newer than the snapshot.

        Columns that are newer than the snapshot hold the defaults of the record.
        """
        if name not in self.manifest.tables:
            return arrow.conform(TABLES[name], arrow.schema(TABLES[name]).empty_table(), columns)
        table = self.table(name)
        query = table.search()
        if where:
            query = query.where(where)
        there = table.schema.names
        # Some column is read where all requested ones are newer, for the number of rows.
        chosen = [c for c in columns or there if c in there] or there[:1]
        query = query.select(chosen)
        with self._reading():
            rows = query.limit(max(1, self.manifest.rows[name])).to_arrow()
        return arrow.conform(TABLES[name], rows, columns)

    def frame(self, name: str, *, where: str = "", columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows of a table as a pandas frame."""
        frame: pd.DataFrame = self.arrow(name, where=where, columns=columns).to_pandas()
        return frame

    def records(self, name: str, *, where: str = "") -> list[Any]:
        """Return the rows of a table as records, ordered by their sort key (document and position in it)."""
        found: list[Any] = arrow.from_table(TABLES[name], self.arrow(name, where=where))
        return sorted(found, key=sort_key)

    def lexical(self, query: str, where: str, n: int) -> list[tuple[str, float]]:
        """Return the `n` passages that BM25 ranks highest for `query`: (passage id, score), best first."""
        words = " ".join("".join(c if c.isalnum() else " " for c in query).split())
        if not words or not self.manifest.rows["passages"]:
            return []
        search = self.table("passages").search(words, query_type="fts")
        return self._ranked(search, where, n, "_score", 1.0)

    def dense(self, vector: npt.NDArray[np.float32], where: str, n: int) -> list[tuple[str, float]]:
        """Return the `n` passages nearest to `vector`: (passage id, cosine similarity), best first."""
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
        """Return a hash of a table's rows that does not depend on their order (vectors to 4 decimals)."""
        lines = sorted(json.dumps(plain(row, 4), sort_keys=True) for row in self.arrow(name).to_pylist())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def check(self) -> list[str]:
        """Return faults, one line each: missing versions, wrong counts, rows without their document."""
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
