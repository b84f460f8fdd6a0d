"""Records as JSON: every record has one form, its schema accepts that form, and the record comes back."""

from __future__ import annotations

import dataclasses
import json
import math
import types
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from workingregions.corpus.correction import Correction
from workingregions.corpus.drops import DropReport
from workingregions.corpus.enums import Relation
from workingregions.corpus.plain import NAME, OPTIONAL, hints_of, plain, rows_of, schema, twin
from workingregions.corpus.records import VECTOR_SIZE, Box, Bundle, Document, Passage
from workingregions.corpus.store import arrow
from workingregions.corpus.store.tables import TABLES


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Return values of a record's field."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return st.builds(hint, **{name: of(inner) for name, inner in hints_of(hint).items()})
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(of(inner) for inner in arguments))
    if origin is tuple:
        return st.lists(of(arguments[0]), max_size=2).map(tuple)
    if origin is np.ndarray:
        return st.floats(-1, 1, width=32).map(lambda x: np.full(VECTOR_SIZE, x, dtype=np.float32))
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    return st.integers(-(2**53), 2**53) if hint is int else st.from_type(hint)


def accepts(kind: Any, value: object) -> bool:
    """Return whether a value, written as JSON and read again, matches the schema of `kind`."""
    try:
        TypeAdapter(twin(kind)).validate_json(json.dumps(value, allow_nan=False), strict=True)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("record", dict.fromkeys(TABLES.values()), ids=lambda r: r.__name__)
@settings(max_examples=15)
@given(data=st.data())
def test_every_stored_record_has_a_form_that_its_schema_accepts_and_that_gives_it_back(
    record: type, data: st.DataObject
) -> None:
    made = data.draw(of(record))
    form = plain(made)
    assert accepts(record, form)
    read = json.loads(json.dumps(form))
    assert arrow.from_table(record, pa.Table.from_pylist([read], schema=arrow.schema(record))) == [made]


@pytest.mark.parametrize("record", [Bundle, DropReport, Correction])
@settings(max_examples=10)
@given(data=st.data())
def test_other_records_are_accepted_too(record: type, data: st.DataObject) -> None:
    made = data.draw(of(record))
    assert accepts(record, plain(made))
    if record is not Bundle:  # its vectors are unknown to pydantic
        assert TypeAdapter(record).validate_json(json.dumps(plain(made))) == made


def test_a_schema_refuses_what_the_record_does_not_hold() -> None:
    form = plain(Document(id="d", sha256="s", path="p"))
    assert accepts(Document, form)
    assert not accepts(Document, {**form, "colour": "red"})
    assert not accepts(Document, {name: value for name, value in form.items() if name != "title"})
    assert not accepts(Document, {**form, "year": "2014"})
    assert not accepts(Document, {**form, "type": "poem"})
    assert not accepts(Document, {**form, "pages": [{"number": 1}]})
    assert accepts(list[Document], [form, form])


def test_a_schema_is_json_and_describes_every_field() -> None:
    found = schema(Passage)
    assert json.loads(json.dumps(found)) == found
    assert list(found["properties"]) == [f.name for f in dataclasses.fields(Passage)]
    assert found["required"] == list(found["properties"])
    assert found["additionalProperties"] is False
    assert found["properties"]["vector"]["anyOf"][0] == {"type": "array", "items": {"type": "number"}}


def test_what_libraries_hold_becomes_what_json_has() -> None:
    frame = pd.DataFrame(
        {
            "year": pd.array([2014, None], dtype="Int64"),
            "share": [0.5, math.nan],
            "names": [["a", "b"], []],
            "when": [pd.Timestamp("2014-06-17"), pd.NaT],
            "sure": [True, False],
        }
    )
    assert plain(frame) == [
        {"year": 2014, "share": 0.5, "names": ["a", "b"], "when": "2014-06-17T00:00:00", "sure": True},
        {"year": None, "share": None, "names": [], "when": None, "sure": False},
    ]
    assert plain(frame.iloc[:0]) == []
    value = {
        Relation.FUNDS: np.float32(0.5), "at": date(2014, 6, 17), "path": Path("a/b"), "none": pd.NA,
        "some": {"b", "a"}, "array": np.array([[1, 2], [3, 4]]), "moment": datetime(2014, 6, 17, tzinfo=UTC),
        "endless": math.inf, "true": np.bool_(True), "lines": (line for line in "xy"),
    }  # fmt: skip
    assert plain(value) == {
        "funds": 0.5, "at": "2014-06-17", "path": "a/b", "none": None, "some": ["a", "b"],
        "array": [[1, 2], [3, 4]], "moment": "2014-06-17T00:00:00+00:00", "endless": None, "true": True,
        "lines": ["x", "y"],
    }  # fmt: skip
    assert type(plain(Relation.FUNDS)) is str
    assert type(plain(np.int64(3))) is int


def test_floats_are_rounded_where_asked() -> None:
    assert plain({"a": 0.123456, "b": [-0.00001], "c": 7}, 4) == {"a": 0.1235, "b": [0.0], "c": 7}
    assert math.copysign(1, plain(-0.00001, 4)) == 1
    assert plain(Box(0.12345, 1, 2, 3), 2) == {"x0": 0.12, "y0": 1, "x1": 2, "y1": 3}


@pytest.mark.parametrize("value", [b"bytes", object(), len, 1j])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no form in JSON"):
        plain({"a": [value]})


@dataclasses.dataclass(frozen=True)
class Row:
    """A row."""

    in_: int = dataclasses.field(metadata={NAME: "in"})
    model_config: str = dataclasses.field(default="x", metadata={OPTIONAL: True})


@dataclasses.dataclass(frozen=True)
class Answer:
    """A frame and its rows."""

    rows: pd.DataFrame = dataclasses.field(metadata=rows_of(Row))
    other: pd.DataFrame
    pair: tuple[int, str | None]


def test_frames_in_records_are_described_by_their_rows() -> None:
    answer = Answer(pd.DataFrame({"in": [1, 2]}), pd.DataFrame({"a": [1]}), (3, None))
    assert plain(answer) == {"rows": [{"in": 1}, {"in": 2}], "other": [{"a": 1}], "pair": [3, None]}
    assert accepts(Answer, plain(answer))
    assert not accepts(Answer, {**plain(answer), "rows": [{"in": "1"}]})
    assert not accepts(Answer, {**plain(answer), "pair": [3]})
    assert plain(Row(1, "y")) == {"in": 1, "model_config": "y"}
    assert accepts(Row, plain(Row(1, "y")))
