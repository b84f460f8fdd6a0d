"""Which sentences can be quoted by themselves."""

from __future__ import annotations

import pytest

from workingregions.reports.wording import readability

GOOD = (
    "Registered apprenticeships are a proven strategy to expand training pathways to good-paying jobs.",
    "The State funds 90 % of the costs of certificate-oriented vocational education and training.",
    "In 2014 the council paid £1.2 million to three firms that had moved their work home.",
)
BAD = {
    "heading": "Skills and Labour Force in the County of Essex and its Districts",
    "list": "• provide opportunities for those completing secondary education to gain qualifications;",
    "table": "| 2012 | 40 | 50 | The total is given in the last row of the table. |",
    "fragment": "and that the firms which had moved their work home would receive a grant from the council.",
    "joined": "A tariff of ten per cent will apply to them.The department will provide a pathway for "
    "companies.",
    "hyphen": "The council said that manu- facturing would be brought home with the help of the grant.",
    "footnote": "39 “Specifically, the grants from this program will help colleges to train workers for "
    "industry.",
    "unpaired": "The council said (in the spring that firms would be helped to bring their work home again.",
    "names": "Smith Jones Brown Taylor Wilson Davies Evans Thomas Roberts Johnson are from Leeds and York.",
    "short": "They did so in time.",
    "source": "Source: the figures of this chart were made by the council in the spring of the year.",
}


@pytest.mark.parametrize("sentence", GOOD)
def test_whole_sentences_are_quoted(sentence: str) -> None:
    assert readability(sentence) >= 0.5


@pytest.mark.parametrize("fault", BAD)
def test_headings_lists_tables_and_broken_text_are_not(fault: str) -> None:
    assert readability(BAD[fault]) == 0.0


def test_a_sentence_that_leans_on_another_reads_less_well() -> None:
    alone = "The firms have moved their assembly lines home from plants that lie overseas."
    assert readability(f"They {alone[10:]}") < readability(alone)
