"""Topics keep their ids when they go on, and no id is given twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workingregions.models.topics import Fate, descend


def test_topics_that_share_most_passages_are_the_same() -> None:
    before = [4] * 10 + [7] * 10
    after = [1] * 9 + [0] * 11
    one, two = descend(before, after, 2, first=8)
    assert (one.topic, one.fate) == (7, Fate.SAME)
    assert (two.topic, two.fate) == (4, Fate.SAME)


def test_a_topic_in_two_parts_keeps_its_id_in_the_larger_one() -> None:
    before = [1] * 20 + [2] * 10
    after = [0] * 12 + [1] * 8 + [2] * 10
    large, small, other = descend(before, after, 3, first=3)
    assert (large.topic, large.fate, large.overlap) == (1, Fate.SAME, 0.6)
    assert (small.topic, small.fate, small.of, small.overlap) == (3, Fate.SPLIT, 1, 1.0)
    assert (other.topic, other.fate) == (2, Fate.SAME)


def test_two_topics_in_one_keep_the_larger_id_and_the_other_is_merged() -> None:
    whole, gone = descend([1] * 10 + [2] * 15, [0] * 25, 1, first=3)
    assert (whole.topic, whole.fate) == (2, Fate.SAME)
    assert (gone.topic, gone.fate, gone.of) == (1, Fate.MERGED, 2)


def test_half_changed_topics_drift_and_spread_ones_are_retired() -> None:
    before = [1] * 9 + [2] * 20 + [3] * 20 + [4] * 20
    after = [0, 1, 2] * 3 + [0] * 20 + [1] * 20 + [2] * 9 + [-1] * 11
    fates = {d.topic: d.fate for d in descend(before, after, 3, first=5)}
    assert fates == {2: Fate.SAME, 3: Fate.SAME, 4: Fate.SAME, 1: Fate.RETIRED}
    before, after = [1] * 10 + [0] * 12, [0] * 22
    assert descend(before, after, 1, first=2)[0].fate is Fate.SAME  # passages that had no topic do not count


def test_a_topic_of_other_passages_is_new() -> None:
    fates = descend([1] * 10 + [0] * 10, [0] * 10 + [1] * 10, 2, first=9)
    assert [(d.topic, d.fate) for d in fates] == [(1, Fate.SAME), (9, Fate.NEW)]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 5)), max_size=60))
def test_ids_are_unique_and_new_ones_unused(pairs: list[tuple[int, int]]) -> None:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    found = descend(before, after, 6, first=7)
    ids = [d.topic for d in found]
    assert len(set(ids)) == len(ids)
    assert {a for a in before if a} <= set(ids)
    for d in found:
        assert (d.topic >= 7) == (d.fate in (Fate.NEW, Fate.SPLIT))
        assert d.of in {0, *before, *(x.topic for x in found[:6])}
