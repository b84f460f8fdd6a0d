"""Ties: who does what to whom, their modality, and that co-mention is not a tie."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.nlp.documents import bundle
from workingregions.corpus.enums import InstitutionType, MentionKind, Modality, Relation
from workingregions.corpus.records import Mention, Passage, Tie
from workingregions.nlp.institutions.find import find_institutions
from workingregions.nlp.tagger import tagger
from workingregions.nlp.ties.find import find_ties

R, M = Relation, Modality


def found(text: str) -> list[Tie]:
    passages = bundle(text).passages
    mentions = find_institutions(tagger.read([p.text for p in passages]), passages)
    return find_ties(passages, mentions)


def test_two_bodies_with_a_plural_verb_fund_a_third_and_not_each_other() -> None:
    ties = found("The Ministry of Trade and the Ministry of Labour fund the Northern Foundry Council.")
    assert {(t.source, t.relation, t.target) for t in ties} == {
        ("ministry of trade", R.FUNDS, "northern foundry council"),
        ("ministry of labour", R.FUNDS, "northern foundry council"),
    }


@pytest.mark.parametrize(
    ("text", "source", "relation", "target", "modality"),
    [
        (
            "The Department of Energy funds the University of Leeds.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.ASSERTED,
        ),
        (
            "The University of Leeds is funded by the Department of Energy.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.ASSERTED,
        ),
        (
            "The University of Leeds received £3m from the European Commission.",
            "european commission",
            R.FUNDS,
            "university of leeds",
            M.ASSERTED,
        ),
        (
            "Preston College will work with BAE Systems on training.",
            "preston college",
            R.PARTNERS,
            "bae systems",
            M.PLANNED,
        ),
        (
            "Kent County Council established the Kent Growth Agency in 2010.",
            "kent county council",
            R.CREATES,
            "kent growth agency",
            M.ASSERTED,
        ),
        (
            "The Office for National Statistics regulates Essex County Council.",
            "office for national statistics",
            R.GOVERNS,
            "essex county council",
            M.ASSERTED,
        ),
        (
            "Siemens is a member of the Northern Forging Federation.",
            "siemens",
            R.PART_OF,
            "northern forging federation",
            M.ASSERTED,
        ),
        (
            "The Department of Commerce's Economic Development Administration met.",
            "economic development administration",
            R.PART_OF,
            "department of commerce",
            M.ASSERTED,
        ),
        (
            "The Department of Energy may fund the University of Leeds.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.HEDGED,
        ),
        (
            "BAE Systems collaborated with Preston College.",
            "bae systems",
            R.PARTNERS,
            "preston college",
            M.ASSERTED,
        ),
        (
            "The Department of Energy did not fund the University of Leeds.",
            "department of energy",
            R.FUNDS,
            "university of leeds",
            M.NEGATED,
        ),
    ],
)
def test_stated_ties(text: str, source: str, relation: R, target: str, modality: M) -> None:
    assert (source, relation, target, modality) in [
        (t.source, t.relation, t.target, t.modality) for t in found(text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The University of Leeds and Kent County Council are in England.",
        "Siemens opened a plant; the European Commission met on Monday.",
        "The University of Leeds.",
        "",
    ],
)
def test_co_mention_is_not_a_tie(text: str) -> None:
    assert found(text) == []


def test_the_sentence_is_the_evidence() -> None:
    text = "It rained. The Department of Energy funds the University of Leeds. It stopped."
    tie = next(t for t in found(text) if t.relation is R.FUNDS)
    passage = bundle(text).passages[0]
    assert passage.text[tie.start : tie.end] == "The Department of Energy funds the University of Leeds."
    assert (tie.source_name, tie.target_name) == ("Department of Energy", "University of Leeds")


def test_references_to_the_sentence_before() -> None:
    text = "Siemens opened a plant in 2009. The company received a grant from Kent County Council."
    assert ("kent county council", R.FUNDS, "siemens") in [
        (t.source, t.relation, t.target) for t in found(text)
    ]


Stated = dict[tuple[str, Relation, str], Modality]
TYPES = {
    "college": InstitutionType.TRAINING_PROVIDER,
    "university": InstitutionType.UNIVERSITY,
    "department": InstitutionType.UNIVERSITY,
    "institute": InstitutionType.RESEARCH_ORGANISATION,
    "centre": InstitutionType.RESEARCH_ORGANISATION,
    "ministry": InstitutionType.GOVERNMENT_NATIONAL,
    "council": InstitutionType.GOVERNMENT_LOCAL,
}


def marked(*sentences: str) -> list[Stated]:
    """Return the ties of sentences whose institutions are in brackets, regardless of the recogniser."""
    passages: list[Passage] = []
    mentions: list[Mention] = []
    for number, sentence in enumerate(sentences):
        text, at = "", 0
        for match in re.finditer(r"\[([^\]]+)\]", sentence):
            text += sentence[at : match.start()]
            mentions.append(_mention(f"p{number}", len(text), match.group(1)))
            text, at = text + match.group(1), match.end()
        passages.append(replace(bundle(text + sentence[at:]).passages[0], id=f"p{number}"))
    ties: list[Stated] = [{} for _ in sentences]
    for tie in find_ties(passages, mentions):
        ties[int(tie.passage[1:])][_ends(tie.source, tie.relation, tie.target)] = tie.modality
    return ties


def _mention(passage: str, start: int, name: str) -> Mention:
    kind = next((t for word, t in TYPES.items() if word in name.casefold()), InstitutionType.FIRM)
    return Mention(
        id=f"{passage}.{start}",
        document="d",
        passage=passage,
        page=1,
        start=start,
        end=start + len(name),
        kind=MentionKind.INSTITUTION,
        text=name,
        entity=name.casefold(),
        confidence=1.0,
        type=kind,
    )


def _ends(source: str, relation: Relation, target: str) -> tuple[str, Relation, str]:
    if relation is R.PARTNERS:
        source, target = min(source, target), max(source, target)
    return source, relation, target


def written() -> list[tuple[str, Stated]]:
    """Return the sentences of data/sentences.txt with the ties that they state."""
    found = []
    for line in (Path(__file__).parent / "data" / "sentences.txt").read_text("utf8").splitlines():
        if line.startswith("#"):
            continue
        sentence, stated = line.split(" || ")
        expected: Stated = {}
        for part in stated.split(" ; ") if stated.strip() != "-" else []:
            source, relation, target, how = (x.strip() for x in part.split(">"))
            expected[_ends(source.casefold(), Relation(relation), target.casefold())] = Modality(how)
        found.append((sentence, expected))
    return found


def test_the_written_sentences_are_read_as_they_are_meant() -> None:
    pairs = written()
    ties = marked(*(sentence for sentence, _ in pairs))
    wrong = [(s, expected, got) for (s, expected), got in zip(pairs, ties, strict=True) if expected != got]
    assert len(pairs) > 100
    assert wrong == []


@pytest.mark.parametrize(
    ("sentence", "how"),
    [
        ("[Halden Council] supports [Alder College].", M.ASSERTED),
        ("[Halden Council] does not support [Alder College].", M.NEGATED),
        ("[Halden Council] will support [Alder College].", M.PLANNED),
        ("[Halden Council] plans to support [Alder College].", M.PLANNED),
        ("[Halden Council] is likely to support [Alder College].", M.PLANNED),
        ("[Halden Council] might support [Alder College].", M.HEDGED),
        ("[Halden Council] could perhaps support [Alder College].", M.HEDGED),
        ("[Halden Council] no longer supports [Alder College].", M.NEGATED),
        ("[Halden Council] failed to support [Alder College].", M.NEGATED),
        ("[Alder College] is supported by [Halden Council].", M.ASSERTED),
        ("[Alder College] is not supported by [Halden Council].", M.NEGATED),
        ("[Alder College] would be supported by [Halden Council].", M.PLANNED),
        ("It does not rain, and [Halden Council] supports [Alder College].", M.ASSERTED),
        ("[Halden Council] supports [Alder College], which will open in May.", M.ASSERTED),
        ("[Halden Council] supports [Alder College] but not the fair.", M.ASSERTED),
    ],
)
def test_modality_has_its_scope(sentence: str, how: M) -> None:
    assert marked(sentence)[0][("halden council", R.SERVES, "alder college")] is how


def test_a_table_with_funders_and_recipients() -> None:
    head = "| Project | Funder | Recipient |\n| --- | --- | --- |\n"
    table = head + "| Alloys | [Riverside Fund] | [Alder College] |"
    assert marked(table) == [{("riverside fund", R.FUNDS, "alder college"): M.ASSERTED}]
    other = table.replace("Funder", "Colour")
    assert marked(other) == [{}]


def test_a_table_may_state_two_relations_and_describe_its_labels() -> None:
    head = "| Project | Lead | Main partners | Funding body |\n| --- | --- | --- | --- |\n"
    ties = marked(head + "| Alloys | [Alder College] | [Pollux Motors] | [Riverside Fund] |")[0]
    assert set(ties) == {
        ("alder college", R.PARTNERS, "pollux motors"),
        ("riverside fund", R.FUNDS, "alder college"),
    }


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (
            "Prepared for: [Halden Council]\nPrepared by: [Alloy Consulting]",
            {("alloy consulting", R.SERVES, "halden council")},
        ),
        (
            "Lead partner: [Alder College]\nFunder: [Riverside Fund]",
            {("riverside fund", R.FUNDS, "alder college")},
        ),
        (
            "Members of the [Delta Cluster]:\n- [Pollux Motors]\n- [Castor Castings]",
            {("pollux motors", R.PART_OF, "delta cluster"), ("castor castings", R.PART_OF, "delta cluster")},
        ),
        ("Present: [Halden Council]\nApologies: [Pollux Motors]", set()),
        ("Author: [Halden Council]", set()),
    ],
)
def test_labels_and_lists_of_members(text: str, ends: set[tuple[str, Relation, str]]) -> None:
    assert set(marked(text)[0]) == ends


def test_an_unsure_name_makes_an_unsure_tie() -> None:
    passage = bundle("Alder College is part of Halden Council.").passages[0]
    named = [_mention(passage.id, 0, "Alder College"), _mention(passage.id, 25, "Halden Council")]
    sure = find_ties([passage], named)[0].confidence
    unsure = find_ties([passage], [replace(named[0], confidence=0.5), named[1]])[0].confidence
    assert 0.8 < sure < 1.0
    assert unsure == pytest.approx(sure / 2, abs=0.001)


def test_addresses_are_chains_and_lists_are_not() -> None:
    address = "[Department of Metals], [Faculty of Engineering], [University of Marle]"
    assert set(marked(address)[0]) == {
        ("department of metals", R.PART_OF, "faculty of engineering"),
        ("faculty of engineering", R.PART_OF, "university of marle"),
    }
    assert marked("They met the [Centre for Alloys], [University of Marle] and [Pollux Motors].") == [{}]


def test_nouns_that_refer_to_a_name() -> None:
    ties = marked("The [Delta Forum] opened in 2009. The forum was founded by [Halden Council].")
    assert ("halden council", R.CREATES, "delta forum") in ties[0]


@pytest.mark.parametrize(
    "text",
    [
        "[A Council] funds [B College] " * 400,
        "[A Council], " * 3000,
        "[A Council]\x00\x07 funds\ufffd [B College].",
        "| [A Council] | [B College] |\n" * 500,
        "Partners: " + "[A Council], [B College], " * 200,
        "[A Council] " + "of the " * 5000 + "[B College]",
        "- [A Council]\n- [B College]\n" * 300,
    ],
)
def test_hostile_text_costs_no_error(text: str) -> None:
    for tie in marked(text)[0]:
        assert tie[0] != tie[2]
