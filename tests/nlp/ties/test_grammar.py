"""The grammar of ties, sentence by sentence: who fills which role, and which links the parse states."""

from __future__ import annotations

import re

import pytest

from workingregions.corpus.enums import Modality, Relation
from workingregions.nlp.ties import parser as spacy_model
from workingregions.nlp.ties.find import rules, surest
from workingregions.nlp.ties.grammar import LEAST, links
from workingregions.nlp.ties.mask import STAND_IN, STAND_INS, mask
from workingregions.nlp.ties.modality import modality
from workingregions.nlp.ties.needs import Rule
from workingregions.nlp.ties.roles import Roles
from workingregions.nlp.ties.syntax import StatedTie

R, M = Relation, Modality


def read(sentence: str, before: str = "") -> Roles:
    """Return a parsed sentence whose institutions are written [name]."""
    marks: list[tuple[int, int, str]] = []
    text = ""
    for part in re.split(r"(\[[^\]]+\])", sentence):
        if part.startswith("["):
            marks.append((len(text), len(text) + len(part) - 2, part[1:-1]))
            part = part[1:-1]
        text += part
    masked, names = mask(text, marks)
    return Roles(next(iter(spacy_model.parse([masked]))), names, rules()[2], before)


def stated(sentence: str) -> list[StatedTie]:
    verbs, nouns, _ = rules()
    return list(links(read(sentence), verbs, nouns))


def token(roles: Roles, word: str) -> object:
    return next(t for t in roles.doc if t.lower_ == word)


@pytest.mark.parametrize(
    ("sentence", "role", "filled"),
    [
        ("[Alder] funds [Birch].", "subj", ["Alder"]),
        ("[Alder] funds [Birch].", "obj", ["Birch"]),
        ("[Birch] is funded by [Alder].", "subj", ["Alder"]),
        ("[Birch] is funded by [Alder].", "obj", ["Birch"]),
        ("[Alder] and [Cedar] fund [Birch].", "subj", ["Alder", "Cedar"]),
        ("[Alder] funds [Birch], [Cedar] and [Dogwood].", "obj", ["Birch", "Cedar", "Dogwood"]),
        ("[Alder], which funds [Birch], is large.", "subj", ["Alder"]),
        ("[Alder] wants to fund [Birch].", "subj", ["Alder"]),
        ("The mayor funds [Birch].", "subj", []),
        ("[Alder] funds partners such as [Birch].", "obj", ["Birch"]),
    ],
)
def test_roles_of_a_verb(sentence: str, role: str, filled: list[str]) -> None:
    roles = read(sentence)
    verb = next(t for t in roles.doc if t.lemma_ == "fund")
    assert roles.fill(verb, role) == filled


def test_a_phrase_in_place_of_a_name_is_reached_only_on_request() -> None:
    roles = read("[Alder] funds research at [Birch].")
    verb = next(t for t in roles.doc if t.lemma_ == "fund")
    assert roles.fill(verb, "obj") == []
    assert roles.fill(verb, "obj", far=True) == ["Birch"]


def test_its_is_the_subject_else_the_name_before() -> None:
    assert ["Alder"] in read("[Alder] moved its laboratory to [Birch].").entities.values()
    inside = read("[Alder] moved its laboratory.")
    assert inside.entities[token(inside, "its").i] == ["Alder"]  # type: ignore[attr-defined]
    before = read("Its laboratory moved to [Birch].", before="Cedar")
    assert before.entities[token(before, "its").i] == ["Cedar"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("sentence", "link"),
    [
        ("[Alder] funds [Birch].", ("Alder", R.FUNDS, "Birch")),
        ("[Birch] is funded by [Alder].", ("Alder", R.FUNDS, "Birch")),
        ("[Birch] received a grant from [Alder].", ("Alder", R.FUNDS, "Birch")),
        ("[Alder] works in partnership with [Birch].", ("Alder", R.PARTNERS, "Birch")),
        ("[Alder] collaborates with [Birch].", ("Alder", R.PARTNERS, "Birch")),
        ("[Alder] and [Birch] jointly hosted a forum.", ("Alder", R.PARTNERS, "Birch")),
        ("The plan was praised by [Alder]'s [Birch].", ("Birch", R.PART_OF, "Alder")),
        ("The [Alder]-funded [Birch] opened.", ("Alder", R.FUNDS, "Birch")),
        ("[Alder] set up [Birch].", ("Alder", R.CREATES, "Birch")),
        ("[Alder] oversees [Birch].", ("Alder", R.GOVERNS, "Birch")),
        ("[Birch], a subsidiary of [Alder], closed.", ("Birch", R.PART_OF, "Alder")),
    ],
)
def test_links(sentence: str, link: tuple[str, Relation, str]) -> None:
    found = stated(sentence)
    assert link in [(x.source, x.relation, x.target) for x in found]
    assert all(x.confidence >= LEAST for x in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "[Alder] and [Birch] closed.",
        "[Alder] met [Birch].",
        "[Alder] is larger than [Birch].",
        "[Alder] or [Birch] hosted a forum.",
        "Workers of [Alder] marched past [Birch].",
    ],
)
def test_two_names_in_a_sentence_are_not_a_link(sentence: str) -> None:
    assert stated(sentence) == []


def test_a_rule_asks_for_its_particle() -> None:
    verbs = {"set": [Rule(R.CREATES, "subj", "obj", 0.8, "up")]}
    assert [x.target for x in links(read("[Alder] set up [Birch]."), verbs, {})] == ["Birch"]
    assert list(links(read("[Alder] set [Birch] a target."), verbs, {})) == []


