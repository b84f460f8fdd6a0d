"""Figures that measure something and are no claims."""

from __future__ import annotations

import pytest

from tests.nlp.documents import bundle, from_blocks
from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Outcome
from workingregions.nlp.outcomes import find_outcomes


def outcomes(text: str) -> list[Outcome]:
    document = bundle(text)
    return find_outcomes(document.blocks, document.passages, ())


@pytest.mark.parametrize(
    "text",
    [
        "Members range from sole traders to larger 250-employee businesses.",
        "Alder is a supplier of gauges to 14 aircraft makers and 31 engine plants.",
        "The fair brought together 400 exhibiting companies.",
        "Grants of up to £25,000 are paid quickly.",
        "Awards will be in the amount of up to $80,000 over two years.",
        "The fund pays a maximum of €40,000 per project.",
        "The trust will fund twelve $5,000 scholarships.",
        "Floods cost the economy about $3 billion a year.",
        "Sites offer 35% property cost savings versus the capital.",
        "Firms get a 15 percent boost to their tax credits.",
        "The deduction is based on 6 percent of production income.",
        "The association represents more than 90,000 workers.",
        "There were thirty-two positions in the cabinet.",
        "Over 60% of our employees have a degree.",
        "Suppose that the firm employs 400 workers.",
        "The optimal plan is to produce 2000 units a week.",
        "A bridge to carry 300,000 vehicles a week leads to the factory.",
        "412.17 Employees of the bureau.",
        "37 Employment Agency, annual review.",
        "The average firm size is 38 employees.",
        "Small firms are those with 10 to 49 employees.",
        "SMEs (fewer than 250 employees) do well.",
        "The plant would have created 500 jobs.",
        "The centre trained 1,900 apprentices.",
        "Loans of $40,000 to $300,000 are open to makers.",
        "The fair attracted 220 companies.",
        "Two in three of the workers are over 50.",
        "€30,000 (£26k) lump sum grant per project",
        "Each $1 billion counts: 4,000 posts per $1 billion in exports.",
        "The top 12 stock positions were held abroad.",
        "Small (fewer than 40 employees) and all larger firms differ.",
        "The budget raises the cap on bonds to $9 billion.",
        "The subsidy covers 38 per cent of operating costs.",
        "Some 8 percent of the migrant work force owns a business.",
        "The hall has space for 900 workers.",
        "Income below the 20% quintile is taxed less.",
    ],
)
def test_no_claim(text: str) -> None:
    assert outcomes(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("The agency made grants of £4 million to 300 firms.", "funding", 4e6),
        ("Alder supplies gauges and employs 250 people.", "jobs", 250),
        ("The mill employed 12.400 people in 1921.", "jobs", 12400),
        ("Fifty per cent of its employees were laid off.", "jobs", 50),
        ("The Act authorizes $3 billion to invest in ports.", "funding", 3e9),
        ("The agency opened a $90 million Harbour Works Grant programme.", "funding", 9e7),
        ("Companies have announced $6 billion in new investments.", "investment", 6e9),
        ("Over $70 million in Recovery Act resources have been announced for ports.", "funding", 7e7),
        ("The state has a target of 1.8 % of GDP as an aim for research intensity.", "investment", 1.8),
        ("Spending on science rose to €90 million (0.6 % of GDP).", "funding", 9e7),
    ],
)
def test_claims_beside_them(text: str, kind: str, value: float) -> None:
    assert (kind, value) in [(o.kind.value, o.value) for o in outcomes(text)]


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("Halden announced a $4 billion investment in batteries.", True),
        ("Halden's $4 billion commitment to invest in batteries was applauded.", True),
        ("The agency announced an award of $3 million in grants.", False),
        ("Three firms are joining to fill 20,000 jobs.", True),
        ("Last year Halden invested $4 billion in batteries.", False),
    ],
)
def test_what_is_announced_is_promised(text: str, promised: bool) -> None:
    assert [o.promised for o in outcomes(text)][:1] == [promised]


def test_the_level_that_a_rise_starts_from_is_no_promise() -> None:
    first, second = outcomes("R&D expenditure is to rise from 1.1 % to 2.4 % of GDP by 2030.")
    assert (first.promised, first.year, first.period) == (False, None, "")
    assert (second.promised, second.year) == (True, 2030)


@pytest.mark.parametrize(
    ("text", "year", "period"),
    [
        ("In 2011 exports were worth €5 billion.", 2011, ""),
        ("Exports were worth €5 billion, 4 per cent more than in 2010.", None, ""),
        (
            "The plan for 2014-2020 has funding of €80 million, on average €11 million a year.",
            None,
            "2014-2020",
        ),
        ("Under Horizon 2020 the college received €3 million in grants.", None, ""),
        ("Exports rose to €5 billion, and employment stood at 3,000 in 2012.", None, ""),
    ],
)
def test_year_and_period_of_the_first_figure(text: str, year: int | None, period: str) -> None:
    first = outcomes(text)[0]
    assert (first.year, first.period) == (year, period)


def test_answers_in_a_section_on_a_survey_are_no_outcomes() -> None:
    text = "Most firms had cut their staff by at least 40%."
    section = ("Results of the employer survey",)
    document = from_blocks(
        Block(ordinal=0, page=1, kind=BlockKind.PARAGRAPH, text=text, document="d", section=section)
    )
    assert find_outcomes(document.blocks, document.passages, ()) == []
