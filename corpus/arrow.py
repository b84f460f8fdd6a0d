"""Records to Arrow tables and back, from the records' own type hints: one definition, no second schema."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from workingregions.corpus.records import VECTOR_SIZE

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

_SCALARS: dict[type, str] = {str: "string", int: "int64", float: "float64", bool: "bool_"}


@cache
def schema(record: type) -> pa.Schema:
    """The Arrow schema of a record class: nested records are structs, tuples lists, enums strings."""
    import pyarrow as pa

    hints = _hints(record)
    return pa.schema([pa.field(f.name, _arrow_type(hints[f.name])) for f in dataclasses.fields(record)])


def to_table(record: type, records: Iterable[Any]) -> pa.Table:
    """An Arrow table of `records`, all of class `record`, in the order given."""
    import pyarrow as pa

    return pa.Table.from_pylist([encode(r) for r in records], schema=schema(record))


def from_table(record: type[T], table: pa.Table) -> list[T]:
    """The records in a table that has (at least) the columns of `record`."""
    return from_rows(record, table.to_pylist())


def from_rows(record: type[T], rows: Iterable[dict[str, Any]]) -> list[T]:
    """Return the records that rows of a table are."""
    decode = _decoder(record)  # type: ignore[arg-type]  # mypy: a class is hashable
    return [decode(row) for row in rows]


def encode(value: Any) -> Any:
    """A record as plain dicts, lists and scalars, as Arrow and JSON take them (vectors stay arrays)."""
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


@cache
def _decoder(record: type) -> Callable[[Any], Any]:
    hints = _hints(record)
    parts = [(f.name, _value_decoder(hints[f.name])) for f in dataclasses.fields(record)]

    def decode(row: dict[str, Any]) -> Any:
        return record(**{name: part(row[name]) for name, part in parts})

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
