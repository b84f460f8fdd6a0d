"""Corrections last: after another run, drop, model and project; undone, the map is what it was before."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.here import Here
from tests.helpers.towns import BOARD, LATER, SAME, digests, towns, write
from workingregions.app import Project
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import AmbiguousNameError, InputError, NotFoundError
from workingregions.nlp.annotate import Annotator


def in_force(project: Project) -> bool:
    """Whether the three corrections of `correct` hold."""
    names = set(project.view().institutions()["name"])
    board = project.view().institution(BOARD).entity
    forms = {form.casefold() for form in board.aliases}
    return (
        board.name == BOARD
        and SAME.casefold() in forms
        and SAME not in names
        and board.type == "government_local"
        and "Steelworkers Union" not in names
    )


def correct(project: Project) -> None:
    project.correct("merge", BOARD, SAME, who="Ada")
    project.correct("retype", SAME, value="government_local", who="Ada")
    project.correct("reject", "Steelworkers Union", who="Ada", document="review.md")


def test_a_correction_tells_what_it_changes(project: Project, wr: Any) -> None:
    assert not in_force(project)
    ran = wr("correct", "merge", BOARD, SAME, "--why", "one board", "-p", project.root)
    assert ran.code == 0
    assert f"“{BOARD}” and “{SAME}” are one." in ran.out
    assert f"Merged 2 names into {BOARD}: 3 mentions in 2 documents." in ran.out
    (line,) = (project.root / "corrections.jsonl").read_text().splitlines()
    assert json.loads(line)["names"] == [BOARD, SAME]
    assert json.loads(line)["why"] == "one board"
    listed = wr("corrections", "list", "-p", project.root)
    assert "one board" in listed.out
    assert "in force" in listed.out
    shown = wr("institution", SAME, "-p", project.root)
    assert "one board" in shown.out


def test_corrections_hold_after_another_run_a_second_drop_and_another_model(
    project: Project, original: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(project)
    assert in_force(project)
    drop = write(tmp_path / "drop2", later=LATER)
    project.ingest([drop], engine=Here())
    assert in_force(project)
    assert project.view().institution(BOARD).years["year"].tolist() == [2014, 2018, 2021]
    monkeypatch.setattr(Annotator, "version", "another model")
    old = original.root.parent / "drop"
    report = project.ingest([old, drop], engine=Here())
    assert {item.outcome.value for item in report.items} == {"updated"}
    assert in_force(project)
    before = digests(project)
    project.ingest([old, drop], engine=Here())
    assert digests(project) == before


def test_corrections_hold_in_another_project(project: Project, tmp_path: Path, wr: Any) -> None:
    correct(project)
    other = towns(tmp_path / "elsewhere")
    assert not in_force(other)
    assert wr("corrections", "export", tmp_path / "ours.jsonl", "-p", project.root).code == 0
    ran = wr("corrections", "import", tmp_path / "ours.jsonl", "-p", other.root)
    assert ran.code == 0
    assert f"Added 3 corrections of {tmp_path / 'ours.jsonl'}; 0 were already present." in ran.out
    assert in_force(other)
    assert digests(other) == digests(project)
    with (project.root / "corrections.jsonl").open("a") as book:
        book.write("torn\n")
    again = wr("corrections", "import", project.root, "-p", other.root)
    assert "3 were already present." in again.out
    assert f"line 4 of {project.root / 'corrections.jsonl'} was left out" in again.err


CORRECTIONS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("merge", (BOARD, SAME), {}),
    ("split", ("Akron Chamber of Commerce",), {"document": "review.md"}),
    ("rename", (BOARD,), {"value": "Summit County Workforce Board"}),
    ("retype", (BOARD,), {"value": "civil_society"}),
    ("rescale", (BOARD,), {"value": "supranational"}),
    ("place", (BOARD,), {"value": "Pennsylvania"}),
    ("reject", ("Summit Valley College",), {}),
    ("tie", ("Ohio Development Agency", BOARD), {"relation": "funds", "value": "rejected"}),
    ("tie", (BOARD, "Steelworkers Union"), {"relation": "serves", "value": "asserted",
                                            "document": "review.md", "page": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("action", "names", "fields"), CORRECTIONS, ids=lambda v: str(v)[:24])
def test_undo_restores_the_tables(
    project: Project, action: str, names: tuple[str, ...], fields: dict[str, Any]
) -> None:
    before = digests(project)
    done = project.correct(action, *names, **fields)
    assert done.changes
    assert digests(project) != before
    undone = project.undo(done.correction.id[:8])
    assert undone.changes
    assert digests(project) == before
    with pytest.raises(InputError, match="already been undone"):
        project.undo(done.correction.id)
    project.undo(undone.correction.id)  # and in force again
    assert digests(project) != before


def test_each_correction_does_what_it_says(project: Project) -> None:
    project.correct("rename", SAME, value="Board of Akron")
    assert project.view().institution(SAME).entity.name == "Board of Akron"
    project.correct("place", SAME, value="Pennsylvania")
    project.correct("rescale", SAME, value="regional")
    entity = project.view().institution("Board of Akron").entity
    assert (entity.region, entity.scale) == ("US-PA", "regional")
    frame = project.view().ties(institution="Ohio Development Agency")
    assert set(frame["target"]) == {BOARD, "Summit Valley College"}
    project.correct("tie", "Ohio Development Agency", BOARD, relation="funds", value="rejected")
    project.correct(
        "tie", "Ohio Development Agency", "Summit Valley College", relation="funds", value="planned"
    )
    frame = project.view().ties(institution="Ohio Development Agency")
    assert frame[["target", "modality"]].to_numpy().tolist() == [["Summit Valley College", "planned"]]
    project.correct(
        "tie",
        "Board of Akron",
        "Steelworkers Union",
        relation="serves",
        value="asserted",
        document="review.md",
    )
    (row,) = project.view().ties(institution="Steelworkers Union").to_dict("records")
    assert (row["source"], row["file"], row["page"]) == ("Board of Akron", "review.md", 1)
    assert "praised by the Steelworkers Union" in row["sentence"]
    network = project.view().network("Akron, OH")
    assert "Steelworkers Union" in {*network.ties["source_name"], *network.ties["target_name"]}


def test_what_matches_nothing_is_refused_with_candidates(project: Project, wr: Any) -> None:
    before = digests(project)
    refused = [
        (["merge", BOARD, "Workforce Bord of Akron"], SAME),
        (["retype", "Akron Workforce Bord", "union"], BOARD),
        (["reject", "Sheffield City Council", "--in", "review.md"], "review.md"),
        (["retype", BOARD, "univercity"], "'university'"),
        (["place", BOARD, "Nowhereland"], "region 'Nowhereland'"),
        (["rename", BOARD, "X", "--in", "lost.md"], "document 'lost.md'"),
        (["rename", BOARD, "X", "--page", "2"], "--in DOC"),
        (["rename", BOARD, "X", "--in", "skills.md", "--page", "7"], "page '7'"),
        (["split", BOARD], "document or the region"),
        (["tie", BOARD, "funds", "Steelworkers Union"], "--in DOC"),
        (["tie", BOARD, "fund", "Steelworkers Union"], "'funds'"),
        (["tie", BOARD, "funds", "Steel Workers Onion", "--as", "rejected"], "Steelworkers Union"),
    ]
    for arguments, told in refused:
        ran = wr("correct", *arguments, "-p", project.root)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert told in ran.err, arguments
    assert not (project.root / "corrections.jsonl").exists()
    assert digests(project) == before
    assert wr("corrections", "undo", "abc", "-p", project.root).code == 2


def test_a_broken_line_is_told_and_the_others_apply(project: Project, wr: Any) -> None:
    correct(project)
    path = project.root / "corrections.jsonl"
    lines = path.read_text().splitlines()
    foreign = '{"tool": "another program", "value": 3}'
    path.write_text("\n".join([lines[0], '{"id": "torn', lines[1], foreign, lines[2]]) + "\n")
    ran = wr("corrections", "list", "-p", project.root)
    assert "line 2 of corrections.jsonl is not in force" in ran.err
    assert "line 4 of corrections.jsonl is not in force" in ran.err
    assert ran.out.count("in force") == 3
    assert in_force(project)


def test_two_people_who_contradict_each_other_are_both_shown_and_neither_holds(
    project: Project, wr: Any
) -> None:
    before = digests(project)
    project.correct("retype", BOARD, value="union", who="Ada", why="it bargains")
    done = project.correct("retype", BOARD, value="firm", who="Ben", why="it sells courses")
    assert done.conflicts
    assert digests(project) == before
    ran = wr("corrections", "conflicts", "-p", project.root)
    for said in ("Ada", "Ben", "it bargains", "it sells courses"):
        assert said in ran.out
    assert set(project.view().corrections()["status"]) == {"conflict"}
    project.undo(done.correction.id, who="Ben")
    assert project.view().institution(BOARD).entity.type == "union"
    assert "No conflicts" in wr("corrections", "conflicts", "-p", project.root).out
    project.correct("retype", BOARD, value="finance", who="Ada")
    assert project.view().institution(BOARD).entity.type == "finance"
    assert list(project.view().corrections()["status"]) == ["superseded", "undone", "undo", "in force"]


def test_a_line_that_matches_nothing_yet_waits(project: Project, tmp_path: Path) -> None:
    line = ledger.make(
        Action.RETYPE, ["Akron Battery Council"], value="firm", when="2026-01-01T00:00:00Z", who="Ada"
    )
    project.ledger.append([line])
    assert list(project.view().corrections()["status"]) == ["waiting"]
    text = "# Note on Akron\n\nThe Akron Battery Council met in Akron. The Akron Battery Council was new.\n"
    project.ingest([write(tmp_path / "more", council=text)], engine=Here())
    assert list(project.view().corrections()["status"]) == ["in force"]
    assert project.view().institution("Akron Battery Council").entity.type == "firm"


def test_corrections_are_labels(project: Project, tmp_path: Path) -> None:
    correct(project)
    project.correct("split", "Sheffield City Council", "University of Sheffield", who="Ada")
    project.correct("accept", "Sheffield City Council", who="Ada")
    gone = project.correct("rescale", BOARD, value="national", who="Ada")
    project.undo(gone.correction.id)
    assert project.view().export_labels(tmp_path / "labels.csv") == 5
    rows = list(csv.DictReader((tmp_path / "labels.csv").open()))
    assert [(r["kind"], r["left"], r["right"], r["label"], r["file"]) for r in rows] == [
        ("pair", BOARD, SAME, "same", ""),
        ("type", SAME, "", "government_local", ""),
        ("institution", "Steelworkers Union", "", "no", "review.md"),
        ("pair", "Sheffield City Council", "University of Sheffield", "different", ""),
        ("institution", "Sheffield City Council", "", "yes", ""),
    ]


def test_the_author_is_configured_or_known_to_git(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "user.name")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Grace Example")
    assert project.correct("accept", BOARD).correction.who == "Grace Example"
    config = project.root / "workingregions.toml"
    config.write_text(config.read_text().replace('who = ""', 'who = "A. Scholar"'))
    assert Project.open(project.root).correct("accept", SAME).correction.who == "A. Scholar"
    with pytest.raises(NotFoundError):
        project.correct("accept", "Nobody at all")


DAYTON = """---
date: 2016
---
# Chambers in Dayton, Ohio

