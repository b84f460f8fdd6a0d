"""Reading by columns and by values, and indexes: the same answers in every way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.helpers.bundles import bundle, put
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.records import Block, Failure, Passage
from workingregions.corpus.selection import Selection
from workingregions.corpus.store import TABLES, Snapshot, Store, encode, from_rows, without
from workingregions.corpus.store import arrow as columns
from workingregions.corpus.store import indexes as indexes_module
from workingregions.corpus.store import snapshot as snapshot_module

NAMES = "abcdefgh"
TYPES = ("strategy", "law", "thesis")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of eight documents whose vectors and types differ."""
    store = Store.create(tmp_path / "store")
    generator = np.random.default_rng(3)
    made = []
    for n, name in enumerate(NAMES):
        one = bundle(name, f"Steel plants closed in {name}.")
        vector = generator.standard_normal(384).astype(np.float32)
        passages = tuple(
            replace(p, vector=vector, type=TYPES[n % 3], regions=("GB", f"r{n % 2}"), year=2000 + n)
            for p in one.passages
        )
        made.append(replace(one, passages=passages))
    put(store, *made)
    return store


def rows(snapshot: Snapshot, name: str) -> list[object]:
    return from_rows(TABLES[name], snapshot.arrow(name).to_pylist())  # type: ignore[arg-type]


def test_columns_give_the_records_that_rows_give(store: Store) -> None:
    now = store.snapshot()
    for name in TABLES:
        assert sorted(map(repr, now.records(name))) == sorted(map(repr, rows(now, name))), name


def test_empty_lists_nulls_and_slices_keep_their_place() -> None:
    blocks = [
        Block(ordinal=n, page=1, kind="paragraph", text=t, section=s, cells=c)  # type: ignore[arg-type]
        for n, (t, s, c) in enumerate([("", (), ()), ("a", ("x", "y"), (("1",), ())), ("b", (), ((),))])
    ]
    table = columns.to_table(Block, blocks)
    assert columns.from_table(Block, table) == columns.from_rows(Block, [encode(b) for b in blocks])
    assert columns.from_table(Block, table.slice(1)) == columns.from_table(Block, table)[1:]
    nulls = table.set_column(
        table.column_names.index("section"), "section", pa.nulls(3, pa.list_(pa.string()))
    )
    assert [b.section for b in columns.from_table(Block, nulls)] == [(), (), ()]
    failures = [
        Failure(sha256="a", path="p", stage="read", category=FailureCategory.DAMAGED, message="m", page=page)
        for page in (None, 2)
    ]
    assert [f.page for f in columns.from_table(Failure, columns.to_table(Failure, failures))] == [None, 2]


def test_records_are_in_one_order_however_they_were_written(tmp_path: Path) -> None:
    orders = []
    for number, names in enumerate((NAMES, NAMES[::-1])):
        store = Store.create(tmp_path / str(number))
        for name in names:
            put(store, bundle(name))
        orders.append({name: store.snapshot().records(name) for name in TABLES})
    assert orders[0] == orders[1]


def test_fields_that_are_not_read_hold_their_defaults(store: Store) -> None:
    read: list[Passage] = store.snapshot().records("passages", columns=without("passages", "vector"))
    assert read == store.snapshot().records("passages")  # vectors are not compared
    assert {p.vector for p in read} == {None}


@pytest.mark.parametrize(("listed", "looked_up"), [(1_000, 20), (2, 1), (2, 20)])
def test_many_values_find_what_few_do(
    store: Store, listed: int, looked_up: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_module, "LISTED", listed)
    monkeypatch.setattr(snapshot_module, "LOOKED_UP", looked_up)
    now = store.snapshot()
    every = now.records("passages")
    wanted = {p.document for p in every if p.document[0] in "bdfgh"} | {"no such document"}
    found = now.records("passages", where="year > 2003 OR year < 2002", among=("document", wanted))
    assert found == [p for p in every if p.document in wanted and (p.year > 2003 or p.year < 2002)]
    ids = now.arrow("passages", among=("document", wanted), columns=["id"])
    assert ids.column_names == ["id"]
    assert sorted(ids["id"].to_pylist()) == [p.id for p in every if p.document in wanted]
    assert now.records("passages", among=("document", ())) == []


def test_large_tables_get_indexes_and_answer_as_before(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.snapshot()
    selections = [
        Selection(types=("law",)),
        Selection(genres=("policy",), types=("law", "thesis"), years=(2002, None)),
        Selection(regions=("r1",)),
        Selection(documents=()),
    ]
    answers = [before.records("passages", where=s.where()) for s in selections]
    assert all(answers[:3])
    assert not answers[3]
    monkeypatch.setattr(indexes_module, "MANY", 3)
    with store.writer() as writer:
        writer.index()
        writer.commit("index")
    now = store.snapshot()
    kinds = {i.columns[0]: i.index_type for i in now.table("passages").list_indices()}
    assert {kinds[c] for c in ("id", "document", "year")} == {"BTree"}
    assert (kinds["type"], kinds["regions"], "vector" in kinds) == ("Bitmap", "LabelList", False)
    assert [now.records("passages", where=s.where()) for s in selections] == answers
    # What came after the index was made is found as well, and does not make it again while it is little.
    put(store, bundle("z", "Steel again."))
    version = store.manifest().tables["mentions"]
    with store.writer() as writer:
        writer.index()
        writer.commit("index")
    assert store.manifest().tables["mentions"] == version
    assert [p.document[0] for p in store.snapshot().records("passages", where="document LIKE 'z%'")] == ["z"]
    assert store.check() == []


def test_the_index_of_vectors_finds_what_comparing_all_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = np.random.default_rng(7)
    vectors = generator.standard_normal((600, 384)).astype(np.float32)
    one = bundle("a")
    made = [
        replace(one.passages[0], id=f"{one.document.id}-{n:05d}", ordinal=n, vector=v, genre="ab"[n % 2])
        for n, v in enumerate(vectors)
    ]
    store = Store.create(tmp_path / "store")
    put(store, replace(one, passages=tuple(made)))
    queries = generator.standard_normal((5, 384)).astype(np.float32)
    plain = [store.snapshot().dense(q, where, 20) for q in queries for where in ("", "genre = 'a'")]
    monkeypatch.setattr(indexes_module, "MANY", 100)
    monkeypatch.setattr(indexes_module, "MANY_VECTORS", 500)
    with store.writer() as writer:
        writer.index()
        writer.commit("index")
    now = store.snapshot()
    assert "IvfPq" in {i.index_type for i in now.table("passages").list_indices()}
    found = [now.dense(q, where, 20) for q in queries for where in ("", "genre = 'a'")]
    assert [[p for p, _ in r] for r in found] == [[p for p, _ in r] for r in plain]
    assert np.allclose([s for r in found for _, s in r], [s for r in plain for _, s in r], atol=1e-5)


def test_vectors_of_another_width_are_read_and_written(store: Store) -> None:
    with store.writer() as writer:
        writer.change_encoder("other@1", 8)
        one = bundle("a")
        narrow = tuple(replace(p, vector=np.ones(8, np.float32)) for p in one.passages)
        writer.put([replace(one, passages=narrow)], [])
        writer.commit("other")
    with store.writer() as writer:
        assert writer.base.reason == "other", "an upgrade was taken to be needed"
    widths = [None if p.vector is None else len(p.vector) for p in store.snapshot().records("passages")]
    assert widths == [8] + [None] * 7
