"""What can be ruled out at once, and what must not be."""

from __future__ import annotations

from collections import Counter

import pytest

from workingregions.corpus.enums import InstitutionType as T
from workingregions.corpus.enums import Scale
from workingregions.nlp.institutions.barred import is_other
from workingregions.nlp.institutions.heads import Finder
from workingregions.nlp.institutions.types import classify
from workingregions.nlp.institutions.vocabulary import is_bare
from workingregions.nlp.tagger import read


@pytest.mark.parametrize(
    "name",
    [
        "Trans-Pacific Partnership",
        "European Monetary Union",
        "Westfield Nuclear Plant",
        "Harbour Gate Enterprise Zone",
        "Attachment C",
        "MPH",
        "College",
        "Valve Makers Gala",
    ],
)
def test_agreements_facilities_degrees_and_events_are_no_institutions(name: str) -> None:
    assert is_other(name, named=True)


@pytest.mark.parametrize(
    "name", ["Western Power Partnership", "Monetary Policy Committee", "Zone Trust", "Plant Makers Union"]
)
def test_the_same_words_elsewhere_in_a_name_rule_nothing_out(name: str) -> None:
    assert not is_other(name, named=True)


def test_a_bare_name_says_only_of_what_kind_a_body_is() -> None:
    assert is_bare(["power", "company"])
    assert is_bare(["engineering", "services"])
    assert not is_bare(["semiconductor", "research", "corporation"])
    assert not is_bare(["harker", "power", "company"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ohio Light and Power Company was sold.", "Ohio Light and Power Company"),
        ("The New Hampshire Toolmakers Association met.", "New Hampshire Toolmakers Association"),
        ("Association of Plumbers and Pipefitters", "Association of Plumbers and Pipefitters"),
        ("Rowan Energy, Inc. New Haven Port Authority", "New Haven Port Authority"),
    ],
)
def test_where_names_of_trades_places_and_utilities_end(text: str, expected: str) -> None:
    found = {text[s.start : s.end] for s in Finder(text, ()).names()}
    assert expected in found
    assert not any(name.endswith(expected) and name != expected for name in found)


def test_units_of_a_plant_and_company_words_cut_from_a_name_are_not_proposed() -> None:
    from workingregions.nlp.institutions.candidates import candidates

    text = "Garrow Point Station, Units 1 & 2, of Garrow Edison and the Power Company; W. X. Yardley signed."
    found = {text[p.start : p.end] for p in candidates(text, read([text])[0], Counter())}
    assert not found & {"Garrow Point Station", "Power Company", "W. X. Yardley"}


@pytest.mark.parametrize(
    ("name", "kind", "scale"),
    [
        ("Ulster Local Government Association", T.INDUSTRY_ASSOCIATION, Scale.REGIONAL),
        ("Polish Society of Massachusetts", T.CIVIL_SOCIETY, Scale.REGIONAL),
        ("National University of Malaysia", T.UNIVERSITY, Scale.NATIONAL),
        ("Kettle.org", T.CIVIL_SOCIETY, Scale.NATIONAL),
        ("Brotherhood of Carpenters Association", T.UNION, None),
        ("Prairie Electric Cooperative", T.FIRM, Scale.UNKNOWN),
    ],
)
def test_types_and_scales_from_evidence_in_the_name(name: str, kind: T, scale: Scale | None) -> None:
    found = classify(name)
    assert found[0] is kind
    assert scale is None or found[1] is scale
