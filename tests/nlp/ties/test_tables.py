"""Ties in the columns of tables and behind labels, and the referents of "the council"."""

from __future__ import annotations

import re

import pytest

from workingregions.corpus.enums import InstitutionType, MentionKind, Relation
from workingregions.corpus.records import Mention
from workingregions.nlp.ties.references import referred
from workingregions.nlp.ties.tables import Header, partner_ties, table_ties

R, T = Relation, InstitutionType


def marked(text: str, kind: InstitutionType = T.OTHER) -> tuple[str, list[Mention]]:
    """Return a text whose institutions are written [name], and their mentions."""
    plain, mentions = "", []
    for part in re.split(r"(\[[^\]]+\])", text):
        name = part.removeprefix("[").removesuffix("]")
        if part.startswith("["):
            mentions.append(
                Mention(
                    id=str(len(plain)),
                    document="d",
                    passage="p",
                    page=1,
                    start=len(plain),
                    end=len(plain) + len(name),
                    kind=MentionKind.INSTITUTION,
                    text=name,
                    entity=name.casefold(),
                    confidence=0.9,
                    type=kind,
                )
            )
        plain += name
    return plain, mentions


def test_a_row_ties_what_its_columns_name() -> None:
    text, mentions = marked(
        "| Funder | Amount | Recipient |\n| --- | --- | --- |\n"
        "| [Alder] | £2m | [Birch] |\n| [Cedar] | £1m | nobody |"
    )
    ((start, end, tie),) = table_ties(text, mentions)
    assert (tie.source.text, tie.relation, tie.target.text) == ("Alder", R.FUNDS, "Birch")
    assert text[start:end] == "| Alder | £2m | Birch |"


def test_columns_without_a_role_tie_nothing_and_a_header_holds_for_its_table_alone() -> None:
    text, mentions = marked("| Name | Seat |\n| --- | --- |\n| [Alder] | [Birch] |")
    assert list(table_ties(text, mentions)) == []
    text, mentions = marked("| Funder | Recipient |\n\nSo far.\n\n| [Alder] | [Birch] |")
    assert list(table_ties(text, mentions)) == []


def test_a_table_keeps_its_header_over_passages_and_pages_and_repeats_empty_cells() -> None:
    header = Header()
    text, mentions = marked("| Subsidiary | Parent/Holding company |\n| --- | --- |\n| [Alder] | [Birch] |")
    [(_, _, first)] = table_ties(text, mentions, header, 3)
    text, mentions = marked("|  | [Cedar] |\n| [Dale] | [Elm] |")
    found = [*table_ties(text, mentions, header, 3)]
    text, mentions = marked("| [Fir] | [Hazel] |")
    found += table_ties(text, mentions, header, 7)
    ties = [first, *(tie for _, _, tie in found)]
    ends = [("alder", "birch"), ("alder", "cedar"), ("dale", "elm"), ("fir", "hazel")]
    assert [(t.source.entity, t.target.entity) for t in ties] == ends
    assert {t.relation for t in ties} == {R.PART_OF}
    text, mentions = marked("| [Ivy] | [Juniper] |")
    assert list(table_ties(text, mentions, header, 40)) == []  # far away: another table


def both(relation: Relation) -> set[tuple[str, Relation, str]]:
    return {("Alder", relation, "Zorvane"), ("Birch", relation, "Zorvane")}


@pytest.mark.parametrize(
    ("text", "ties"),
    [
        ("Funder: [Alder]\nRecipient: [Birch]\n", {("Alder", R.FUNDS, "Birch")}),
        ("Partners: [Alder], [Birch]\n", {("Alder", R.PARTNERS, "Birch")}),
        ("Members of [Zorvane]:\n[Alder]\n[Birch]\n", both(R.PART_OF)),
        ("[Zorvane] partners: [Alder] and [Birch]", both(R.PARTNERS)),
        ("Authors: [Alder], [Birch]\n", set()),
        ("[Alder] and [Birch] met: all agreed.", set()),
    ],
)
def test_labels_and_lists(text: str, ties: set[tuple[str, Relation, str]]) -> None:
    plain, mentions = marked(text)
    found = {(t.source.text, t.relation, t.target.text) for _, _, t in partner_ties(plain, mentions)}
    assert found == ties


def test_a_long_list_of_partners_is_a_membership() -> None:
    text, mentions = marked("Partners: " + ", ".join(f"[Zorvane {n}]" for n in "ABCDEFG"))
    assert list(partner_ties(text, mentions)) == []


def stands_for(text: str, kind: InstitutionType = T.OTHER) -> list[tuple[str, str]]:
    plain, mentions = marked(text, kind)
    start = plain.rindex(". ") + 2
    before = [m for m in mentions if m.end <= start]
    return [(m.text, m.entity) for m in referred(plain, start, len(plain), mentions, before)]


def test_nouns_and_it_refer_to_a_name_before_them() -> None:
    assert stands_for("[Zorvane] closed. The company moved.", T.FIRM) == [("The company", "zorvane")]
    assert stands_for("[Zorvane] closed. It moved.", T.FIRM) == [("It", "zorvane")]
    assert stands_for("The [Zorvane Trust] grew. The trust moved.") == [("The trust", "zorvane trust")]


def test_nouns_of_another_sort_and_names_too_far_refer_to_nothing() -> None:
    assert stands_for("[Zorvane] closed. The university moved.", T.FIRM) == []
    assert stands_for("[Zorvane] closed. The weather changed.", T.FIRM) == []
    assert stands_for(f"[Zorvane] closed{' and so on' * 80}. The company moved.", T.FIRM) == []


def test_a_minority_share_makes_no_company_a_part_of_its_owner() -> None:
    text, mentions = marked(
        "| Subsidiary | Parent company | Percent owned |\n| --- | --- | --- |\n"
        "| [Alder] | [Birch] | 51.5 |\n| [Cedar] | [Dogwood] | 12.5 |\n| [Elm] | [Fir] | 50 % |"
    )
    assert [(t.source.text, t.target.text) for *_, t in table_ties(text, mentions)] == [("Alder", "Birch")]
    held = Header()
    first, names = marked(
        "| Ownership (%) | Subsidiary | Parent company |\n| --- | --- | --- |\n| 20 | [Ash] | [Oak] |"
    )
    assert list(table_ties(first, names, held, 1)) == []
    more, names = marked("| 30.0 | [Yew] | [Oak] |\n| 100.0 | [Hazel] | [Oak] |")
    assert [t.source.text for *_, t in table_ties(more, names, held, 1)] == ["Hazel"]
    text, mentions = marked(
        "| Subsidiary | Parent company |  |\n| [Alder] | [Birch] | 0.6 |\n| [Elm] | [Fir] | 2 |"
    )
    assert [t.source.text for *_, t in table_ties(text, mentions)] == ["Elm"]  # a number is not a share
