"""Where an outcome holds and whose it is."""

from __future__ import annotations

import pytest

from tests.nlp.documents import bundle
from workingregions.corpus.enums import MentionKind
from workingregions.corpus.records import Mention, Outcome
from workingregions.nlp.outcomes import find_outcomes
from workingregions.nlp.outcomes.around import sources

PLACES = {
    "Kent": "GB-KEN", "Surrey": "GB-SRY", "London": "GB-LND", "Ohio": "US-OH", "Toledo": "Toledo, OH",
    "Germany": "DE", "German": "DE", "the UK": "GB", "Wales": "GB-WLS", "France": "FR", "Japan": "JP",
    "Texas": "US-TX",
}  # fmt: skip
BODIES = ("Arvale", "Norbank", "Keld Institute", "Tarn College")


def outcomes(text: str) -> list[Outcome]:
    """Return the outcomes of a text in which the names above are mentions."""
    document = bundle(text)
    passage = document.passages[0]
    mentions = []
    for kind, names in ((MentionKind.PLACE, PLACES), (MentionKind.INSTITUTION, dict.fromkeys(BODIES, ""))):
        for name, place in names.items():
            start = passage.text.find(name)
            inside = name == "German" and "Germany" in passage.text
            if start >= 0 and not inside:
                mentions.append(
                    Mention(
                        id=name, document="d", passage=passage.id, page=1, start=start, end=start + len(name),
                        kind=kind, text=name, entity=place or name.casefold(), confidence=0.9, place=place,
                    )
                )  # fmt: skip
    return find_outcomes(document.blocks, document.passages, mentions)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kent has more than 4,000 engineering firms.", "GB-KEN"),
        ("Some 900 jobs were created in Kent.", "GB-KEN"),
        ("Wages in Kent are 12 per cent lower than in London.", "GB-KEN"),
        ("Wages are 12 per cent lower than in London.", ""),
        ("Almost 30,000 firms, a fifth of the total in Wales, trade in Kent.", "GB-KEN"),
        ("The cluster is the largest in Wales, with 300 firms.", ""),
        ("The yards of Kent and Surrey employ 3,000 people.", ""),
        ("In 2014 companies from Germany invested $34 billion in Ohio.", "US-OH"),
        ("Investment from Germany reached $34 billion.", ""),
        ("German investors put $12 billion of foreign investment into Texas.", "US-TX"),
        ("Exports from Kent to Japan were worth £2 billion.", "GB-KEN"),
        ("Arvale will invest $70 million in Toledo, Ohio.", "Toledo, OH"),
        ("Food makers in Kent account for 4 per cent of the UK's output.", "GB-KEN"),
    ],
)
def test_the_place_is_where_the_outcome_holds(text: str, place: str) -> None:
    assert [outcome.place for outcome in outcomes(text)][:1] == [place]


@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("Arvale employs 700 people.", "arvale"),
        ("Arvale is working with Norbank and Tarn College to create 300 jobs.", "arvale"),
        ("The town lost 400 jobs (Keld Institute).", ""),
        ("According to the Keld Institute, the town lost 400 jobs.", ""),
        ("Keld Institute reports that the town lost 400 jobs.", ""),
    ],
)
def test_the_institution_is_not_a_source_or_a_partner(text: str, institution: str) -> None:
    assert [outcome.institution for outcome in outcomes(text)] == [institution]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stock of FDI by source country", True),
        ("Country of ultimate beneficial owner", True),
        ("Exports to", True),
        ("Main trading partners", True),
        ("Investment by county", False),
        ("Employment in factories, 2014", False),
    ],
)
def test_headers_over_countries_of_origin(text: str, expected: bool) -> None:
    assert sources(text) is expected
