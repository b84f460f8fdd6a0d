"""Lists under a heading or a lead-in, who speaks, and whom "we" means."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.nlp.documents import bundle
from workingregions.corpus.enums import InstitutionType, MentionKind, Relation
from workingregions.corpus.records import Mention, Passage
from workingregions.nlp.ties.find import find_ties
from workingregions.nlp.ties.lists import speaker

R = Relation


def marked(text: str) -> tuple[tuple[Passage, ...], list[Mention]]:
    """Return a text whose institutions are written [name], and their mentions."""
    plain, mentions = "", []
    for part in re.split(r"(\[[^\]]+\])", text):
        name = part.removeprefix("[").removesuffix("]")
        if part.startswith("["):
            mentions.append(
                Mention(
                    id=str(len(plain)),
                    document="d",
                    passage="",
                    page=1,
                    start=len(plain),
                    end=len(plain) + len(name),
                    kind=MentionKind.INSTITUTION,
                    text=name,
                    entity=name,
                    confidence=1.0,
                    type=InstitutionType.FIRM,
                )
            )
        plain += name
    passages = bundle(plain).passages
    assert [p.text for p in passages] == [plain]
    return passages, [replace(m, passage=passages[0].id) for m in mentions]


def ties(text: str) -> set[tuple[str, Relation, str]]:
    return {(t.source, t.relation, t.target) for t in find_ties(*marked(text))}


FUNDED = {("Alder", R.FUNDS, "Zorvane"), ("Birch", R.FUNDS, "Zorvane")}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Zorvane] is supported financially by:\n• [Alder]\n• [Birch], since 2010", FUNDED),
        ("Funders of [Zorvane]:\n- [Alder]\n- [Birch]", FUNDED),
        ("Funders of [Zorvane]\n[Alder]\n[Birch]", FUNDED),
        ("It grew. The funders of [Zorvane] are as follows: [Alder] and [Birch].", FUNDED),
        (
            "The following bodies are members of [Zorvane]: [Alder], [Birch]",
            {("Alder", R.PART_OF, "Zorvane"), ("Birch", R.PART_OF, "Zorvane")},
        ),
        ("Sights near [Zorvane]:\n• [Alder]\n• [Birch]", set()),
        ("[Zorvane] [Zorvane] [Zorvane] [Zorvane] opened.\nOur funders\n• [Alder]\n• [Birch]", FUNDED),
        (
            "[Zorvane] [Zorvane] [Zorvane] [Zorvane].\nWhat are our sources?\n• [Alder] – money\n• [Birch]",
            FUNDED,
        ),
        ("[Zorvane] [Zorvane] [Zorvane] [Zorvane].\nWhat are our sources?\n• [Alder]\n• [Birch]", set()),
        ("[Zorvane] opened.\nOur funders\n• [Alder]\n• [Birch]", set()),
    ],
)
def test_a_list_below_a_lead_in_is_read_as_its_sentence(
    text: str, wanted: set[tuple[str, Relation, str]]
) -> None:
    assert ties(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Alder]: “We work with [Birch].”", {("Alder", R.PARTNERS, "Birch")}),
        ("“We work with [Birch],” said the director of [Alder].", {("Alder", R.PARTNERS, "Birch")}),
        ("“We work with [Birch],” somebody said.", set()),
        ("[Alder] [Alder] [Alder] [Alder] grew. We work with [Birch].", {("Alder", R.PARTNERS, "Birch")}),
        ("[Alder] grew. We work with [Birch].", set()),
    ],
)
def test_we_are_the_quoted_institution_or_the_one_that_speaks(
    text: str, wanted: set[tuple[str, Relation, str]]
) -> None:
    assert ties(text) == wanted


def test_a_state_or_an_unsure_name_does_not_speak() -> None:
    _, named = marked("[Alder] [Alder] [Alder] [Alder] [Birch]")
    assert speaker(named) == "Alder"
    assert speaker([replace(m, type=InstitutionType.GOVERNMENT_NATIONAL) for m in named]) == ""
    assert speaker([replace(m, confidence=0.5) for m in named]) == ""
    assert speaker([replace(m, page=9) for m in named]) == ""
    assert speaker(named[:3]) == ""
