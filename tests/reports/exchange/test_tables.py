"""Tables as CSV, Parquet, XLSX and SQLite: described, whole, and never a formula."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from lxml import etree

from workingregions.corpus.errors import InputError
from workingregions.ingest.formats import read_sheet
from workingregions.reports.exchange import (
    About,
    Tables,
    beside,
    dictionary,
    workbook,
    write_csv,
    write_parquet,
    write_sqlite,
    write_xlsx,
)

ABOUT = About(
    kind="csv",
    project="Towns",
    snapshot="s000007",
    created="2026-03-01T00:00:00Z",
    release="0.1.0",
    filters={"regions": ["UKG3"]},
    gaps=("1 file failed.",),
)
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"]
DOCUMENTS = [
    {
        "id": f"d{n}",
        "title": title,
        "year": 2000 + n,
        "authors": ["A; B", "C"],
        "counted": True,
        "link": "http://x/d",
    }
    for n, title in enumerate(EVIL)
]
PASSAGES = [
    {"id": "p0", "document": "d0", "ordinal": 0, "text": "Machinists of Würzburg", "section": ["One"]},
    {"id": "p1", "document": "d1", "ordinal": 0, "text": "Nothing else", "section": []},
]
TABLES: Tables = {"documents": lambda: DOCUMENTS, "passages": lambda: PASSAGES}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_column_is_described() -> None:
    for form in dictionary().values():
        assert form.columns
        for column in form.columns:
            assert column.type in ("text", "integer", "number", "boolean", "list")
            assert column.meaning
            assert column.source
            table, _, name = column.key.partition(".")
            assert column.key in ("", "primary") or name in dictionary()[table].names
    assert all(form.names[-1] == "link" for form in dictionary().values())


def test_csv_has_no_formula_and_its_dictionary(tmp_path: Path) -> None:
    write_csv(TABLES, ABOUT, tmp_path / "out")
    found = rows_of(tmp_path / "out" / "documents.csv")
    assert [row["title"][0] for row in found] == ["'"] * len(EVIL)
    assert found[0]["authors"] == "A; B; C"
    assert found[0]["counted"] == "true"
    described = {(row["table"], row["column"]) for row in rows_of(tmp_path / "out" / "dictionary.csv")}
    assert described == {(name, c) for name in TABLES for c in dictionary()[name].names}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["complete"] is True
    assert manifest["snapshot"] == "s000007"
    assert manifest["filters"] == {"regions": ["UKG3"]}
    assert manifest["files"].keys() == {"documents.csv", "passages.csv", "dictionary.csv"}


def test_a_cut_table_says_so_in_its_last_line(tmp_path: Path) -> None:
    documents, _ = write_csv(TABLES, ABOUT, tmp_path / "out", most=3)
    assert documents.cut == ("Cut: documents has 3 of 7 rows.",)
    lines = (tmp_path / "out" / "documents.csv").read_text(encoding="utf8").splitlines()
    assert lines[-1] == "Cut: documents has 3 of 7 rows."
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["complete"] is False
    assert manifest["tables"]["documents"] == {"rows": 3, "of": 7}


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="not of an export"):
        write_csv(TABLES, ABOUT, tmp_path / "out")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "thesis.txt"]
    write_csv(TABLES, ABOUT, tmp_path / "new")
    write_csv({"passages": TABLES["passages"]}, ABOUT, tmp_path / "new")
    assert not (tmp_path / "new" / "documents.csv").exists()


def test_an_export_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    write_csv(TABLES, ABOUT, tmp_path / "out")
    before = (tmp_path / "out" / "documents.csv").read_bytes()

    def broken() -> Any:
        yield DOCUMENTS[0]
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        write_csv({"documents": broken}, ABOUT, tmp_path / "out")
    assert (tmp_path / "out" / "documents.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_parquet_holds_types_and_the_dictionary(tmp_path: Path) -> None:
    write_parquet(TABLES, ABOUT, tmp_path / "out", most=5)
    table = pq.read_table(tmp_path / "out" / "documents.parquet")
    assert table["title"].to_pylist() == EVIL[:5]
    assert table["authors"].to_pylist()[0] == ["A; B", "C"]
    assert str(table.schema.field("year").type) == "int64"
    assert b"meaning" in table.schema.field("year").metadata
    told = pq.ParquetFile(tmp_path / "out" / "documents.parquet").metadata.metadata
    assert told[b"workingregions.cut"] == b"Cut: documents has 5 of 7 rows."
    assert b"s000007" in told[b"workingregions.about"]


def test_a_workbook_has_filters_frozen_headings_and_no_formula(tmp_path: Path) -> None:
    write_xlsx(TABLES, ABOUT, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            root = etree.fromstring(book.read(name))
            assert not root.findall(".//{*}f")
            assert root.find(".//{*}pane[@state='frozen']") is not None
            assert root.find(".//{*}autoFilter") is not None
            assert root.findall(".//{*}col")
    first = read_sheet((tmp_path / "a.xlsx").read_bytes(), "a.xlsx")
    assert first[0][1] == ("what", "value")
    assert ("snapshot", "s000007") in [cells for _, cells in first]


def test_what_does_not_fit_into_a_workbook_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 5)
    long = [{"id": "p0", "document": "d0", "text": "x" * 40_000}]
    counted = write_xlsx({**TABLES, "passages": lambda: long}, ABOUT, tmp_path / "a.xlsx")
    assert [words for one in counted for words in one.cut] == [
        "Cut: documents has 3 of 7 rows.",
        "Cut: 1 cell of passages.",
    ]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        text = book.read("xl/worksheets/sheet2.xml").decode()
        assert "Cut: documents has 3 of 7 rows." in text.rpartition("<row")[2]
        assert (
            "Cut: 1 cell of passages." in book.read("xl/worksheets/sheet3.xml").decode().rpartition("<row")[2]
        )


def test_the_database_has_keys_views_and_full_text(tmp_path: Path) -> None:
    write_sqlite(TABLES, ABOUT, tmp_path / "a.db")
    base = sqlite3.connect(tmp_path / "a.db")
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    (key,) = base.execute("PRAGMA foreign_key_list(passages)").fetchall()
    assert key[2:5] == ("documents", "document", "id")
    found = base.execute("SELECT rowid FROM passages_fts WHERE passages_fts MATCH 'wurzburg'").fetchall()
    assert len(found) == 1
    assert base.execute("SELECT title FROM documents").fetchall() == [(title,) for title in EVIL]
    assert base.execute("SELECT value FROM about WHERE what = 'snapshot'").fetchone() == ("s000007",)
    told = json.loads(beside(tmp_path / "a.db").read_text())
    columns = told["databases"]["a"]["tables"]["documents"]["columns"]
    assert columns.keys() == set(dictionary()["documents"].names)


def test_a_cut_database_refers_to_nothing_that_is_not_there(tmp_path: Path) -> None:
    write_sqlite(TABLES, ABOUT, tmp_path / "a.db", most=1)
    base = sqlite3.connect(tmp_path / "a.db")
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    cut = base.execute("SELECT value FROM about WHERE what = 'cut'").fetchall()
    assert cut[-1] == ("Cut: passages has 1 of 2 rows.",)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_parquet(TABLES, ABOUT, tmp_path / name / "p")
        write_xlsx(TABLES, ABOUT, tmp_path / name / "a.xlsx")
        write_sqlite(TABLES, ABOUT, tmp_path / name / "a.db")
    for path in ("p/documents.parquet", "a.xlsx", "a.db"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()
