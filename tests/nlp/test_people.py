"""People: names with role and institution; cited authors are not included."""

from __future__ import annotations

import pytest

from tests.nlp.documents import bundle
from workingregions.corpus.records import Person
from workingregions.nlp import people
from workingregions.nlp.institutions.find import find_institutions
from workingregions.nlp.tagger import tagger


def found(text: str) -> list[Person]:
    passages = bundle(text).passages
    readings = tagger.read([p.text for p in passages])
    return people.find(readings, passages, find_institutions(readings, passages))


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
        (
            "Cllr Kevin Bentham, Cabinet Member for Enterprise at Essex County Council, opened the centre.",
            "Kevin Bentham",
            "Cabinet Member for Enterprise",
            "essex county council",
        ),
        ("Rep. Marcia Kaplan visited the plant on Monday.", "Marcia Kaplan", "Rep.", ""),
        (
            "The Minister for Industry, Teresa Ribera, spoke first.",
            "Teresa Ribera",
            "Minister for Industry",
            "",
        ),
        ("Signed\nJean-Claude Marchand\nDirector General", "Jean-Claude Marchand", "Director General", ""),
        (
            "Dr. Ngozi Adeyemi, Professor of Economics at the University of Leeds, chaired the session.",
            "Ngozi Adeyemi",
            "Professor of Economics",
            "university of leeds",
        ),
        (
            "Siobhán O’Connor is chief executive of the Northern Forging Federation.",
            "Siobhán O’Connor",
            "chief executive",
            "northern forging federation",
        ),
        ("Mayor Luigi de Marinis met union leaders.", "Luigi de Marinis", "Mayor", ""),
        ("Contact: Edward Dzielski, Board Member, 413-555-3132.", "Edward Dzielski", "Board Member", ""),
    ],
)
def test_role_and_institution(text: str, name: str, role: str, institution: str) -> None:
    person = found(text)[0]
    assert (person.name, person.role, person.institution) == (name, role, institution)


@pytest.mark.parametrize(
    "text",
    [
        "As Robert Putnam (1993) argues, trust matters.",
        "Trust matters (Robert Putnam, 1993).",
        "12. Suzanne Berg, How Firms Compete, New York: Harbor Press, 2005, p. 251.",
        "3. Robert Putnam, “Bowling Alone,” Journal of Democracy (1995). Available at www.example.org.",
        "",
    ],
)
def test_cited_authors_are_not_actors(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        (
            "Ms Rosa del Valle Ortiz-Prado, CEO of Ebro Tool Works, spoke.",
            "Rosa del Valle Ortiz-Prado",
            "CEO",
        ),
        ("Herr Karl von der Heide, director, spoke.", "Karl von der Heide", "director"),
        ("Dr. Inês dos Santos e Silva, chair of the board, spoke.", "Inês dos Santos e Silva", "chair"),
        (
            "Dame Alice Thorne OBE, Secretary of State for Works.",
            "Alice Thorne",
            "Secretary of State for Works",
        ),
        ("Tom Varley MP, Minister for Ports, replied.", "Tom Varley", "Minister for Ports"),
    ],
)
def test_particles_and_letters_after_a_name(text: str, name: str, role: str) -> None:
    assert [(p.name, p.role.removesuffix(" of the board")) for p in found(text)] == [(name, role)]


def test_speakers_with_the_institution_in_brackets() -> None:
    text = "Speakers: Anna Müller (University of Leeds), José García Pérez (University of Essex)"
    assert [(p.name, p.institution) for p in found(text)] == [
        ("Anna Müller", "university of leeds"),
        ("José García Pérez", "university of essex"),
    ]


def test_two_offices_in_one_sentence() -> None:
    people_found = found("Prime Minister Mark Rutte and President Obama agreed.")
    assert [(p.name, p.role) for p in people_found] == [
        ("Mark Rutte", "Prime Minister"),
        ("Obama", "President"),
    ]


@pytest.mark.parametrize("text", ["Mr " * 4_000, "A. " * 4_000, "Jane Roe, " * 800, "Jane\x00Roe, Director"])
def test_odd_text_costs_no_error(text: str) -> None:
    assert isinstance(found(text), list)
