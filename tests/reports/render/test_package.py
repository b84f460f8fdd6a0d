"""The package of a report: data that reads back, a dictionary of it, one zip, all files or none."""

from __future__ import annotations

import csv
import dataclasses
import io
import zipfile
from pathlib import Path

import pytest

from tests.helpers.reports import HOSTILE, made_up_report
from workingregions.corpus.errors import InputError
from workingregions.reports.render import package, package_files, write_report
from workingregions.reports.report import Attachment, Report, load_report


@pytest.fixture(scope="module")
def report() -> Report:
    return dataclasses.replace(made_up_report(), base="http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return package_files(report, ["html"])


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_tables_and_figures_are_data_with_types(report: Report, files: dict[str, bytes]) -> None:
    import pyarrow.parquet as pq

    for table in report.tables():
        frame = pq.read_table(io.BytesIO(files[f"data/{table.id}.parquet"]))
        text = rows(files[f"data/{table.id}.csv"])
        assert len(text) == frame.num_rows == len(table.rows)
        assert list(text[0]) == frame.column_names
    frame = pq.read_table(io.BytesIO(files["data/by-year.parquet"]))
    types = {field.name: str(field.type) for field in frame.schema}
    assert types["about"] == "int64"
    assert (types["share"], types["interval_low"]) == ("double", "double")
    first = frame.to_pylist()[0]
    assert (first["share"], first["interval_low"], first["interval_high"]) == (0.25, 0.09, 0.53)
    assert first["links"] == "http://127.0.0.1:8000/documents?region=GB"
    assert first["evidence"].split() == ["wr1.s.one", "wr1.s.two"]
    assert frame.to_pylist()[1]["region"] == HOSTILE
    assert b"Metals, snapshot" in frame.schema.metadata[b"source"]


def test_the_dictionary_describes_every_column(files: dict[str, bytes]) -> None:
    described = {(row["file"], row["column"]): row for row in rows(files["data/dictionary.csv"])}
    for name, content in files.items():
        if name.endswith(".csv") and name != "data/dictionary.csv":
            for column in rows(content)[0]:
                assert described[name.removeprefix("data/"), column]["type"] in ("text", "integer", "number")
    assert described["by-year.csv", "about"]["unit"] == "documents"
    assert described["by-year.csv", "share"]["unit"] == "share, 0 to 1"
    assert described["by-year.csv", "region"]["meaning"] == "Region of the document"


def test_a_cell_is_no_formula(report: Report) -> None:
    table = next(table for table in report.tables() if table.id == "by-year")
    cell = dataclasses.replace(table.rows[0].cells[0], value="=1+1")
    row = dataclasses.replace(table.rows[0], cells=(cell, *table.rows[0].cells[1:]))
    other = dataclasses.replace(table, id="formula", rows=(row,), note=None)
    first, *rest = report.sections
    changed = dataclasses.replace(report, sections=(dataclasses.replace(first, blocks=(other,)), *rest))
    assert rows(package_files(changed, ["md"])["data/formula.csv"])[0]["region"] == "'=1+1"


def test_the_package_holds_the_report_and_says_what_is_what(report: Report, files: dict[str, bytes]) -> None:
    assert load_report(files["report.json"]) == dataclasses.replace(report, attachments=())
    assert files["figures/trend.svg"].startswith(b"<svg")
    assert files["network.graphml"] == b"<graphml/>\n"
    readme = files["README.txt"].decode()
    for name in ("report.html", "report.json", "network.graphml", "data/dictionary.csv", "figures/*.svg"):
        assert name in readme
    assert report.provenance.snapshot in readme


def test_the_zip_is_the_same_each_time_and_dated_by_the_snapshot(report: Report, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(report, tmp_path / name)
    assert (tmp_path / "one/report.zip").read_bytes() == (tmp_path / "two/report.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one/report.zip") as archive:
        assert archive.testzip() is None
        assert {info.date_time[:3] for info in archive.infolist()} == {(2026, 11, 30)}
        assert {info.filename for info in archive.infolist()} == set(package_files(report))


def test_names_from_outside_stay_in_the_folder(report: Report) -> None:
    bad = ("../../x", "/etc/passwd", "report.html", "README.txt", "a/b", ".hidden", "")
    given = dataclasses.replace(
        report, attachments=tuple(Attachment(name=n, content=b"", about="x") for n in bad)
    )
    files = package_files(given, ["html"])
    assert files["report.html"]
    assert not [n for n in files if n.startswith((".", "/")) or ".." in n.split("/")]
    assert len(files) == len(package_files(report, ["html"])) - 1 + len(bad)


def test_a_report_is_written_whole_or_not_at_all(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_report(report, out, ["md"])
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    written = []

    def torn(target: Path, content: bytes) -> None:
        written.append(target)
        if len(written) > 3:
            raise OSError(5, "Input/output error")
        target.write_bytes(content)

    monkeypatch.setattr(package, "write_atomically", torn)
    with pytest.raises(InputError, match="cannot be written"):
        write_report(report, out, ["html"])
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
