"""Upgrades of an earlier release's tables to those of this one, one numbered step per format.

A reader does not need them: it fills in what older tables lack. The first writer runs them and commits the
result as a snapshot of its own. A new record field needs a default, a higher `snapshot.FORMAT` and, where
older rows should hold another value than the default, a step here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workingregions.corpus.store import arrow
from workingregions.corpus.store.manifest import FORMAT

if TYPE_CHECKING:
    import lancedb

ROWS = 50_000
"""Rows that are held in memory at once while a table is rewritten."""

Records = Mapping[str, type]
"""The record class of each table."""


def add_fields(db: lancedb.DBConnection, records: Records) -> None:
    """Add to every table the fields that its record has gained, also in nested records, with the defaults."""
    import pyarrow as pa

    for name, record in records.items():
        table: Any = db.open_table(name)
        if table.schema == arrow.schema(record):
            continue
        old: Any = db.open_table(name)
        old.checkout(table.version)
        table.add(arrow.schema(record).empty_table(), mode="overwrite")
        for batch in old.search().limit(max(1, old.count_rows())).to_batches(batch_size=ROWS):
            table.add(arrow.conform(record, pa.Table.from_batches([batch])))


STEPS: Mapping[int, Callable[[lancedb.DBConnection, Records], None]] = {3: add_fields}
"""The step that leads to each format. Formats 1 and 2 differ by whole tables, which a writer adds anyway."""


def needed(format_: int, tables: Mapping[str, Any], records: Records) -> bool:
    """Return whether tables that were written in `format_` differ from those of this release."""
    return format_ < FORMAT or any(tables[name].schema != arrow.schema(records[name]) for name in records)


def run(format_: int, db: lancedb.DBConnection, records: Records) -> None:
    """Upgrade the newest tables, of `format_`, to those of this release; the caller commits."""
    for number in range(format_ + 1, FORMAT + 1):
        if number in STEPS:
            STEPS[number](db, records)
    add_fields(db, records)
