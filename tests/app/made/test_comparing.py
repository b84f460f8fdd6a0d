"""Comparisons of regions over the sample drop: the grid counted again, refusals, equal documents."""

from __future__ import annotations

import pytest

from tests.app.made.test_regional import assert_quotes_occur, numbers
from workingregions.app import Project
from workingregions.app.made import build_report, order
from workingregions.app.view import View
from workingregions.corpus.enums import InstitutionType, Relation
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.reports.comparisons import questions
from workingregions.reports.report import Report, report_json

REGIONS = ["US-OH", "UKC"]


@pytest.fixture(scope="module")
def view(sample: Project) -> View:
    return sample.view()


@pytest.fixture(scope="module")
def report(view: View) -> Report:
    return build_report(view, order("compare", regions=REGIONS))


def grid(report: Report) -> dict[str, tuple[str, ...]]:
    """The answers of the regions by question."""
    table = next(t for t in report.tables() if t.id == "grid")
    return {str(row.cells[0].value): tuple(str(cell.value) for cell in row.cells[1:]) for row in table.rows}


@pytest.mark.parametrize("place", [0, 1])
def test_answers_are_those_of_a_fresh_count(view: View, report: Report, place: int) -> None:
    region, found, asked = REGIONS[place], grid(report), {q.id: q for q in questions()}
    passages = view.passages(view.select(regions=[region]))
    total = passages["document"].nunique()
    for ident in ("skills", "innovation", "land", "finance"):
        wanted = set(asked[ident].themes)
        hits = passages[[bool(wanted & set(themes)) for themes in passages["themes"]]]["document"].nunique()
        assert f"({hits} of {total})" in found[asked[ident].text][place]
    outcomes = view.outcomes(view.select(regions=[region]))
    promised = outcomes[outcomes["promised"]]["file"].nunique()
    assert f"({promised} of {total})" in found[asked["promised"].text][place]
    ties = view.ties(view.select(regions=[region]))
    funded = ties[(ties["relation"] == Relation.FUNDS) & (ties["modality"] != "negated")]["file"].nunique()
    assert int(found[asked["money"].text][place].partition("(")[2].split()[0]) <= funded


def test_every_cell_is_graded_and_quoted(report: Report) -> None:
    table = next(t for t in report.tables() if t.id == "grid")
    assert len(table.rows) == len(questions()) == 16
    for row in table.rows:
        for cell in row.cells[1:]:
            grade = str(cell.value).partition(" (")[0]
            assert grade in ("strong", "some", "weak", "silent", "not searched")
            assert bool(cell.evidence) is (grade not in ("silent", "not searched")), row.cells[0].value


def test_quotes_are_on_their_pages(view: View, report: Report) -> None:
    assert_quotes_occur(view, report)


def test_sizes_are_those_of_the_corpus(view: View, report: Report) -> None:
    found = numbers(report)
    for region in REGIONS:
        documents = view.passages(view.select(regions=[region]))["document"].nunique()
        assert found[f"documents.{region}"] == documents
        assert found.get(f"focal.{region}", len(view.region(region).documents)) == len(
            view.region(region).documents
        )


def test_the_same_snapshot_gives_the_same_report(view: View, report: Report) -> None:
    assert report_json(build_report(view, order("compare", regions=REGIONS))) == report_json(report)


def test_three_regions_have_a_panel_each(view: View) -> None:
    report = build_report(view, order("compare", regions=[*REGIONS, "US-PA"]))
    figure = next(f for f in report.figures() if f.id == "panels")
    assert figure.svg.count("documents</text>") == 3
    assert len(next(t for t in report.tables() if t.id == "equal-overlap").rows) == 6  # three pairs, twice


def test_a_region_without_documents_is_not_searched(view: View) -> None:
    report = build_report(view, order("compare", regions=["UKC", "Iceland"]))
    assert {answers[1] for answers in grid(report).values()} == {"not searched"}


@pytest.mark.parametrize(
    ("regions", "error"),
    [
        (["UKC"], InputError),
        (["UKC", "UKC"], InputError),
        (["UKC", "GB"], InputError),
        (["UKC", "Pensylvania"], NotFoundError),
        ([f"US-{code}" for code in ("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA")], InputError),
    ],
)
def test_what_cannot_be_compared_is_refused(view: View, regions: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        build_report(view, order("compare", regions=regions))


def test_the_questions_ask_for_what_there_is(view: View) -> None:
    assert len({q.id for q in questions()}) == len(questions())
    types, known = {t.value for t in InstitutionType}, set(view.codebook.ids)
    for question in questions():
        assert question.text.endswith("?")
        assert question.rule.endswith(".")
        assert question.take in ("institutions", "ties", "outcomes", "themes")
        assert question.types | frozenset().union(*question.ends) <= types
        assert set(question.themes) <= known
        assert question.relations <= {r.value for r in Relation}
