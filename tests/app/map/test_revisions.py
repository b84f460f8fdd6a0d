"""Corrections of documents, outcomes and themes: seen everywhere, undone without trace, kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import LATER, towns, write
from workingregions.app import Project
from workingregions.app.ask import evidence_ids
from workingregions.app.map import BatchError, Wish, read_batch, template
from workingregions.app.run.stages import ReadStage
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import AmbiguousNameError, InputError, NotFoundError
from workingregions.corpus.records import Outcome
from workingregions.corpus.store import RAW
from workingregions.nlp.annotate import Annotator

WORKS = """---
date: 2015
---
# Works of the valley

The Akron Tool Company created 300 jobs in Akron in 2014. It will invest $40 million in the plant by 2017.

Firms bring production back from abroad: reshoring returned castings to Ohio, and reshoring goes on, as firms
move more of their manufacturing back home.
"""
TABLES = ("documents", "passages", "outcomes", "themes", *(f"raw_{name}" for name in RAW))


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("works")
    project = towns(folder)
    project.ingest([write(folder / "more", works=WORKS)], engine=Here())
    return project


@pytest.fixture
def valley(works: Project, tmp_path: Path) -> Project:
    shutil.copytree(works.root, tmp_path / "copy")
    return Project.open(tmp_path / "copy")


def rows(project: Project) -> dict[str, str]:
    """A hash of each table that corrections of documents change."""
    now = project.store.snapshot()
    return {name: now.digest(name) for name in TABLES}


def outcomes(project: Project) -> list[Outcome]:
    """The outcomes of works.md."""
    document = project.view().document("works.md").id
    return project.store.snapshot().records("outcomes", where=f"document = '{document}'")


def claim(project: Project, kind: str) -> str:
    """The evidence id of its outcome of a kind."""
    (found,) = [row for row in outcomes(project) if row.kind == kind]
    return evidence_ids(project.store.snapshot(), [found])[0]


def passage_about(project: Project, words: str) -> str:
    """The evidence id of the passage with some words."""
    snapshot = project.store.snapshot()
    (found,) = [row for row in snapshot.records("passages") if words in row.text]
    return evidence_ids(snapshot, [found])[0]


def test_a_documents_description_is_corrected_everywhere_and_undone_without_trace(valley: Project) -> None:
    before = rows(valley)
    done = valley.correct("year", document="works.md", value="2011", who="Ada", why="the imprint")
    (line,) = done.changes
    assert line.startswith("works.md: year 2015 → 2011 (")
    valley.correct("title", document="works", value="Foundries of the valley", who="Ada")
    valley.correct("publisher", document="works", value="State of Ohio", who="Ada")
    valley.correct("type", document="works", value="Fact sheet", who="Ada")
    valley.correct("region", document="works.md", value="Essex; Sheffield", who="Ada")
    view = valley.view()
    found = view.document("Foundries of the valley")
    assert (found.year, found.publisher, found.type, found.genre) == (
        2011,
        "State of Ohio",
        "fact_sheet",
        "policy",
    )
    assert [region.name for region in found.regions] == ["Essex", "Sheffield"]
    chosen = {value.field: value for value in reversed(found.metadata)}
    assert (chosen["year"].rule, chosen["year"].quote) == ("correction of Ada", "the imprint")
    selection = view.select(year="2011", types=["fact sheet"], regions=["Essex"])
    assert set(view.passages(selection)["document"]) == {found.id}
    for _ in range(5):
        valley.undo("last", who="Ada")
    assert rows(valley) == before


def test_an_outcome_is_rejected_or_corrected_by_its_evidence(valley: Project, wr: Any) -> None:
    before = rows(valley)
    jobs, money = claim(valley, "jobs"), claim(valley, "investment")
    ran = wr("correct", "outcome", money, "--kind", "funding", "--year", "2016", "-p", valley.root)
    assert ran.code == 0, ran.err
    assert "kind investment → funding; year" in ran.out
    assert "→ 2016" in ran.out
    ran = wr("correct", "outcome", jobs, "--reject", "--why", "a plan", "-p", valley.root)
    assert "“300” (jobs) is no longer an outcome." in ran.out
    assert [(row.kind, row.year) for row in outcomes(valley)] == [("funding", 2016)]
    # The corrected claim has another evidence id, which names the same claim.
    valley.correct("outcome", evidence=claim(valley, "funding"), relation="place", value="Essex")
    assert outcomes(valley)[0].place == "GB-ESS"
    valley.correct("outcome", evidence=jobs, relation="kind", value="firms")
    assert {row.kind for row in outcomes(valley)} == {"funding", "firms"}
    for _ in range(5):
        valley.undo("last")
    assert rows(valley) == before


def test_a_passage_is_about_a_theme_as_stated(valley: Project, wr: Any) -> None:
    ident = passage_about(valley, "reshoring returned")

    def about() -> bool:
        view = valley.view()
        return bool(len(view.passages(view.select(themes=["reshoring"], year="2015"))))

    assert about()
    ran = wr("correct", "theme", ident, "reshoring", "--not-about", "-p", valley.root)
    assert ran.code == 0, ran.err
    assert "works.md, page 1, is about reshoring: " in ran.out
    assert not about()
    assert not len(valley.view().passages(valley.view().select(themes=["reshoring"], year="2015")))
    with pytest.raises(NotFoundError, match="theme"):
        valley.correct("theme", evidence=ident, relation="reshorin", value="about")
    valley.correct("theme", evidence=ident, relation="brownfield", value="about")
    assert len(valley.view().passages(valley.view().select(themes=["brownfield"], year="2015"))) == 1


def test_corrections_of_documents_hold_after_drops_retries_and_a_refresh(
    valley: Project, works: Project, tmp_path: Path
) -> None:
    valley.correct("year", document="works.md", value="2011", who="Ada")
    valley.correct("outcome", evidence=claim(valley, "jobs"), value="rejected", who="Ada")
    held = rows(valley)
    valley.ingest([works.root.parent / "more"], engine=Here())
    assert rows(valley) == held
    valley.ingest([write(tmp_path / "later", later=LATER)], engine=Here())
    # A project of the same files gets them by the ledger alone.
    shutil.copytree(works.root, tmp_path / "other")
    other = Project.open(tmp_path / "other")
    imported, changes = other.import_corrections(valley.root / "corrections.jsonl")
    assert len(imported.added) == 2
    assert any("year 2015 → 2011" in line for line in changes)
    assert rows(other) == held
    # So does one whose ledger was copied, at the next refresh.
    shutil.copytree(works.root, tmp_path / "third")
    shutil.copy(valley.root / "corrections.jsonl", tmp_path / "third")
    third = Project.open(tmp_path / "third")
    assert any("year 2015 → 2011" in line for line in third.refresh())
    assert rows(third) == held


def test_a_document_that_is_read_again_keeps_its_corrections(
    valley: Project, works: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    valley.correct("title", document="works.md", value="Foundries", who="Ada")
    valley.correct("outcome", evidence=claim(valley, "jobs"), relation="kind", value="firms", who="Ada")
    held = rows(valley)
    for stage in (Annotator, ReadStage):
        monkeypatch.setattr(stage, "version", "later")
        valley.ingest([works.root.parent / "more"], engine=Here())
        assert rows(valley) == held
    valley.undo("last", who="Ada")
    valley.undo("last", who="Ada")
    assert valley.view().document("works.md").title == "Works of the valley"


def test_contradictions_of_two_people_hold_neither_and_show(valley: Project) -> None:
    valley.correct("year", document="works.md", value="2011", who="Ada")
    done = valley.correct("year", document="works.md", value="2012", who="Ben")
    assert valley.view().document("works.md").year == 2015
    (conflict,) = done.conflicts
    assert conflict.about == "year of works.md: 2011 or 2012"
    valley.correct("year", document="works.md", value="2011", who="Ben")
    assert valley.view().document("works.md").year == 2011
    rejected = claim(valley, "jobs")
    valley.correct("outcome", evidence=rejected, value="rejected", who="Ada")
    valley.correct("outcome", evidence=rejected, relation="kind", value="firms", who="Ben")
    assert {row.kind for row in outcomes(valley)} == {"jobs", "investment"}


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"action": "year", "document": "works.md", "value": "next"}, InputError, "not a year"),
        ({"action": "type", "document": "works.md", "value": "stratgy"}, NotFoundError, "strategy"),
        ({"action": "region", "document": "works.md", "value": "Narnia"}, NotFoundError, "Narnia"),
        ({"action": "title", "document": "wroks.md", "value": "A"}, NotFoundError, "works.md"),
        ({"action": "title", "document": ".md", "value": "A"}, AmbiguousNameError, "steel.md"),
        ({"action": "title", "document": "works.md", "value": " "}, InputError, "no value"),
        ({"action": "outcome", "evidence": "wr1.o.1", "value": "rejected"}, InputError, "evidence id"),
        ({"action": "outcome", "evidence": "", "value": "rejected"}, InputError, "evidence id"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_may_be(
    valley: Project, fields: dict[str, str], error: type[Exception], words: str
) -> None:
    action = fields.pop("action")
    with pytest.raises(error, match=words):
        valley.correct(action, **fields)
    assert not (valley.root / "corrections.jsonl").exists()
    fields["action"] = action


def test_a_batch_is_checked_before_any_line_is_written(valley: Project, wr: Any, tmp_path: Path) -> None:
    template = wr("correct", "--template")
    assert template.out.startswith("action,name,other,relation,value,document,evidence,near,page,why\n")
    batch = tmp_path / "batch.csv"
    batch.write_text(
        "action,name,value,document,why\n"
        "retype,Akron Workforce Board,development agency,,\n"
        "year,,20x1,works.md,\n"
        "title,,A,wroks.md,\n"
        "retype,Akron Workfroce Board,firm,,\n"
    )
    ran = wr("correct", "--from", batch, "-p", valley.root)
    assert ran.code == 2
    told = " ".join(ran.err.split())
    assert "batch.csv, row 3, column 'value': '20x1' is not a year" in told
    assert "row 4, column 'document'" in told
    assert "row 5, column 'name'" in told
    assert "Akron Workforce Board" in told
    assert not (valley.root / "corrections.jsonl").exists()
    batch.write_text(
        batch.read_text().replace("20x1", "2011").replace("wro", "wor").replace("froce", "force")
    )
    ran = wr("correct", "--from", batch, "--who", "Ada", "-p", valley.root)
    assert ran.code == 0, ran.err
    assert valley.view().document("works.md").year == 2011
    again = wr("correct", "--from", batch, "--who", "Ada", "-p", valley.root)
    assert "not written again: " in again.out


def test_the_template_is_a_batch_with_each_action(tmp_path: Path) -> None:
    (tmp_path / "template.csv").write_text(template(), encoding="utf8")
    rows = read_batch(tmp_path / "template.csv")
    assert {row.wish.action for row in rows} == set(Action) - {Action.UNDO}
    assert rows[0].wish.names == ("Tees Valley Unlimited", "TVU", "Tees Valley LEP")


def test_batches_name_unknown_columns_and_actions(valley: Project, wr: Any, tmp_path: Path) -> None:
    batch = tmp_path / "batch.csv"
    batch.write_text("action,documnt,value\nyear,works.md,2011\n")
    assert "column 'documnt'" in wr("correct", "--from", batch, "-p", valley.root).err
    batch.write_text("action;document;value\nyaer;works.md;2011\n")
    ran = wr("correct", "--from", batch, "-p", valley.root)
    assert "row 2, column 'action'" in " ".join(ran.err.split())
    assert "'year'" in ran.err


def test_wishes_made_together_are_one_change(valley: Project) -> None:
    number = valley.store.manifest().number
    wishes = [
        Wish(action=Action.YEAR, document="works.md", value="2012"),
        Wish(action=Action.YEAR, document="works.md", value="2011"),
        Wish(action=Action.RENAME, names=("Akron Workforce Board",), value="The Board"),
    ]
    done = valley.correct_all(wishes)
    assert len(done.corrections) == 3
    assert valley.view().document("works.md").year == 2011
    assert valley.store.manifest().number == number + 1
    with pytest.raises(BatchError):
        valley.correct_all([*wishes, Wish(action=Action.YEAR, document="works.md", value="x")])


def test_a_corrected_title_is_cited_by_it(valley: Project, tmp_path: Path) -> None:
    work = "Poe, A. (2015) 'Foundries of the upper valley'. Ohio Press."
    citing = f"# A note\n\nMills grow.\n\n## References\n\n{work}\n"
    valley.ingest([write(tmp_path / "cites", note=citing)], engine=Here())
    assert not len(valley.view().references(inside=True))
    valley.correct("title", document="works.md", value="Foundries of the upper valley")
    assert list(valley.view().references(inside=True)["cites"]) == ["works.md"]
    valley.undo("last")
    assert not len(valley.view().references(inside=True))
