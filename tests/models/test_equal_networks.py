"""Networks at equal numbers of documents, over maps that are written down."""

from __future__ import annotations

import pytest

from tests.helpers.governance import FewPlaces, entity, tables, tie
from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.models.equal_networks import LEAST, EqualNetworks, equal_networks
from workingregions.models.presence import presence

COUNCIL, MINISTRY = InstitutionType.GOVERNMENT_LOCAL, InstitutionType.GOVERNMENT_NATIONAL


def compared(documents_a: int, documents_b: int, draws: int = 60) -> EqualNetworks:
    """County A: a council in each document, and the ministry that funds it; county B: its own works alone."""
    entities = [
        entity("council", Scale.LOCAL, "A", COUNCIL),
        entity("works", Scale.LOCAL, "B", COUNCIL),
        entity("ministry", Scale.NATIONAL, "US", MINISTRY),
    ]
    passages: dict[str, tuple[list[str], list[str]]] = {}
    ties = []
    for n in range(documents_a):
        passages[f"a{n}-1"] = (["A"], ["council", "ministry"])
        ties.append(tie(f"a{n}-1", "ministry", "council"))
    for n in range(documents_b):
        passages[f"b{n}-1"] = (["B"], ["works"])
    found = tables(entities, passages, ties)
    return equal_networks({r: presence(found, r, FewPlaces()) for r in ("A", "B")}, draws)


def test_regions_are_compared_at_the_documents_of_the_smallest() -> None:
    found = compared(9, 4)
    assert (found.at, found.documents) == (4, {"A": 9, "B": 4})
    assert (found.institutions["A"].value, found.institutions["B"].value) == (2, 1)
    assert (found.ties["A"].value, found.ties["B"].value) == (1, 0)


def test_scales_are_mixed_where_ties_say_so() -> None:
    found = compared(6, 6)
    assert found.mixing["A", ("local", "national")].value == 1
    assert found.mixing["A", ("local", "local")].value == 0
    assert found.mixing["B", ("local", "national")].value is None
    assert found.kinds["A", "Government"].value == 1


def test_what_both_name_is_shared() -> None:
    found = compared(6, 6)
    assert not found.shared
    assert found.overlaps[0].institutions.value == 0
    assert found.overlaps[0].institutions_shared.high == pytest.approx(0.561, abs=0.01)  # Wilson, 0 of 3


def test_what_was_never_seen_may_still_be_there() -> None:
    found = compared(6, 6)
    assert found.ties["B"].high == pytest.approx(3.69)
    share = found.mixing["A", ("local", "national")]
    assert share.low is not None
    assert share.low < 1


def test_a_region_with_too_few_documents_is_left_out() -> None:
    found = compared(6, LEAST - 1)
    assert (found.regions, found.left_out) == (("A",), ("B",))
    assert equal_networks({}).at == 0


def test_the_same_seed_gives_the_same_numbers() -> None:
    assert compared(9, 5) == compared(9, 5)
