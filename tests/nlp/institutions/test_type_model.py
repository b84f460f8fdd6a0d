"""The model of types: its inputs, and that the rules keep what they know."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.nlp.institutions import type_model
from workingregions.nlp.institutions.types import classify, grounds
from workingregions.nlp.tagger.tagger import SCALES, TYPES, InstitutionScores

T = InstitutionType


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Mid Kent Business Improvement District", T.DEVELOPMENT_AGENCY),
        ("Department of Physiology and Biophysics", T.UNIVERSITY),
        ("Department of Agriculture", T.GOVERNMENT_NATIONAL),
        ("Northern Plastics", T.FIRM),
        ("Acme Widgets", T.FIRM),
    ],
)
def test_names_that_rules_cannot_type(name: str, kind: InstitutionType) -> None:
    assert classify(name)[0] is kind


def test_units_of_universities_are_local() -> None:
    assert classify("Department of Psychology") == (T.UNIVERSITY, Scale.LOCAL)


def test_acronyms_are_not_guessed_from_their_letters() -> None:
    assert classify("QXZT")[0] is T.FIRM


def test_probability_and_order_of_features() -> None:
    words, ground = grounds("Archaeological Trust of Mercia")
    odds = type_model.log_odds(words, ground)
    assert set(odds) <= set(InstitutionType)
    assert sum(map(math.exp, odds.values())) == pytest.approx(1)
    found = type_model.slots(words, ground)
    assert found == sorted(set(found))
    assert max(found) < type_model.SLOTS


def _scores(kind: InstitutionType, sure: float, scale: Scale = Scale.LOCAL) -> InstitutionScores:
    types = np.full(len(TYPES), (1 - sure) / (len(TYPES) - 1))
    types[TYPES.index(kind.value)] = sure
    scales = np.full(len(SCALES), 0.01)
    scales[SCALES.index(scale.value)] = 1 - 0.01 * (len(SCALES) - 1)
    return InstitutionScores(np.log(types).astype(np.float32), np.log(scales).astype(np.float32))


def test_the_text_around_types_what_the_name_does_not() -> None:
    assert classify("QXZT", _scores(T.RESEARCH_ORGANISATION, 0.6)) == (T.RESEARCH_ORGANISATION, Scale.LOCAL)
    assert classify("QXZT", _scores(T.FIRM, 0.6)) == (T.FIRM, Scale.UNKNOWN)


def test_a_head_word_yields_only_to_a_sure_tagger() -> None:
    name = "Brackwater Institute"
    ruled = classify(name)[0]
    assert classify(name, _scores(T.TRAINING_PROVIDER, 0.7))[0] is ruled
    assert classify(name, _scores(T.TRAINING_PROVIDER, 0.97))[0] is T.TRAINING_PROVIDER


def test_a_scale_in_the_name_comes_before_the_text() -> None:
    assert classify("National Forging Association", _scores(T.INDUSTRY_ASSOCIATION, 0.9))[1] is Scale.NATIONAL
    assert classify("Forging Association", _scores(T.INDUSTRY_ASSOCIATION, 0.9))[1] is Scale.LOCAL
