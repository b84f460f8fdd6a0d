"""The queue: its parts are mixed, the random one is kept apart, and it goes on where it was left."""

from __future__ import annotations

import numpy as np

from workingregions.corpus.labels import Draw, Reason
from workingregions.models.labels import Candidates, Final, queue

RANDOM = np.random.default_rng(3)
N = 400


def candidates() -> Candidates:
    vectors = RANDOM.normal(size=(N, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = np.where(np.arange(N) < 20, 0.9, np.where(np.arange(N) < 80, 0.35, 0.05))
    scores = scores + np.arange(N) / 10_000
    return Candidates(
        ids=[f"p{i}" for i in range(N)],
        vectors=vectors,
        scores=scores,
        possible=np.arange(N) < 80,
        about=0.5,
        survey="v1 tagger",
    )


POOL = candidates()


def test_half_is_random_and_every_passage_says_why_it_is_shown() -> None:
    shown = queue("canals", POOL, {}, set(), 20)
    reasons = [one.draw.why for one in shown]
    assert len({one.passage for one in shown}) == 20
    assert reasons.count(Reason.RANDOM) == 10
    assert reasons.count(Reason.UNCERTAIN) == reasons.count(Reason.DIVERSE) == 5
    assert {one.draw.stratum for one in shown if one.draw.why is Reason.RANDOM} == {
        "tagged",
        "possible",
        "rest",
    }
    sizes = {one.draw.stratum: one.draw.size for one in shown if one.draw.stratum}
    assert sizes == {"tagged": 20, "possible": 60, "rest": 320}


def test_a_queue_goes_on_where_it_was_left() -> None:
    first = queue("canals", POOL, {}, set(), 12, {Reason.RANDOM: 1.0})
    done = {one.passage: Final(passage=one.passage, about=True, draw=one.draw) for one in first}
    second = queue("canals", POOL, done, set(done), 12, {Reason.RANDOM: 1.0})
    whole = queue("canals", POOL, {}, set(), 24, {Reason.RANDOM: 1.0})
    assert [one.passage for one in (*first, *second)] == [one.passage for one in whole]


def test_a_second_coder_is_shown_the_same_random_passages() -> None:
    first = queue("canals", POOL, {}, set(), 12, {Reason.RANDOM: 1.0})
    done = {one.passage: Final(passage=one.passage, about=True, draw=one.draw) for one in first}
    second = queue("canals", POOL, done, set(), 12, {Reason.RANDOM: 1.0})
    assert {one.passage for one in second} == {one.passage for one in first}


def test_what_teaches_is_never_drawn_at_random() -> None:
    whole = [one.passage for one in queue("canals", POOL, {}, set(), 30, {Reason.RANDOM: 1.0})]
    taught = {p: Final(passage=p, about=True, draw=Draw(why=Reason.UNCERTAIN)) for p in whole[:5]}
    again = queue("canals", POOL, taught, set(), 30, {Reason.RANDOM: 1.0})
    assert not {one.passage for one in again} & set(taught)
    others = queue("canals", POOL, {}, set(), 40, {Reason.UNCERTAIN: 0.5, Reason.DIVERSE: 0.5})
    assert not {one.passage for one in others} & set(whole)


def test_uncertain_passages_are_near_the_threshold_and_not_alike() -> None:
    twin = Candidates(
        ids=POOL.ids,
        vectors=np.repeat(POOL.vectors[:1], N, axis=0),
        scores=POOL.scores,
        possible=POOL.possible,
        about=0.5,
        survey="v1",
    )
    assert len(queue("canals", twin, {}, set(), 10, {Reason.UNCERTAIN: 1.0})) == 1
    shown = queue("canals", POOL, {}, set(), 8, {Reason.UNCERTAIN: 1.0})
    assert all(0.3 < one.score < 0.95 for one in shown)
