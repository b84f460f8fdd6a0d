"""Citations in running text, and the voice of the mentions inside them."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import MentionKind, Voice
from workingregions.corpus.records import Mention, Passage
from workingregions.nlp.text import citation_spans, cited_spans, with_citations


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Proof (Porter, 1990; Amin and Kerr 1994: 12).", ["(Porter, 1990; Amin and Kerr 1994: 12)"]),
        ("As (see e.g. Kerr et al., 2010, p. 5) show.", ["(see e.g. Kerr et al., 2010, p. 5)"]),
        ("Kerr & Doyle (2012: 3) say so.", ["Kerr & Doyle (2012: 3)"]),
        ("The World Bank (2009) estimates that it grew.", ["The World Bank (2009)"]),
        ("Growth is slow [3, 5–7].", ["[3, 5–7]"]),
        ("A report (Geneva: World Economic Forum), page 12.", ["(Geneva: World Economic Forum)"]),
        ("A guide (Harlow, Essex: Longman, 2010).", ["(Harlow, Essex: Longman, 2010)"]),
        ("Exports by county\nSource: Statistics Finland, 2012", ["Source: Statistics Finland, 2012"]),
        ("(Department for Skills and Ports, 2010)", ["(Department for Skills and Ports, 2010)"]),
        ("So it is argued (Doyle, forthcoming).", ["(Doyle, forthcoming)"]),
    ],
)  # fmt: skip
def test_sources_are_found(text: str, cited: list[str]) -> None:
    assert [text[a:b] for a, b in citation_spans(text)] == cited


@pytest.mark.parametrize(
    "text",
    [
        "The firm (founded in 1990) grew.",
        "Under the Localism Act (2011) and the Education Act (1996).",
        "The plan (March 2010) and Europe (EU 2020).",
        "Partners (Germany: Fraunhofer; Sweden: Vinnova) met.",
        "Essex County Council (2011) invested.",
        "It grew fast (1990-2010), and (see Figure 3).",
    ],
)
def test_years_of_other_things_are_not_citations(text: str) -> None:
    assert citation_spans(text) == []


def test_a_mention_in_a_citation_has_its_voice() -> None:
    text = "The OECD advises Ohio (OECD, 2010)."
    passage = Passage(id="d-0", document="d", ordinal=0, pages=(1,), first_block=0, last_block=0, text=text)
    found = [
        Mention(
            id=str(start), document="d", passage="d-0", page=1, start=start, end=start + 4,
            kind=MentionKind.INSTITUTION, text="OECD", entity="oecd", confidence=0.9,
        )
        for start in (4, 23)
    ]  # fmt: skip
    voiced = with_citations(cited_spans([passage]), found)
    assert [m.voice for m in voiced] == [Voice.BODY, Voice.CITATION]
