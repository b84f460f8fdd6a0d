"""Saved searches: what is new since they were last reported, on the command line and in drop reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import LATER, write
from workingregions.app import Project, searches
from workingregions.corpus.drops import DropReport
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.searches import FILE_NAME
from workingregions.reports.drop_report import render_drop_report


@pytest.fixture
def more(tmp_path: Path) -> Path:
    return write(tmp_path / "more", later=LATER)


def test_only_what_is_new_is_reported_and_once(project: Project, more: Path, wr: Any) -> None:
    here = ("-p", project.root)
    ran = wr("search", "hall AND trainers", "--region", "Ohio", "--save", "Halls", *here)
    assert (ran.code, "Saved as 'Halls'" in ran.err) == (0, True)
    assert wr("search", "Sheffield AND steel", "--save", "Steel", *here).code == 0
    ran = wr("searches", "run", *here)
    assert (ran.code, ran.out.count("nothing new since")) == (3, 2)

    report = project.ingest([more], engine=Here())
    assert [(s.name, s.hits, s.documents, s.problem) for s in report.searches] == [("Halls", 1, 1, "")]
    assert project.drop(report.id) == report
    assert "Saved search Halls: 1 new passage in 1 document." in render_drop_report(report)

    peeked = wr("searches", "run", "halls", "--peek", "--json", *here)
    (news,) = json.loads(peeked.out)
    assert (peeked.code, [hit["file"] for hit in news["hits"]]) == (0, ["later.md"])
    ran = wr("searches", "run", *here)
    assert (ran.code, "Halls: 1 new passage in 1 document since" in ran.out) == (0, True)
    assert "skills.md" not in ran.out
    assert wr("searches", "run", *here).code == 3


def test_weak_hits_of_words_alone_are_not_news(project: Project, more: Path) -> None:
    project.save_search("off the subject", "How the universities of Finland teach black holes")
    project.save_search("like", like="steel.md")
    project.save_search("to the point", "The Akron Workforce Board pays trainers at Summit Valley College")
    project.ingest([more], engine=Here())
    hits = {one.search.name: one.hits for one in project.run_searches()}
    assert hits["off the subject"] == 0
    assert hits["to the point"] == 1


def test_a_removed_snapshot_leaves_the_later_drops_new(project: Project, more: Path) -> None:
    project.save_search("halls", "hall AND trainers")
    project.ingest([more], engine=Here())
    project.prune(1)
    (news,) = project.run_searches()
    assert [d.path for d in news.found.documents.values()] == ["later.md"] if news.found else False


def test_a_search_that_fails_says_so_and_stays_new(project: Project, more: Path, wr: Any) -> None:
    here = ("-p", project.root)
    project.save_search("board", "board", institutions=["Akron Workforce Board"])
    project.save_search("halls", "hall AND trainers")
    text = (project.root / FILE_NAME).read_text().replace("Akron Workforce Board", "Nobody at All")
    (project.root / FILE_NAME).write_text(text)
    report = project.ingest([more], engine=Here())
    assert [(s.name, bool(s.problem)) for s in report.searches] == [("board", True), ("halls", False)]
    ran = wr("searches", "run", *here)
    assert (ran.code, "'board' failed: There is no institution" in ran.err) == (2, True)
    assert "halls: 1 new passage" in ran.out
    assert wr("searches", "run", "halls", *here).code == 3


def test_no_failure_of_a_search_fails_an_ingest(
    project: Project, more: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of order")

    project.save_search("halls", "hall AND trainers")
    monkeypatch.setattr(searches, "_news", broken)
    report: DropReport = project.ingest([more], engine=Here())
    assert "out of order" in report.searches[0].problem
    assert report.items[0].path == "later.md"
    assert project.drop(report.id).items == report.items


def test_bad_input_is_refused_and_nothing_written(original: Project, wr: Any) -> None:
    with pytest.raises(InputError, match="either a query or"):
        original.save_search("both", "steel", like="steel.md")
    with pytest.raises(InputError, match="not closed"):
        original.save_search("open", '"steel')
    with pytest.raises(NotFoundError, match="region 'Nowhereland'"):
        original.save_search("where", "steel", regions=["Nowhereland"])
    with pytest.raises(NotFoundError, match="saved search 'none'"):
        original.remove_search("none")
    assert wr("searches", "run", "none", "-p", original.root).code == 2
    assert wr("search", "steel", "--facets", "--save", "x", "-p", original.root).code == 2
    assert not (original.root / FILE_NAME).exists()


def test_searches_are_listed_and_removed(project: Project, wr: Any) -> None:
    here = ("-p", project.root)
    assert "No search is saved" in wr("searches", "list", *here).out
    project.save_search("halls", "hall", regions=["Ohio"], year="2014:", who="Ann")
    shown = wr("searches", "list", *here).out
    assert all(word in shown for word in ("halls", "regions: Ohio", "year: 2014:", "Ann"))
    (row,) = json.loads(wr("searches", "list", "--json", *here).out)
    assert (row["name"], row["filters"]) == ("halls", {"regions": ["Ohio"], "year": ["2014:"]})
    ran = wr("search", "hall", "--save", "HALLS", *here)
    assert (ran.code, "already" in ran.err, ran.out) == (2, True, "")
    assert wr("searches", "remove", "halls", *here).code == 0
    assert project.view().saved_searches() == []
