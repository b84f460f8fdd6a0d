from __future__ import annotations

import pytest

from tests.helpers.corpus import Corpus, passage
from workingregions.models.search.conditions import EVERYTHING, Allowed, allowed, literals
from workingregions.models.search.query import parse

CORPUS = Corpus(
    passage("a1", "The skills gap in Ohio worries the union."),
    passage("b1", "A gap in skills was filled by the council of Ohio."),
    passage("c1", "The union trains welders in Texas."),
    passage("d1", "Labour is scarce."),
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("skills gap", "a1 b1 c1 d1"),
        ('"skills gap"', "a1"),
        ('"SKILLS Gap"', "a1"),
        ('"labor"', "d1"),
        ("skills AND gap", "a1 b1"),
        ("union OR council", "a1 b1 c1"),
        ("union AND NOT Texas", "a1"),
        ("welders -Ohio", "c1 d1"),
        ('gap -"skills gap"', "b1 c1 d1"),
        ("(union OR council) AND Ohio", "a1 b1"),
        ("council OR NOT Ohio", "b1 c1 d1"),
        ("lathes AND union", ""),
    ],
)
def test_the_passages_that_meet_a_condition(query: str, found: str) -> None:
    fits = allowed(parse(query).condition, CORPUS, CORPUS.fetch, "")
    assert {p for p in CORPUS.passages if p in fits} == set(found.split())


def test_complements_combine() -> None:
    some, all_but = Allowed(frozenset("ab"), others=False), Allowed(frozenset("bc"))
    assert some & all_but == all_but & some == Allowed(frozenset("a"), others=False)
    assert (~some & all_but) == Allowed(frozenset("abc"))
    assert some & EVERYTHING == some


def test_what_is_excluded_is_not_to_be_marked() -> None:
    assert literals(parse('(union OR "skills gap") AND Ohio NOT Texas').condition) == [
        "union",
        "skills gap",
        "Ohio",
    ]
