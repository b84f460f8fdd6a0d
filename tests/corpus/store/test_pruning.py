"""A store in the long run: it grows only by new rows, keeps old versions, and prune removes them."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.helpers.bundles import bundle, put
from workingregions.corpus.errors import InputError, NotFoundError, PrunedError
from workingregions.corpus.records import Duplicate
from workingregions.corpus.store import TABLES, Snapshot, Store, health, pruning
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store import writer as tables
from workingregions.corpus.store.checksums import Checksums


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with the snapshots 0 to 4."""
    store = Store.create(tmp_path / "store")
    for name in "abcd":
        put(store, bundle(name, f"Steel plants closed in {name}."))
    return store


def digests(now: Snapshot) -> dict[str, str]:
    return {name: now.digest(name) for name in TABLES}


def test_no_version_is_too_old_to_go_on_from(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    # Only the age given to the clean-up counts for Lance; at 0 every version is as old as one of last year.
    passages = store.connect().open_table("passages")
    with pytest.raises(RuntimeError, match="tagged"):
        passages.optimize(cleanup_older_than=timedelta(0))
    monkeypatch.setattr(tables, "MANY_FRAGMENTS", 2)
    ages = []
    optimize = type(passages).optimize

    def aged(table: object, **options: timedelta) -> None:
        # As if ten years had passed since the store was made.
        ages.append(options["cleanup_older_than"])
        optimize(table, cleanup_older_than=max(timedelta(0), ages[-1] - timedelta(days=3650)))

    monkeypatch.setattr(type(passages), "optimize", aged)
    put(store, bundle("e"))
    assert ages, "nothing was optimised"
    assert len(store.snapshot("s000002").records("documents")) == 2
    assert {p[:1] for p, _ in store.snapshot().lexical("steel", "", 9)} == set("abcde")


def test_prune_removes_all_but_the_newest_and_says_so(store: Store) -> None:
    before = digests(store.snapshot())
    kept = digests(store.snapshot("s000003"))
    done = pruning.prune(store, 2)
    assert done.removed == ("s000000", "s000001", "s000002")
    assert done.kept[:2] == ("s000003", "s000004")
    assert digests(store.snapshot("s000003")) == kept
    assert digests(store.snapshot("s000004")) == digests(store.snapshot()) == before
    assert health.check(store, deep=True) == []
    with pytest.raises(PrunedError, match=r"s000001 was removed by prune; the oldest kept is s000003"):
        store.snapshot("s000001")
    with pytest.raises(NotFoundError, match="no snapshot 's000099'"):
        store.snapshot("s000099")
    put(store, bundle("e"))
    assert len(store.snapshot().records("documents")) == 5
    assert store.snapshot().lexical("steel", "", 9)[4]


def test_what_only_old_snapshots_hold_leaves_the_disk(store: Store) -> None:
    with store.writer() as writer:
        writer.put([], [], gone=["a" * 64])
        writer.put([bundle("b", "Words that replace the others.")], [])
        writer.index()
        writer.commit("changed")

    def there() -> list[Path]:
        files = [p for p in (store.folder / "tables").rglob("*.lance") if p.is_file()]
        return [p for p in files if b"Steel plants closed in a" in p.read_bytes()]

    assert there()
    freed = 0
    for _ in range(50):  # versions that are seconds old may stay, for safety
        if there():
            freed += pruning.prune(store, 1).freed
            time.sleep(pruning.SLACKS[0])
    assert not there()
    assert freed > 0
    assert health.check(store, deep=True) == []


def test_a_reader_of_a_pruned_snapshot_learns_why_it_fails(store: Store) -> None:
    with store.writer() as writer:
        writer.put([], [], gone=["a" * 64])
        writer.commit("changed")
    old = store.snapshot("s000001")
    pruning.prune(store, 1)
    with pytest.raises(PrunedError, match="s000001 was removed"):
        old.records("documents")


def test_a_dry_run_and_a_wrong_number_remove_nothing(store: Store) -> None:
    files = {p: p.stat().st_mtime_ns for p in store.folder.rglob("*") if p.is_file()}
    assert pruning.prune(store, 3, dry_run=True).removed == ("s000000", "s000001")
    assert pruning.prune(store, 9, dry_run=True).removed == ()
    for keep in (0, -1):
        with pytest.raises(InputError, match="Keep at least 1"):
            pruning.prune(store, keep)
    assert {p: p.stat().st_mtime_ns for p in store.folder.rglob("*") if p.is_file()} == files


@pytest.mark.parametrize("step", ["_untag", "_clean_up", "forget"])
def test_a_prune_that_is_killed_is_completed_by_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = digests(store.snapshot())
    with monkeypatch.context() as patch:
        where = Checksums if step == "forget" else pruning
        patch.setattr(where, step, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            pruning.prune(store, 1)
    assert digests(store.snapshot()) == before
    put(store, bundle("e"))  # other commits in between
    pruning.prune(store, 1)
    now = store.snapshot()
    kept = {snapshot.snapshot_id(n) for n in snapshot.numbers(store.manifests)}
    assert all(set(now.table(name).tags.list()) == kept for name in TABLES)
    assert health.check(store, deep=True) == []
    assert len(now.records("documents")) == 5


def test_rows_that_stay_are_not_written_again(store: Store) -> None:
    pairs = [Duplicate(document=f"d{i}", of="x", kind="revision", similarity=i / 10) for i in range(5)]

    def rewrite(rows: list[Duplicate]) -> tuple[int, list[Duplicate]]:
        with store.writer() as writer:
            writer.replace("duplicates", "true", rows)
            manifest = writer.commit("test")
        return manifest.content["duplicates"], store.snapshot().records("duplicates")

    first, held = rewrite(pairs)
    assert held == pairs
    same, held = rewrite(list(reversed(pairs)))
    assert (same, held) == (first, pairs)
    twice = [*pairs[1:], pairs[1]]  # one is missing, one occurs twice
    assert sorted(rewrite(twice)[1], key=repr) == sorted(twice, key=repr)
    assert rewrite(pairs[:1])[1] == pairs[:1]
    assert rewrite([])[1] == []
    assert rewrite(pairs)[1] == pairs


def test_many_rows_that_change_replace_the_table(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MANY_ROWS", 2)
    for rows in (range(5), range(3, 9), range(1)):
        pairs = [Duplicate(document=f"d{i}", of="x", kind="revision", similarity=0.5) for i in rows]
        with store.writer() as writer:
            writer.replace("duplicates", "true", pairs)
            writer.commit("test")
        assert store.snapshot().records("duplicates") == pairs


def test_a_document_that_is_new_deletes_nothing_and_adds_one_version(store: Store) -> None:
    before = store.manifest()
    put(store, bundle("e"))
    after = store.manifest()
    grown = {n: after.tables[n] - before.tables[n] for n in TABLES if after.tables[n] != before.tables[n]}
    assert grown.pop("passages") >= 1  # its index is updated
    assert grown == dict.fromkeys(("documents", "blocks", "mentions", "done"), 1)


def test_many_small_fragments_are_joined(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MANY_FRAGMENTS", 4)
    put(store, bundle("e"))
    fragments = store.snapshot().table("blocks").stats()["fragment_stats"]["num_fragments"]
    assert fragments == 1
    assert len(store.snapshot().records("blocks")) == 5
