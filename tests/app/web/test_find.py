"""Home, search, saved searches and the basket in the browser."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from docx import Document
from starlette.testclient import TestClient

from tests.app.web.conftest import BASE, token
from workingregions.app import Project
from workingregions.app.web import Desk, create_app

PARAGRAPH = (
    "Manufacturers that had moved production overseas are bringing some of it back to the region, and they "
    "ask colleges to train machinists, because the workers who once knew the trade have retired and the "
    "young have not learnt it since the plants closed down many years ago."
)


@pytest.fixture
def own(project: Project) -> Iterator[TestClient]:
    """A browser session on a project of its own, the towns, that a test may change."""
    with TestClient(create_app(Desk(project)), base_url=BASE) as made:
        yield made


def listed(text: str) -> list[str]:
    """The evidence ids of the hits of a page."""
    return re.findall(r'data-evidence="([^"]+)"', text)


def chips(text: str) -> list[str]:
    """The addresses behind the crosses of the chips."""
    return [unescape(a) for a in re.findall(r'<a href="([^"]+)" aria-label="Remove the filter', text)]


def sentence(text: str) -> str:
    found = re.search(r'id="sentence"><span>(.*?)</span>', text)
    assert found
    return unescape(found[1])


# --- home


def test_home_shows_what_there_is_and_every_bar_is_a_door(client: TestClient, sample: Project) -> None:
    text = client.get("/").text
    found = sample.view().overview()
    for one in (*found.years, *found.types):
        assert f"{one.documents} document" in text
    doors = {unescape(a) for a in re.findall(r'href="(/documents\?[^"]+)"', text)}
    assert {f"/documents?year={one.value}" for one in found.years} <= doors
    assert all(step.what in unescape(text) for step in found.steps)
    gaps = client.get("/gaps?what=year").text
    assert len(re.findall(r"<tr>", gaps)) - 1 == len(sample.view().lacking("year"))
    assert client.get("/gaps?what=colour").status_code == 404


def test_an_empty_project_leads_to_the_first_drop(tmp_path: Path) -> None:
    client = TestClient(create_app(Desk(Project.create(tmp_path / "empty"))), base_url=BASE)
    assert "/drops" in client.get("/").text
    for path in ("/search", "/basket", "/searches", "/search?q=hall"):
        answer = client.get(path)
        assert (answer.status_code, 'class="nothing"' in answer.text) == (200, True), path


# --- search


def test_the_page_of_a_search_shows_what_the_view_answers(client: TestClient, sample: Project) -> None:
    text = client.get("/search?q=bringing+manufacturing+back&region=US-OH").text
    view = sample.view()
    found = view.search("bringing manufacturing back", view.select(regions=["US-OH"]), 20)
    assert listed(text) == list(found.evidence)
    assert "<mark>" in text
    assert "in Ohio, best first:" in sentence(text)
    assert found.expansions[0].of in text
    assert "expand=no" in text
    alone = client.get("/search?q=bringing+manufacturing+back&expand=no").text
    assert listed(alone) == list(view.search("bringing manufacturing back", None, 20, expand=False).evidence)


def test_the_count_of_every_facet_is_that_of_the_list_behind_it(client: TestClient) -> None:
    text = client.get("/search").text
    doors = re.findall(
        r'<li data-depth="\d"><a href="([^"]+)">[^<]*</a> <span title="[^"]*">([\d,]+)</span>', text
    )
    assert len(doors) > 20
    for address, count in doors[:3] + doors[12::9]:
        behind = client.get(unescape(address) + "&limit=1").text
        assert sentence(behind).partition(": ")[2].startswith(f"{count} of "), address


def test_chips_name_each_filter_and_take_it_away(client: TestClient) -> None:
    params = [("q", "skills"), ("region", "US-OH"), ("year", "2010:2020"), ("language", "en")]
    text = client.get(f"/search?{urlencode(params)}").text
    without = chips(text)
    assert len(without) == 3
    assert [name for name in ("region", "year", "language") if f"{name}=" not in without[0]] == ["region"]
    assert all("q=skills" in address for address in without)


def test_lists_without_a_query_page_through_all_passages(client: TestClient, sample: Project) -> None:
    seen: list[str] = []
    address = "/search?region=US-OH&limit=15"
    while address:
        text = client.get(address).text
        seen += listed(text)
        more = re.search(r'rel="next" href="([^"]+)"', text)
        address = unescape(more[1]) if more else ""
    view = sample.view()
    assert len(seen) == len(set(seen)) == len(view.passages(view.select(regions=["US-OH"])))


def test_further_passages_go_on_after_the_first_page(client: TestClient) -> None:
    first = listed(client.get("/search?q=skills&limit=5").text)
    second = listed(client.get("/search?q=skills&limit=5&offset=5").text)
    assert (len(first), len(second), set(first) & set(second)) == (5, 5, set())


def test_zero_results_name_the_filter_that_is_responsible(client: TestClient) -> None:
    text = client.get('/search?q="Ohio"&region=US-OH&year=1950').text
    assert "The filter to loosen" in text
    assert "Without year" in text
    assert "Without region" not in text
    both = client.get('/search?q="Ohio"&language=de&year=1950').text
    assert "Without any filter" in both
    assert "Search for the words alone" in client.get('/search?q="no such phrase here"').text


@pytest.mark.parametrize(
    "query", ["(", '"open', "NOT hall", "and the of", "colour:red x", "region:Nowhereland x"]
)
def test_a_query_that_is_not_understood_stays_in_its_field(client: TestClient, query: str) -> None:
    answer = client.get("/search", params={"q": query})
    assert answer.status_code == 422
    assert query in unescape(answer.text)
    assert 'role="alert"' in answer.text


def test_a_pasted_paragraph_and_an_example_are_queries(client: TestClient, sample: Project) -> None:
    hits = listed(client.get("/search", params={"q": PARAGRAPH}).text)
    assert len(hits) == 20
    text = client.get("/search", params={"like": hits[0]}).text
    assert "Passages like" in sentence(text)
    assert hits[0] not in listed(text)
    document = sample.view().documents()["id"].iloc[0]
    assert len(listed(client.get(f"/search?like={document}").text)) == 20
    assert client.get("/search", params={"q": "a" * 6_001}).status_code == 422


def test_facets_with_many_values_have_a_search_box_that_folds(client: TestClient) -> None:
    assert 'data-facet="institution"' in client.get("/search").text
    names = [v["name"] for v in client.get("/search/values/region?find=PAÍS vasco").json()["values"]]
    plain = [v["name"] for v in client.get("/search/values/region?find=oHIO").json()["values"]]
    assert "Ohio" in plain
    assert isinstance(names, list)
    assert client.get("/search/values/colour?find=x").status_code == 404


def test_years_from_the_form_become_one_filter(client: TestClient) -> None:
    answer = client.get("/search?q=skills&from=2012&to=2016", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=skills&year=2012%3A2016")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "bib", "ris", "md"])
def test_downloads_hold_all_rows_and_lead_back(client: TestClient, sample: Project, kind: str) -> None:
    view = sample.view()
    answer = client.get(f"/search?theme=reshoring&format={kind}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert len(rows) == len(view.passages(view.select(themes=["reshoring"])))
        assert all(row["link"] == f"http://localhost/evidence/{row['evidence']}" for row in rows)
        assert {"title", "year", "page", "quote"} <= rows[0].keys()
    assert client.get("/search?format=pdf").status_code == 422


def test_what_documents_say_is_text(client: TestClient) -> None:
    text = client.get("/search", params={"q": "<script>alert(1)</script> skills"}).text
    assert "<script>alert" not in text


# --- saved searches


def test_a_search_is_saved_with_its_filters_and_removed(own: TestClient, project: Project) -> None:
    secret = token(own)
    fields = {"name": "Halls", "q": "hall AND trainers", "region": "US-OH", "year": "2010:", "expand": "no"}
    assert own.post("/searches", data={**fields, "wr_token": secret}).status_code == 200
    (saved,) = project.view().saved_searches()
    assert (saved.query, saved.filters, saved.expand) == (
        "hall AND trainers", {"regions": ("US-OH",), "year": ("2010:",)}, False,
    )  # fmt: skip
    text = own.get("/searches").text
    assert "Nothing new" in text
    address = unescape(re.search(r'<h2><a href="([^"]+)">Halls', text)[1])  # type: ignore[index]
    assert len(chips(own.get(address).text)) == 2
    assert "Search without Region: Ohio" in text
    assert own.post("/searches/remove", data={"name": "Halls", "wr_token": secret}).status_code == 200
    assert project.view().saved_searches() == []


def test_what_is_new_is_shown_until_it_is_read(own: TestClient, project: Project, tmp_path: Path) -> None:
    from tests.helpers.here import Here
    from tests.helpers.towns import LATER, write

    project.save_search("Halls", "hall AND trainers")
    project.ingest([write(tmp_path / "more", later=LATER)], engine=Here())
    assert "1 new passage" in own.get("/searches").text
    assert "Akron after the pandemic" in own.get("/searches/new/Halls").text
    own.post("/searches/read", data={"name": "Halls", "wr_token": token(own)})
    assert "1 new passage" not in own.get("/searches").text


# --- basket


def test_passages_are_kept_labelled_ordered_exported_and_removed(own: TestClient, project: Project) -> None:
    secret = token(own)
    own.post("/session/who", data={"who": "Ann", "wr_token": secret})
    one, two = listed(own.get("/search?q=Akron").text)[:2]
    for ident in (one, two):
        answer = own.post(
            "/basket/keep",
            data={"evidence": ident},
            headers={"x-wr-token": secret, "accept": "application/json"},
        )
        assert answer.json()["who"] == "Ann"
    form = {
        "evidence": one,
        "labels": ["doubt"],
        "more": "steel, halls",
        "note": "See <b>",
        "wr_token": secret,
    }
    own.post("/basket/keep", data=form)
    frame = project.view().basket(who="Ann")
    assert frame["labels"].tolist() == [["doubt", "steel", "halls"], []]
    own.post("/basket/keep", data={"evidence": one, "before": "end", "wr_token": secret})
    assert project.view().basket()["evidence"].tolist() == [two, one]
    text = own.get("/basket").text
    assert "See &lt;b&gt;" in text
    assert "Passages kept labelled “steel”: 1 of 2" in unescape(own.get("/basket?label=steel").text)
    kept = own.get("/search?q=Akron").text
    assert kept.count('data-kept="yes"') == 2
    assert json.loads(unescape(re.search(r'data-kept="yes" data-labels="([^"]+doubt[^"]+)"', kept)[1]))  # type: ignore[index]
    word = own.get("/basket?format=docx").content
    styles = [p.style.name for p in Document(io.BytesIO(word)).paragraphs if p.style is not None]
    assert styles.count("Quote") == 2
    rows = list(csv.DictReader(io.StringIO(own.get("/basket?format=csv&label=doubt").text)))
    assert [row["link"] for row in rows] == [f"http://localhost/evidence/{quote(one)}"]
    own.post("/basket/remove", data={"evidence": one, "wr_token": secret})
    assert project.view().basket()["evidence"].tolist() == [two]


def test_a_reader_changes_only_their_own_passages(own: TestClient, project: Project) -> None:
    ident = project.view().locate("The board trains machinists")[0].id
    project.keep(ident, who="Bo")
    own.post("/session/who", data={"who": "Ann", "wr_token": token(own)})
    text = own.get("/basket").text
    assert "The board trains machinists" in text
    assert "/basket/remove" not in text
    assert own.post("/basket/remove", data={"evidence": ident, "wr_token": token(own)}).status_code == 404


def test_a_read_only_server_offers_no_changes(project: Project) -> None:
    client = TestClient(create_app(Desk(project, read_only=True)), base_url=BASE)
    text = client.get("/search?q=Akron").text
    assert "/basket/keep" not in text
    assert "Save this search" not in text
    ident = listed(text)[0]
    assert client.post("/basket/keep", data={"evidence": ident, "wr_token": token(client)}).status_code == 403


def test_an_earlier_snapshot_answers_as_it_was(own: TestClient, project: Project) -> None:
    name = project.store.snapshot().id
    text = own.get(f"/search?q=Akron&snapshot={name}").text
    assert f"snapshot={name}" in text
    assert "/basket/keep" not in text
