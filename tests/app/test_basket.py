"""The basket: kept passages with labels, notes and order, as the documents have them now, and exported."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.helpers.here import Here
from tests.helpers.towns import REVIEW, towns, write
from workingregions.app import Project
from workingregions.corpus.basket import FILE_NAME, SUGGESTED, Basket
from workingregions.corpus.errors import InputError, NotFoundError, UserError


@pytest.fixture
def ids(project: Project) -> list[str]:
    """Evidence ids of sentences of three documents."""
    quotes = (
        "The board trains machinists",
        "was praised by the Steelworkers Union",
        "works with the University",
    )
    return [project.view().locate(quote)[0].id for quote in quotes]


def test_what_is_kept_has_labels_notes_and_an_order(project: Project, ids: list[str]) -> None:
    one, two, three = ids
    project.keep(one, labels=["keep", " Keep ", "own  word"], note=" Look up. ", who="Ann")
    project.keep(two, labels=SUGGESTED[1:], who="Ann")
    project.keep(three, who="Ann")
    project.keep(one, labels=["doubt"], who="Bo")
    frame = project.view().basket(who="Ann")
    assert frame["evidence"].tolist() == ids
    assert frame["labels"].tolist() == [["keep", "own word"], ["doubt", "quote in report"], []]
    assert (frame["note"].tolist(), set(frame["state"])) == (["Look up.", "", ""], {"exact"})
    assert frame["quote"][0].startswith("The board trains machinists")
    # All of one label, across documents and readers.
    assert project.view().basket("DOUBT")[["evidence", "who"]].values.tolist() == [[one, "Bo"], [two, "Ann"]]
    assert project.view().basket_labels() == [
        ("doubt", 2),
        ("keep", 1),
        ("own word", 1),
        ("quote in report", 1),
    ]
    # What is not given stays; what is given replaces.
    project.keep(two, note="Yes.", before=one, who="Ann")
    project.keep(one, labels=[], before="", who="Ann")
    frame = project.view().basket(who="Ann")
    assert frame["evidence"].tolist() == [two, three, one]
    assert frame["labels"].tolist() == [["doubt", "quote in report"], [], []]
    assert frame["note"].tolist() == ["Yes.", "", "Look up."]
    lines = (project.root / FILE_NAME).read_bytes()
    project.keep(two, who="Ann")
    assert (project.root / FILE_NAME).read_bytes() == lines
    assert project.unkeep(three, who="Ann").file == "steel.md"
    assert project.view().basket(who="Ann")["evidence"].tolist() == [two, one]


def test_what_cannot_be_kept_is_refused_and_nothing_is_written(project: Project, ids: list[str]) -> None:
    for wrong in ({"labels": [""]}, {"labels": ["x" * 41]}, {"labels": ["a\x1b"]}, {"note": "x" * 10_001}):
        with pytest.raises(InputError):
            project.keep(ids[0], **wrong)  # type: ignore[arg-type]
    with pytest.raises(UserError):
        project.keep("wr1.nonsense")
    with pytest.raises(NotFoundError):
        project.keep(ids[0], before=ids[1])
    with pytest.raises(NotFoundError):
        project.unkeep(ids[0])
    assert not (project.root / FILE_NAME).exists()


def test_a_damaged_line_is_reported_and_stays_in_the_file(project: Project, ids: list[str]) -> None:
    project.keep(ids[0], who="Ann")
    path = project.root / FILE_NAME
    with path.open("a", encoding="utf8") as file:
        file.write('not JSON\n{"action": "shelve", "evidence": "later"}\n{"evidence": "torn')
    project.keep(ids[1], who="Ann")
    held, problems = Basket(path).read()
    assert [one.evidence for one in held] == ids[:2]
    assert [p.split(",")[1] for p in problems] == [" line 2", " line 3", " line 4"]
    assert path.read_text(encoding="utf8").count("shelve") == 1


def test_words_that_changed_or_went_are_told_and_the_quote_is_kept(tmp_path: Path) -> None:
    project = towns(tmp_path)
    ident = project.view().locate("was praised by the Steelworkers Union")[0].id
    project.keep(ident, labels=["keep"], who="Ann")
    before = project.view().basket()["quote"][0]
    changed = REVIEW.replace("was praised by", "was much praised by")
    project.ingest([write(tmp_path / "drop", review=changed)], engine=Here())
    (row,) = project.view().basket().to_dict("records")
    assert row["state"] in ("moved", "changed")
    assert row["reason"]
    other = (
        "---\ndate: 2018\n---\n# Review of machining in Akron\n\nAll of this was written anew in spring.\n"
    )
    project.ingest([write(tmp_path / "drop", review=other)], engine=Here())
    (row,) = project.view().basket().to_dict("records")
    assert (row["state"], row["quote"], row["labels"]) == ("gone", before, ["keep"])
    # Of what is gone, labels and notes can still be changed.
    assert project.keep(ident, note="It went.", who="Ann").note == "It went."
    path = project.view().export_basket(tmp_path / "gone.md")
    assert "no longer has these words" in path.read_text(encoding="utf8")


def test_exports_hold_quotes_citations_labels_and_notes(
    project: Project, ids: list[str], tmp_path: Path
) -> None:
    project.keep(ids[0], labels=["quote in report"], note="=1+1 *strong*", who="Ann")
    project.keep(ids[2], labels=["doubt"], who="Ann")
    view = project.view()
    quote = view.basket()["quote"][0]
    written = {
        kind: view.export_basket(tmp_path / f"basket.{kind}", link="http://127.0.0.1:8000/evidence/")
        for kind in ("docx", "md", "csv", "xlsx", "bib", "ris")
    }
    paragraphs = Document(str(written["docx"])).paragraphs
    assert quote in [p.text for p in paragraphs if p.style is not None and p.style.name == "Quote"]
    text = "\n".join(p.text for p in paragraphs)
    assert all(part in text for part in ("(2014). Ohio Skills Plan", "[quote in report]", "=1+1 *strong*"))
    rows = list(csv.DictReader(written["csv"].open(encoding="utf8")))
    assert [row["link"] for row in rows] == [f"http://127.0.0.1:8000/evidence/{ids[n]}" for n in (0, 2)]
    assert (rows[0]["note"], rows[0]["labels"]) == ("'=1+1 *strong*", "quote in report")
    markdown = written["md"].read_text(encoding="utf8")
    assert r"=1+1 \*strong\*" in markdown
    assert "[quote in report]" in written["bib"].read_text(encoding="utf8")
    assert "[doubt]" in written["ris"].read_text(encoding="utf8")
    assert view.export_basket(tmp_path / "one.csv", "doubt").read_text(encoding="utf8").count("\n") == 2
    with pytest.raises(InputError, match="docx, md, csv"):
        view.export_basket(tmp_path / "basket.pdf")


def test_the_commands_collect_list_export_and_remove(
    project: Project, ids: list[str], wr: Any, tmp_path: Path
) -> None:
    here = ("-p", project.root)
    assert wr("basket", "list", *here).out.startswith("The basket is empty.")
    ran = wr("basket", "add", ids[0], "--label", "doubt", "--note", "why?", "--who", "Ann", *here)
    assert ran.out.startswith("In the basket of Ann as doubt: ")
    listed = wr("basket", "list", *here).out
    assert "why?" in listed
    assert "Labels: doubt (1)" in listed
    (row,) = json.loads(wr("basket", "list", "--label", "doubt", "--json", *here).out)
    assert row["evidence"] == ids[0]
    assert wr("basket", "export", tmp_path / "b.docx", *here).code == 0
    assert wr("basket", "remove", ids[1], "--who", "Ann", *here).code == 2
    assert wr("basket", "remove", ids[0], "--who", "Ann", *here).code == 0
    assert json.loads(wr("basket", "list", "--json", *here).out) == []
