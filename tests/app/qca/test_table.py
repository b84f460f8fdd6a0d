"""Tables that users bring, in the forms that spreadsheets and offices give them, and broken ones."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from workingregions.app.qca import read_table
from workingregions.corpus.errors import InputError, NotFoundError


def put(folder: Path, content: str | bytes) -> Path:
    path = folder / "jobs.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "region,jobs\nOhio,1.5\nUKC,-2\n",
        "\ufeffregion,jobs\r\nOhio,1.5\r\nUKC,\u22122\r\n",
        "Region;jobs\nOhio;1,5\nUKC;-2\n",
        "code\tjobs\nUS-OH\t1.5\nUKC\t-2e0\n",
        "\n name | jobs \nOhio|1.5\n\nNorth East|-2\n",
        'region,jobs\n"Ohio","1.5"\n"North East",-2\n,,\n',
        "region,jobs\nOhio,1.5\nUKC,-2\n".encode("utf-16"),
    ],
    ids=["plain", "excel", "semicolons", "tabs", "bars", "quoted", "utf-16"],
)
def test_tables_are_read_whatever_separates_their_cells(tmp_path: Path, content: str | bytes) -> None:
    found = read_table(put(tmp_path, content))
    assert [row.region for row in found.rows] == ["US-OH", "UKC"]
    assert found.numbers("JOBS") == {"US-OH": 1.5, "UKC": -2.0}


def test_missing_figures_are_not_numbers_and_not_errors(tmp_path: Path) -> None:
    found = read_table(put(tmp_path, "region,a,b,c\nOhio,,NA,n/a\nUKC,-,..,NaN\nUKD\n"))
    for column in "abc":
        assert all(math.isnan(value) for value in found.numbers(column).values())
        assert len(found.numbers(column)) == 3


@pytest.mark.parametrize(
    "cell", ["12 %", "1 234", '"1,234"', "about 3", "inf", "1e999", "0x10", "1_000", "=1+1"]
)
def test_text_in_place_of_a_number_is_named(tmp_path: Path, cell: str) -> None:
    found = read_table(put(tmp_path, f"region,jobs\nOhio,{cell}\nUKC,2\n"))
    with pytest.raises(InputError, match=r"jobs\.csv: column 'jobs' .*line 2 \(Ohio\)"):
        found.numbers("jobs")


def test_all_unknown_regions_are_named_with_suggestions(tmp_path: Path) -> None:
    path = put(tmp_path, "region,jobs\nOhio,1\nPensylvania,2\nQzxv,3\n")
    with pytest.raises(InputError, match="not known") as caught:
        read_table(path)
    assert "line 3: 'Pensylvania' (did you mean 'Pennsylvania'" in caught.value.message
    assert "line 4: 'Qzxv'" in caught.value.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("region,jobs\n", "has no rows"),
        ("place,jobs\nOhio,1\n", "no column of regions"),
        ("region,jobs,JOBS\nOhio,1,2\n", "two columns 'jobs'"),
        ("region,jobs\nOhio,1\nUKC,2\nUS-OH,3\n", r"Ohio \(US-OH\) twice, in lines 2 and 4"),
        ("region,jobs\nUK,1\nUKC,2\n", "North East .line 3. lies in United Kingdom"),
        ("region,jobs\nOhio,1,2,3\n", "line 2: 4 cells, but 2 headings"),
        ('region,jobs\nOhio,"1\n', "not valid CSV"),
        (b"region,jobs\nK\xf6ln,1\n", "not in UTF-8"),
        (b"PK\x03\x04\x00\x00region,jobs\n", "not a text file"),
        ("region,jobs\n" + "Ohio,1\n" * 2500, "more than 500 rows"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_with_the_place_of_the_fault(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read_table(put(tmp_path, content))


def test_a_missing_file_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv cannot be read"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path)
    found = read_table(put(tmp_path, "region,employment\nOhio,1\n"))
    with pytest.raises(NotFoundError) as caught:
        found.numbers("employmnt")
    assert caught.value.nearest == ("employment",)
