"""Search of a project: fields, similar passages, other names, and what the terminal shows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.towns import BOARD, SAME
from workingregions.app import Project
from workingregions.app.ask.expansions import expansions
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.models.search import Verdict

GROWTH = "How the universities of Finland teach the mathematics of black holes"


def files(project: Project, query: str, **options: Any) -> list[str]:
    found = project.view().search(query, n=9, **options)
    return sorted({found.documents[hit.document].path for hit in found.hits})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("file:steel partner", ["steel.md"]),
        ('title:"machining in Akron" board', ["review.md"]),
        ("year:2015: university", ["review.md", "steel.md"]),
        ("region:Sheffield university", ["steel.md"]),
        (f'institution:"{BOARD}" trains', ["skills.md"]),
        ('trainers OR "opened a hall"', ["review.md", "skills.md"]),
        ("Akron AND college NOT hall", ["skills.md"]),
    ],
)
def test_fields_and_conditions_narrow(original: Project, query: str, found: list[str]) -> None:
    assert files(original, query) == found


def test_names_in_fields_are_looked_up(original: Project) -> None:
    view = original.view()
    with pytest.raises(NotFoundError, match="title 'machning'"):
        view.search("title:machning board")
    with pytest.raises(NotFoundError, match="region 'Nowhereland'"):
        view.search("region:Nowhereland board")
    with pytest.raises(InputError, match="regions twice"):
        view.search("region:Sheffield board", view.select(regions=["Ohio"]))
    assert files(original, "region:Ohio board", selection=view.select(year="2018")) == ["review.md"]


def test_what_is_similar_to_a_passage_or_document(original: Project) -> None:
    view = original.view()
    found = view.search("trains machinists", n=1)
    like = view.search("", like=found.evidence[0], n=9)
    assert found.hits[0].passage not in {hit.passage for hit in like.hits}
    assert like.documents[like.hits[0].document].path in ("skills.md", "review.md")
    assert "steel.md" not in files(original, "", like="steel.md")
    with pytest.raises(InputError, match="not for both"):
        view.search("steel", like="steel.md")
    with pytest.raises(NotFoundError, match=r"document 'nothing\.md'"):
        view.search("", like="nothing.md")


def test_other_names_are_looked_up_and_shown(project: Project, wr: Any) -> None:
    assert wr("correct", "merge", BOARD, SAME, "-p", project.root).code == 0
    view = project.view()
    assert [(e.of, e.words) for e in expansions(view, f"money for {BOARD}")] == [(BOARD, SAME)]
    assert view.search(BOARD, n=1).expansions
    assert view.search(BOARD, n=1, expand=False).expansions == ()
    shown = wr("search", BOARD, "-p", project.root).out
    assert f"Also looked up: {SAME} (for {BOARD})" in " ".join(shown.split())


def test_bodies_are_found_under_their_later_names(original: Project) -> None:
    names = {e.words for e in expansions(original.view(), "grants of BIS")}
    assert {"Department for Business, Innovation and Skills", "BEIS"} <= names
    assert expansions(original.view(), "steel biscuits") == ()


def test_a_result_is_a_frame_too(original: Project) -> None:
    found = original.view().search("machinists", n=2)
    frame = found.to_pandas()
    assert list(frame["evidence"]) == list(found.evidence)
    assert list(frame["relevance"]) == [hit.relevance for hit in found.hits]
    none = original.view().search("title:steel machinists AND Akron").to_pandas()
    assert (len(none), list(none.columns)) == (0, list(frame.columns))


def test_no_answer_is_said(original: Project, wr: Any) -> None:
    found = original.view().search(GROWTH)
    assert found.verdict is Verdict.NOTHING
    assert "mathematics" in found.missing
    assert found.weak_from == 1
    ran = wr("search", GROWTH, "-p", original.root)
    assert "Nothing in this corpus answers this" in ran.out
    assert "No document has the words" in ran.out
    ran = wr("search", GROWTH, "--json", "-p", original.root)
    assert "Nothing in this corpus answers this" in ran.err


def test_the_filter_that_hides_the_answer_is_named(original: Project, wr: Any) -> None:
    ran = wr("search", "Sheffield steel partner university", "--region", "Ohio", "-p", original.root)
    assert "Without the filter by region there are better answers." in ran.out


def test_hits_are_grouped_with_context_and_relevance(original: Project, wr: Any) -> None:
    ran = wr("search", "trains machinists", "--group", "--context", "1", "-n", "3", "-p", original.root)
    assert ran.out.count("Ohio Skills Plan  (") == 1
    assert "relevance " in ran.out
    assert "The Ohio Development Agency funds the Akron Workforce Board. The board trains" in " ".join(
        ran.out.split()
    )


@pytest.mark.parametrize("query", ['steel "hall', "publishr:OECD steel", "(steel", "the of"])
def test_what_is_not_understood_is_an_error_of_the_user(original: Project, wr: Any, query: str) -> None:
    ran = wr("search", query, "-p", original.root)
    assert ran.code == 2
    assert ran.err.startswith("wr: ")


def test_models_are_listed_and_checked(original: Project) -> None:
    frame = original.view().models(["nowhere/at/all"]).set_index("model")
    shipped = frame.loc["all-MiniLM-L6-v2"]
    assert (shipped["role"], shipped["state"], bool(shipped["used"])) == ("encoder", "ok", True)
    assert "there is no folder" in frame.loc["nowhere/at/all"]["state"]
