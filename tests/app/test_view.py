"""A view answers from one snapshot, changes nothing, and states when its map is behind."""

from __future__ import annotations

import hashlib
import inspect
import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.topics import give_topics
from tests.helpers.towns import BOARD, LATER, SAME, write
from workingregions.app import Project, View
from workingregions.app.coding import ThemeEdit
from workingregions.app.qca import read_spec
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import InputError, NotFoundError, ReadError
from workingregions.corpus.plain import plain


def no_picture(view: View) -> None:
    """Ask for a picture of what has none; those of PDF files are kept in the project."""
    with pytest.raises(ReadError, match="is not a PDF"):
        view.picture(view.document("skills.md"))


SPEC = """table = "areas.csv"
[outcome]
name = "GROWTH"
label = "growth"
column = "growth"
out = -1
crossover = 0.01
full = 1
reason = "more than before"
[[condition]]
name = "DECLINE"
label = "decline"
column = "decline"
out = 0
crossover = 1.5
full = 4
reason = "half of the plants"
"""


def analysis(out: Path) -> Path:
    """Write a table of regions and a specification that reads it; return the latter."""
    (out / "areas.csv").write_text(
        "region,growth,growth_source,growth_year,decline,decline_source,decline_year\n"
        "Ohio,0.5,Office,2019,1,Office,2019\nSheffield,-0.4,Office,2019,2,Office,2019\n"
    )
    (out / "areas.toml").write_text(SPEC)
    return out / "areas.toml"


