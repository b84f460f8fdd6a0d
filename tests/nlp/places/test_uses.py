"""Common words, persons, firms and namesakes among names of places, and places in passing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.nlp.places.test_places import institution, passages_of
from workingregions.corpus.enums import InstitutionType
from workingregions.nlp.places.company import reconsidered
from workingregions.nlp.places.passing import passing_at
from workingregions.nlp.places.resolve import Toponym, resolve
from workingregions.nlp.places.uses import NameUses


def another(name: str, *texts: str, people: tuple[str, ...] = (), bodies: tuple[str, ...] = ()) -> bool:
    """Return whether the first `name` in the last text is something else than a place in a document."""
    passages = passages_of(texts)
    readings: list[Any] = [
        SimpleNamespace(entities=[(t.index(p), t.index(p) + len(p), "PERSON") for p in people if p in t])
        for t in texts
    ]
    named = [institution(p, b, InstitutionType.FIRM) for p in passages for b in bodies if b in p.text]
    start = texts[-1].index(name)
    return NameUses(passages, readings, named).another(texts[-1], start, start + len(name))


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("Same", ("At the same time, the same rule holds.", "Same as above")),
        ("Reading", ("Skills in reading and more reading.", "Reading ability")),
        ("EDO", ("The county funds an office.", "The EDO opened in May.")),
    ],
)
def test_common_words_and_acronyms_are_no_places(name: str, texts: tuple[str, ...]) -> None:
    assert another(name, *texts)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("Reading", ("The works at Reading.", "Firms of Reading", "They were reading in Reading")),
        ("Same", ("the same and the same", "A mill in Same, Tanzania")),
        ("OHIO", ("Mills close.", "STATE OF OHIO")),
        ("UAE", ("Mills close.", "exports to the UAE")),
        ("Turkey", ("roast turkey and more turkey", "Turkey exports steel.")),
        ("Dayton", ("Mills close.", "Mills of Dayton close.")),
    ],
)
def test_names_of_places_stay(name: str, texts: tuple[str, ...]) -> None:
    assert not another(name, *texts)


def test_a_surname_or_a_firm_is_a_place_only_where_something_is_in_it() -> None:
    speaker = "We heard Mary Kendal speak."
    assert another("Kendal", speaker, "Kendal disagreed.", people=("Mary Kendal",))
    assert not another("Kendal", speaker, "A mill in Kendal closed.", people=("Mary Kendal",))
    assert (
        another("Carrefour", "Carrefour bought shops.", "Profits at Carrefour", bodies=("Carrefour bought",))
        is False
    )
    assert another("Carrefour", "Carrefour bought shops.", "Profits of Carrefour", bodies=("Carrefour",))


def test_the_places_of_its_passages_decide_between_namesakes() -> None:
    names = ["Watertown, New York", "Syracuse, New York", "Oswego", "Ohio", "Texas", "Illinois", "Chicago"]
    toponyms = [Toponym(n.split(",")[0], n.partition(",")[1] + n.partition(",")[2]) for n in names]
    where = ["a", "a", "a", "b", "b", "c", "c"]
    found = resolve(toponyms)
    decided = reconsidered(where, toponyms, found)
    place = decided[2].place
    assert place is not None
    assert place.id == "Oswego, NY"
    assert [d.place for n, d in enumerate(decided) if n != 2] == [
        f.place for n, f in enumerate(found) if n != 2
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("OTTAWA – The minister spoke.", "OTTAWA"),
        ("Trains take 40 minutes to London.", "London"),
        ("The port is 12 miles from Hull.", "Hull"),
        ("Wages are lower than in Munich.", "Munich"),
        ("An act to counter China", "China"),
        ("Harker 2010, Valleys. (Oxford: Clarendon Press).", "Oxford"),
    ],
)
def test_in_passing(text: str, name: str) -> None:
    start = text.index(name)
    assert passing_at(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ottawa – a city of mills", "Ottawa"),
        ("Hull has a port.", "Hull"),
        ("The rules of Munich: No smoke.", "Munich"),
        ("Links between firms in Leeds grew.", "Leeds"),
    ],
)
def test_not_in_passing(text: str, name: str) -> None:
    start = text.index(name)
    assert not passing_at(text, start, start + len(name))
