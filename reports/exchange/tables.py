"""Tables as CSV and Parquet, each with the data dictionary."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus.csvfile import defused, rows_as_csv
from workingregions.corpus.files import write_atomically
from workingregions.reports.exchange.about import MANIFEST, About, Counted, Limited, Row, manifest
from workingregions.reports.exchange.dictionary import FIELDS, TableForm, described, dictionary
from workingregions.reports.exchange.places import new_folder

if TYPE_CHECKING:
    import pyarrow as pa

Tables = Mapping[str, Callable[[], Iterable[Row]]]
"""What gives the rows of each table, by its name in the dictionary; rows may lack columns."""
DICTIONARY = "dictionary.csv"
AT_ONCE = 10_000
"""Rows of a group in a Parquet file."""
SEPARATOR = "; "
"""Between the values of a list, in formats that have none."""


def write_csv(tables: Tables, about: About, out: Path, *, most: int = 0) -> list[Counted]:
    """Write tables as CSV into the folder `out`, with the dictionary and the manifest.

    Text that a spreadsheet would calculate has an apostrophe before it. A table that was cut says so in its
    last line.

    Args:
        tables: what to write.
        about: what they are of.
        out: a new folder, or one of an earlier export, which is replaced.
        most: rows of each table; 0 for all.

    Raises:
        InputError: the folder cannot be written, or holds something else.
    """
    return _write(tables, about, out, most, "csv", _csv)


def write_parquet(tables: Tables, about: About, out: Path, *, most: int = 0) -> list[Counted]:
    """Write tables as Parquet into the folder `out`, as `write_csv` does; columns carry their description.

    The metadata of each file's schema holds the title, `about` and, if the table was cut, that it was.
    """
    return _write(tables, about, out, most, "parquet", _parquet)


Writer = Callable[[TableForm, Limited, About, Path], Counted]


def _write(tables: Tables, about: About, out: Path, most: int, ending: str, write: Writer) -> list[Counted]:
    counted = []
    with new_folder(out) as folder:
        files = {}
        for name, rows in tables.items():
            path = folder / f"{name}.{ending}"
            counted.append(write(dictionary()[name], Limited(rows(), most), about, path))
            files[path.name] = path
        write_atomically(folder / DICTIONARY, rows_as_csv(FIELDS, described(tuple(tables))))
        files[DICTIONARY] = folder / DICTIONARY
        write_atomically(folder / MANIFEST, manifest(about, counted, files))
    return counted


def cell(value: Any) -> Any:
    """Return a value as a cell of a format without lists and yes-or-no: their text; None for no value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return SEPARATOR.join(map(str, value))
    return value


def _csv(form: TableForm, rows: Limited, _: About, path: Path) -> Counted:
    with path.open("w", encoding="utf8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(form.names)
        table.writerows([defused(cell(row.get(name))) for name in form.names] for row in rows)
        counted = rows.counted(form.name)
        table.writerows([words] for words in counted.cut)
    return counted


def _parquet(form: TableForm, rows: Limited, about: About, path: Path) -> Counted:
    import pyarrow.parquet as pq

    schema = _schema(form, about)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            writer.write_table(_table(batch, schema))
        counted = rows.counted(form.name)
        if counted.cut:
            writer.add_key_value_metadata({"workingregions.cut": " ".join(counted.cut)})
    return counted


def _batches(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch


def _table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.table(columns, schema=schema)


def _schema(form: TableForm, about: About) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }  # fmt: skip
    fields = [
        pa.field(
            column.name,
            kinds[column.type],
            metadata={"unit": column.unit, "meaning": column.meaning, "source": column.source},
        )
        for column in form.columns
    ]
    told = {
        "title": form.title,
        "workingregions.about": about.words,
        "workingregions.dictionary": json.dumps(described((form.name,)), ensure_ascii=False),
    }
    return pa.schema(fields, metadata=told)
