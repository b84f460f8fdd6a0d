"""Topics of a project: permanent ids, names and merges that stay, drops that are assigned, and bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Wr
from workingregions.app import Project
from workingregions.corpus.errors import InputError, NotFoundError, StoreError
from workingregions.models.topics import FOLDER, Fate

LATER = """# Apprentices in the valley

The colleges of the valley train apprentices for the firms that make machines. Of those who begin an
apprenticeship, most are kept by the firm in which they were trained, and the skills of the workforce grow.
"""


@pytest.fixture(scope="module")
def fitted(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The sample with four topics; tests copy it before they change it."""
    folder = tmp_path_factory.mktemp("topics") / "project"
    shutil.copytree(sample.root, folder)
    project = Project.open(folder)
    project.fit_topics(topics=4, who="Ada")
    return project


@pytest.fixture
def project(fitted: Project, tmp_path: Path) -> Project:
    shutil.copytree(fitted.root, tmp_path / "copy")
    return Project.open(tmp_path / "copy")


def test_every_topic_has_a_name_and_opens_its_documents_and_passages(fitted: Project) -> None:
    view = fitted.view()
    frame = view.topics()
    assert len(frame) == 4
    assert frame["name"].is_unique
    assert frame["share"].sum() == pytest.approx(1, abs=0.001)
    for topic, passages, documents in frame[["topic", "passages", "documents"]].itertuples(index=False):
        own = view.topic(topic, most=0)
        assert len(own) == passages > 0
        assert own["evidence"].is_unique
        about = view.topic_documents(topic)
        assert len(about) == documents > 0
        assert (about["share"] >= 0.1).all()
        assert view.evidence(own["evidence"][0]).state.value == "exact"


def test_trends_count_what_the_list_counts(fitted: Project) -> None:
    view = fitted.view()
    overall = view.topic_trends(by=[]).set_index("topic")
    listed = view.topics().set_index("topic")
    assert (overall["documents"] == listed["documents"]).all()
    assert (overall["passages"] == listed["passages"]).all()
    assert set(overall["of_documents"]) == set(view.trends("reshoring", [])["of_documents"])
    assert set(overall["of_passages"]) == set(view.trends("reshoring", [])["of_passages"])
    by_year = view.topic_trends([1], ["year"])
    assert by_year["documents"].sum() == listed.loc[1, "documents"]
    with pytest.raises(NotFoundError, match="facet 'month'"):
        view.topic_trends([1], ["month"])


def test_a_map_has_a_place_for_each_topic(fitted: Project) -> None:
    places = fitted.view().topic_map()
    assert sorted(places["topic"]) == [1, 2, 3, 4]
    assert places[["x", "y"]].abs().to_numpy().max() == 1
    assert places["size"].sum() == fitted.view().topics()["passages"].sum()


def test_a_drop_is_assigned_to_the_topics_as_they_are(project: Project, tmp_path: Path) -> None:
    before = project.view().topics()
    file = tmp_path / "later.md"
    file.write_text(LATER, encoding="utf-8")
    project.ingest([file])
    kept = (project.root / FOLDER / "assigned.parquet").read_bytes()
    after = project.view().topics()
    assert set(after["topic"]) == set(before["topic"])
    assert after["new"].sum() == after["passages"].sum() - before["passages"].sum() == 1
    (project.root / FOLDER / "assigned.parquet").unlink()
    again = project.view().topics()
    assert again[["topic", "passages"]].equals(after[["topic", "passages"]])
    assert kept


def test_a_fit_that_is_repeated_keeps_ids_names_and_merges(project: Project) -> None:
    project.name_topic(2, "Skills", who="Ada")
    project.merge_topics([1, 4], who="Ada")
    first = project.view().topics()
    made = project.fit_topics(who="Bo", topics=4)
    assert {fate.fate for fate in made.fates} == {Fate.SAME}
    assert {fate.overlap for fate in made.fates} == {1.0}
    assert made.lost == ()
    frame = project.view().topics()
    assert frame[["topic", "name", "passages"]].equals(first[["topic", "name", "passages"]])
    named = frame.set_index("topic")
    assert named.loc[2, "name"] == "Skills"
    assert named.loc[2, "by_hand"]
    assert named.loc[1, "merged"] == [4]
    assert 4 not in named.index
    assert project.view().topic(4)["passage"].tolist() == project.view().topic(1)["passage"].tolist()


def test_other_topics_get_ids_that_were_never_used(project: Project) -> None:
    project.name_topic(1, "First")
    made = project.fit_topics(topics=2)
    used = {1, 2, 3, 4}
    assert {f.topic for f in made.fates if f.fate is Fate.NEW or f.fate is Fate.SPLIT}.isdisjoint(used)
    ended = [f for f in made.fates if f.fate in (Fate.MERGED, Fate.RETIRED)]
    assert ended
    for fate in ended:
        with pytest.raises(NotFoundError, match=r"merged it into topic|retired it"):
            project.view().topic(fate.topic)
    kept = {f.topic for f in made.fates} & used - {f.topic for f in ended}
    assert bool(made.lost) is (
        1 not in kept or any(f.topic == 1 and f.fate is Fate.DRIFTED for f in made.fates)
    )
    project.undo_topics()
    assert sorted(project.view().topics()["topic"]) == [1, 2, 3, 4]
    assert project.view().topics().set_index("topic").loc[1, "name"] == "First"
    again = project.fit_topics(topics=2)
    fresh = {f.topic for f in again.fates if f.fate in (Fate.NEW, Fate.SPLIT)}
    assert fresh.isdisjoint({f.topic for f in made.fates})


