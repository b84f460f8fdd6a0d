"""Regional profiles over the sample drop: numbers counted again, quotes on their pages, honest when empty."""

from __future__ import annotations

import pytest

from workingregions.app import Project
from workingregions.app.made import build_report, order
from workingregions.app.view import View
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE
from workingregions.reports.report import Basis, Claim, Report, report_json

REGION = "UKC"


@pytest.fixture(scope="module")
def view(sample: Project) -> View:
    return sample.view()


@pytest.fixture(scope="module")
def report(view: View) -> Report:
    return build_report(view, order("region", regions=[REGION]))


def numbers(report: Report) -> dict[str, float]:
    """The numbers that a report states, by name; a name means one number throughout."""
    found: dict[str, float] = {}
    for claim in report.claims():
        for number in claim.numbers:
            assert found.setdefault(number.name, number.value) == number.value, number.name
    return found


def assert_quotes_occur(view: View, report: Report) -> None:
    """Every quote is in its document, on its page, and its id leads there."""
    assert report.quotes
    passages = {d: view.snapshot.records("passages", where=f"document = '{d}'") for d in report.references}
    for ident, quote in report.quotes.items():
        found = view.evidence(ident)
        assert (found.document, " ".join(found.quote.split())) == (quote.document, quote.text)
        holding = [p for p in passages[quote.document] if quote.text in " ".join(p.text.split())]
        assert holding, quote.text
        assert not quote.page or any(quote.page in p.pages for p in holding), quote.text


def test_numbers_are_those_of_a_fresh_count(view: View, report: Report) -> None:
    found, profile = numbers(report), view.region(REGION)
    net = view.network(REGION)
    assert found["documents.focal"] == len(profile.documents)
    assert found["documents.mentioned"] == profile.named_in
    assert found["passages"] == len(view.passages(view.select(regions=[REGION])))
    assert found["ties"] == net.graph.number_of_edges()
    assert found["statements"] == len(net.evidence)
    assert found["outcomes"] == len(view.outcomes(view.select(regions=[REGION])))
    assert found["outcomes.promised"] == int(view.outcomes(view.select(regions=[REGION]))["promised"].sum())
    everybody = view.network(REGION, outside=True).graph
    own = [n for n, data in everybody.nodes(data=True) if data["basis"] != "outside"]
    assert found["institutions"] == len(own)
    assert found["institutions.home"] == sum(everybody.nodes[n]["basis"] == "home" for n in own)


def test_tables_count_what_the_view_counts(view: View, report: Report) -> None:
    tables = {table.id: table for table in report.tables()}
    themes = {str(r["theme"]): r for r in view.trends((), (), region=REGION).to_dict("records")}
    labels = {theme.label: theme.id for theme in view.codebook}
    rows = tables["themes-table"].rows
    assert len(rows) == len(labels)
    for row in rows:
        assert row.cells[1].value == themes[labels[str(row.cells[0].value)]]["documents"]
    institutions = tables["institutions-all"].rows
    total = sum(1 for row in institutions if row.cells[3].value is not None)
    assert total == len(view.network(REGION, outside=True).graph)
    by_year = tables["by-year-data"].rows
    held = sum(int(cell.value) for row in by_year for cell in row.cells[1:])  # type: ignore[arg-type]
    assert held == numbers(report)["documents.focal"] + numbers(report)["documents.mentioned"]


def test_quotes_are_on_their_pages(view: View, report: Report) -> None:
    assert_quotes_occur(view, report)


def test_a_tie_opens_on_the_sentence_that_states_it(report: Report) -> None:
    table = next(t for t in report.tables() if t.id == "ties-all")
    assert table.rows
    for row in table.rows:
        source, target = str(row.cells[0].value), str(row.cells[2].value)
        stated = [report.quotes[ident] for ident in row.cells[4].evidence]
        assert stated, (source, target)
        assert all(quote.id.startswith("wr1.t.") for quote in stated)


def test_the_summary_stands_on_evidence(report: Report) -> None:
    claims = [claim for block in report.sections[0].blocks for claim in _claims(block)]
    assert report.sections[0].id == "summary"
    assert 4 <= len(claims) <= 12
    assert sum(len(claim.text) for claim in claims) < 2600  # so that it fits a page
    assert {claim.basis for claim in claims} >= {Basis.COUNTS, Basis.RECORD}


def _claims(block: object) -> list[Claim]:
    found: list[Claim] = list(getattr(block, "claims", ()))
    return found


def test_the_same_snapshot_gives_the_same_report(view: View, report: Report) -> None:
    assert report_json(build_report(view, order("region", regions=[REGION]))) == report_json(report)


def test_a_filter_changes_who_counts(view: View, report: Report) -> None:
    all_ties = build_report(view, order("region", regions=[REGION], only={"ties": "all", "firms": True}))
    assert numbers(all_ties)["institutions"] >= numbers(report)["institutions"]
    assert numbers(all_ties)["ties"] == view.network(REGION, only=EVERYTHING).graph.number_of_edges()
    assert numbers(report)["ties"] == view.network(REGION, only=GOVERNANCE).graph.number_of_edges()


def test_a_region_without_documents_gives_a_short_honest_report(view: View) -> None:
    report = build_report(view, order("region", regions=["Iceland"]))
    assert "no document with anything about Iceland" in next(iter(report.claims())).text
    assert numbers(report)["documents.focal"] == 0
    assert not report.quotes
    assert len(list(report.walk())) < 6


def test_an_unknown_region_is_named_with_those_like_it(view: View) -> None:
    with pytest.raises(NotFoundError) as caught:
        build_report(view, order("region", regions=["Pensylvania"]))
    assert "Pennsylvania" in caught.value.nearest
    with pytest.raises(InputError):
        build_report(view, order("region", regions=["UKC", "US-OH"]))


def test_one_year_gives_no_periods(view: View) -> None:
    years = sorted({int(y) for y in view.region(REGION).documents["year"].dropna()})
    report = build_report(view, order("region", regions=[REGION], year=str(years[0])))
    assert not any(claim.id.startswith("change.") for claim in report.claims())
