"""The store: tables of records, read through snapshots and written by one process at a time."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from workingregions.corpus import disk
from workingregions.corpus.errors import (
    StoreError,
)
from workingregions.corpus.sql import among as among
from workingregions.corpus.store import (
    arrow,
    lock,
)
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.folder import Folder
from workingregions.corpus.store.snapshot import Snapshot
from workingregions.corpus.store.tables import TABLES
from workingregions.corpus.store.writer import Writer

if TYPE_CHECKING:
    pass


Computed = TypeVar("Computed")
Written = TypeVar("Written")

PATIENCE = 60.0
"""Seconds that a writer waits for another one to commit."""
ATTEMPTS = 3
"""Times that `Store.update` computes; the last time it holds the lock."""


class Store(Folder):
    """The tables of one project. Reading needs no lock; writing takes one."""

    @classmethod
    def create(cls, folder: Path) -> Store:
        """Return a new store in `folder`, with empty tables and snapshot 0. An unfinished one is replaced."""
        store = cls(folder)
        if snapshot.numbers(store.manifests):
            raise StoreError(f"{folder} holds a store already.")
        shutil.rmtree(folder / "tables", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        db = store.connect()
        made = {name: db.create_table(name, schema=arrow.schema(cls_)) for name, cls_ in TABLES.items()}
        store.write_manifest(0, "created", made)
        return store

    def snapshot(self, name: str | None = None) -> Snapshot:
        """Return a reader of the newest snapshot, or of the one named."""
        return Snapshot(self, self.manifest(name))

    @contextlib.contextmanager
    def writer(
        self, *, patience: float | None = None, status: Callable[[str], None] = lambda _: None
    ) -> Iterator[Writer]:
        """Open the only writer. Rows that no snapshot names (left by a crash) are dropped first.

        Hold it for one commit, not for a whole run: others wait for it.

        Args:
            patience: seconds to wait for another writing process; None: `PATIENCE`.
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

        The computation, which may take long, holds no lock. When another process has committed meanwhile,
        it is repeated on the new snapshot; the last time with the lock held, so that it terminates.

        Args:
            compute: derives from a snapshot what to write; writes nothing.
            write: writes it and commits.
            patience: as for `writer`.
            status: as for `writer`.
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
        """Return what is wrong with the newest snapshot, one line each; empty when all is well."""
        return Snapshot(self, self.manifest()).check()
