"""The effect of a correction before it is saved is what then happens."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.app.map.test_corrections import CORRECTIONS
from tests.helpers.towns import BOARD, SAME
from workingregions.app import Project
from workingregions.app.map import ContestedError, CountedInstitution, Effect
from workingregions.app.view import View
from workingregions.corpus.errors import InputError, NotFoundError

OF_DOCUMENTS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("title", (), {"document": "review.md", "value": "Another title"}),
    ("year", (), {"document": "review.md", "value": "1999"}),
    ("publisher", (), {"document": "review.md", "value": "Another publisher"}),
    ("type", (), {"document": "review.md", "value": "thesis"}),
    ("region", (), {"document": "review.md", "value": "Essex"}),
    ("accept", (BOARD,), {}),
]


def figures(view: View) -> dict[str, tuple[object, ...]]:
    """The institutions as the list prints them, by id."""
    fields = ["name", "type", "scale", "region", "mentions", "documents"]
    frame = view.institutions()
    return {row["id"]: tuple(row[f] for f in fields) for row in frame.to_dict("records")}


def told(found: tuple[CountedInstitution, ...]) -> dict[str, tuple[object, ...]]:
    return {i.id: (i.name, i.type, i.scale, i.region, i.mentions, i.documents) for i in found if i.documents}


def statements(view: View) -> Counter[tuple[str, ...]]:
    fields = ["source_id", "relation", "target_id", "modality", "passage", "sentence"]
    return Counter(tuple(row[f] for f in fields) for row in view.ties().to_dict("records"))


def happens(project: Project, effect: Effect, changes: tuple[str, ...], before: View) -> None:
    """Compare an effect with what a correction did."""
    after = project.view()
    assert effect.changes == changes
    old, new = figures(before), figures(after)
    assert {i: told(effect.before)[i] for i in told(effect.before)} == {
        i: old[i] for i in told(effect.before)
    }
    assert told(effect.after) == {i: new[i] for i in told(effect.after)}
    untold = old.keys() - told(effect.before).keys()
    assert {i: old[i] for i in untold} == {i: new.get(i) for i in untold}
    was, now = statements(before), statements(after)
    assert (now - was).total() == effect.ties_added + effect.ties_changed
    assert (was - now).total() == effect.ties_removed + effect.ties_changed
    told_of = {region.id for region in effect.regions}
    for region in sorted({one.region for document in before.counted for one in document.regions}):
        if _members(before, region) != _members(after, region):
            assert region in told_of


def _members(view: View, region: str) -> set[object]:
    nodes = view.network(region).graph.nodes(data=True)
    return {(node, data["name"], data["type"]) for node, data in nodes}


@pytest.mark.parametrize(
    ("action", "names", "fields"), [*CORRECTIONS, *OF_DOCUMENTS], ids=lambda v: str(v)[:24]
)
def test_what_is_told_before_saving_is_what_happens_and_what_an_undo_takes_back(
    project: Project, action: str, names: tuple[str, ...], fields: dict[str, Any]
) -> None:
    view = project.view()
    effect = view.effect(action, *names, **fields)
    assert not (project.root / "corrections.jsonl").exists()
    assert project.view().snapshot.id == view.snapshot.id == effect.snapshot
    done = project.correct(action, *names, **fields)
    happens(project, effect, done.changes, view)
    changed = project.view()
    back = changed.effect("undo", value=done.correction.id)
    undone = project.undo(done.correction.id)
    happens(project, back, undone.changes, changed)
    assert figures(project.view()) == figures(view)


@pytest.fixture(scope="module")
def demo(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("effects") / "copy"
    shutil.copytree(sample.root, folder)
    return Project.open(folder)


def test_the_effect_on_an_outcome_and_a_theme_is_what_happens(demo: Project) -> None:
    view = demo.view()
    outcome = view.outcomes().iloc[0]["evidence"]
    effect = view.effect("outcome", evidence=outcome, value="rejected")
    assert effect.changes
    assert demo.correct("outcome", evidence=outcome, value="rejected").changes == effect.changes
    view = demo.view()
    about = view.snapshot.frame("themes", where="about > 0.5").iloc[0]
    (passage,) = view.evidence_ids([view.passage(about["passage"])])
    theme = {"relation": about["theme"], "evidence": passage, "value": "not_about"}
    effect = view.effect("theme", **theme)
    assert effect.passages == 1
    assert demo.correct("theme", **theme).changes == effect.changes


def test_a_sentence_gives_the_numbers_before_saving(project: Project) -> None:
    effect = project.view().effect("merge", BOARD, SAME)
    assert effect.summary.startswith("1 mention in 1 document; networks of Akron")
    assert len(effect.before) == 2
    assert len(effect.after) == 1
    assert BOARD in effect.line
    project.correct("merge", BOARD, SAME, who="Ada")
    assert project.view().effect("merge", BOARD, SAME, who="Ada").known


def test_a_conflict_is_told_before_saving_and_can_be_refused(project: Project) -> None:
    project.correct("retype", BOARD, value="firm", who="Ada")
    effect = project.view().effect("retype", BOARD, value="university", who="Ben")
    (conflict,) = effect.conflicts
    assert {line.who for line in (*conflict.left, *conflict.right)} == {"Ada", "Ben"}
    with pytest.raises(ContestedError, match=r"Ada: .* of type firm; you: .* of type university"):
        project.correct("retype", BOARD, value="university", who="Ben", contest=False)
    assert project.view().institution(BOARD).entity.type == "firm"
    (told,) = project.correct("retype", BOARD, value="university", who="Ben").conflicts
    assert told.about == conflict.about


def test_what_cannot_be_corrected_is_refused_alike(project: Project) -> None:
    view = project.view()
    with pytest.raises(NotFoundError, match="No Such Body"):
        view.effect("rename", "No Such Body", value="X")
    with pytest.raises(InputError, match="There is no correction to undo"):
        view.effect("undo")


def test_kept_material_gives_the_map_that_fresh_material_gives(project: Project, tmp_path: Path) -> None:
    """One project is corrected by one object throughout, its copy by a new object each time."""
    shutil.copytree(project.root, tmp_path / "again")
    for action, names, fields in [*CORRECTIONS, *OF_DOCUMENTS]:
        one = project.correct(action, *names, who="Ada", **fields)
        other = Project.open(tmp_path / "again").correct(action, *names, who="Ada", **fields)
        assert one.changes == other.changes
    again = Project.open(tmp_path / "again").view()
    for table in ("entities", "names", "merges", "links", "entity_ties", "documents", "passages"):
        assert project.view().snapshot.digest(table) == again.snapshot.digest(table)
