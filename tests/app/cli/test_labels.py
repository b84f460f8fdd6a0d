"""wr label and its companions: keys, tables, faults by row, and commands on codebooks."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from tests.conftest import Wr
from workingregions.app import Project


@pytest.fixture
def project(sample: Project, tmp_path: Path) -> Project:
    shutil.copytree(sample.root, tmp_path / "copy")
    return Project.open(tmp_path / "copy")


def keys(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    pressed: Iterator[str] = iter(text)
    monkeypatch.setattr(typer, "getchar", lambda: next(pressed, "\x04"))


def test_keys_label_passages_one_by_one(wr: Wr, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    keys(monkeypatch, "dynsbuq")
    ran = wr("label", "reshoring", "-n", "6", "-p", project.root, "--who", "Ann")
    assert ran.code == 0
    assert "3 labels kept" in ran.out
    assert "Bringing production or sourcing back" in ran.out
    assert "machine:" not in ran.out
    assert sorted(project.view().labels()["answer"]) == ["no", "unsure", "yes"]
    assert set(project.view().labels()["who"]) == {"Ann"}
    keys(monkeypatch, "y")
    assert "1 label kept" in wr("label", "reshoring", "-p", project.root, "--who", "Ann").out
    assert len(project.view().labels()) == 4


def test_a_table_goes_out_and_comes_back(wr: Wr, project: Project, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    assert wr("label", "reshoring", "--queue", "6", "--out", sheet, "-p", project.root).code == 0
    rows = list(csv.DictReader(sheet.open(encoding="utf8")))
    assert len(rows) == 6
    for row in rows[:4]:
        row["answer"] = "no"
    with sheet.open("w", encoding="utf8", newline="") as out:
        table = csv.DictWriter(out, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
    ran = wr("label", "reshoring", "--from", sheet, "-p", project.root, "--who", "Ann")
    assert (ran.code, ran.out) == (0, "Wrote 4 labels of 4 rows.\n")
    kept = project.view().labels()
    assert set(kept["why"]) == {row["why"] for row in rows[:4]}
    assert wr("labels", "export", tmp_path / "all.csv", "-p", project.root).code == 0
    assert len(list(csv.DictReader((tmp_path / "all.csv").open(encoding="utf8")))) == 4


def test_faulty_rows_are_named_and_nothing_is_written(wr: Wr, project: Project, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    known = project.view().snapshot.arrow("passages", columns=["id"])["id"].to_pylist()[0]
    sheet.write_text(
        f"theme,evidence,answer\nreshoring,{known},yes\nresharing,{known},yes\nreshoring,p0,no\n",
        encoding="utf8",
    )
    ran = wr("label", "reshoring", "--from", sheet, "-p", project.root)
    assert ran.code == 2
    assert f"{sheet}, row 3: There is no theme 'resharing'" in ran.err
    assert f"{sheet}, row 4: " in ran.err
    assert "Nothing was written" in ran.err
    assert project.view().labels().empty
    sheet.write_text("theme,answer\nreshoring,yes\n", encoding="utf8")
    assert (
        "there is no column 'evidence'" in wr("label", "reshoring", "--from", sheet, "-p", project.root).err
    )


def test_the_queue_as_json_says_why_each_passage_is_shown(wr: Wr, project: Project) -> None:
    ran = wr("label", "workforce_skills", "--queue", "4", "--json", "-p", project.root)
    items = json.loads(ran.out)
    assert len(items) == 4
    assert {item["draw"]["why"] for item in items} <= {"random", "uncertain", "diverse"}
    assert all(item["text"] and item["evidence"] and item["hash"] for item in items)


def test_disagreements_are_settled_with_a_key(
    wr: Wr, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (item, *_) = project.view().label_queue("reshoring", 1)
    project.label("reshoring", item.evidence, "yes", who="Ann")
    project.label("reshoring", item.evidence, "no", who="Bob")
    assert "Ann" in wr("agreement", "reshoring", "--passages", "-p", project.root).out
    keys(monkeypatch, "y")
    ran = wr("label", "reshoring", "--adjudicate", "-p", project.root, "--who", "Cem")
    assert ran.code == 0
    assert "adjudicated" in project.view().corrections()["why"].iloc[0]
    assert "nothing to settle" in wr("label", "reshoring", "--adjudicate", "-p", project.root).out
    summary = json.loads(wr("labels", "list", "--json", "-p", project.root).out)
    assert summary["themes"][0]["contested"] == 0
    assert "not enough" in wr("agreement", "-p", project.root).out
    assert "not enough" in wr("accuracy", "reshoring", "-p", project.root).out


def test_codebook_commands(wr: Wr, tmp_path: Path, project: Project) -> None:
    book = tmp_path / "themes.yaml"
    assert wr("codebook", "new", book, "--copy", "-p", project.root).code == 0
    assert "it can be used" in wr("codebook", "check", book).out
    for suffix in (".csv", ".qdc"):
        assert wr("codebook", "export", tmp_path / f"b{suffix}", "-p", project.root).code == 0
        assert wr("codebook", "import", tmp_path / f"b{suffix}", tmp_path / f"b{suffix}.yaml").code == 0
    book.write_text(
        book.read_text(encoding="utf8").replace("label: Reshoring", "label: Onshoring"), encoding="utf8"
    )
    ran = wr("codebook", "diff", "default", book, "--no-effects", "-p", project.root)
    assert "Reshoring → Onshoring" in ran.out
    book.write_text(
        book.read_text(encoding="utf8").replace("id: reshoring", "id: offshoring"), encoding="utf8"
    )
    ran = wr("codebook", "check", book)
    assert ran.code == 2
    assert "id is used twice, first in line" in ran.out
    assert wr("codebook", "diff", "default", book, "-p", project.root).code == 2
