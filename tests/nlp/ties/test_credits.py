"""Credits beside a name and below a heading, and headings that name whose list follows."""

from __future__ import annotations

import pytest

from tests.nlp.ties.test_lists import ties
from workingregions.corpus.enums import Relation

FUNDS, SERVES, GOVERNS, PART_OF = Relation.FUNDS, Relation.SERVES, Relation.GOVERNS, Relation.PART_OF


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[Skill Forge]: delivered by [Corby Trust], funded by [Halden Council].",
            {("Corby Trust", SERVES, "Skill Forge"), ("Halden Council", FUNDS, "Skill Forge")},
        ),
        (
            "[Skill Forge] Managed by: [Corby Trust] Funded by: [Halden Council] and [Marle Bank]",
            {
                ("Corby Trust", GOVERNS, "Skill Forge"),
                ("Halden Council", FUNDS, "Skill Forge"),
                ("Marle Bank", FUNDS, "Skill Forge"),
            },
        ),
        (
            "The [Skill Forge]\nFunded by [Halden Council]\nManaged by [Corby Trust]",
            {("Corby Trust", GOVERNS, "Skill Forge"), ("Halden Council", FUNDS, "Skill Forge")},
        ),
        (
            "[Skill Forge] Funders: [Halden Council], [Marle Bank]",
            {("Halden Council", FUNDS, "Skill Forge"), ("Marle Bank", FUNDS, "Skill Forge")},
        ),
        (
            "Annex 2: Membership of the [Skill Forge]\n• [Halden Council]\n• [Marle Bank]",
            {("Halden Council", PART_OF, "Skill Forge"), ("Marle Bank", PART_OF, "Skill Forge")},
        ),
        # Not the heading of what follows, and no name to credit.
        ("The [Skill Forge] opened in May and trains 80 people a year.\nFunded by [Halden Council]", set()),
        ("[Corby Trust] and [Skill Forge] met. Funded by [Halden Council]", set()),
    ],
)
def test_credits_are_of_the_name_before_them(text: str, expected: set[tuple[str, Relation, str]]) -> None:
    assert ties(text) == expected
