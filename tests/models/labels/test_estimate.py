"""Accuracy from a stratified sample: right on average, within its interval, silent on too few labels."""

from __future__ import annotations

import random

import pytest

from workingregions.corpus.labels import Draw, Reason
from workingregions.models.labels import Accuracy, Final, accuracy

SIZES = {"tagged": 100, "rest": 1_900}
RATES = {"tagged": 0.7, "rest": 0.03}
"""The true shares about the theme: precision .7, recall 70 / 127, prevalence 127 / 2,000."""


def sample(seed: int, tagged: int = 40, rest: int = 80) -> Accuracy:
    """The accuracy from a simple random sample of each stratum of a made-up corpus."""
    chance = random.Random(seed)
    finals, tags = [], set()
    for stratum, n in (("tagged", tagged), ("rest", rest)):
        size = SIZES[stratum]
        truth = [i < round(size * RATES[stratum]) for i in range(size)]
        for i in chance.sample(range(size), n):
            name = f"{stratum}{i}"
            draw = Draw(why=Reason.RANDOM, stratum=stratum, size=size, survey="s")
            finals.append(Final(passage=name, about=truth[i], draw=draw))
            tags |= {name} if stratum == "tagged" else set()
    return accuracy(finals, tags)


def test_estimates_are_corrected_for_the_sampling_design() -> None:
    found = [sample(seed) for seed in range(60)]
    known = [one for one in found if one.recall.value is not None]
    assert len(known) > 50
    precision = sum(one.precision.value or 0 for one in known) / len(known)
    prevalence = sum(one.prevalence.value or 0 for one in known) / len(known)
    assert precision == pytest.approx(0.7, abs=0.03)
    # The plain share of yes among the labels would be .25.
    assert prevalence == pytest.approx(127 / 2000, abs=0.01)
    recall = 70 / 127
    covered = sum(
        one.recall.low <= recall <= one.recall.high
        for one in known
        if one.recall.low is not None and one.recall.high is not None
    )
    assert covered >= 0.85 * len(known)


def test_a_stratum_that_is_labelled_as_a_whole_leaves_nothing_open() -> None:
    found = sample(1, tagged=100)
    assert found.precision.value == pytest.approx(0.7)
    assert (found.precision.low, found.precision.high) == (pytest.approx(0.7), pytest.approx(0.7))


def test_too_few_labels_say_so_and_how_many_are_missing() -> None:
    found = sample(1, tagged=10, rest=20)
    assert found.precision.value is None
    assert found.precision.note == "not enough: 30 of 50 random passages labelled"
    assert found.advice == "Label 20 more random passages."
    found = sample(1, tagged=10, rest=60)
    assert found.prevalence.value is not None
    assert found.precision.note == "not enough: 10 of 20 labelled passages that the machine tags"


def test_no_yes_in_the_untagged_rest_does_not_make_recall_certain() -> None:
    draw = {s: Draw(why=Reason.RANDOM, stratum=s, size=SIZES[s], survey="s") for s in SIZES}
    finals = [Final(passage=f"t{i}", about=True, draw=draw["tagged"]) for i in range(30)]
    finals += [Final(passage=f"r{i}", about=False, draw=draw["rest"]) for i in range(40)]
    found = accuracy(finals, {f"t{i}" for i in range(30)})
    assert found.recall.value == 1
    assert found.recall.low is not None
    assert found.recall.low < 0.8


def test_labels_that_taught_do_not_measure() -> None:
    chosen = [Final(passage=f"p{i}", about=True, draw=Draw(why=Reason.UNCERTAIN)) for i in range(99)]
    assert accuracy(chosen, set()).labels == 0