def test_names_and_merges_are_undone(project: Project) -> None:
    own = project.view().topics().set_index("topic")["name"]
    named = project.name_topic(3, "Energy")
    merged = project.merge_topics([2, 1])
    project.undo_topics(named.line)
    assert project.view().topics().set_index("topic").loc[3, "name"] == own[3]
    project.undo_topics(merged.line[:8])
    assert len(project.view().topics()) == 4
    actions = project.view().topic_history()
    assert actions["action"].tolist() == ["fit", "name", "merge", "undo", "undo"]
    assert actions["in_force"].tolist() == [True, False, False, True, True]
    assert project.view().topic_history(2)["action"].tolist() == ["fit", "merge"]


def test_what_cannot_be_done_is_said(project: Project) -> None:
    with pytest.raises(InputError, match="cannot be merged with itself"):
        project.merge_topics([1, 1])
    with pytest.raises(NotFoundError, match="topic '77'"):
        project.merge_topics([1, 77])
    with pytest.raises(NotFoundError, match="topic '77'"):
        project.name_topic(77, "x")
    project.name_topic(1, "Ports")
    with pytest.raises(InputError, match="Topic 1 is called 'ports' already"):
        project.name_topic(2, "ports")
    project.merge_topics([1, 2])
    with pytest.raises(InputError, match="they are one topic already, 1"):
        project.merge_topics([2, 1])
    with pytest.raises(NotFoundError, match="No fit ever made it"):
        project.view().topic_history(77)


def test_a_damaged_model_is_named_and_another_fit_gives_new_ids(project: Project) -> None:
    path = project.root / FOLDER / "fit-0001.npz"
    path.write_bytes(path.read_bytes()[100:])
    with pytest.raises(StoreError, match=r"fit-0001\.npz cannot be read"):
        project.view().topics()
    made = project.fit_topics(topics=2)
    assert [topic.id for topic in made.model.topics] == [5, 6]
    assert len(project.view().topics()) == 2


def test_topics_of_an_earlier_release_are_matched(sample: Project, tmp_path: Path) -> None:
    shutil.copytree(sample.root, tmp_path / "copy")
    project = Project.open(tmp_path / "copy")
    new = [topic.id for topic in project.fit_topics(topics=3).model.topics]
    own = {topic: project.view().topic(topic, most=0)["passage"].tolist() for topic in new}
    shutil.rmtree(project.root / FOLDER)
    weights = {passage: [[number + 10, 0.9]] for number, ids in own.items() for passage in ids}
    rows = [{"number": number + 10, "label": f"old {number}"} for number in own]
    old = {"format": 1, "topics": rows, "weights": weights}
    (project.root / "topics.json").write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(InputError, match=r"topics\.json was written by an earlier version"):
        project.view().topics()
    made = project.fit_topics(topics=3)
    assert sorted(topic.id for topic in made.model.topics) == [11, 12, 13]
    assert {fate.fate for fate in made.fates} == {Fate.SAME}


def test_the_commands_say_what_they_did(project: Project, wr: Wr) -> None:
    root = project.root
    assert "4 topics, mean coherence" in wr("topics", "list", "-p", root).out
    assert wr("topics", "name", 1, "Ports and docks", "-p", root).out.startswith(
        "Topic 1 is called 'Ports and docks'"
    )
    assert "includes 3" in wr("topics", "merge", 1, 3, "-p", root).out
    shown = wr("topics", "list", "-p", root, "--json")
    assert json.loads(shown.out)[0].keys() >= {"topic", "name", "by_hand", "words"}
    assert wr("topics", "merge", 1, 3, "-p", root).code == 2
    assert "Undone: 3 merged into topic 1" in wr("topics", "undo", "-p", root).out
    assert "topic 1 named 'Ports and docks'" in wr("topics", "history", 1, "-p", root).out.replace("\n", " ")
    assert json.loads(wr("topics", "show", 1, "-n", 1, "--json", "-p", root).out)[0]["evidence"].startswith(
        "wr1."
    )
    assert "%" in wr("topics", "show", 1, "--documents", "-p", root).out
    assert len(json.loads(wr("topics", "map", "--json", "-p", root).out)) == 4
    assert wr("topics", "trends", 1, "--by", "year", "-p", root).code == 0
    ran = wr("topics", "show", 99, "-p", root)
    assert (ran.code, "topic '99'" in ran.err, "wr topics list" in ran.err) == (2, True, True)
    fit = json.loads(wr("topics", "fit", "-k", 4, "--json", "-p", root).out)
    assert [fate["fate"] for fate in fit["fates"]] == ["same"] * 4


def test_a_cell_of_a_topic_opens_on_its_documents_and_passages(fitted: Project) -> None:
    view = fitted.view()
    for facet in ("year", "region"):
        table = view.topic_trends((), [facet])
        for row in table[table["passages"] > 0].head(8).to_dict("records"):
            cell = {facet: str(row[facet]) if row[facet] == row[facet] and row[facet] != "" else "unknown"}
            assert len(view.topic(row["topic"], most=0, **cell)) == row["passages"], cell
            assert len(view.topic_documents(row["topic"], **cell)) == row["documents"], cell
