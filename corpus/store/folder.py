"""The folder of a store: its connection, its manifests and the checksums of its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus.errors import (
    StoreError,
)
from workingregions.corpus.files import now
from workingregions.corpus.imports import import_lancedb
from workingregions.corpus.sql import among as among
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.checksums import Checksums
from workingregions.corpus.store.manifest import (
    FIRST_ENCODER,
    Manifest,
)
from workingregions.corpus.store.tables import TABLES

if TYPE_CHECKING:
    import lancedb


class Folder:
    """The folder of a store. `Store` reads and writes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifests = folder / "snapshots"

    def connect(self) -> lancedb.DBConnection:
        """Return the LanceDB connection."""
        db: lancedb.DBConnection = import_lancedb().connect(self.folder / "tables")
        return db

    @property
    def checksums(self) -> Checksums:
        """The checksums of the tables' files."""
        return Checksums(self.folder / "tables", self.folder / "checksums.txt")

    def manifest(self, name: str | None = None) -> Manifest:
        """Return the manifest of the newest snapshot, or of the one named.

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
            created=now(),
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


def _tag(table: Any, name: str, version: int) -> None:
    """Tag a version, so that it is never cleaned up; a tag of that name may be left from a lost snapshot."""
    try:
        table.tags.create(name, version)
    except RuntimeError:
        table.tags.update(name, version)