ASKED: dict[str, Callable[[View, Path], object]] = {
    "blocks": lambda view, _: view.blocks(view.document("skills.md")),
    "bundle": lambda view, _: view.bundle(view.document("skills.md")),
    "bundles": lambda view, _: list(view.bundles()),
    "accuracy": lambda view, _: view.accuracy("reshoring"),
    "agreement": lambda view, _: view.agreement(),
    "basket": lambda view, _: view.basket(),
    "basket_labels": lambda view, _: view.basket_labels(),
    "change": lambda view, _: view.change("Ohio", "2014", "2018"),
    "cited": lambda view, _: view.cited(plain(view.ties())),
    "codebook_difference": lambda view, _: view.codebook_difference(
        view.codebook, view.find_codebook("default"), effects=False
    ),
    "codebook_versions": lambda view, _: view.codebook_versions(),
    "edited_codebook": lambda view, _: view.edited_codebook(ThemeEdit(action="retire", theme="reshoring")),
    "corrections": lambda view, _: view.corrections(),
    "datasets": lambda view, _: view.datasets(),
    "disagreements": lambda view, _: view.disagreements("reshoring"),
    "document": lambda view, _: view.document("skills.md"),
    "documents": lambda view, _: view.documents(view.select(regions=["Ohio"])),
    "duplicates": lambda view, _: view.duplicates(),
    "evidence": lambda view, _: view.evidence(view.evidence_ids([view.passage(view.passages()["id"][0])])[0]),
    "evidence_ids": lambda view, _: view.evidence_ids(view.snapshot.records("mentions")),
    "explain_themes": lambda view, _: view.explain_themes(
        view.evidence_ids([view.passage(view.passages()["id"][0])])[0]
    ),
    "export_basket": lambda view, out: view.export_basket(out / "basket.md"),
    "effect": lambda view, _: view.effect("retype", "Summit Valley College", value="firm"),
    "export_corrections": lambda view, out: view.export_corrections(out / "ledger.jsonl"),
    "export_hits": lambda view, out: view.export_hits(
        view.search("training machinists", n=3), out / "hits.csv"
    ),
    "export_labels": lambda view, out: view.export_labels(out / "labels.csv"),
    "export_pages": lambda view, out: view.export_pages(out / "pages.jsonl"),
    "facet_shares": lambda view, _: view.facet_shares("year", query="machinists"),
    "facets": lambda view, _: view.facets(query="machinists"),
    "findings": lambda view, _: view.findings(view.document("skills.md")),
    "find_codebook": lambda view, _: view.find_codebook(),
    "institution": lambda view, _: view.institution(BOARD, near="Ohio"),
    "institutions": lambda view, _: view.institutions(only=view.map_filter(types=["university"])),
    "label_queue": lambda view, _: view.label_queue("reshoring", 2),
    "label_summary": lambda view, _: view.label_summary(),
    "labels": lambda view, _: view.labels(),
    "lacking": lambda view, _: view.lacking("year"),
    "list_passages": lambda view, _: view.list_passages(view.select(regions=["Ohio"])),
    "locate": lambda view, _: view.locate("The Ohio Development Agency funds"),
    "map_filter": lambda view, _: view.map_filter(ties="supply"),
    "metadata": lambda view, _: view.metadata(view.document("skills.md")),
    "network": lambda view, _: view.network("Ohio"),
    "original": lambda view, _: view.original(view.document("skills.md")),
    "outcomes": lambda view, _: view.outcomes(),
    "overview": lambda view, _: view.overview(),
    "outline": lambda view, _: view.outline(view.document("skills.md")),
    "page": lambda view, _: view.page(view.document("skills.md")),
    "passage": lambda view, _: view.passage(view.passages()["id"][0]),
    "passages": lambda view, _: view.passages(view.select(year="2014")),
    "models": lambda view, _: view.models(),
    "picture": lambda view, _: no_picture(view),
    "passage_evidence": lambda view, _: view.passage_evidence(list(view.passages()["id"])),
    "ranked": lambda view, _: view.ranked(view.search("training machinists", n=3)),
    "references": lambda view, _: view.references(),
    "region": lambda view, _: view.region("Ohio", against=["Sheffield"]),
    "regions": lambda view, _: view.regions(theme="reshoring"),
    "registry_status": lambda view, _: view.registry_status(),
    "export_refi": lambda view, out: view.export_refi(out / "coded.qdpx"),
    "need_texts": lambda view, _: view.need_texts("nothing can be read"),
    "propose_qca": lambda view, out: view.propose_qca(analysis(out).parent / "areas.csv", "growth", draws=3),
    "qca": lambda view, out: view.qca(analysis(out), draws=3),
    "study": lambda view, out: view.study(*read_spec(analysis(out), draws=3)),
    "theme_review": lambda view, _: view.theme_review(["reshoring"]),
    "report_theme": lambda view, out: view.report_theme("reshoring", out=out),
    "saved_searches": lambda view, _: view.saved_searches(),
    "review_queue": lambda view, _: view.review_queue(),
    "search": lambda view, _: view.search("training machinists", n=3),
    "select": lambda view, _: view.select(institutions=[BOARD], themes=["reshoring"]),
    "standing": lambda view, _: view.standing(),
    "steps": lambda view, _: view.steps(view.document("skills.md"), "tie"),
    "themes": lambda view, _: view.themes(),
    "thickness": lambda view, _: view.thickness(["Ohio", "Sheffield"]),
    "ties": lambda view, _: view.ties(institution=BOARD),
    "topic": lambda view, _: view.topic(1),
    "topic_documents": lambda view, _: view.topic_documents(2),
    "topic_history": lambda view, _: view.topic_history(1),
    "topic_map": lambda view, _: view.topic_map(),
    "topic_model": lambda view, _: view.topic_model(),
    "topic_trends": lambda view, _: view.topic_trends([1], ["year"]),
    "topics": lambda view, _: view.topics(),
    "compare": lambda view, _: view.compare(["Ohio", "Sheffield"]),
    "tally": lambda view, _: view.tally(),
    "term_passages": lambda view, _: view.term_passages("workforce", region="Ohio"),
    "terms": lambda view, _: view.terms(region="Ohio"),
    "theme_institutions": lambda view, _: view.theme_institutions("workforce_skills"),
    "trend_documents": lambda view, _: view.trend_documents("workforce_skills", region="Ohio"),
    "theme_pairs": lambda view, _: view.theme_pairs(region="Ohio"),
    "trend_passages": lambda view, _: view.trend_passages("workforce_skills", region="Ohio"),
    "trend_tests": lambda view, _: view.trend_tests("workforce_skills"),
    "trends": lambda view, _: view.trends("reshoring"),
    "unread": lambda view, _: view.unread(view.select(languages=["English"])),
    "unread_rows": lambda view, _: view.unread_rows(),
}
"""Each public method of View, called once."""
PROPERTIES = {
    "citation_keys", "codebook", "config", "counted", "empty", "encoder", "name", "register", "root", "stale",
    "theme_vectors",
}  # fmt: skip


@pytest.fixture(scope="module")
def behind(original: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with topics whose ledger was edited by hand, so that a read has every reason to write."""
    folder = tmp_path_factory.mktemp("behind") / "project"
    shutil.copytree(original.root, folder)
    project = Project.open(folder)
    more = {"later": LATER, "hall": LATER.replace("Akron", "Sheffield")}
    project.ingest([write(folder.parent / "more", **more)], engine=Here())
    give_topics(project)
    project.ledger.append([line(Action.MERGE, BOARD, SAME)])
    return project


def line(action: Action, *names: str) -> Any:
    return ledger.make(action, names, when="2026-01-01T00:00:00Z", who="Ada")


def fingerprint(folder: Path) -> dict[str, tuple[int, str]]:
    """The time and content of every file of a project, and the times of its folders."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in [folder, *folder.rglob("*")]
    }


def test_every_method_of_a_view_is_asked_here() -> None:
    public = {name: member for name, member in inspect.getmembers(View) if not name.startswith("_")}
    methods = {name for name, member in public.items() if inspect.isfunction(member)}
    assert methods == ASKED.keys()
    assert public.keys() - methods == PROPERTIES