The Chamber of Commerce in Dayton helps foundries in Dayton. The Chamber of Commerce met in Dayton, Ohio.
"""


def test_namesakes_are_told_apart_by_region(project: Project, tmp_path: Path, wr: Any) -> None:
    project.ingest([write(tmp_path / "more", chambers=DAYTON)], engine=Here())
    frame = project.view().institutions()
    chambers = frame[frame["name"] == "Chamber of Commerce"]
    assert len(chambers) == 2
    for arguments in (
        ["institution", "Chamber of Commerce"],
        ["ties", "--institution", "Chamber of Commerce"],
        ["correct", "retype", "Chamber of Commerce", "union"],
    ):
        ran = wr(*arguments, "-p", project.root)
        assert ran.code == 2, arguments
        assert "Sheffield" in ran.err, arguments
        assert "Dayton" in ran.err, arguments
    assert not project.ledger.path.exists()
    with pytest.raises(AmbiguousNameError) as caught:
        project.view().institution("chamber of commerce")
    found = {c.id: (c.name, c.region, c.documents) for c in caught.value.candidates}
    assert found.keys() == set(chambers["id"])
    assert set(found.values()) == {
        ("Chamber of Commerce", "Sheffield", 1),
        ("Chamber of Commerce", "Dayton", 1),
    }
    ran = wr("correct", "retype", "Chamber of Commerce", "union", "--near", "Sheffield", "-p", project.root)
    assert ran.code == 0, ran.err
    types = project.view().institutions().set_index("id")["type"]
    here = next(i for i in chambers["id"] if project.view().institution(i).region_name == "Sheffield")
    there = next(i for i in chambers["id"] if i != here)
    assert (types[here], types[there]) == ("union", "industry_association")
    assert len(project.view().ties(institution=here)) == 1
