"""The contract of the store: snapshots are commits, one writer, nothing half-written."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from tests.helpers.bundles import bundle, put
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import (
    BusyError,
    DiskFullError,
    NotFoundError,
    ProjectError,
    StoreError,
    UserError,
)
from workingregions.corpus.records import Failure
from workingregions.corpus.store import manifest as snapshot
from workingregions.corpus.store.snapshot import Snapshot
from workingregions.corpus.store.store import ATTEMPTS, Store
from workingregions.corpus.store.tables import TABLES
from workingregions.corpus.store.writer import Writer


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


def test_what_is_put_comes_back_equal(store: Store) -> None:
    one = bundle("a")
    put(store, one)
    now = store.snapshot()
    assert now.records("documents") == [one.document]
    assert now.records("blocks") == list(one.blocks)
    assert now.records("mentions") == list(one.mentions)
    (passage,) = now.records("passages")
    assert passage == one.passages[0]
    assert passage.vector.dtype == np.float32
    assert np.array_equal(passage.vector, one.passages[0].vector)


def test_putting_a_document_again_replaces_it(store: Store) -> None:
    put(store, bundle("a"), bundle("b"))
    put(store, bundle("a", "Other words."))
    texts = [p.text for p in store.snapshot().records("passages")]
    assert sorted(texts) == ["Other words.", "Steel plants closed."]
    assert store.check() == []


def test_a_reader_keeps_its_snapshot_while_the_writer_goes_on(store: Store) -> None:
    put(store, bundle("a"))
    old = store.snapshot()
    put(store, bundle("b"))
    assert len(old.records("documents")) == 1
    assert len(store.snapshot(old.id).records("documents")) == 1
    assert len(store.snapshot().records("documents")) == 2


def test_rows_that_no_snapshot_names_are_gone_for_the_next_writer(store: Store) -> None:
    put(store, bundle("a"))
    before = {name: store.snapshot().digest(name) for name in TABLES}
    with store.writer() as writer:
        writer.put([bundle("b"), bundle("a", "half written")], [])
        # The process dies here: no commit.
    assert {name: store.snapshot().digest(name) for name in TABLES} == before
    put(store, bundle("c"))
    assert [d.path for d in store.snapshot().records("documents")] == ["a.pdf", "c.pdf"]
    assert store.check() == []


def test_a_half_written_manifest_is_not_a_snapshot(store: Store) -> None:
    put(store, bundle("a"))
    (store.manifests / "s000002.json.99.tmp").write_text('{"number": 2, "for')
    assert store.manifest().id == "s000001"
    put(store, bundle("b"))
    assert store.manifest().id == "s000002"


def test_one_writer_at_a_time(store: Store) -> None:
    with store.writer(), pytest.raises(BusyError, match=f"pid {os.getpid()}"), store.writer(patience=0.1):
        pass


def test_a_writer_waits_for_another_to_commit_and_goes_on_from_there(store: Store) -> None:
    messages: list[str] = []
    entered, written = Event(), Event()

    def first() -> None:
        with store.writer() as writer:
            entered.set()
            written.wait(30)
            writer.put([bundle("a")], [])
            writer.commit("first")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(first)
        assert entered.wait(30)
        with store.writer(status=lambda text: (messages.append(text), written.set())) as writer:  # type: ignore[func-returns-value]
            assert writer.base.reason == "first"
            writer.put([bundle("b")], [])
            writer.commit("second")
    assert messages == [f"waiting for another process (pid {os.getpid()})"]
    assert len(store.snapshot().records("documents")) == 2


def test_the_lock_of_a_killed_process_is_free(store: Store) -> None:
    code = (
        "import os, sys; from pathlib import Path; from workingregions.corpus.store import Store\n"
        "with Store(Path(sys.argv[1])).writer(): print('in', flush=True); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, store.folder], capture_output=True, check=False)
    assert (killed.returncode, killed.stdout) == (-9, b"in\n")
    with store.writer(patience=0) as writer:
        assert writer.base.number == 0


def test_an_update_is_computed_again_when_another_process_committed(store: Store) -> None:
    """Each of `others` times another writer commits between the computing and the writing."""
    for others, computed in ((0, 1), (1, 2), (9, ATTEMPTS)):
        seen: list[int] = []

        def compute(now: Snapshot, seen: list[int] = seen, others: int = others) -> int:
            seen.append(now.manifest.number)
            with contextlib.suppress(BusyError):
                if len(seen) <= others:
                    with store.writer(patience=0) as writer:
                        writer.replace("documents", "", [])
                        writer.commit("another")
            return now.manifest.number

        def write(writer: Writer, base: int) -> int:
            assert writer.base.number == base
            return writer.commit("mine").number

        number = store.update(compute, write)
        assert len(seen) == computed
        assert number == seen[-1] + 1
        assert store.manifest().reason == "mine"


FULL = (
    OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
    RuntimeError("lance error: LanceError(IO): Unable to copy data: No space left on device (os error 28)"),
)


@pytest.mark.parametrize("cause", FULL, ids=["no space", "quota", "lance"])
@pytest.mark.parametrize("step", ["replace", "commit"])
def test_a_full_disk_loses_nothing_and_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch, cause: Exception, step: str
) -> None:
    put(store, bundle("a"))

    def full(*_: object) -> None:
        raise cause

    with monkeypatch.context() as patch:
        patch.setattr(Writer, step, full)
        with pytest.raises(DiskFullError, match=r"store cannot be written \([\d.]+ MB free\)") as raised:
            put(store, bundle("b"))
    assert isinstance(raised.value, UserError)
    assert [d.path for d in store.snapshot().records("documents")] == ["a.pdf"]
    put(store, bundle("b"))
    assert len(store.snapshot().records("documents")) == 2
    assert store.check() == []


def test_other_errors_are_not_taken_for_a_full_disk(store: Store) -> None:
    for error in (OSError(errno.EIO, "Input/output error"), RuntimeError("os error 281"), ValueError("28")):
        with pytest.raises(type(error)) as raised, store.writer():
            raise error
        assert raised.value is error


def test_a_manifest_that_cannot_be_written_leaves_no_torn_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        put(store, bundle("a"))
    assert [path.name for path in store.manifests.iterdir()] == ["s000000.json"]


def test_a_newer_format_is_refused_with_advice(store: Store) -> None:
    manifest = store.manifest()
    snapshot.write(store.manifests, replace(manifest, number=1, format=snapshot.FORMAT + 1))
    with pytest.raises(ProjectError, match=r"newer version.*Upgrade"):
        store.snapshot()


def test_a_broken_manifest_and_a_missing_snapshot_are_told(store: Store) -> None:
    with pytest.raises(NotFoundError, match="s000009"):
        store.snapshot("s000009")
    (store.manifests / "s000001.json").write_text("not json")
    with pytest.raises(StoreError, match="not a snapshot manifest"):
        store.snapshot()


def test_check_finds_a_missing_table_a_wrong_count_and_a_stray_row(store: Store) -> None:
    put(store, bundle("a"))
    assert store.check() == []
    with store.writer() as writer:
        writer.replace("blocks", "", [replace(bundle("z").blocks[0], document="nowhere")])
        writer.commit("stray")
    assert any("nowhere" in line for line in store.check())
    path = store.manifests / f"{store.manifest().id}.json"
    data = json.loads(path.read_text())
    data["rows"]["blocks"] += 1
    path.write_text(json.dumps(data))
    assert any("blocks" in line and "snapshot says" in line for line in store.check())
    data["tables"]["blocks"] = 999
    path.write_text(json.dumps(data))
    assert any("cannot be opened" in line for line in store.check())


def test_lexical_and_dense_rank_within_the_filter(store: Store) -> None:
    put(store, bundle("a", "Reshoring of machine tools."), bundle("b", "Skills boards and reshoring."))
    now = store.snapshot()
    assert {p for p, _ in now.lexical("reshoring", "", 5)} == {"a" * 16 + "-00000", "b" * 16 + "-00000"}
    only = now.lexical("reshoring", "document = '" + "b" * 16 + "'", 5)
    assert [p for p, _ in only] == ["b" * 16 + "-00000"]
    vector = np.eye(1, 384, k=ord("a"), dtype=np.float32)[0]
    best, similarity = now.dense(vector, "array_has(regions, 'UKC') AND year >= 2014", 1)[0]
    assert best == "a" * 16 + "-00000"
    assert similarity == pytest.approx(1.0, abs=1e-6)
    assert now.dense(vector, "array_has(regions, 'FR')", 1) == []
    assert now.lexical('"(', "", 5) == []


def test_the_digest_ignores_the_order_of_rows_and_sees_a_change(tmp_path: Path) -> None:
    stores = [Store.create(tmp_path / name) for name in ("x", "y", "z")]
    put(stores[0], bundle("a"), bundle("b"))
    put(stores[1], bundle("b"))
    put(stores[1], bundle("a"))
    put(stores[2], bundle("a"), bundle("b", "changed"))
    digests = [{n: s.snapshot().digest(n) for n in TABLES} for s in stores]
    assert digests[0] == digests[1]
    assert digests[0]["passages"] != digests[2]["passages"]
    assert digests[0]["documents"] == digests[2]["documents"]


def test_failures_of_a_file_are_replaced_when_it_is_read(store: Store) -> None:
    one = bundle("a")
    told = Failure(
        sha256=one.source.sha256,
        path="a.pdf",
        stage="read",
        category=FailureCategory.ENCRYPTED,
        message="locked",
    )
    with store.writer() as writer:
        writer.put([], [], gone=[one.source.sha256])
        writer.replace("failures", "", [told])
        writer.commit("failed")
    assert store.snapshot().records("failures") == [told]
    put(store, one)
    assert store.snapshot().records("failures") == []