@pytest.mark.parametrize("name", sorted(ASKED))
def test_no_question_changes_a_file(behind: Project, tmp_path: Path, name: str) -> None:
    view = behind.view()
    assert view.stale == "1 correction is not in the map yet."
    before = fingerprint(behind.root)
    ASKED[name](view, tmp_path)
    assert fingerprint(behind.root) == before


def test_questions_are_answered_where_nothing_can_be_written(
    behind: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The root user may write to read-only folders, so writing is refused here instead."""

    def refused(*_: object, **__: object) -> None:
        pytest.fail("a read took the writer")

    monkeypatch.setattr(type(behind.store), "writer", refused)
    for path in behind.root.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        view = Project.open(behind.root).view()
        for ask in ASKED.values():
            ask(view, tmp_path)
    finally:
        for path in behind.root.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_view_stays_as_it_is_while_the_project_changes(project: Project, tmp_path: Path) -> None:
    view = project.view()
    first = view.documents()
    project.ingest([write(tmp_path / "more", later=LATER)], engine=Here())
    project.correct("reject", BOARD)
    # Asked only now, and all of it from before.
    assert list(view.documents()["path"]) == list(first["path"])
    assert BOARD in set(view.institutions()["name"])
    assert view.search("closed its hall", n=9).documents.keys() <= set(first["id"])
    assert view.corrections().empty
    assert view.stale == ""
    now = project.view()
    assert "later.md" in set(now.documents()["path"])
    assert BOARD not in set(now.institutions()["name"])
    earlier = project.view(view.snapshot.id)
    assert earlier.snapshot.id == project.view(view.snapshot.manifest.number).snapshot.id
    assert set(earlier.institutions()["name"]) == set(view.institutions()["name"])
    assert earlier.stale == ""


@pytest.mark.parametrize("name", ["s000999", 999, "999", "yesterday"])
def test_a_snapshot_that_is_not_there_is_named(original: Project, name: str | int) -> None:
    with pytest.raises(NotFoundError, match=str(name)):
        original.view(name)


def test_threads_share_a_view(original: Project) -> None:
    view = original.view()
    together = threading.Barrier(8)

    def ask(_: int) -> tuple[int, list[str], int]:
        together.wait(timeout=60)
        found = view.search("training machinists", view.select(institutions=[BOARD]), n=3)
        return id(view.register), [hit.passage for hit in found.hits], len(view.network("Ohio").ties)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert len({str(answer) for answer in answers}) == 1
    assert answers[0][1]


def test_a_stale_map_is_reported_by_what_shows_it_and_cured_by_refresh(project: Project, wr: Any) -> None:
    project.ledger.append([line(Action.MERGE, BOARD, SAME)])
    root = project.root
    for command in (
        ["institutions"], ["institution", SAME], ["ties"], ["outcomes"], ["network", "Ohio"],
        ["thickness", "Ohio", "Sheffield"], ["registry", "status"], ["corrections", "list"],
        ["search", "machinists", "--institution", BOARD],
    ):  # fmt: skip
        ran = wr(*command, "-p", root)
        assert ran.code == 0, ran.err
        warnings = [text for text in ran.err.splitlines() if "Warning" in text]
        assert warnings == ["wr: Warning: 1 correction is not in the map yet. Run: wr refresh"], command
    assert "Warning" not in wr("documents", "-p", root).err
    for command in (["institution", SAME], ["network", "Ohio"], ["thickness", "Ohio", "Sheffield"]):
        found = json.loads(wr(*command, "--json", "-p", root).out)
        assert (found["stale"], found["stale_reason"]) == (True, "1 correction is not in the map yet.")
    assert "up to date" in wr("refresh", "-p", root).out
    ran = wr("institution", SAME, "--json", "-p", root)
    assert "stale" not in json.loads(ran.out)
    assert ran.err == ""
    assert json.loads(ran.out)["entity"]["name"] == BOARD
    assert json.loads(wr("refresh", "--json", "-p", root).out)["changes"] == []


def test_commands_answer_from_an_earlier_snapshot(project: Project, tmp_path: Path, wr: Any) -> None:
    before = project.view().snapshot.id
    project.ingest([write(tmp_path / "more", later=LATER)], engine=Here())
    project.correct("reject", BOARD)

    def paths(*arguments: str) -> set[str]:
        ran = wr("documents", "--json", *arguments, "-p", project.root)
        return {row["path"] for row in json.loads(ran.out)}

    assert paths() - paths("--snapshot", before) == {"later.md"}
    ran = wr("institution", BOARD, "--snapshot", before, "-p", project.root)
    assert (ran.code, ran.err) == (0, "")
    ran = wr("ties", "--snapshot", "s000999", "-p", project.root)
    assert ran.code == 2
    assert "s000999" in ran.err


def test_an_empty_project_answers_too(tmp_path: Path) -> None:
    view = Project.create(tmp_path / "empty").view()
    assert view.empty
    assert view.stale == ""
    assert view.documents().empty
    assert view.institutions().empty
    assert view.passages().empty
    with pytest.raises(InputError):
        view.report_theme("reshoring", out=tmp_path)
