"""The numbers of a report's tables and figures as CSV and Parquet, with a dictionary of their columns."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workingregions.corpus.csvfile import rows_as_csv
from workingregions.reports.render.names import data_names
from workingregions.reports.report import Cell, Column, ColumnKind, Report, Row, Table

if TYPE_CHECKING:
    import pyarrow as pa

DICTIONARY = "data/dictionary.csv"
_TYPES = {ColumnKind.TEXT: "text", ColumnKind.YEAR: "text", ColumnKind.COUNT: "integer"}
_UNITS = {ColumnKind.SHARE: "share, 0 to 1", ColumnKind.SHARES: "share, 0 to 1", ColumnKind.YEAR: "year"}
_INTERVALS = (ColumnKind.INTERVAL, ColumnKind.SHARES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A column of a data file, as its dictionary has it."""

    column: str
    type: str
    label: str = ""
    unit: str = ""
    meaning: str = ""


_BEHIND = (
    _Field(column="evidence", type="text", meaning="Ids of the quotes behind the row, separated by spaces"),
    _Field(
        column="links", type="text", meaning="Addresses that open what is behind the row, separated by spaces"
    ),
)


def data_files(report: Report) -> dict[str, bytes]:
    """Return the data files of a report by their path: CSV and Parquet of each table, and the dictionary."""
    files: dict[str, bytes] = {}
    described: list[dict[str, str]] = []
    names = data_names(report)
    source = f"{report.provenance.corpus}, snapshot {report.provenance.snapshot}"
    for table in report.tables():
        name = names[table.id]
        fields = [*_fields(table.columns), *_BEHIND]
        rows = [_values(row, table.columns, report) for row in table.rows]
        files[f"{name}.csv"] = rows_as_csv([field.column for field in fields], rows).encode()
        files[f"{name}.parquet"] = _parquet(fields, rows, {"table": table.caption, "source": source})
        described += [_described(name, table, field, source) for field in fields]
    if described:
        files[DICTIONARY] = rows_as_csv(list(described[0]), described).encode()
    return files


def _fields(columns: Sequence[Column]) -> Iterator[_Field]:
    """Yield the columns of a data file; an interval has two."""
    for column in columns:
        kind = column.kind
        base = {"unit": column.unit or _UNITS.get(kind, ""), "meaning": column.meaning}
        if kind in _INTERVALS:
            for end in ("low", "high"):
                label = f"{column.label}, {end}"
                yield _Field(column=f"{column.key}_{end}", type="number", label=label, **base)
        else:
            yield _Field(column=column.key, type=_TYPES.get(kind, "number"), label=column.label, **base)


def _values(row: Row, columns: Sequence[Column], report: Report) -> dict[str, Any]:
    """Return a row by the names of its fields."""
    found: dict[str, Any] = {}
    for cell, column in zip(row.cells, columns, strict=True):
        if column.kind in _INTERVALS:
            low, high = cell.value if isinstance(cell.value, tuple) else (None, None)
            found |= {f"{column.key}_low": low, f"{column.key}_high": high}
        elif column.kind is ColumnKind.YEAR:
            found[column.key] = None if cell.value is None else str(cell.value)
        else:
            found[column.key] = cell.value
    evidence = dict.fromkeys(ident for cell in row.cells for ident in cell.evidence)
    return {**found, "evidence": " ".join(evidence), "links": " ".join(_links(row.cells, evidence, report))}


def _links(cells: Sequence[Cell], evidence: Mapping[str, None], report: Report) -> list[str]:
    """Return the lists behind a row; of a row without one, the places of its quotes."""
    paths = [cell.link for cell in cells if cell.link] or [report.quotes[ident].link for ident in evidence]
    return [report.base + path for path in dict.fromkeys(paths) if path]


def _described(name: str, table: Table, field: _Field, source: str) -> dict[str, str]:
    return {
        "file": f"{name.removeprefix('data/')}.csv",
        "table": table.caption,
        "column": field.column,
        "label": field.label,
        "type": field.type,
        "unit": field.unit,
        "meaning": field.meaning,
        "source": source,
    }


def _parquet(fields: Sequence[_Field], rows: Sequence[Mapping[str, Any]], about: Mapping[str, str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64()}
    schema = pa.schema(
        [pa.field(f.column, types[f.type], metadata=_metadata(f)) for f in fields],
        metadata=dict(about),
    )
    out = io.BytesIO()
    pq.write_table(pa.table(_arrays(fields, rows, schema), schema=schema), out)
    return out.getvalue()


def _metadata(field: _Field) -> dict[str, str]:
    return {key: value for key in ("label", "unit", "meaning") if (value := getattr(field, key))}


def _arrays(
    fields: Sequence[_Field], rows: Sequence[Mapping[str, Any]], schema: pa.Schema
) -> dict[str, pa.Array]:
    import pyarrow as pa

    return {f.column: pa.array([row[f.column] for row in rows], schema.field(f.column).type) for f in fields}
