from __future__ import annotations

import dataclasses
import typing
from enum import StrEnum
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.store import arrow
from workingregions.corpus.store.tables import TABLES

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**40), 2**40),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    options = [a for a in typing.get_args(hint) if a is not type(None)]
    if type(None) in typing.get_args(hint):
        return st.none() | values(options[0])
    if typing.get_origin(hint) is tuple:
        return st.lists(values(options[0]), max_size=3).map(tuple)
    if typing.get_origin(hint) is np.ndarray:
        return st.just(np.linspace(0, 1, 384, dtype=np.float32))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    if dataclasses.is_dataclass(hint):
        return records(typing.cast(type, hint))
    return SCALARS[hint]


def records(cls: type) -> st.SearchStrategy[Any]:
    hints = arrow._hints(cls)
    return st.builds(cls, **{f.name: values(hints[f.name]) for f in dataclasses.fields(cls)})


@given(st.data())
def test_every_record_survives_the_way_through_arrow(data: st.DataObject) -> None:
    for cls in TABLES.values():
        drawn = data.draw(st.lists(records(cls), max_size=2))
        assert arrow.from_table(cls, arrow.to_table(cls, drawn)) == drawn
