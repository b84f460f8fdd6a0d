"""Records and answers as JSON-compatible data, and its JSON Schema: the same for every interface."""

from __future__ import annotations

import dataclasses
import datetime
import math
import sys
import types
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any

_AS_IS = frozenset({str, int, bool, type(None)})
ROWS = "rows"
"""Key, in a record field's metadata, of the row class of the frame in that field."""
NAME, OPTIONAL = "name", "optional"
"""Metadata keys for a field's key in JSON, and for whether it may be missing there."""


def rows_of(row: type) -> dict[str, type]:
    """Return the metadata of a field that holds a frame whose rows are `row` records."""
    return {ROWS: row}


def columns_of(row: type) -> list[str]:
    """Return the columns of a frame whose rows are `row` records."""
    return [field.name for field in dataclasses.fields(row)]


def plain(value: Any, digits: int | None = None) -> Any:
    """Return `value` as dicts, lists, strings, numbers, booleans and None, as JSON takes them.

    Records become objects, frames lists of objects, enums their values, dates ISO 8601, paths strings, sets
    sorted lists; what is not a number (NaN, NA, NaT, infinity) becomes None.

    Args:
        value: a record, a frame, an array or a collection of these.
        digits: decimals that floats are rounded to; None keeps them as they are.

    Raises:
        TypeError: the value has no form in JSON.
    """
    kind: Any = type(value)
    if kind in _AS_IS:
        return value
    if kind is float:
        if not math.isfinite(value):
            return None
        return value if digits is None else round(value, digits) + 0.0
    if kind in (list, tuple):
        return [plain(item, digits) for item in value]
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item, digits) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {key: plain(getattr(value, name), digits) for name, key in _keys(kind)}
    if isinstance(value, Enum):
        return plain(value.value)
    return _library(value, digits)


@cache
def _keys(record: type) -> tuple[tuple[str, str], ...]:
    """Return the fields and their keys in JSON, which differ where the key is a Python keyword."""
    return tuple((f.name, f.metadata.get(NAME, f.name)) for f in dataclasses.fields(record))


def _library(value: Any, digits: int | None) -> Any:
    """Return the form of a value that is neither a record nor built in: a frame, array, date, path or set."""
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        names = [str(name) for name in value.columns]
        columns = [plain(value[name].tolist(), digits) for name in value.columns]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    if hasattr(value, "tolist"):
        return plain(value.tolist(), digits)
    if str(value) in ("<NA>", "NaT"):
        return None
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted((plain(item, digits) for item in value), key=lambda item: (str(type(item)), item))
    if isinstance(value, str | int | float):  # a subclass
        return plain(next(base(value) for base in (str, int, float) if isinstance(value, base)), digits)
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray | memoryview):
        return [plain(item, digits) for item in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


def schema(kind: Any, names: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the JSON Schema of what `plain` makes of a record class, or of a type such as `list[Document]`.

    Args:
        kind: the class or type. A frame in a field is described by the field's metadata (`rows_of`).
        names: classes that its annotations use and its module imports for type checkers only.
    """
    from pydantic import TypeAdapter

    return TypeAdapter(twin(kind, names)).json_schema()


def twin(kind: Any, names: Mapping[str, Any] | None = None) -> Any:
    """Return the pydantic type that accepts exactly what `plain` makes of a value of type `kind`."""
    return _Twins(names or {}).of(kind)


class _Twins:
    """Maker of pydantic models of record classes, each made once, with the types that JSON has."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names
        self._made: dict[type, Any] = {}

    def of(self, hint: Any) -> Any:
        import numpy as np

        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self._model(hint)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in (types.UnionType, typing.Union):
            options = tuple(self.of(argument) for argument in arguments)
            return typing.Union[options]  # noqa: UP007  # of a tuple that is made here
        if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
            return tuple[tuple(self.of(argument) for argument in arguments)]  # type: ignore[misc]
        if origin is np.ndarray:
            return list[float]
        if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
            return dict[str, self.of(arguments[1])]  # type: ignore[misc]
        if origin is not None and isinstance(origin, type) and issubclass(origin, Iterable):
            return list[self.of(arguments[0])]  # type: ignore[misc]
        if isinstance(hint, type) and issubclass(hint, PurePath):
            return str
        if getattr(hint, "__name__", "") == "DataFrame":
            return list[dict[str, Any]]
        return hint

    def _model(self, record: type) -> Any:
        from pydantic import ConfigDict, Field, create_model

        if record not in self._made:
            hints = hints_of(record, self._names)
            fields: dict[str, Any] = {}
            for field in dataclasses.fields(record):
                rows = field.metadata.get(ROWS)
                kind = list[self.of(rows)] if rows else self.of(hints[field.name])  # type: ignore[misc]
                missing = field.metadata.get(OPTIONAL, False)
                # Pydantic reserves some names, so each field is known by its alias.
                alias = field.metadata.get(NAME, field.name)
                fields[f"f_{field.name}"] = (kind, Field(None if missing else ..., alias=alias))
            config = ConfigDict(extra="forbid", title=record.__name__)
            made = create_model(record.__name__, __config__=config, __doc__=record.__doc__, **fields)
            self._made[record] = made
        return self._made[record]


def hints_of(record: type, names: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the types of a record's fields, including those imported for type checkers only."""
    import numpy as np
    import numpy.typing as npt

    known: dict[str, Any] = {"np": np, "npt": npt, **(names or {})}
    if "pd" not in known:
        import pandas as pd

        known["pd"] = pd
    return typing.get_type_hints(record, globalns={**known, **vars(sys.modules[record.__module__])})
