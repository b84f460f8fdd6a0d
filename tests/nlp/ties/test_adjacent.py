"""Ties that adjacent names state, and lists, which state none."""

from __future__ import annotations

import re

import pytest

from workingregions.corpus.enums import InstitutionType, MentionKind, Relation
from workingregions.corpus.records import Mention
from workingregions.nlp.ties.adjacent import named_ties, rank


def mention(name: str, start: int, kind: InstitutionType = InstitutionType.OTHER) -> Mention:
    return Mention(
        id=str(start),
        document="d",
        passage="p",
        page=1,
        start=start,
        end=start + len(name),
        kind=MentionKind.INSTITUTION,
        text=name,
        entity=name.casefold(),
        confidence=0.9,
        type=kind,
    )


def stated(text: str) -> list[tuple[str, str]]:
    """Return (part, whole) of the ties in a text whose institutions are written [name]."""
    plain, mentions = "", []
    for part in re.split(r"(\[[^\]]+\])", text):
        name = part.removeprefix("[").removesuffix("]")
        if part.startswith("["):
            mentions.append(mention(name, len(plain)))
        plain += name
    found = list(named_ties(plain, mentions))
    assert all(tie.relation is Relation.PART_OF and 0.5 < tie.confidence < 1 for tie in found)
    return [(tie.source.text, tie.target.text) for tie in found]


@pytest.mark.parametrize(
    ("text", "ties"),
    [
        ("the [Zorvane Lab] at the [University of Corby].", [("Zorvane Lab", "University of Corby")]),
        ("[Zorvane Lab], a division of [Kelmotec].", [("Zorvane Lab", "Kelmotec")]),
        ("[Kelmotec]'s [Zorvane Lab] opened.", [("Zorvane Lab", "Kelmotec")]),
        ("[Kelmotec]'s subsidiary [Zorvane Lab] opened.", [("Zorvane Lab", "Kelmotec")]),
        ("[Zorvane Lab]'s parent company [Kelmotec] sold it.", [("Zorvane Lab", "Kelmotec")]),
        ("[Zorvane], a [Kelmotec] company, opened.", [("Zorvane", "Kelmotec")]),
        ("[Zorvane], based in Corby, a [Kelmotec] business", [("Zorvane", "Kelmotec")]),
        ("Jo Hart, Director of [Engineering Services], [Kelmotec]", [("Engineering Services", "Kelmotec")]),
        (
            "[Department of Geography], [University of Corby], 2014",
            [("Department of Geography", "University of Corby")],
        ),
        (
            "[School of Metals]\n[Faculty of Science]\n[University of Corby]\n",
            [("School of Metals", "Faculty of Science"), ("Faculty of Science", "University of Corby")],
        ),
    ],
)
def test_names_beside_each_other(text: str, ties: list[tuple[str, str]]) -> None:
    assert stated(text) == ties


@pytest.mark.parametrize(
    "text",
    [
        "[Kelmotec] and [University of Corby]",
        "[Kelmotec], [Zorvane] and the [University of Corby]",
        "[Department of Geography] and [University of Corby]",
        "[Kelmotec] met the [Zorvane Lab]",
        "[Kelmotec], [University of Corby], 2014",
        "[Kelmotec] ([Kelmotec]) spoke.",
    ],
)
def test_lists_and_neighbours_state_nothing(text: str) -> None:
    assert stated(text) == []


def test_heads_have_ranks_and_a_ministry_is_at_the_top() -> None:
    names = ("Department of Geography", "School of Metals", "University of Corby", "Zorvane")
    ranks = [rank(mention(name, 0)) for name in names]
    assert ranks[0] < ranks[2]
    assert ranks[1] < ranks[2] == ranks[3] == 3.0
    national = InstitutionType.GOVERNMENT_NATIONAL
    assert rank(mention("Department of Energy", 0, national)) == 3.0
    college = mention("Corby College", 9)
    assert rank(mention("Department of Energy", 0, national), under=college) < 3.0
