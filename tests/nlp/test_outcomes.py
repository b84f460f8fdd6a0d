"""Outcomes: kind, value and unit of quantified claims in prose and tables."""

from __future__ import annotations

import pytest

from tests.nlp.documents import bundle, from_blocks
from workingregions.corpus.records import Block, BlockKind, Outcome, OutcomeKind
from workingregions.nlp import outcomes

K = OutcomeKind


def found(text: str) -> list[Outcome]:
    document = bundle(text)
    return outcomes.find(document.blocks, document.passages, ())


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("The plant created 3,000 jobs.", K.JOBS, 3000, "persons"),
        (
            "It employs around 1,300 people, who are employed full time: 250 apprentices.",
            K.JOBS,
            250,
            "persons",
        ),
        ("The firm will invest £40m in the site.", K.INVESTMENT, 40e6, "GBP"),
        ("An investment of $2.5bn was announced.", K.INVESTMENT, 2.5e9, "USD"),
        ("A grant of €1.2 million was awarded.", K.FUNDING, 1.2e6, "EUR"),
        ("There are more than 600 businesses in the county.", K.FIRMS, 600, "firms"),
        ("Employment fell by 12 per cent.", K.JOBS, 12, "percent"),
        ("Average wages were $24 an hour.", K.WAGES, 24, "USD"),
        ("Turnover reached 30 million euros.", K.OUTPUT, 30e6, "EUR"),
        ("The target is to invest 2 % of GDP in research and development.", K.INVESTMENT, 2, "percent"),
    ],
)
def test_claims(text: str, kind: K, value: float, unit: str) -> None:
    assert (kind, value, unit) in [(o.kind, o.value, o.unit) for o in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "In 2014 jobs were lost.",
        "On 12 March the firm met 3 times.",
        "The 21st century company",
        "See Table 12.",
        "",
    ],
)
def test_no_claim(text: str) -> None:
    assert found(text) == []


def test_ranges_years_and_promises() -> None:
    claim = found("The scheme is expected to create 2,000-3,000 jobs by 2030.")[0]
    assert (claim.value, claim.value_high, claim.year, claim.promised) == (2000, 3000, 2030, True)
    assert not found("The scheme created 2,000 jobs.")[0].promised


def test_text_slices_back() -> None:
    document = bundle("Two firms. The plant created 3,000 jobs with a £40m grant.")
    for claim in outcomes.find(document.blocks, document.passages, ()):
        passage = next(p for p in document.passages if p.id == claim.passage)
        assert passage.text[claim.start : claim.end] == claim.text


def table(*rows: tuple[str, ...]) -> list[Outcome]:
    divider = tuple("---" for _ in rows[0])
    text = "\n".join("| " + " | ".join(row) + " |" for row in (rows[0], divider, *rows[1:]))
    document = from_blocks(
        Block(ordinal=0, page=1, kind=BlockKind.TABLE, text=text, document="d", cells=rows)
    )
    return outcomes.find(document.blocks, document.passages, ())


def test_table_with_units_in_its_header() -> None:
    claims = table(
        ("Firm", "Country", "Sales (€bn)"), ("Zorvane", "France", "38.2"), ("Kelmotec", "Italy", "9.5")
    )
    assert [(c.kind, c.value, c.unit, c.text) for c in claims] == [
        (K.OUTPUT, 38.2e9, "EUR", "38.2"),
        (K.OUTPUT, 9.5e9, "EUR", "9.5"),
    ]


def test_parts_of_a_total_are_not_counted_again() -> None:
    claims = table(
        ("Country", "Grants EURm", "Total grants EURm"), ("Malta", "1.5", "2.5"), ("Cyprus", "2", "4")
    )
    assert [c.value for c in claims] == [2.5e6, 4e6]


def test_hostile_text() -> None:
    assert found("1 " * 20_000) == []
    assert isinstance(found("$1,000,000 " * 5_000), list)
