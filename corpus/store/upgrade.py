"""Upgrades of an earlier release's tables to those of this one, one numbered step per format.

A reader does not need them: it fills in what older tables lack. The first writer runs them and commits the
result as a snapshot of its own. A new record field needs a default, a higher `snapshot.FORMAT` and, where
older rows should hold another value than the default, a step here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.store import arrow
from workingregions.corpus.store.manifest import FORMAT
from workingregions.corpus.voices import OF_KIND

if TYPE_CHECKING:
    import lancedb
    import pyarrow as pa

ROWS = 50_000
"""Rows that are held in memory at once while a table is rewritten."""

Records = Mapping[str, type]
"""The record class of each table."""


def add_fields(db: lancedb.DBConnection, records: Records) -> None:
    """Give every table the fields of its record, also those of nested records, filled with the defaults."""
    for name, record in records.items():
        table: Any = db.open_table(name)
        if table.schema != arrow.fitting(record, table.schema):
            _rewrite(table, db, record)


def add_types(db: lancedb.DBConnection, records: Records) -> None:
    """Give every passage the type of its document, as a facet to filter by."""
    import pyarrow.compute as pc

    listed: Any = db.open_table("documents")
    rows = listed.search().select(["id", "type"]).limit(max(1, listed.count_rows())).to_arrow()
    ids, types = rows["id"].combine_chunks(), rows["type"].combine_chunks()

    def typed(passages: pa.Table) -> pa.Table:
        of = types.take(pc.index_in(passages["document"].combine_chunks(), value_set=ids))
        return passages.set_column(passages.column_names.index("type"), "type", pc.fill_null(of, ""))

    _rewrite(db.open_table("passages"), db, records["passages"], typed)


def add_voices(db: lancedb.DBConnection, records: Records) -> None:
    """Give every passage the voice of its first block's kind, and every mention that of its passage."""
    import pyarrow as pa
    import pyarrow.compute as pc

    blocks = _columns(db, "blocks", ["document", "ordinal", "kind"])
    passages = _columns(db, "passages", ["id", "document", "first_block"])
    # Captions shared passages with the text around them.
    of_kind = {k.value: voice.value for k, voice in OF_KIND.items() if k is not BlockKind.CAPTION}
    of_block = pa.array([of_kind.get(kind, "body") for kind in blocks["kind"].to_pylist()])
    first = pc.index_in(_key(passages, "first_block"), value_set=_key(blocks, "ordinal"))
    voices = pc.fill_null(of_block.take(first), "body")

    def voiced(column: str) -> Callable[[pa.Table], pa.Table]:
        def change(rows: pa.Table) -> pa.Table:
            found = voices.take(pc.index_in(rows[column].combine_chunks(), value_set=passages["id"]))
            at = rows.column_names.index("voice")
            return rows.set_column(at, "voice", pc.fill_null(found, "body"))

        return change

    for name, column in (("passages", "id"), ("mentions", "passage")):
        _rewrite(db.open_table(name), db, records[name], voiced(column))


def _columns(db: lancedb.DBConnection, name: str, columns: list[str]) -> pa.Table:
    table: Any = db.open_table(name)
    return table.search().select(columns).limit(max(1, table.count_rows())).to_arrow().combine_chunks()


def _key(rows: pa.Table, block: str) -> pa.Array:
    """Return the document and the number of a block as one text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pc.cast(rows[block], pa.string())
    return pc.binary_join_element_wise(rows["document"], numbers, "-").combine_chunks()


def _rewrite(
    table: Any,
    db: lancedb.DBConnection,
    record: type,
    change: Callable[[pa.Table], pa.Table] = lambda rows: rows,
) -> None:
    """Write a table again with the fields of `record`, its rows changed by `change`."""
    import pyarrow as pa

    old: Any = db.open_table(table.name)
    old.checkout(table.version)
    table.add(arrow.fitting(record, table.schema).empty_table(), mode="overwrite")
    for batch in old.search().limit(max(1, old.count_rows())).to_batches(batch_size=ROWS):
        table.add(change(arrow.conform(record, pa.Table.from_batches([batch]))))


STEPS: Mapping[int, Callable[[lancedb.DBConnection, Records], None]] = {4: add_types, 5: add_voices}
"""The step that leads to each format. Formats 1 and 2 differ by whole tables, which a writer adds anyway, and
3 has more fields than 2, as 6 has than 5, which every upgrade adds."""


def needed(format_: int, tables: Mapping[str, Any], records: Records) -> bool:
    """Return whether tables that were written in `format_` are not yet those of this release."""
    return format_ < FORMAT or any(
        tables[name].schema != arrow.fitting(record, tables[name].schema) for name, record in records.items()
    )


def run(format_: int, db: lancedb.DBConnection, records: Records) -> None:
    """Upgrade the newest tables, of `format_`, to those of this release; the caller commits."""
    for number in range(format_ + 1, FORMAT + 1):
        if number in STEPS:
            STEPS[number](db, records)
    add_fields(db, records)
