"""wr export refi-qda and wr import refi-qda: what they print, their exit codes, and their JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.conftest import Wr
from tests.helpers.qda import Code, Coded, Text, write_qdpx
from workingregions.app import Project

WORDS = "we asked firms"


def test_an_export_and_an_import_say_what_they_did(wr: Wr, sample: Project, tmp_path: Path) -> None:
    shutil.copytree(sample.root, tmp_path / "copy")
    copy = Project.open(tmp_path / "copy")
    place = copy.view().locate(WORDS)[0]
    text = copy.view().passage(place.passage).text
    coded = Text(
        name=place.file,
        text=text,
        coded=[Coded(words=text, code="Reshoring"), Coded(words=text[:20], code="Gossip", who="Bo")],
    )
    path = write_qdpx(tmp_path / "coded.qdpx", [coded], [Code(name="Reshoring"), Code(name="Gossip")])
    trial = wr("import", "refi-qda", path, "-p", copy.root, "--dry-run")
    assert "Labels: 1 would be added" in trial.out
    assert not copy.view().labels().size
    done = wr("import", "refi-qda", path, "-p", copy.root)
    assert done.code == 4
    assert "1 exact, 0 shifted, 1 failed" in done.out
    assert "Codes without a theme: Gossip" in done.out
    assert f"Failed: {place.file}, Gossip, Bo: its code has no theme." in done.out
    whole = tmp_path / "whole.qdpx"
    shown = wr("export", "refi-qda", whole, "-p", copy.root, "--no-originals")
    assert shown.code == 0
    assert "24 documents, 0 with the PDF" in shown.out
    assert "1 of people" in shown.out
    facts = json.loads(wr("export", "refi-qda", whole, "-p", copy.root, "--no-machine", "--json").out)
    assert (facts["human"], facts["machine"], facts["complete"]) == (1, 0, True)
    again = json.loads(wr("import", "refi-qda", whole, "-p", copy.root, "--json").out)
    assert (again["exact"], again["new"], again["known"]) == (1, 0, 1)
    undone = wr("import", "refi-qda", path, "-p", copy.root, "--undo")
    assert "Withdrew 1 label" in undone.out
    assert not copy.view().labels().size


def test_the_kind_of_file_is_that_of_its_ending(wr: Wr, sample: Project, tmp_path: Path) -> None:
    book = wr("export", "refi-qda", "--out", tmp_path / "b.qdc", "-p", sample.root)
    assert "codes" in book.out
    assert (tmp_path / "b.qdc").read_text("utf8").startswith("<?xml")
    assert wr("export", "refi-qda", tmp_path / "b.txt", "-p", sample.root).code == 2
    missing = wr("import", "refi-qda", tmp_path / "none.qdpx", "-p", sample.root)
    assert missing.code == 2
    assert "does not exist" in missing.err
