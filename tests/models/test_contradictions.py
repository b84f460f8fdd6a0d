"""Statements that do not agree: on one indicator or tie, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workingregions.corpus.enums import Change, Modality, OutcomeKind, Relation
from workingregions.corpus.records import Outcome, Tie
from workingregions.models.contradictions import Contrast, comparable, figure_conflicts, tie_conflicts

JOBS = Outcome(
    document="a", passage="a-1", page=1, start=0, end=9, kind=OutcomeKind.JOBS, text="400 jobs", value=400,
    unit="persons", place="GB-ESS", year=2012,
)  # fmt: skip
OTHER = replace(JOBS, document="b", passage="b-1", text="900 jobs", value=900)
SAID = {
    "a-1": "The battery plant at Harlow created 400 jobs in the county for skilled fitters.",
    "b-1": "The battery plant at Harlow created 900 jobs in the county for skilled fitters.",
    "c-1": "Over 900 jobs in logistics and ports are found near Tilbury docks.",
}


def contrasts(*outcomes: Outcome) -> list[Contrast]:
    found = figure_conflicts(comparable(outcomes), lambda o: SAID[o.passage])
    return [conflict.contrast for conflict in found]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (OTHER, [Contrast.FIGURE]),
        (replace(OTHER, promised=True), [Contrast.PROMISE]),
        (replace(OTHER, year=2013), []),
        (replace(OTHER, value=410), []),
        (replace(OTHER, document="a"), []),
        (replace(OTHER, place="US-OH"), []),
        (replace(OTHER, kind=OutcomeKind.FUNDING), []),
        (replace(OTHER, passage="c-1"), []),
    ],
    ids=[
        "figure",
        "promise",
        "another year",
        "nearly equal",
        "one document",
        "elsewhere",
        "kind",
        "other jobs",
    ],
)
def test_figures_disagree_only_on_one_indicator(other: Outcome, expected: list[Contrast]) -> None:
    assert contrasts(JOBS, other) == expected


def test_gains_and_losses_are_opposite_directions() -> None:
    gained, lost = replace(JOBS, change=Change.GAINED), replace(OTHER, change=Change.LOST)
    assert contrasts(gained, lost) == [Contrast.DIRECTION]


def test_a_promise_comes_before_its_report() -> None:
    (conflict,) = figure_conflicts(
        comparable([JOBS, replace(OTHER, promised=True)]), lambda o: SAID[o.passage]
    )
    assert conflict.one.document == "b"


def test_ties_are_denied_or_reversed_by_other_documents_alone() -> None:
    tie = Tie(
        document="a", passage="a-1", page=1, start=0, end=9, source="x", relation=Relation.PART_OF,
        target="y", source_name="X", target_name="Y", modality=Modality.ASSERTED, confidence=0.9,
    )  # fmt: skip
    denied = replace(tie, document="b", modality=Modality.NEGATED)
    turned = replace(tie, document="b", source="y", target="x")
    assert [c.contrast for c in tie_conflicts([tie, denied])] == [Contrast.DENIED]
    assert [c.contrast for c in tie_conflicts([tie, turned])] == [Contrast.REVERSED]
    assert tie_conflicts([tie, replace(denied, document="a")]) == []
    assert tie_conflicts([tie, replace(turned, relation=Relation.PARTNERS)]) == []
