"""Records to Arrow tables and back, from the records' own type hints: one definition, no second schema."""

from __future__ import annotations

import dataclasses
import itertools
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from workingregions.corpus.errors import StoreError
from workingregions.corpus.records import VECTOR_SIZE

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

_SCALARS: dict[type, str] = {str: "string", int: "int64", float: "float64", bool: "bool_"}


@cache
def schema(record: type) -> pa.Schema:
    """Return the Arrow schema of a record class: nested records are structs, tuples lists, enums strings."""
    import pyarrow as pa

    hints = _hints(record)
    return pa.schema([pa.field(f.name, _arrow_type(hints[f.name])) for f in dataclasses.fields(record)])


def fitting(record: type, stored: pa.Schema) -> pa.Schema:
    """Return the schema of a record class with vectors as wide as those that are stored."""
    import pyarrow as pa

    return pa.schema(
        [
            stored.field(field.name)
            if pa.types.is_fixed_size_list(field.type) and field.name in stored.names
            else field
            for field in schema(record)
        ]
    )


def to_table(record: type, records: Iterable[Any], fields: pa.Schema | None = None) -> pa.Table:
    """Return an Arrow table of `records`, all of class `record`, in the order given.

    `fields` is the schema of the target table, where vectors are as wide as its encoder's.
    """
    import pyarrow as pa

    return pa.Table.from_pylist([encode(r) for r in records], schema=fields or schema(record))


