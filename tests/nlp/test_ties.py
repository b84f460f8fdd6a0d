"""Ties: who does what to whom, how the sentence puts it, and that co-mention is none."""

from __future__ import annotations

import pytest

from tests.nlp.documents import bundle
from workingregions.corpus.records import Modality, Relation, Tie
from workingregions.nlp import institutions, spacy_model, ties

R, M = Relation, Modality


def found(text: str) -> list[Tie]:
    passages = bundle(text).passages
    mentions = institutions.find(spacy_model.read([p.text for p in passages]), passages)
    return ties.find(passages, mentions)


@pytest.mark.parametrize(
    ("text", "source", "relation", "target", "modality"),
    [
        (
            "The Department of Energy funds the University of Leeds.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.ASSERTED,
        ),
        (
            "The University of Leeds is funded by the Department of Energy.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.ASSERTED,
        ),
        (
            "The University of Leeds received £3m from the European Commission.",
            "european commission",
            R.FUNDS,
            "university of leeds",
            M.ASSERTED,
        ),
        (
            "Preston College will work with BAE Systems on training.",
            "preston college",
            R.PARTNERS,
            "bae systems",
            M.PLANNED,
        ),
        (
            "Kent County Council established the Kent Growth Agency in 2010.",
            "kent county council",
            R.CREATES,
            "kent growth agency",
            M.ASSERTED,
        ),
        (
            "The Office for National Statistics regulates Essex County Council.",
            "office for national statistics",
            R.GOVERNS,
            "essex county council",
            M.ASSERTED,
        ),
        (
            "Siemens is a member of the Northern Forging Federation.",
            "siemens",
            R.PART_OF,
            "northern forging federation",
            M.ASSERTED,
        ),
        (
            "The Department of Commerce's Economic Development Administration met.",
            "economic development administration",
            R.PART_OF,
            "department of commerce",
            M.ASSERTED,
        ),
        (
            "The Department of Energy may fund the University of Leeds.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.HEDGED,
        ),
        (
            "BAE Systems collaborated with Preston College.",
            "bae systems",
            R.PARTNERS,
            "preston college",
            M.ASSERTED,
        ),
        (
            "The Department of Energy did not fund the University of Leeds.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.NEGATED,
        ),
    ],
)
def test_stated_ties(text: str, source: str, relation: R, target: str, modality: M) -> None:
    assert (source, relation, target, modality) in [
        (t.source, t.relation, t.target, t.modality) for t in found(text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The University of Leeds and Kent County Council are in England.",
        "Siemens opened a plant; the European Commission met on Monday.",
        "The University of Leeds.",
        "",
    ],
)
def test_co_mention_is_no_tie(text: str) -> None:
    assert found(text) == []


def test_the_sentence_is_the_evidence() -> None:
    text = "It rained. The Department of Energy funds the University of Leeds. It stopped."
    tie = next(t for t in found(text) if t.relation is R.FUNDS)
    passage = bundle(text).passages[0]
    assert passage.text[tie.start : tie.end] == "The Department of Energy funds the University of Leeds."
    assert (tie.source_name, tie.target_name) == ("Department of Energy", "University of Leeds")


def test_references_to_the_sentence_before() -> None:
    text = "Siemens opened a plant in 2009. The company received a grant from Kent County Council."
    assert ("kent county council", R.FUNDS, "siemens") in [
        (t.source, t.relation, t.target) for t in found(text)
    ]
