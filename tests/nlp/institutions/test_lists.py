"""Names that a list or a column announces, and the text beside a name on its line."""

from __future__ import annotations

import pytest

from workingregions.nlp.institutions.lists import announced, columns, spread
from workingregions.nlp.institutions.surroundings import AFTER, BEFORE, after, before, describe, shape
from workingregions.nlp.institutions.words import words_of


def listed(text: str) -> list[str]:
    return [text[s.start : s.end] for s in announced(words_of(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Suppliers such as Zorvane, Kelmotec and Tame Castings closed.",
            ["Zorvane", "Kelmotec", "Tame Castings"],
        ),
        ("The companies include Zorvane and Kelmotec.", ["Zorvane", "Kelmotec"]),
        ("Companies: Zorvane (ZV), Kelmotec", ["Zorvane", "Kelmotec"]),
        ("Suppliers are late.", []),
        ("Suppliers closed. Zorvane and Kelmotec met.", []),
        ("Colours such as Red and Blue", []),
    ],
)
def test_lists_after_a_collective_noun(text: str, names: list[str]) -> None:
    assert listed(text) == names


TABLE = (
    "| Company | Town |\n| --- | --- |\n| Zorvane | Corby |\n| Kelmotec | Leeds |\n| it closed in May | x |"
)


def test_a_column_is_of_institutions_if_its_header_states_it() -> None:
    assert [TABLE[s.start : s.end] for s in columns(TABLE, [], [])] == ["Zorvane", "Kelmotec"]
    unknown = TABLE.replace("Company", "Subject")
    assert list(columns(unknown, [], [])) == []


def test_a_list_in_which_two_are_known_carries_the_others_but_places_and_people() -> None:
    text = "We thank Zorvane, Kelmotec, Tame and Corby."
    at = {name: (text.index(name), text.index(name) + len(name)) for name in ("Zorvane", "Kelmotec", "Corby")}
    found = spread(words_of(text), [at["Zorvane"], at["Kelmotec"]], [at["Corby"]])
    assert [text[s.start : s.end] for s in found] == ["Tame"]
    assert list(spread(words_of(text), [at["Zorvane"]], [])) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "start"),
        ("met the ", "the"),
        ("Leeds, ", "comma"),
        ("see (", "bracket"),
        ("End. ", "start"),
        ("so grew ", "lower"),
    ],
)
def test_what_is_before_a_name(text: str, kind: str) -> None:
    assert before(text) == kind
    assert kind in BEFORE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "end"),
        ("'s plan", "poss"),
        (", which", "comma"),
        (" and Leeds", "and"),
        (" 2014", "digit"),
        (". Then", "stop"),
    ],
)
def test_what_is_after_a_name(text: str, kind: str) -> None:
    assert after(text) == kind
    assert kind in AFTER


def test_shapes_and_lines() -> None:
    acronym, name = dict(shape("NASA")), dict(shape("University of Corby"))
    assert (acronym["acronym"], acronym["all_capitals"], acronym["one_word"]) == (1, 1, 1)
    assert (name["acronym"], name["preposition"], name["words"]) == (0, 1, 3)
    bullet, row, sentence = (dict(describe(line)) for line in ("• Jobs", "| a | b |", "It grew in 2014."))
    assert (bullet["line_bullet"], row["line_table"], sentence["line_sentence"]) == (1, 1, 1)
    assert sentence["line_digits"] == 0.25
