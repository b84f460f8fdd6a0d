"""What check finds, what repair repairs, and what a stranger's folder must not do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tests.helpers.bundles import bundle, put
from workingregions.corpus.errors import StoreError
from workingregions.corpus.store import TABLES, Store, arrow, health
from workingregions.corpus.store.manifest import numbers


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with the snapshots 0 to 3."""
    store = Store.create(tmp_path / "store")
    for name in "abc":
        put(store, bundle(name, f"Steel plants closed in {name}."))
    return store


def manifest(store: Store, number: int) -> Path:
    return store.manifests / f"s{number:06d}.json"


def largest(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: (path.stat().st_size, path.name))


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_every_flipped_bit_is_found(store: Store) -> None:
    assert health.check(store, deep=True) == []
    files = [
        p
        for p in sorted((store.folder / "tables").rglob("*"))
        if p.suffix in (".lance", ".manifest", ".arrow")
    ]
    files = [p for p in files if p.is_file()]
    assert len(files) > 50
    for path in files[:: len(files) // 12]:
        sound = path.read_bytes()
        flip(path)
        wrong = health.check(store, deep=True)
        assert any(path.name in line and "damaged" in line for line in wrong), path
        path.write_bytes(sound)
    assert health.check(store, deep=True) == []


def test_a_flipped_bit_is_found_where_no_checksum_was_noted(store: Store) -> None:
    store.checksums.file.unlink()
    path = largest(store.folder / "tables" / "passages.lance" / "data", "*.lance")
    path.write_bytes(path.read_bytes()[:-100])
    assert any("'passages'" in line for line in health.check(store, deep=True))


def test_a_deleted_index_is_found_and_built_again(store: Store) -> None:
    shutil.rmtree(store.folder / "tables" / "passages.lance" / "_indices")
    assert any("full-text index" in line for line in health.check(store, deep=True))
    assert any("index" in line for line in health.repair(store))
    assert {p[:1] for p, _ in store.snapshot().lexical("steel", "", 9)} == {"a", "b", "c"}
    # Older snapshots have lost theirs for good, and that is reported.
    assert all("is missing" in line for line in health.check(store, deep=True))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 3}', '{"format": "x"}', "[" * 100_000])
def test_a_damaged_newest_manifest_is_written_again_from_the_tags(store: Store, text: str) -> None:
    before = {name: store.snapshot().digest(name) for name in TABLES}
    manifest(store, 3).write_text(text)
    with pytest.raises(StoreError, match=r"s000003.json is not a snapshot manifest.*repair"):
        store.snapshot()
    assert any("s000003" in line for line in health.check(store))
    assert any("s000003" in line for line in health.repair(store))
    assert health.check(store, deep=True) == []
    assert {name: store.snapshot().digest(name) for name in TABLES} == before
    put(store, bundle("d"))
    assert store.manifest().id == "s000004"


def test_a_deleted_newest_manifest_is_written_again_or_written_over(store: Store) -> None:
    before = {name: store.snapshot().digest(name) for name in TABLES}
    manifest(store, 3).unlink()
    assert any("s000003" in line and "no manifest" in line for line in health.check(store, deep=True))
    health.repair(store)
    assert {name: store.snapshot().digest(name) for name in TABLES} == before

    manifest(store, 3).unlink()
    put(store, bundle("d"))
    assert [d.path for d in store.snapshot("s000003").records("documents")] == ["a.pdf", "b.pdf", "d.pdf"]
    assert health.check(store, deep=True) == []


def test_a_manifest_that_lacks_a_table_is_reported_and_written_again(store: Store) -> None:
    data = json.loads(manifest(store, 3).read_text())
    del data["tables"]["passages"], data["rows"]["passages"]
    manifest(store, 3).write_text(json.dumps(data))
    with pytest.raises(StoreError, match="lacks the tables passages"):
        store.snapshot()
    assert any("passages" in line for line in health.check(store))
    health.repair(store)
    assert health.check(store, deep=True) == []
    assert len(store.snapshot().lexical("steel", "", 9)) == 3


def test_a_manifest_without_tags_is_set_aside(store: Store) -> None:
    manifest(store, 4).write_text("cut sho")
    assert health.repair(store) == [
        "Set the damaged manifest of snapshot s000004 aside, as s000004.json.damaged."
    ]
    assert store.manifest().id == "s000003"
    assert manifest(store, 4).with_name("s000004.json.damaged").read_text() == "cut sho"


def test_tags_that_a_crash_left_are_deleted(store: Store) -> None:
    table = store.connect().open_table("ties")
    table.tags.create("s000004", table.version)
    assert any("s000004" in line for line in health.check(store, deep=True))
    assert health.repair(store) == ["Deleted the tag s000004 of table 'ties', which has no manifest."]
    assert numbers(store.manifests) == [0, 1, 2, 3]
    assert health.check(store, deep=True) == []


def test_a_sound_store_is_left_as_it_is(store: Store) -> None:
    before = store.manifest()
    assert health.repair(store) == []
    assert store.manifest() == before


def poison(store: Store, name: str, metadata: dict[str, str], *, column: bool) -> None:
    """Give a table, in its newest version, metadata in its schema."""
    table = store.connect().open_table(name)
    rows = table.to_arrow()
    if column:
        schema = pa.schema([rows.schema.field(0).with_metadata(metadata), *list(rows.schema)[1:]])
    else:
        schema = rows.schema.with_metadata(metadata)
    table.add(pa.table(rows.columns, schema=schema), mode="overwrite")
    newest = store.connect().open_table(name)
    path = store.manifests / f"{store.manifest().id}.json"
    data = json.loads(path.read_text())
    data["tables"][name] = newest.version
    path.write_text(json.dumps(data))


MODEL = {
    "embedding_functions": json.dumps(
        [
            {
                "name": "huggingface",
                "model": {"name": "./model", "trust_remote_code": True},
                "source_column": "text",
                "vector_column": "vector",
            }
        ]
    )
}


def reading(store: Store) -> object:
    return store.snapshot().records("passages")


def writing(store: Store) -> object:
    return put(store, bundle("z"))


def searching(store: Store) -> object:
    return store.snapshot().lexical("steel", "", 3)


@pytest.mark.parametrize("use", [reading, writing, searching])
@pytest.mark.parametrize("column", [False, True])
def test_a_table_whose_schema_names_a_model_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch, use: Callable[[Store], object], column: bool
) -> None:
    from lancedb.embeddings import EmbeddingFunctionRegistry

    poison(store, "passages", MODEL, column=column)
    metadata = store.connect().open_table("passages").schema
    carried = metadata.field(0).metadata if column else metadata.metadata
    assert b"embedding_functions" in (carried or {}), "the poison was not taken"
    monkeypatch.setattr(EmbeddingFunctionRegistry, "parse_functions", lambda *_: pytest.fail("it was loaded"))
    with pytest.raises(StoreError, match=r"'passages' was not written by this program.*embedding_functions"):
        use(store)
    assert any("embedding_functions" in line for line in health.check(store))
    assert any("embedding_functions" in line for line in health.check(store, deep=True))


def test_the_tables_that_this_release_writes_carry_no_metadata() -> None:
    def parts(schema: pa.Schema) -> Iterator[object]:
        yield schema.metadata
        yield from (field.metadata for field in schema)

    assert not any(part for record in TABLES.values() for part in parts(arrow.schema(record)))
