"""Sets of names: what is joined, what may never be, and that neither hangs on the order."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from workingregions.models.entities.cluster import Clusters, Edge, edges, groups, unions
from workingregions.models.entities.observations import Observation
from workingregions.models.entities.units import Unit, units

A, B, C, D = (((name,), "") for name in ("alder", "birch", "cedar", "dogwood"))


def edge(left: Unit, right: Unit, *, merged: bool = True) -> Edge:
    return Edge(left, right, "spelling", 0.9, merged, "", left[0][0], right[0][0])


def observed(document: str, name: str, mentions: int = 1, **more: object) -> Observation:
    return Observation(
        document=document, key=name.lower(), forms=((name, mentions),), mentions=mentions, **more
    )  # type: ignore[arg-type]


def test_what_must_stay_apart_stays_apart_through_others() -> None:
    clusters = Clusters([A, B, C, D])
    clusters.part(A, D)
    assert clusters.join(A, B)
    assert clusters.join(C, D)
    assert not clusters.join(B, C)
    assert clusters.root(A) == clusters.root(B) != clusters.root(C) == clusters.root(D)


@given(st.lists(st.sampled_from(list(combinations((A, B, C, D), 2))), max_size=8), st.booleans())
def test_a_parted_pair_is_never_one_whatever_is_joined(pairs: list[tuple[Unit, Unit]], late: bool) -> None:
    clusters = Clusters([A, B, C, D])
    clusters.part(A, D)
    for left, right in reversed(pairs) if late else pairs:
        joined = clusters.join(left, right)
        assert joined == (clusters.root(left) == clusters.root(right))
    assert clusters.root(A) != clusters.root(D)


def test_unions_tell_what_holds_and_what_was_refused() -> None:
    clusters = Clusters([A, B, C])
    clusters.part(A, C)
    merged, apart = unions(clusters, [edge(A, B), edge(B, C), edge(A, B, merged=False)])
    assert [(e.left, e.right) for e in merged] == [(A, B)]
    assert [(e.left, e.right) for e in apart] == [(B, C)]
    assert groups(clusters, [A, C, B, A]) == {clusters.root(A): [0, 2, 3], C: [1]}


def test_edges_of_a_small_corpus() -> None:
    observations = [
        observed("d1", "Zorvane Works"),
        observed("d1", "Zorvane"),
        observed("d2", "Zorvanne Works"),
        observed("d2", "Kelmotec Institute"),
    ]
    of = units(observations, ()).of
    found = {(e.left_text, e.right_text): (e.rule, e.merged) for e in edges(observations, of)}
    assert ("spelling", True) in [
        found.get(pair) for pair in (("Zorvane Works", "Zorvanne Works"), ("Zorvanne Works", "Zorvane Works"))
    ]
    assert not any("Kelmotec Institute" in pair for pair in found)
