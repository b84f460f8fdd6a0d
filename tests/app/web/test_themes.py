"""Pages on themes, trends, topics and terms: each number opens as many rows as it says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from tests.app.web.conftest import BASE
from tests.helpers.topics import give_topics
from workingregions.app import Project
from workingregions.app.view import View
from workingregions.app.web import Desk, create_app

THEME = "workforce_skills"
PAGES = (
    "/themes",
    f"/themes/{THEME}",
    f"/themes/{THEME}/passages?region=US",
    "/trends",
    f"/trends?by=region&theme={THEME}",
    f"/trends?by=grid&theme={THEME}",
    "/trends?by=themes&level=country",
    "/compare?region=US&region=GB",
    "/terms",
    "/codebook",
    f"/codebook/edit?theme={THEME}",
    "/label",
    f"/label/{THEME}",
    f"/label/{THEME}?view=figures",
    "/topics",
)
COUNTED = re.compile(r": ([\d,]+) of ([\d,]+) documents?")


def page(client: TestClient, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.text[:2000])
    return html.fromstring(answer.text)


def cell(view: View, link: str) -> tuple[int, int]:
    """Return the documents about the theme and all documents of the cell that a link leads to."""
    parts = urlsplit(link)
    theme = unquote(parts.path.split("/")[2])
    where = {name: values[0] for name, values in parse_qs(parts.query).items()}
    documents = view.trend_documents(theme, **where)
    return int(documents["about"].sum()), len(documents)


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_styled_or_run_in_place(client: TestClient, address: str) -> None:
    tree = page(client, address)
    assert tree.xpath("//*[@style]") == []
    assert tree.xpath("//style") == []
    assert tree.xpath("//script[not(@src)]") == []
    assert tree.xpath("//@*[starts-with(name(), 'on')]") == []
    assert len(tree.xpath("//main//h1")) == 1
    for table in tree.xpath("//main//table"):
        assert table.xpath("./caption")
        assert table.xpath(".//th[@scope]")


@pytest.mark.parametrize(
    "address",
    [
        f"/themes/{THEME}",
        f"/trends?theme={THEME}&theme=reshoring",
        f"/trends?by=region&theme={THEME}",
        f"/trends?by=region&theme={THEME}&region=US&level=state",
        f"/trends?by=grid&theme={THEME}&level=country",
        "/trends?by=themes&theme=reshoring&theme=offshoring",
        "/compare?region=US&theme=reshoring&theme=workforce_skills",
    ],
)
def test_the_documents_of_every_mark_are_those_behind_it(
    client: TestClient, sample: Project, address: str
) -> None:
    tree, view = page(client, address), sample.view()
    marks = tree.xpath("//main//svg//a | //main//table[contains(@class, 'heat')]//td/a")
    checked = {}
    for mark in marks:
        link, words = mark.get("href"), mark.get("aria-label")
        if "/passages" in link and (found := COUNTED.search(words)):
            checked[link] = (int(found[1]), int(found[2]))
    assert len(checked) > 2
    for link, counts in checked.items():
        assert cell(view, link) == counts, link


def test_the_page_behind_a_number_lists_its_passages_and_documents(
    client: TestClient, sample: Project
) -> None:
    view = sample.view()
    for where in (
        {"region": "US"},
        {"year": "2016"},
        {"outside": "US"},
        {"without": "state"},
    ):
        query = "&".join(f"{k}={v}" for k, v in where.items())
        tree = page(client, f"/themes/{THEME}/passages?limit=500&{query}")
        documents = view.trend_documents(THEME, **where)
        rows = tree.xpath("//tr[@data-about]")
        assert len(rows) == len(documents) > 0
        assert sum(row.get("data-about") == "yes" for row in rows) == documents["about"].sum()
        assert len(tree.xpath("//ol[@class='passages']/li")) == documents["passages"].sum()
    links = tree.xpath("//ol[@class='passages']//p[@class='source']/a/@href")
    assert all(link.startswith("/evidence/wr1.") for link in links)


def test_the_list_of_themes_opens_on_as_many_rows(client: TestClient) -> None:
    tree = page(client, "/themes")
    row = tree.xpath(f"//tr[th/a[@href='/themes/{THEME}']]")[0]
    about, _, passages, named, *_ = (
        [
            int(a.text.replace(",", ""))
            for a in td.xpath(".//a[not(ancestor::svg)]")
            if a.text.strip().isdigit()
        ]
        for td in row.xpath("./td")
    )
    link = f"/themes/{THEME}/passages?limit=500"
    whole = page(client, link)
    assert len(whole.xpath("//tr[@data-about='yes']")) == about[0]
    assert len(whole.xpath("//tr[@data-about]")) == about[1]
    assert len(whole.xpath("//ol[@class='passages']/li")) == passages[0]
    assert len(page(client, f"{link}&mentions=1").xpath("//ol[@class='passages']/li")) == named[0]
    downloaded = client.get("/themes?format=csv").text
    assert len(downloaded.strip().splitlines()) == 1 + len(tree.xpath("//td[@class='drawn']"))


def test_institutions_and_pairs_of_a_theme_open_on_as_many_passages(client: TestClient) -> None:
    tree = page(client, f"/themes/{THEME}")
    links = tree.xpath("//td/a[contains(@href, 'institution=') or contains(@href, 'also=')]")
    last = {link.get("href"): int(link.text) for link in links}  # of two numbers in a row, the passages
    assert len(last) > 3
    for link, passages in list(last.items())[:6]:
        found = page(client, f"{link}&limit=500").xpath("//ol[@class='passages']/li")
        assert len(found) == passages, link


def test_terms_open_on_as_many_passages(client: TestClient) -> None:
    tree = page(client, "/terms?region=US")
    links = tree.xpath("//td/a[contains(@href, 'side=')]")
    assert links
    for link in links[:6]:
        passages, documents = map(int, re.findall(r"\d+", link.text))
        found = page(client, link.get("href") + "&limit=500")
        assert len(found.xpath("//ol[@class='passages']/li")) == passages
        assert f"in {documents} document" in found.text_content()


def test_empty_answers_say_why_and_lead_on(client: TestClient) -> None:
    for address, words in (
        ("/trends?region=Iceland", "No document is in this region"),
        (f"/themes/{THEME}/passages?region=US&year=1850", "There is no document here"),
        ("/topics", "There are no topics yet"),
    ):
        tree = page(client, address)
        (box,) = tree.xpath("//*[@class='nothing']")
        assert words in box.text_content()
        assert tree.xpath("//main//form | //*[@class='nothing']//a")
    assert page(client, "/themes/robots", 404).xpath("//*[@role='alert']")
    assert page(client, "/trends?by=moons", 422).xpath("//*[@role='alert']")


def test_a_passage_says_why_it_is_here(client: TestClient, sample: Project) -> None:
    ident = sample.view().trend_passages(THEME)["evidence"].iloc[0]
    part = client.get(f"/themes/{THEME}/why/{ident}?part=1").text
    assert "<html" not in part
    assert "Words of the theme" in part
    assert page(client, f"/themes/{THEME}/why/{ident}").xpath("//blockquote")


# --- topics


@pytest.fixture(scope="module")
def fitted(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("topics") / "project"
    shutil.copytree(sample.root, folder)
    project = Project.open(folder)
    give_topics(project)
    return project


@pytest.fixture
def topics(fitted: Project, tmp_path: Path) -> Iterator[TestClient]:
    """A browser session on a copy of the project with topics."""
    shutil.copytree(fitted.root, tmp_path / "copy")
    with TestClient(create_app(Desk(Project.open(tmp_path / "copy"))), base_url=BASE) as made:
        yield made


def post(client: TestClient, address: str, **fields: Any) -> Any:
    found = re.search(r'name="wr-token" content="([0-9a-f]+)"', client.get("/label").text)
    assert found
    return client.post(address, data={**fields, "wr_token": found[1]}, follow_redirects=False)


def test_topics_open_on_their_documents_and_passages(topics: TestClient) -> None:
    tree = page(topics, "/topics")
    circles = tree.xpath("//svg[contains(@class, 'topics')]//a")
    assert {link.get("href") for link in circles} == {"/topics/1", "/topics/2"}
    for circle in circles:
        number = circle.get("href").rpartition("/")[2]
        size = int(re.findall(r"([\d,]+) passages", circle.get("aria-label"))[0].replace(",", ""))
        row = tree.xpath(f"//tr[th/a[@href='/topics/{number}']]")[0]
        documents, passages = (int(a.text) for a in row.xpath("./td/a")[:2])
        assert passages == size
        found = page(topics, f"/topics/{number}/passages?limit=500")
        assert len(found.xpath("//ol[@class='passages']/li")) == passages
        assert len(found.xpath("//tr[@data-about]")) == documents
    one = page(topics, "/topics/1")
    for mark in one.xpath("//svg//a")[:4]:
        counts = COUNTED.search(mark.get("aria-label"))
        assert counts
        assert len(page(topics, mark.get("href")).xpath("//tr[@data-about]")) == int(counts[1])


def test_topics_are_named_merged_and_undone_from_the_page(topics: TestClient) -> None:
    assert post(topics, "/topics/1/name", name="Mills & <rivers>").status_code == 303
    tree = page(topics, "/topics/1")
    assert tree.xpath("//h1")[0].text_content() == "Mills & <rivers>"
    assert post(topics, "/topics/merge", topic=["1", "2"]).headers["location"] == "/topics/1"
    assert len(page(topics, "/topics").xpath("//svg[contains(@class, 'topics')]//a")) == 1
    assert topics.get("/topics/2", follow_redirects=False).headers["location"] == "/topics/1"
    assert post(topics, "/topics/undo", line="last").status_code == 303
    tree = page(topics, "/topics")
    assert len(tree.xpath("//svg[contains(@class, 'topics')]//a")) == 2
    assert "Mills & <rivers>" in tree.text_content()
    assert post(topics, "/topics/merge", topic=["1"]).status_code == 422
