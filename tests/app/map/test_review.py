"""The review queue: ordered by harm, and nothing that a person decided comes back."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import Any

import pytest

from tests.helpers.towns import BOARD
from workingregions.app import Project
from workingregions.app.map import KINDS, ReviewAnswer, ReviewItem
from workingregions.app.map.doubts import home_doubt, pair_doubt, vote_doubt
from workingregions.corpus.enums import MentionKind
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Entity, Merge


@pytest.fixture(scope="module")
def demo(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("review") / "copy"
    shutil.copytree(sample.root, folder)
    return Project.open(folder)


def give(project: Project, answer: ReviewAnswer, who: str = "Ada") -> None:
    for ident in answer.undoes:
        project.undo(ident, who=who)
    if not answer.undoes:
        project.correct(answer.action, *answer.names, who=who, **answer.fields())


def kept(item: ReviewItem) -> ReviewAnswer:
    (answer,) = [a for a in item.answers if a.keeps]
    return answer


def test_the_queue_is_ordered_by_harm_and_each_item_can_be_answered(demo: Project) -> None:
    view = demo.view()
    queue = view.review_queue(n=1_000)
    harms = [item.harm for item in queue.items]
    assert len(harms) > 20
    assert harms == sorted(harms, reverse=True)
    assert queue.total == sum(queue.counts.values()) == len(queue.items)
    assert queue.counts.keys() <= set(KINDS)
    for item in queue.items[:20]:
        assert item.harm == pytest.approx(item.doubt * (item.documents + item.ties), abs=0.01)
        assert item.evidence
        assert kept(item)
        assert all(view.evidence(ident).quote for ident in item.evidence)
    assert [i.id for i in view.review_queue(n=5).items] == [i.id for i in queue.items[:5]]


@pytest.mark.parametrize("kind", ["institution", "type", "scale", "home", "tie", "theme"])
def test_what_a_person_leaves_as_it_is_does_not_come_back(demo: Project, kind: str) -> None:
    item = demo.view().review_queue([kind], n=1).items[0]
    assert demo.view().effect(kept(item).action, *kept(item).names, **kept(item).fields())
    give(demo, kept(item))
    assert demo.view().corrections().iloc[-1]["who"] == "Ada"
    assert item.id not in {other.id for other in demo.view().review_queue([kind], n=1_000).items}
    if kind == "tie":
        return
    demo.undo("last")
    assert item.id in {other.id for other in demo.view().review_queue([kind], n=1_000).items}


def test_a_conflict_comes_first_and_is_settled_by_an_answer(project: Project) -> None:
    project.correct("retype", BOARD, value="firm", who="Ada")
    project.correct("retype", BOARD, value="university", who="Ben")
    (item,) = project.view().review_queue(["conflict"]).items
    assert project.view().review_queue(n=1).items[0].id == item.id
    (hers,) = [a for a in item.answers if a.label.startswith("Ada")]
    give(project, hers, who="Cleo")
    assert project.view().institution(BOARD).entity.type == "firm"
    assert not project.view().review_queue(["conflict"]).items
    assert not [i for i in project.view().review_queue(["type"]).items if i.name == BOARD]


def test_an_unknown_home_can_be_stated(project: Project) -> None:
    done = project.correct("place", BOARD, value="unknown")
    assert project.view().institution(BOARD).entity.region == ""
    assert "no single place" in project.view().corrections()["what"].iloc[-1]
    assert any("home" in line for line in done.changes)


def test_probabilities_follow_scores_votes_and_reasons() -> None:
    def merge(score: float, *, merged: bool, rule: str = "short_form") -> Merge:
        return Merge(
            entity="a", left="A", right="B", rule=rule, score=score, merged=merged, reason="", document="",
            passage="",
        )  # fmt: skip

    assert pair_doubt(merge(0.85, merged=True)) == pytest.approx(0.15)
    assert pair_doubt(merge(0.6, merged=False)) == pytest.approx(0.6)
    assert pair_doubt(merge(0.85, merged=False, rule="apart")) == 0
    assert vote_doubt("type", "firm", Counter(firm=1)) < vote_doubt("type", "firm", Counter(firm=1, union=1))
    assert vote_doubt("scale", "local", Counter(local=9)) < vote_doubt("scale", "local", Counter(local=1))
    told = Entity(id="a", name="A", kind=MentionKind.INSTITUTION, region="GB", region_reason="74% of its 4")
    assert home_doubt(told) == pytest.approx(0.26)


def test_an_unknown_kind_is_refused(project: Project) -> None:
    with pytest.raises(NotFoundError, match="kind of review"):
        project.view().review_queue(["mood"])


def test_the_command_prints_questions_and_answers(project: Project, wr: Any) -> None:
    ran = wr("review", "-n", "3", "-p", project.root)
    assert ran.code == 0
    assert "open question" in ran.out
    assert "wr correct " in ran.out
    found = json.loads(wr("review", "-n", "3", "--json", "-p", project.root).out)
    assert len(found["items"]) == 3
    assert found["items"][0]["question"] in ran.out
    told = wr("correct", "retype", BOARD, "firm", "--dry-run", "-p", project.root)
    assert "Nothing was written." in told.out
    assert not (project.root / "corrections.jsonl").exists()