def test_a_step_further_is_less_sure_and_not_taken_where_it_is_too_unsure() -> None:
    sentence = read("[Alder] funds research at [Birch].")
    sure, unsure = (
        list(links(sentence, {"fund": [Rule(R.FUNDS, "subj", "obj", confidence)]}, {}))
        for confidence in (0.8, 0.6)
    )
    assert [round(x.confidence, 2) for x in sure] == [0.7]
    assert unsure == []


@pytest.mark.parametrize(
    ("sentence", "how"),
    [
        ("[Alder] funds [Birch].", M.ASSERTED),
        ("[Alder] will fund [Birch].", M.PLANNED),
        ("[Alder] plans to fund [Birch].", M.PLANNED),
        ("[Alder] may fund [Birch].", M.HEDGED),
        ("If [Alder] funds [Birch], jobs follow.", M.HEDGED),
        ("[Alder] does not fund [Birch].", M.NEGATED),
        ("[Alder] no longer funds [Birch].", M.NEGATED),
        ("[Alder] has yet to fund [Birch].", M.NEGATED),
        ("[Alder] not only funds [Birch] but visits it.", M.ASSERTED),
        ("[Alder] refused to fund [Birch].", M.NEGATED),
    ],
)
def test_how_a_sentence_puts_it(sentence: str, how: Modality) -> None:
    roles = read(sentence)
    verb = next(t for t in roles.doc if t.lemma_ == "fund")
    assert modality(verb, rules()[2]) is how


def test_masking_writes_each_name_as_one_word_and_drops_its_acronym() -> None:
    text = "The Zorvane Trust (ZT) co-funds Kelmotec."
    marks = [(4, 17, "zorvane"), (19, 21, "zorvane"), (32, 40, "kelmotec")]
    masked, names = mask(text, marks)
    assert masked == f"The {STAND_IN} cofunds {STAND_IN}."
    assert names == [(4, ("zorvane",)), (masked.rindex(STAND_IN), ("kelmotec",))]


def masked(sentence: str) -> str:
    """Return a sentence whose institutions are written [name], masked."""
    roles = read(sentence)
    return str(roles.doc.text)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The [Alder] and the [Birch] fund the [Cedar].", f"The {STAND_INS} fund the {STAND_IN}."),
        ("[Alder], [Birch] and [Cedar] met.", f"{STAND_INS} met."),
        ("It was funded by [Alder], Unknown Trust and [Cedar].", f"It was funded by {STAND_INS}."),
        (
            "[Alder] funds [Birch] and [Cedar] funds [Dale].",
            " funds ".join([STAND_IN] * 2) + f" and {STAND_IN} funds {STAND_IN}.",
        ),
        (
            "The [Alder] in [Birch] and the [Cedar] in [Dale] met.",
            f"The {STAND_IN} in {STAND_IN} and the {STAND_IN} in {STAND_IN} met.",
        ),
        ("[Department of Alder], [University of Birch], met.", f"{STAND_IN}, {STAND_IN}, met."),
        ("[Alder] or [Birch] hosted it.", f"{STAND_IN} or {STAND_IN} hosted it."),
        ("[Alder] won EUR 8m and £2.5 million.", f"{STAND_IN} won $8 million and $8 million."),
    ],
)
def test_a_list_of_names_is_one_word_and_two_clauses_are_not(sentence: str, wanted: str) -> None:
    assert masked(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "ties"),
    [
        (
            "The [Alder] and the [Birch] fund the [Cedar].",
            {("Alder", R.FUNDS, "Cedar"), ("Birch", R.FUNDS, "Cedar")},
        ),
        (
            "[Alder], together with [Birch], finances [Cedar].",
            {("Alder", R.FUNDS, "Cedar"), ("Birch", R.FUNDS, "Cedar")},
        ),
        ("[Cedar] benefited from the [Alder Growth Fund].", {("Alder Growth Fund", R.FUNDS, "Cedar")}),
        ("[Cedar] secured £2m of [Alder] funding.", {("Alder", R.FUNDS, "Cedar")}),
        ("The first tranche of [Alder] money went to [Cedar].", {("Alder", R.FUNDS, "Cedar")}),
        (
            "The consortium, led by [Alder], includes [Birch] and [Cedar].",
            {("Alder", R.PARTNERS, "Birch"), ("Alder", R.PARTNERS, "Cedar")},
        ),
        ("The course was designed jointly by [Alder] and [Birch].", {("Alder", R.PARTNERS, "Birch")}),
        ("The alliance that [Alder] and [Birch] concluded survives.", {("Alder", R.PARTNERS, "Birch")}),
        ("[Alder] counts [Birch] among its partners.", {("Alder", R.PARTNERS, "Birch")}),
        ("The accountable body of [Alder] is [Birch].", {("Birch", R.GOVERNS, "Alder")}),
        ("A supplier to [Alder], [Birch] has a plant in Kent.", {("Birch", R.SERVES, "Alder")}),
        ("[Alder] appears along with [Birch] in the list.", set()),
        ("[Alder] set up a range of contracts for firms: [Birch], [Cedar].", set()),
        ("[Alder] signed a £9m loan with [Birch].", {("Alder", R.FUNDS, "Birch")}),
    ],
)
def test_ties_of_coordinated_and_distant_ends(sentence: str, ties: set[tuple[str, Relation, str]]) -> None:
    assert {(t.source, t.relation, t.target) for t in surest(stated(sentence))} == ties