def from_table(record: type[T], table: pa.Table) -> list[T]:
    """Return the records in a table; missing fields get their default, other columns are left out."""
    hints = _hints(record)
    names = [f.name for f in dataclasses.fields(record) if f.name in table.column_names]  # type: ignore[arg-type]
    # Column by column: many times faster than a dict per row.
    columns = [[v for chunk in table[n].chunks for v in _values(hints[n], chunk)] for n in names]
    return [record(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


def in_order(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Return the rows of `table` ordered by those of `keys` that it has, then by its other plain columns."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = [f.name for f in table.schema if not pa.types.is_nested(f.type)]
    names = [*(k for k in keys if k in plain), *(n for n in plain if n not in keys)]
    if not names or len(table) < 2:
        return table
    by = [(name, "ascending") for name in names]
    return table.take(pc.sort_indices(table, sort_keys=by))


def from_rows(record: type[T], rows: Iterable[dict[str, Any]]) -> list[T]:
    """Return the records in rows of a table."""
    decode = _decoder(record)  # type: ignore[arg-type]  # mypy: a class is hashable
    return [decode(row) for row in rows]


def conform(record: type, table: pa.Table, columns: Sequence[str] | None = None) -> pa.Table:
    """Return `table` with the columns of `record` (or those named), as if written by this release.

    Fields that the table lacks, also those of nested records, get the record's default.

    Raises:
        StoreError: the table lacks a field that has no default.
    """
    import pyarrow as pa

    wanted = fitting(record, table.schema)
    if columns is not None:
        wanted = pa.schema([wanted.field(c) for c in columns])
    if table.schema == wanted:
        return table
    hints, table = _hints(record), table.combine_chunks()
    arrays = []
    for name in wanted.names:
        if name in table.column_names:
            parts = [_conformed(chunk, hints[name]) for chunk in table[name].chunks]
            arrays.append(pa.chunked_array(parts, type=wanted.field(name).type))
        else:
            arrays.append(_default(record, name, len(table)))
    return pa.table(arrays, schema=wanted)


def _conformed(array: pa.Array, hint: Any) -> pa.Array:
    """Return an array with the type of `hint`: nested records get their missing fields."""
    import pyarrow as pa
    import pyarrow.compute as pc

    target, inner = _arrow_type(hint), _without_none(hint)
    if array.type == target or pa.types.is_fixed_size_list(array.type):
        return array
    if pa.types.is_struct(array.type) and dataclasses.is_dataclass(inner):
        record, hints = typing.cast(type, inner), _hints(typing.cast(type, inner))
        has = {array.type.field(i).name for i in range(array.type.num_fields)}
        children = [
            _conformed(array.field(f.name), hints[f.name])
            if f.name in has
            else _default(record, f.name, len(array))
            for f in target
        ]
        return pa.StructArray.from_arrays(children, fields=list(target), mask=array.is_null())
    if pa.types.is_list(array.type) and pa.types.is_list(target):
        lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
        offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32))
        items = _conformed(array.flatten(), get_args(inner)[0])
        return pa.ListArray.from_arrays(offsets, items, type=target, mask=array.is_null())
    return array.cast(target)


def _default(record: type, name: str, rows: int) -> pa.Array:
    """Return an array of `rows` times the default of a record's field."""
    import pyarrow as pa

    (field,) = [f for f in dataclasses.fields(record) if f.name == name]
    if field.default is not dataclasses.MISSING:
        value = field.default
    elif field.default_factory is not dataclasses.MISSING:
        value = field.default_factory()
    else:
        raise StoreError(
            f"A table lacks the field {name!r} of {record.__name__}, which has no default.",
            advice="Restore the project from a backup, or make it again from its documents.",
        )
    one = pa.array([encode(value)], type=schema(record).field(name).type)
    return one.take(pa.array(np.zeros(rows, dtype=np.int64)))


def encode(value: Any) -> Any:
    """Return a record as dicts, lists and scalars, as Arrow and JSON take them (vectors stay arrays)."""
    if dataclasses.is_dataclass(value):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [encode(v) for v in value]
    return value


def _hints(record: type) -> dict[str, Any]:
    # The records import numpy for type checkers alone, so that `wr --help` need not load it.
    return get_type_hints(record, localns={"np": np, "npt": npt})


def _arrow_type(hint: Any) -> pa.DataType:
    import pyarrow as pa

    inner = _without_none(hint)
    if get_origin(inner) is tuple:
        return pa.list_(_arrow_type(get_args(inner)[0]))
    if get_origin(inner) is np.ndarray:
        return pa.list_(pa.float32(), VECTOR_SIZE)
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return pa.string()
    if dataclasses.is_dataclass(inner):
        return pa.struct(list(schema(typing.cast(type, inner))))
    if inner in _SCALARS:
        return getattr(pa, _SCALARS[inner])()
    raise TypeError(f"no Arrow type for {hint!r}")


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (types.UnionType, typing.Union):
        options = [a for a in get_args(hint) if a is not type(None)]
        if len(options) == 1:
            return options[0]
    return hint


def _values(hint: Any, array: pa.Array) -> list[Any]:
    """Return the values of an array as those of a field with this type hint."""
    import pyarrow as pa

    inner = _without_none(hint)
    if get_origin(inner) is tuple:
        return _tuples(get_args(inner)[0], array)
    if get_origin(inner) is np.ndarray:
        if array.null_count:
            return list(map(_value_decoder(hint), array.to_pylist()))
        return list(array.flatten().to_numpy().reshape(len(array), array.type.list_size))
    if dataclasses.is_dataclass(inner):
        record = typing.cast(type, inner)
        hints, there = _hints(record), [f.name for f in array.type]
        names = [f.name for f in dataclasses.fields(record) if f.name in there]
        children = dict(zip(there, array.flatten(), strict=True))
        columns = [_values(hints[name], children[name]) for name in names]
        rows = zip(array.is_valid().to_pylist(), *columns, strict=True)
        return [record(**dict(zip(names, row, strict=True))) if valid else None for valid, *row in rows]
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        coded = array.dictionary_encode()
        members = [None if value is None else inner(value) for value in coded.dictionary.to_pylist()]
        return [None if at is None else members[at] for at in coded.indices.to_pylist()]
    if array.null_count and not pa.types.is_string(array.type):
        return array.to_pylist()  # type: ignore[no-any-return]
    return array.to_numpy(zero_copy_only=False).tolist()  # type: ignore[no-any-return]


def _tuples(item: Any, array: pa.Array) -> list[tuple[Any, ...]]:
    """Return the lists of an array as tuples; an empty one where there is none."""
    ends = array.offsets.to_numpy()
    flat = _values(item, array.values.slice(ends[0], ends[-1] - ends[0])) if len(array) else []
    bounds = (ends - ends[0]).tolist()
    found = [tuple(flat[a:b]) for a, b in itertools.pairwise(bounds)]
    if array.null_count:
        return [
            held if valid else () for held, valid in zip(found, array.is_valid().to_pylist(), strict=True)
        ]
    return found


@cache
def _decoder(record: type) -> Callable[[Any], Any]:
    hints = _hints(record)
    parts = [(f.name, _value_decoder(hints[f.name])) for f in dataclasses.fields(record)]

    def decode(row: dict[str, Any]) -> Any:
        # What a table of an earlier release lacks gets the record's default.
        return record(**{name: part(row[name]) for name, part in parts if name in row})

    return decode


def _value_decoder(hint: Any) -> Callable[[Any], Any]:
    inner = _without_none(hint)
    if get_origin(inner) is tuple:
        item = _value_decoder(get_args(inner)[0])
        return lambda value: tuple(map(item, value or ()))
    if get_origin(inner) is np.ndarray:
        return lambda value: None if value is None else np.asarray(value, dtype=np.float32)
    if dataclasses.is_dataclass(inner):
        nested = _decoder(typing.cast(type, inner))
        return lambda value: None if value is None else nested(value)
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return lambda value: None if value is None else inner(value)
    return lambda value: value
