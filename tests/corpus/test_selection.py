"""Selections: their results on a table, and the notation of years."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.errors import InputError
from workingregions.corpus.selection import Called, Selection, parse_years
from workingregions.corpus.sql import quote

COLUMNS = ("id", "document", "year", "genre", "regions", "themes", "institutions")
VALUES = (
    ("a", "d1", 2010, "policy", ["UKC", "GB"], ["reshoring"], ["o'brien foundry"]),
    ("b", "d1", 2010, "policy", ["GB"], [], []),
    ("c", "d2", None, "scholarly", ["US-OH"], ["reshoring"], []),
    ("d", "d3", 2019, "scholarly", [], ["brownfield"], ["port of thurrock"]),
)
ROWS = [dict(zip(COLUMNS, row, strict=True)) for row in VALUES]


def chosen(selection: Selection, folder: Path) -> str:
    import lancedb
    import pyarrow as pa

    texts = pa.list_(pa.string())
    schema = pa.schema(
        [("id", pa.string()), ("document", pa.string()), ("year", pa.int64()), ("genre", pa.string()),
         ("regions", texts), ("themes", texts), ("institutions", texts)]
    )  # fmt: skip
    table = lancedb.connect(folder).create_table("passages", pa.Table.from_pylist(ROWS, schema=schema))
    query = table.search()
    where = selection.where()
    return "".join(sorted(row["id"] for row in (query.where(where) if where else query).to_list()))


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), "abcd"),
        (Selection(regions=("UKC",)), "a"),
        (Selection(regions=("UKC", "US-OH")), "ac"),
        (Selection(years=(2010, 2015)), "ab"),
        (Selection(years=(2011, None)), "d"),
        (Selection(years=(None, 2010)), "ab"),
        (Selection(themes=("reshoring",), genres=("scholarly",)), "c"),
        (Selection(institutions=(Called("o'brien foundry"),)), "a"),
        (Selection(institutions=(Called("o'brien foundry", ("d2", "d3")),)), ""),
        (Selection(institutions=(Called("o'brien foundry", ("d1",)), Called("port of thurrock"))), "ad"),
        (Selection(documents=("d1", "d3"), themes=("brownfield", "reshoring")), "ad"),
        (Selection(regions=("' OR 1=1 --",)), ""),
    ],
)
def test_where_selects(selection: Selection, ids: str, tmp_path: Path) -> None:
    assert chosen(selection, tmp_path) == ids


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2010:2020", (2010, 2020)),
        (":2015", (None, 2015)),
        ("2010:", (2010, None)),
        ("2012", (2012, 2012)),
        (" 2010 : 2020 ", (2010, 2020)),
        ("2012:2012", (2012, 2012)),
    ],
)
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize(
    "text", ["", ":", "12", "2010-2020", "2020:2010", "2010:2012:2014", "20102012", "year"]
)
def test_other_years_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_years(text)


@given(st.text())
def test_a_literal_ends_where_it_should(text: str) -> None:
    quoted = quote(text)
    assert quoted[0] == quoted[-1] == "'"
    assert quoted[1:-1].replace("''", "") == text.replace("'", "")
