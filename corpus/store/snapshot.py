"""Reading of the tables as they were when a snapshot was committed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.corpus import sql
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import (
    PrunedError,
    StoreError,
)
from workingregions.corpus.plain import plain
from workingregions.corpus.store import (
    arrow,
    text_index,
)
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.folder import Folder
from workingregions.corpus.store.manifest import (
    Manifest,
)
from workingregions.corpus.store.tables import BUNDLED, KEYS, TABLES, open_table
from workingregions.corpus.text_query import TextQuery, Words
from workingregions.corpus.voices import voices

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa


Among = tuple[str, Collection[str]]
"""A column, and values of which a row must have one."""
LISTED = 1_000
"""Values that are listed in one condition."""
CELLS = 1_000
"""Cells of the index of vectors that are searched: all, up to four million passages. Within a cell, coarse
forms of the vectors are compared, which costs little."""
CANDIDATES = 20
"""Passages for each one asked for that are ranked again by their vectors as they are."""
LOOKED_UP = 20
"""Rows for each value that is looked up, from which looking up costs less than reading them all."""


class Snapshot:
    """A reader of the tables as they were when the snapshot was committed."""

    def __init__(self, folder: Folder, manifest: Manifest) -> None:
        self.manifest = manifest
        self._folder = folder
        self._db = folder.connect()
        self._open: dict[str, Any] = {}
        self._columns: dict[str, list[str]] = {}

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

    @property
    def textless(self) -> bool:
        """Whether the texts of the documents are missing: the project was shared without them."""
        rows = self.manifest.rows
        return bool(rows.get("passages")) and not rows.get("blocks")

    def has(self, name: str, column: str) -> bool:
        """Return whether a table has a column; those of earlier releases lack what came later."""
        return name in self.manifest.tables and column in self._names(name)

    def _names(self, name: str) -> list[str]:
        """Return the names of a table's columns, which LanceDB takes milliseconds to tell."""
        if name not in self._columns:
            self._columns[name] = self.table(name).schema.names
        return self._columns[name]

    def taken(self, name: str, use: Use) -> str:
        """Return the condition for the passages or mentions in a voice that `use` takes."""
        if self.has(name, "voice"):
            return sql.among("voice", voices(use))
        # Before format 5 the passages alone stated whether they are lists of references.
        return "NOT reference" if self.has(name, "reference") else ""

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

    def arrow(
        self,
        name: str,
        *,
        where: str = "",
        columns: Sequence[str] | None = None,
        among: Among | None = None,
    ) -> pa.Table:
        """Return the rows of a table, in no particular order.

        There are none of a table that is younger than the snapshot; columns that are younger hold the
        defaults of the record.

        Args:
            name: of the table.
            where: a SQL condition; "" for all rows.
            columns: those to read; None for all.
            among: a column and values, any number of them, of which a row must have one.
        """
        import pyarrow as pa

        if among is not None and len(set(among[1])) > LISTED:
            found = list(self._many(name, where, columns, among))
            return pa.concat_tables(found) if found else _empty(name, columns)
        if name not in self.manifest.tables or (among is not None and not among[1]):
            return _empty(name, columns)
        with self._reading():
            rows = self._query(name, _both(where, among), columns).to_arrow()
        return arrow.conform(TABLES[name], rows, columns)

    def _many(self, name: str, where: str, columns: Sequence[str] | None, among: Among) -> Iterator[pa.Table]:
        """Yield the rows that have one of many values: few of the table are looked up, else it is read."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column, wanted = among[0], sorted(set(among[1]))
        if len(wanted) < self.manifest.rows.get(name, 0) / LOOKED_UP:
            for start in range(0, len(wanted), LISTED):
                part = column, wanted[start : start + LISTED]
                yield self.arrow(name, where=where, columns=columns, among=part)
            return
        values = pa.array(wanted)
        read = None if columns is None else list(dict.fromkeys([*columns, column]))
        for batch in self.batches(name, where=where, columns=read):
            kept = batch.filter(pc.is_in(batch[column], value_set=values))
            yield kept.select(columns) if columns is not None else kept

    def batches(
        self, name: str, *, where: str = "", columns: Sequence[str] | None = None, rows: int = 50_000
    ) -> Iterator[pa.Table]:
        """Yield the rows of a table, at most `rows` at a time, for what is too large to hold at once."""
        import pyarrow as pa

        if name not in self.manifest.tables:
            return
        with self._reading():
            for batch in self._query(name, where, columns).to_batches(batch_size=rows):
                yield arrow.conform(TABLES[name], pa.Table.from_batches([batch]), columns)

    def _query(self, name: str, where: str, columns: Sequence[str] | None) -> Any:
        """Return the query for the rows of a table that match `where`."""
        table = self.table(name)
        query = table.search()
        if where:
            query = query.where(where)
        there = self._names(name)
        # Some column is read where all requested ones are newer, for the number of rows.
        chosen = [c for c in columns or there if c in there] or there[:1]
        return query.select(chosen).limit(max(1, self.manifest.rows[name]))

    def frame(
        self,
        name: str,
        *,
        where: str = "",
        columns: Sequence[str] | None = None,
        among: Among | None = None,
    ) -> pd.DataFrame:
        """Return the rows of a table as a pandas frame; arguments as of `arrow`."""
        frame: pd.DataFrame = self.arrow(name, where=where, columns=columns, among=among).to_pandas()
        return frame

    def records(
        self,
        name: str,
        *,
        where: str = "",
        columns: Sequence[str] | None = None,
        among: Among | None = None,
    ) -> list[Any]:
        """Return the rows of a table as records, ordered by document and place in it, then by their values.

        Arguments as of `arrow`; `columns` holds all fields without a default, and the others keep theirs.
        """
        table = self.arrow(name, where=where, columns=columns, among=among)
        found: list[Any] = arrow.from_table(TABLES[name], arrow.in_order(table, KEYS))
        return found

    def lexical(self, query: str | TextQuery, where: str, n: int) -> list[tuple[str, float]]:
        """Return the `n` passages that BM25 ranks highest for `query`: (passage id, score), best first."""
        wanted = text_index.compiled(Words(query) if isinstance(query, str) else query)
        if wanted is None or not self.manifest.rows["passages"]:
            return []
        search = self.table("passages").search(wanted, query_type="fts")
        return self._ranked(search, where, n, "_score", 1.0)

    def dense(self, vector: npt.NDArray[np.float32], where: str, n: int) -> list[tuple[str, float]]:
        """Return the `n` passages nearest to `vector`: (passage id, cosine similarity), best first."""
        if not self.manifest.rows["passages"]:
            return []
        search = self.table("passages").search(vector, vector_column_name="vector").distance_type("cosine")
        # With an index, candidates come from the cells nearest to the vector, and are ranked again exactly.
        search = search.nprobes(CELLS).refine_factor(CANDIDATES)
        return [(p, 1.0 + s) for p, s in self._ranked(search, where, n, "_distance", -1.0)]

    def sample_vectors(self, most: int) -> npt.NDArray[np.float32]:
        """Return vectors of about `most` passages from all documents, or of all: (passages, dimensions).

        They are the same ones for the same documents, in whatever order these came.
        """
        import numpy as np

        step = max(1, self.manifest.rows["passages"] // most)
        where = f"ordinal % {step:d} = 0 AND vector IS NOT NULL"
        rows = self.arrow("passages", where=where, columns=["id", "vector"]).sort_by("id")["vector"]
        return np.array(rows.to_pylist(), dtype=np.float32)

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
            wrong += [
                f"table {name!r} has rows of document {d} but there is no such document."
                for d in sorted(strays)
            ]
        entities = set(self.arrow("entities", columns=["id"])["id"].to_pylist())
        ties = self.arrow("entity_ties", columns=["source", "target"])
        named = {
            *self.arrow("names", columns=["entity"])["entity"].to_pylist(),
            *ties["source"].to_pylist(),
            *ties["target"].to_pylist(),
        }
        wrong += [
            f"names or ties belong to {e!r} but there is no such entity." for e in sorted(named - entities)
        ]
        passages = self.arrow("passages", columns=["id"])["id"].to_pylist()
        if len(passages) != len(set(passages)):
            wrong.append("table 'passages' has two rows of one id.")
        return wrong


def _empty(name: str, columns: Sequence[str] | None) -> pa.Table:
    return arrow.conform(TABLES[name], arrow.schema(TABLES[name]).empty_table(), columns)


def _both(where: str, among: Among | None) -> str:
    """Return the condition that `where` and `among` hold."""
    parts = [f"({where})" if where and among else where, sql.among(*among) if among else ""]
    return " AND ".join(filter(None, parts))
