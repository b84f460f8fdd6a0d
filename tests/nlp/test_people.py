"""People: names with role and institution; cited authors are none."""

from __future__ import annotations

import pytest

from tests.nlp.documents import bundle
from workingregions.corpus.records import Person
from workingregions.nlp import institutions, people, spacy_model


def found(text: str) -> list[Person]:
    passages = bundle(text).passages
    docs = spacy_model.read([p.text for p in passages])
    return people.find(docs, passages, institutions.find(docs, passages))


@pytest.mark.parametrize(
    ("text", "name", "role", "institution"),
    [
        (
            "Sarah Whitlock, Chief Executive of Harker Forge Ltd, welcomed it.",
            "Sarah Whitlock",
            "Chief Executive",
            "harker forge",
        ),
        ("The grant was announced by Governor Robert Lambert in Ohio.", "Robert Lambert", "Governor", ""),
    ],
)
def test_role_and_institution(text: str, name: str, role: str, institution: str) -> None:
    person = found(text)[0]
    assert (person.name, person.role, person.institution) == (name, role, institution)


@pytest.mark.parametrize(
    "text", ["As Robert Putnam (1993) argues, trust matters.", "Trust matters (Robert Putnam, 1993).", ""]
)
def test_cited_authors_are_no_actors(text: str) -> None:
    assert found(text) == []
