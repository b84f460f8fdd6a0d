"""Exports of a project: every row with its evidence, counts as the program counts, keys that stay."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx as nx
import pytest

from tests.conftest import Wr
from workingregions.app import Project
from workingregions.app.exchange import EXPORTS, Gathered, file_name
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.reports.exchange import dictionary


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def test_gathered_rows_have_the_columns_that_the_dictionary_describes(sample: Project) -> None:
    view = sample.view()
    tables = Gathered(view, None, "http://127.0.0.1:8000").tables
    assert tables.keys() == dictionary().keys()
    filled = set()
    for name, rows in tables.items():
        for row in rows():
            filled |= {(name, column) for column, value in row.items() if value not in (None, "", [], ())}
            assert row["link"].startswith("http://127.0.0.1:8000/")
            if row.get("evidence"):
                assert row["evidence"] in row["link"] or name in ("documents", "institutions")
    unfilled = {(f.name, c) for f in dictionary().values() for c in f.names} - filled
    # A drop without labels, corrections or tables of statistics leaves these empty.
    assert {table for table, _ in unfilled} <= {
        "labels", "corrections", "datasets", "documents", "institutions", "ties", "outcomes", "references",
        "people", "unread", "themes",
    }  # fmt: skip


def test_rows_lead_to_their_words(project: Project, tmp_path: Path) -> None:
    view = project.view()
    project.export("csv", tmp_path / "out")
    ties = rows_of(tmp_path / "out" / "ties.csv")
    assert len(ties) == len(view.ties())
    for row in ties:
        assert " ".join(view.evidence(row["evidence"]).quote.split()) == row["sentence"]
    mentions = rows_of(tmp_path / "out" / "mentions.csv")
    assert len(mentions) == view.snapshot.manifest.rows["mentions"]
    assert all(view.evidence(row["evidence"]).quote == row["text"] for row in mentions)
    passages = rows_of(tmp_path / "out" / "passages.csv")
    assert sorted(row["text"] for row in passages) == sorted(view.passages()["text"])


def test_counts_of_institutions_and_themes_are_those_of_the_answers(project: Project, tmp_path: Path) -> None:
    view = project.view()
    project.export("csv", tmp_path / "out", tables=["institutions", "themes"])
    found = {row["id"]: row for row in rows_of(tmp_path / "out" / "institutions.csv")}
    for _, row in view.institutions().iterrows():
        assert int(found[row["id"]]["documents"]) == row["documents"]
        assert int(found[row["id"]]["mentions"]) == row["mentions"]
    themes = {row["id"]: int(row["passages"]) for row in rows_of(tmp_path / "out" / "themes.csv")}
    assert themes == dict(zip(view.themes()["id"], view.themes()["passages"], strict=True))


def test_a_selection_takes_its_documents_and_what_was_found_there(project: Project, tmp_path: Path) -> None:
    chosen = project.view().select(regions=["Sheffield"])
    project.export("csv", tmp_path / "out", chosen, filters={"regions": ["Sheffield"]})
    documents = rows_of(tmp_path / "out" / "documents.csv")
    assert [row["file"] for row in documents] == ["steel.md"]
    ids = {row["id"] for row in documents}
    for name in ("passages", "mentions", "ties", "outcomes", "scores"):
        assert {row["document"] for row in rows_of(tmp_path / "out" / f"{name}.csv")} <= ids
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["filters"] == {"regions": ["Sheffield"]}


def test_all_ties_are_in_the_networks(project: Project, tmp_path: Path) -> None:
    ties = len(project.view().ties())
    assert ties
    project.export("graphml", tmp_path / "a.graphml")
    project.export("gexf", tmp_path / "a.gexf")
    assert nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True).number_of_edges() == ties
    assert nx.read_gexf(tmp_path / "a.gexf", version="1.3").number_of_edges() == ties
    manifest = json.loads((tmp_path / "a.gexf.manifest.json").read_text())
    assert manifest["tables"]["ties"] == {"rows": ties, "of": ties}


def keys_of(path: Path) -> dict[str, str]:
    items = json.loads(path.read_text(encoding="utf8"))
    return {item["custom"]["sha256"]: item["id"] for item in items}


def test_a_key_stays_once_it_was_exported(project: Project, tmp_path: Path) -> None:
    project.export("csl", tmp_path / "a.json")
    before = keys_of(tmp_path / "a.json")
    project.correct("title", document="steel.md", value="Another name altogether")
    project.correct("year", document="steel.md", value="1999")
    project.export("csl", tmp_path / "b.json")
    assert keys_of(tmp_path / "b.json") == before
    assert set(project.view().citation_keys.values()) == set(before.values())


def test_a_damaged_register_of_keys_gives_no_key_twice(project: Project, tmp_path: Path) -> None:
    project.export("csl", tmp_path / "a.json")
    lines = (project.root / "citation_keys.jsonl").read_text().splitlines()
    other = json.loads(lines[0]) | {"document": "f" * 16, "key": json.loads(lines[1])["key"]}
    kept = [json.dumps(other), "{torn", *lines[1:]]
    (project.root / "citation_keys.jsonl").write_text("\n".join(kept) + "\n")
    project.export("csl", tmp_path / "b.json")
    keys = keys_of(tmp_path / "b.json")
    assert len(set(keys.values())) == len(keys) == 3


def test_wrong_orders_are_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="xls"):
        project.export("xls", tmp_path / "a.xls")
    with pytest.raises(NotFoundError, match="tise"):
        project.export("csv", tmp_path / "a", tables=["tise"])
    with pytest.raises(InputError, match="no tables"):
        project.export("ris", tmp_path / "a.ris", rows=3)
    with pytest.raises(InputError, match="address"):
        project.export("csv", tmp_path / "a", link="javascript:alert(1)//")
    with pytest.raises(InputError, match="nothing to export"):
        Project.create(tmp_path / "empty").export("csv", tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_cut_export_ends_with_its_own_exit_code(project: Project, tmp_path: Path, wr: Wr) -> None:
    ran = wr(
        "export", "csv", "--rows", "1", "--table", "mentions", "--out", tmp_path / "o", "-p", project.root
    )
    assert ran.code == 4
    assert "Cut: mentions has 1 of" in ran.err
    assert (tmp_path / "o" / "mentions.csv").read_text().splitlines()[-1].startswith("Cut: mentions has 1 of")
    whole = wr("export", "bibtex", "--out", tmp_path / "a.bib", "--json", "-p", project.root)
    assert whole.code == 0
    assert json.loads(whole.out)["tables"] == {"documents": 3}


def test_every_kind_is_written_by_default_into_the_project(project: Project, wr: Wr) -> None:
    for kind, form in EXPORTS.items():
        ran = wr("export", kind, "-p", project.root)
        assert ran.code == 0, ran.err
        path = project.root / "exports" / file_name(project.view(), form)
        assert path.is_dir() is not bool(form.ending)
