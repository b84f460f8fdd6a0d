"""The history of topics: what it says of names, merges and ids, and a damaged one."""

from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.errors import InputError, NotFoundError, StoreError
from workingregions.models.topics import (
    Descent,
    Fate,
    History,
    TopicAction,
    TopicEvent,
    append,
    read_history,
)


def event(action: TopicAction, *topics: int, value: str = "", fates: tuple[Descent, ...] = ()) -> TopicEvent:
    return TopicEvent(when="2026-11-30", who="a", action=action, topics=topics, value=value, fates=fates)


def born(*topics: int) -> tuple[Descent, ...]:
    return tuple(Descent(topic=topic, fate=Fate.NEW) for topic in topics)


def written(folder: Path, *events: TopicEvent) -> History:
    for each in events:
        append(folder, each)
    return read_history(folder)


def test_names_and_merges_hold_over_fits_and_are_undone(tmp_path: Path) -> None:
    history = written(
        tmp_path,
        event(TopicAction.FIT, 1, 2, 3, fates=born(1, 2, 3)),
        event(TopicAction.NAME, 2, value="Skills"),
        event(TopicAction.MERGE, 1, 3),
        event(TopicAction.FIT, 1, 2, 3, fates=(Descent(topic=1, fate=Fate.SAME),)),
    )
    assert history.names == {2: "Skills"}
    assert history.merged == {3: 1}
    undone = written(tmp_path, event(TopicAction.UNDO, value=history.events[2].id))
    assert undone.merged == {}
    again = written(tmp_path, event(TopicAction.NAME, 2, value=""))
    assert again.names == {}


def test_what_a_fit_splits_off_a_merged_topic_stays_with_it(tmp_path: Path) -> None:
    split = Descent(topic=4, fate=Fate.SPLIT, of=3)
    history = written(
        tmp_path,
        event(TopicAction.FIT, 1, 2, 3, fates=born(1, 2, 3)),
        event(TopicAction.MERGE, 1, 3),
        event(TopicAction.FIT, 1, 2, 3, 4, fates=(split,)),
        event(TopicAction.MERGE, 2, 1),
    )
    assert history.merged == {3: 2, 4: 2, 1: 2}


def test_ids_of_undone_fits_are_not_given_again(tmp_path: Path) -> None:
    fit = append(tmp_path, event(TopicAction.FIT, 1, 9, fates=born(1, 9)))
    history = written(tmp_path, event(TopicAction.UNDO, value=fit.id))
    assert history.fit is None
    assert history.unused == 10
    with pytest.raises(InputError, match="not in force"):
        history.find(fit.id[:6])
    with pytest.raises(InputError, match="nothing to undo"):
        history.find("last")
    with pytest.raises(NotFoundError):
        history.find("zzz")


def test_a_torn_line_is_left_out_and_a_changed_one_is_named(tmp_path: Path) -> None:
    assert read_history(tmp_path).events == ()
    append(tmp_path, event(TopicAction.NAME, 1, value="Ports"))
    path = tmp_path / "history.jsonl"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + '{"when": "20', encoding="utf-8")
    assert len(read_history(tmp_path).events) == 1
    append(tmp_path, event(TopicAction.NAME, 1, value="Docks"))
    assert read_history(tmp_path).names == {1: "Docks"}
    path.write_text(whole.replace("Ports", "Parts"), encoding="utf-8")
    with pytest.raises(StoreError, match="line 1"):
        read_history(tmp_path)
    path.write_text("[1]\n", encoding="utf-8")
    with pytest.raises(StoreError, match="line 1"):
        read_history(tmp_path)
