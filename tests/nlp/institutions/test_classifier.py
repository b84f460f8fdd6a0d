"""The classifier of candidates: its form, its independence of the batch, and what it has learned."""

from __future__ import annotations

import numpy as np
import pytest

from workingregions.nlp import acronyms
from workingregions.nlp.institutions import classifier, find
from workingregions.nlp.institutions.features import NAMES
from workingregions.nlp.institutions.words import Proposal
from workingregions.nlp.tagger import tagger


def judged(text: str) -> dict[str, float]:
    """Return every candidate of a text and its probability."""
    proposals, rows = find.propose([text], tagger.read([text]), [acronyms.find(text)])
    sure = classifier.load().probability(rows[0])
    return {text[p.start : p.end]: float(s) for p, s in zip(proposals[0], sure, strict=True)}


def test_probabilities_do_not_depend_on_the_batch() -> None:
    rows = np.random.default_rng(3).random((2500, len(NAMES)), dtype=np.float32)
    model = classifier.load()
    whole = model.probability(rows)
    assert ((whole > 0) & (whole < 1)).all()
    alone = np.concatenate([model.probability(rows[i : i + 1]) for i in range(0, 2500, 250)])
    assert np.array_equal(alone, whole[::250])
    assert len(model.probability(rows[:0])) == 0


def test_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "NAMES", (*NAMES, "new"))
    classifier.load.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"train_institutions\.py"):
            classifier.load()
    finally:
        classifier.load.cache_clear()


def test_a_council_is_surer_than_a_person_or_a_heading() -> None:
    found = judged("Lancashire County Council met Sarah Whitlock in Preston.")
    assert found["Lancashire County Council"] > 0.8
    assert found.get("Sarah Whitlock", 0.0) < 0.3


def test_the_likeliest_of_overlapping_proposals_wins() -> None:
    proposals = [
        Proposal(0, 30, frozenset({"head"})),
        Proposal(0, 12, frozenset({"ner"})),
        Proposal(20, 30, frozenset({"ner"})),
    ]
    chosen = find.likeliest(proposals, [0.4, 0.9, 0.6])
    assert [(s.start, s.end) for s in chosen] == [(0, 12), (20, 30)]
