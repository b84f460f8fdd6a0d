"""Checks of the whole store, and repairs of what can be rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from workingregions.corpus.errors import StoreError, UserError
from workingregions.corpus.files import now
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.lock import held
from workingregions.corpus.store.manifest import Manifest, snapshot_id
from workingregions.corpus.store.snapshot import Snapshot
from workingregions.corpus.store.store import PATIENCE, Store
from workingregions.corpus.store.tables import TABLES, has_text_index, open_table

ROWS = 10_000
"""Rows that are read at once."""
DAMAGED = ".damaged"
"""Suffix added to the name of a manifest that cannot be read."""


def check(store: Store, *, deep: bool = False) -> list[str]:
    """Return what is wrong with the store, one line each; nothing when all is well.

    Args:
        store: the tables of a project.
        deep: read every manifest, column and index, and compare every file with its checksum.

    Raises:
        ProjectError: a newer release wrote it.
    """
    wrong = _tried("the newest snapshot", lambda: store.snapshot().check())
    if deep:
        wrong += _manifests(store)
        for name in TABLES:
            wrong += _tried(f"table {name!r}", partial(_unreadable, store, name))
        wrong += _tried("the full-text index", lambda: _text_index(store.snapshot()))
        wrong += _tried("a table's tags", lambda: _tags(store))
        wrong += store.checksums.damaged()
    return list(dict.fromkeys(wrong))


def _tried(what: str, action: Callable[[], Iterable[str]]) -> list[str]:
    """Return the result of `action`, or a line that it failed."""
    try:
        return list(action())
    except StoreError as error:
        return [str(error)]
    except (KeyboardInterrupt, UserError):
        raise
    # A damaged file makes Lance panic in its own ways, which are not ordinary exceptions.
    except BaseException as cause:  # noqa: BLE001
        return [f"{what} cannot be read: {cause}."]


def _manifests(store: Store) -> Iterator[str]:
    """Yield what is wrong with the manifests of older snapshots."""
    for number in snapshot.numbers(store.manifests):
        try:
            store.manifest(snapshot_id(number))
        except StoreError as error:
            yield str(error)


def _unreadable(store: Store, name: str) -> Iterator[str]:
    """Read all columns of a table, and yield what is wrong with them."""
    newest = store.snapshot()
    expected = newest.manifest.rows.get(name, 0)
    if name not in newest.manifest.tables:
        return  # it is younger than the snapshot
    rows = 0
    for batch in newest.table(name).search().limit(max(1, expected)).to_batches(batch_size=ROWS):
        batch.validate(full=True)
        rows += batch.num_rows
    if rows != expected:
        yield f"table {name!r} gives {rows} rows of {expected}."


def _text_index(newest: Snapshot) -> Iterator[str]:
    """Read the full-text index, and yield what is wrong with it."""
    if not newest.manifest.rows.get("passages"):
        return
    passages = newest.table("passages")
    if not has_text_index(passages):
        yield "table 'passages' has no full-text index."
        return
    for index in passages.list_indices():
        passages.prewarm_index(index.name)
    words = newest.arrow("passages", columns=["text"])["text"][0].as_py()
    newest.lexical(words[:1000], "", 1)


def _tags(store: Store) -> Iterator[str]:
    """Yield the tags of snapshots that have no manifest: left by a crash or a manual deletion."""
    kept = {snapshot_id(number) for number in snapshot.numbers(store.manifests)}
    strays = sorted({tag for table in _tables(store).values() for tag in table.tags.list()} - kept)
    if strays:
        yield f"the tables have tags of {', '.join(strays)}, which have no manifest."


def repair(store: Store) -> list[str]:
    """Repair what can be rebuilt, and return what was done, one line each.

    A manifest that is damaged, or a newest one that was deleted, is rewritten from the tables' tags where all
    tables have them, and otherwise set aside; tags without a manifest are deleted; a broken full-text index
    is built again.

    Raises:
        ProjectError: another process is writing, or a newer release wrote the store.
        StoreError: no manifest is left.
    """
    with held(store.folder / "lock", PATIENCE, lambda _: None):
        done = list(_restored(store))
    with store.writer() as writer:
        if _tried("the full-text index", lambda: _text_index(store.snapshot())):
            writer.rebuild_text_index()
            writer.commit("full-text index built again")
            done.append("Built the full-text index again.")
        kept = set(map(snapshot_id, snapshot.numbers(store.manifests)))
        for name, table in writer.tables.items():
            for tag in sorted(table.tags.list().keys() - kept):
                table.tags.delete(tag)
                done.append(f"Deleted the tag {tag} of table {name!r}, which has no manifest.")
        for left in sorted(store.manifests.glob("*.tmp")):
            left.unlink()
            done.append(f"Deleted {left.name}, which a crash left.")
    return done


def _restored(store: Store) -> Iterator[str]:
    """Rewrite, from the tables' tags, manifests that are damaged and a newest one that is gone."""
    tables = _tables(store)
    if not tables:
        return
    tags = {name: {k: v["version"] for k, v in table.tags.list().items()} for name, table in tables.items()}
    damaged, format_ = [], snapshot.FORMAT
    numbers = snapshot.numbers(store.manifests)
    for number in numbers:
        try:
            format_ = store.manifest(snapshot_id(number)).format
        except StoreError:
            damaged.append(snapshot_id(number))
    newest = snapshot_id(max(numbers, default=0))
    lost = {tag for tag in set.intersection(*map(set, tags.values())) if tag > newest}
    for name in sorted({*damaged, *lost}):
        file = store.manifests / f"{name}.json"
        if name in damaged:
            file.replace(file.with_name(file.name + DAMAGED))
        if all(name in found for found in tags.values()):
            versions = {table: found[name] for table, found in tags.items()}
            _write(store, int(name[1:]), format_, versions)
            yield f"Wrote the manifest of snapshot {name} again from the tables' tags."
        else:
            yield f"Set the damaged manifest of snapshot {name} aside, as {file.name}{DAMAGED}."


def _write(store: Store, number: int, format_: int, versions: Mapping[str, int]) -> None:
    db = store.connect()
    manifest = Manifest(
        number=number,
        format=format_,
        created=now(),
        reason="restored",
        tables=versions,
        rows={name: open_table(db, name, version).count_rows() for name, version in versions.items()},
        content=versions,
        release=snapshot.release(),
    )
    snapshot.write(store.manifests, manifest)


def _tables(store: Store) -> dict[str, Any]:
    """Return the tables that can be opened, at their newest version."""
    found = {}
    db = store.connect()
    for name in TABLES:
        try:
            found[name] = open_table(db, name)
        except StoreError:
            continue
    return found
