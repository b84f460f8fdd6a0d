"""Pruning: the removal of old snapshots and of the rows that only they name."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from workingregions.corpus.errors import InputError, StoreError
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.manifest import snapshot_id
from workingregions.corpus.store.store import Store
from workingregions.corpus.store.writer import NEVER, Writer

SLACKS = (0.2, 5.0, 300.0, 7200.0)
"""Seconds added to the age from which versions are deleted. Lance compares with its own clock, a little
later, and deletes nothing if that would touch a version with a tag; then a longer one is tried."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """The snapshots removed and kept, oldest first, and the bytes freed (0 when nothing was deleted)."""

    removed: tuple[str, ...]
    kept: tuple[str, ...]
    freed: int = 0


def prune(store: Store, keep: int, *, dry_run: bool = False) -> Pruned:
    """Remove all snapshots but the newest `keep`, their tags, and the rows and indexes that only they name.

    A removal that was interrupted is completed by the next one: the manifests are removed first, so that none
    names what cannot be read, and the later steps depend only on the remaining manifests.

    Args:
        store: the tables of a project.
        keep: how many to keep, at least 1, besides the snapshot that holds the joined tables.
        dry_run: report, and remove nothing.

    Raises:
        InputError: `keep` is less than 1.
        ProjectError: another process is writing to the project.
    """
    if keep < 1:
        raise InputError(f"{keep} is not a number of snapshots to keep.", advice="Keep at least 1.")
    if dry_run:
        removed, kept = _split(store, keep)
        return Pruned(removed, kept)
    before = _size(store.folder)
    with store.writer() as writer:
        removed, kept = _split(store, keep)
        if removed or _leftovers(writer, kept):
            kept = (*kept, *_joined(writer))
            for name in removed:
                (store.manifests / f"{name}.json").unlink()
            _untag(store, writer, kept)
            for table in writer.tables.values():
                _clean_up(table)
            store.checksums.forget()
    return Pruned(removed, kept, max(0, before - _size(store.folder)))


def _split(store: Store, keep: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the snapshots to remove and to keep."""
    names = tuple(map(snapshot_id, snapshot.numbers(store.manifests)))
    return names[:-keep], names[-keep:]


def _leftovers(writer: Writer, kept: Sequence[str]) -> bool:
    """Return whether tags or versions of removed snapshots are left."""
    for table in writer.tables.values():
        tags = table.tags.list()
        if tags.keys() - set(kept):
            return True
        oldest = min((tag["version"] for tag in tags.values()), default=0)
        if any(version["version"] < oldest for version in table.list_versions()):
            return True
    return False


def _joined(writer: Writer) -> tuple[str, ...]:
    """Join small fragments and commit that, because the clean-up does it too, outside any snapshot."""
    before = {name: table.version for name, table in writer.tables.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for table in writer.tables.values():
            table.optimize(cleanup_older_than=NEVER)
    if before == {name: table.version for name, table in writer.tables.items()}:
        return ()
    return (writer.commit("prune").id,)


def _untag(store: Store, writer: Writer, kept: Sequence[str]) -> None:
    """Delete the tags of all snapshots except `kept`, and tag those that a crash left untagged."""
    for name in kept:
        try:
            versions = store.manifest(name).tables
        except StoreError:
            continue  # the tags are all that is left of it
        for table, version in versions.items():
            if table in writer.tables and name not in writer.tables[table].tags.list():
                writer.tables[table].tags.create(name, version)
    for table in writer.tables.values():
        for tag in table.tags.list().keys() - set(kept):
            table.tags.delete(tag)


def _clean_up(table: Any) -> None:
    """Delete the versions before the oldest that has a tag, and the files that only they name."""
    oldest = min(tag["version"] for tag in table.tags.list().values())
    written = {version["version"]: version["timestamp"].timestamp() for version in table.list_versions()}
    for slack in SLACKS:
        age = timedelta(seconds=max(0.0, time.time() - written[oldest]) + slack)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                table.optimize(cleanup_older_than=age)
        except RuntimeError as error:
            if "tagged" not in str(error):
                raise
        else:
            return


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
