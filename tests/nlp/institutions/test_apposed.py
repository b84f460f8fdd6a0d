"""Names that an apposition describes as a body."""

from __future__ import annotations

import pytest

from workingregions.nlp.institutions.apposed import apposed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Catalyst Works, a nonprofit that serves 200 makers, helps.", [("Catalyst Works", "civil_society")]),
        ("At Harker Forge, a family-owned company in Ohio, work goes on.", [("Harker Forge", "firm")]),
        ("Boeing (the aircraft manufacturer) grew.", [("Boeing", "firm")]),
        ("Jane Roe, a company director, and John Smith, a union official, left.", []),
        ("Sheffield, the largest manufacturer of steel, is a city.", []),
    ],
)
def test_a_noun_beside_a_name_shows_what_it_is(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[s.start : s.end], s.type) for s in apposed(text)] == expected
