"""The model of types: what it is asked, and that the rules keep what they know."""

from __future__ import annotations

import pytest

from workingregions.corpus.records import InstitutionType, Scale
from workingregions.nlp import institutions_type_model
from workingregions.nlp.institutions_types import classify, grounds

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
    kind, sure = institutions_type_model.guess(words, ground)
    assert 0 < sure <= 1
    assert isinstance(kind, InstitutionType)
    found = institutions_type_model.slots(words, ground)
    assert found == sorted(set(found))
    assert max(found) < institutions_type_model.SLOTS
