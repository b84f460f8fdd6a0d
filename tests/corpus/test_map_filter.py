"""Which institutions and ties count: governance apart from supply and ownership, and words for filters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workingregions.corpus.enums import InstitutionType, MentionKind, Relation, TieKind
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.map_filter import (
    EVERYTHING,
    GOVERNANCE,
    Firms,
    LeftOut,
    MapFilter,
    map_filter,
    tie_kind,
)
from workingregions.corpus.records import Entity

FIRM, UNIVERSITY, COUNCIL = (
    InstitutionType.FIRM,
    InstitutionType.UNIVERSITY,
    InstitutionType.GOVERNMENT_LOCAL,
)


@pytest.mark.parametrize(
    ("relation", "source", "target", "kind"),
    [
        (Relation.SERVES, FIRM, FIRM, TieKind.SUPPLY),
        (Relation.SERVES, FIRM, COUNCIL, TieKind.SUPPLY),
        (Relation.PARTNERS, FIRM, FIRM, TieKind.SUPPLY),
        (Relation.PART_OF, FIRM, FIRM, TieKind.OWNERSHIP),
        (Relation.CREATES, FIRM, FIRM, TieKind.OWNERSHIP),
        (Relation.SERVES, UNIVERSITY, FIRM, TieKind.GOVERNANCE),
        (Relation.PART_OF, FIRM, InstitutionType.INDUSTRY_ASSOCIATION, TieKind.GOVERNANCE),
        (Relation.PARTNERS, FIRM, UNIVERSITY, TieKind.GOVERNANCE),
        (Relation.FUNDS, FIRM, UNIVERSITY, TieKind.GOVERNANCE),
        (Relation.SERVES, None, FIRM, TieKind.GOVERNANCE),
    ],
)
def test_a_tie_is_of_governance_unless_firms_trade_or_own(
    relation: Relation, source: InstitutionType | None, target: InstitutionType | None, kind: TieKind
) -> None:
    assert tie_kind(relation, source, target) is kind


def test_types_are_named_by_id_as_printed_or_by_the_word_that_several_begin_with() -> None:
    found = map_filter(types=["Development agency", "government", "labour-intermediary"]).types
    assert [t.value for t in found] == [
        "government_supranational", "government_national", "government_regional", "government_local",
        "development_agency", "labour_intermediary",
    ]  # fmt: skip
    with pytest.raises(NotFoundError) as raised:
        map_filter(types=["universities"])
    assert "university" in raised.value.nearest


def test_what_is_left_open_is_as_in_the_default() -> None:
    assert map_filter(GOVERNANCE) == GOVERNANCE
    assert map_filter(GOVERNANCE, ties="all").ties == ()
    assert map_filter(GOVERNANCE, ties="ownership").ties == (TieKind.OWNERSHIP,)
    assert map_filter(GOVERNANCE, firms=False).firms is Firms.NONE
    assert map_filter(GOVERNANCE, types=["firm", "union"]).firms is Firms.ALL
    assert map_filter(GOVERNANCE, types=["union"]).firms is Firms.TIED
    assert map_filter(relations=["part of"]) == replace(EVERYTHING, relations=(Relation.PART_OF,))


@pytest.mark.parametrize("confidence", [-0.1, 1.01, float("nan")])
def test_a_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        map_filter(min_confidence=confidence)


def test_a_filter_refuses_firms_the_uncertain_and_other_types() -> None:
    firm = Entity(id="f", name="F", kind=MentionKind.INSTITUTION, type=FIRM, confidence=0.9)
    only = map_filter(firms=False, types=["university"], min_confidence=0.5)
    assert only.refusal(firm) == "firm"
    assert only.refusal(replace(firm, type=COUNCIL, confidence=0.4)) == "confidence"
    assert only.refusal(replace(firm, type=COUNCIL)) == "type"
    assert only.refusal(replace(firm, type=UNIVERSITY)) == ""
    assert EVERYTHING.refusal(replace(firm, type=None, confidence=0.0)) == ""


def test_filters_and_what_they_leave_out_are_named_in_words() -> None:
    assert EVERYTHING.words == ""
    assert GOVERNANCE.words == "ties of governance; firms only where such a tie joins them"
    words = map_filter(types=["government", "union"], firms=False, min_confidence=0.6).words
    assert words == "institutions of type government, union; no firms; confidence at least 0.60"
    assert MapFilter(ties=(TieKind.SUPPLY,), relations=(Relation.PART_OF,)).words == (
        "ties of supply; relations part of"
    )
    left = LeftOut(institutions={"firm": 1, "type": 2}, ties={"supply": 3, "ownership": 1, "end": 0})
    assert left.words == (
        "1 firm, 2 institutions of other types or scales, 3 ties of supply, 1 tie of ownership"
    )
