from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from workingregions.corpus.csvfile import defused, frame_as_csv, rows_as_csv

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=x", '=HYPERLINK("http://x")', "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    frame = pd.DataFrame({"name": [text, "plain"], "value": [-1.5, float("nan")], "many": [[text], None]})
    for written in (
        frame_as_csv(frame[["name"]]),
        rows_as_csv(["name"], [{"name": text}, {"name": "plain"}]),
    ):
        rows = list(csv.reader(io.StringIO(written, newline="")))
        assert rows == [["name"], ["'" + text.replace("\r", "\n")], ["plain"]]
    rows = list(csv.DictReader(io.StringIO(frame_as_csv(frame), newline="")))
    assert [row["value"] for row in rows] == ["-1.5", ""]
    assert rows[0]["many"].startswith("[")


def test_other_cells_stay_as_they_are() -> None:
    assert [defused(v) for v in ("a=b", "", " =1", -1, None, 0.5)] == ["a=b", "", " =1", -1, None, 0.5]
    frame = pd.DataFrame(
        {"page": pd.array([1, None], dtype="Int64"), "when": ["2014", None], "ok": [True, False]}
    )
    assert frame_as_csv(frame) == frame.to_csv(index=False, lineterminator="\n")
    assert list(frame.columns) == ["page", "when", "ok"]
