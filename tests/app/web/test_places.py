"""The pages of regions and networks: tables equal pictures, files hold everything, no dead ends."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html import unescape
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from tests.helpers.browser import violations
from workingregions.app import Project


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def picture(text: str, kind: str) -> ElementTree.Element:
    found = re.search(rf'<svg class="{kind}.*?</svg>', text, re.DOTALL)
    assert found, f"no picture of class {kind}"
    return ElementTree.fromstring(found[0])


def labels(svg: ElementTree.Element) -> list[str]:
    return [a.attrib["aria-label"] for a in svg.iter("{http://www.w3.org/2000/svg}a")]


def test_the_map_and_the_table_have_the_same_numbers(client: TestClient, sample: Project) -> None:
    frame = sample.view().regions()
    text = client.get("/regions?extent=US").text
    shown = labels(picture(text, "map"))
    for row in frame.itertuples():
        if re.fullmatch("US-[A-Z]{2}", str(row.region)):
            noun = "document" if row.documents == 1 else "documents"
            assert f"{row.name}: {row.documents} {noun}" in shown
    assert len(rows(client.get("/regions?format=csv").text)) == len(frame)
    # Regions that the map does not draw are listed below it.
    assert "United States" in text[text.index("that this map does not show") :]


@pytest.mark.parametrize("measure", ["documents", "share", "institutions", "ties"])
@pytest.mark.parametrize("extent", ["world", "europe", "GB", "US"])
def test_every_map_can_be_drawn(client: TestClient, measure: str, extent: str) -> None:
    answer = client.get(f"/regions?measure={measure}&extent={extent}&theme=reshoring")
    assert answer.status_code == 200
    svg = picture(answer.text, "map")
    kinds = {e.attrib.get("class", "").split()[0] for e in svg.iter() if e.attrib.get("class")}
    assert "tile" in kinds
    assert (measure == "share") != ("count" in kinds)
    assert "style=" not in answer.text


def test_a_map_refuses_what_it_does_not_know(client: TestClient) -> None:
    for query in ("measure=love", "extent=ZZ", "extent=US&level=county", "theme=nonsense", "year=maybe"):
        assert client.get(f"/regions?{query}").status_code in (400, 404, 422), query


def test_the_map_downloads_as_a_picture(client: TestClient) -> None:
    answer = client.get("/regions?extent=US&picture=svg")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert b"var(" not in answer.content
    ElementTree.fromstring(answer.content)


def test_a_region_page_shows_as_many_documents_as_it_says(client: TestClient, sample: Project) -> None:
    profile = sample.view().region("US-OH")
    text = client.get("/regions/US-OH").text
    section = text[text.index('id="documents"') :]
    assert len(re.findall(r'<th scope="row"><a href="/documents/', section)) == len(profile.documents)
    assert len(rows(client.get("/regions/US-OH?list=documents&format=csv").text)) == len(profile.documents)
    for sentence in profile.unknown:
        assert sentence in unescape(text)


def test_the_cells_of_themes_lead_to_as_many_documents(client: TestClient) -> None:
    text = client.get("/regions/US-OH").text
    cells = re.findall(r'<a href="(/regions/US-OH\?[^"]*theme=[^"]*)#about">(\d+)/\d+</a>', text)
    assert cells
    for address, number in cells[:4]:
        said = client.get(unescape(address)).text
        found = re.search(r"passages? in (\d+) documents? about", said)
        assert found
        assert found[1] == number


def test_unknown_and_empty_regions_offer_a_way_on(client: TestClient) -> None:
    unknown = client.get("/regions/Ohioo")
    assert unknown.status_code == 404
    assert "Ohio" in unknown.text
    empty = client.get("/regions/FI-10").text
    assert "No document is about" in empty
    assert 'href="/regions/US"' in empty
    bare = client.get("/network?region=FI-10").text
    assert "Regions with documents" in bare
    assert client.get("/network").status_code == 200


def test_the_network_and_its_tables_have_the_same_ties(client: TestClient, sample: Project) -> None:
    net = sample.view().network("Ohio")
    assert len(net.ties)
    text = client.get("/network?region=Ohio").text
    svg = picture(text, "network")
    ties = [e for e in svg.iter() if e.attrib.get("class", "").startswith("tie ") and "href" in e.attrib]
    assert len(ties) == len(net.ties) == len(re.findall(r'<tr id="tie-', text))
    for tie in ties:
        address = tie.attrib["href"]
        assert address.startswith("/evidence/") or f'id="{address[1:]}"' in text
    assert len(rows(client.get("/network?region=Ohio&list=ties&format=csv").text)) == len(net.ties)
    statements = rows(client.get("/network?region=Ohio&list=statements&format=csv").text)
    assert len(statements) == len(net.evidence)
    assert all(row["id"].startswith("wr1.") for row in statements)


def test_files_of_a_network_read_back(client: TestClient, sample: Project) -> None:
    net = sample.view().network("Ohio")
    files = {kind: client.get(f"/network?region=Ohio&file={kind}").content for kind in
             ("graphml", "gexf", "json", "svg", "png", "zip")}  # fmt: skip
    graph = nx.parse_graphml(files["graphml"].decode(), force_multigraph=True)
    assert (len(graph), graph.number_of_edges()) == (len(net.graph), len(net.ties))
    read = nx.read_gexf(io.BytesIO(files["gexf"]))
    assert len(read) == len(net.graph)
    assert len(json.loads(files["json"])["edges"]) == len(net.ties)
    assert files["png"].startswith(b"\x89PNG")
    ElementTree.fromstring(files["svg"])
    with zipfile.ZipFile(io.BytesIO(files["zip"])) as archive:
        assert len(rows(archive.read("edges.csv").decode())) == len(net.ties)
    assert client.get("/network?region=Ohio&file=exe").status_code == 404


def test_two_periods_and_two_regions_keep_places(client: TestClient) -> None:
    for query in ("region=Ohio&year=2014:&against=:2013", "region=Ohio&region=US"):
        text = client.get(f"/network?{query}").text
        places: dict[str, set[tuple[str, str]]] = {}
        for part in re.findall(r'<svg class="network.*?</svg>', text, re.DOTALL):
            svg = ElementTree.fromstring(part)
            for node in svg.iter():
                if node.attrib.get("class", "").startswith("node") and "aria-label" in node.attrib:
                    circle = next(e for e in node.iter() if e.tag.endswith("circle"))
                    name = node.attrib["href"]
                    places.setdefault(name, set()).add((circle.attrib["cx"], circle.attrib["cy"]))
        assert places
        assert all(len(spots) == 1 for spots in places.values())
    assert client.get("/network?region=Ohio&against=:2013").status_code in (400, 422)


def test_filters_of_the_network_are_chips_and_stay_in_the_address(client: TestClient) -> None:
    text = client.get("/network?region=Ohio&relation=funds&kind=university&outside=1&comentions=1").text
    for chip in ("Relation", "Type of institution", "Institutions from elsewhere", "Named together"):
        assert f'<span class="kind">{chip}</span>' in text
    assert 'option value="funds" selected' in text


def test_style_sheets_of_drawings_are_served(client: TestClient) -> None:
    for name in ("maps", "networks"):
        answer = client.get(f"/look/{name}.css")
        assert answer.headers["content-type"].startswith("text/css")
    assert client.get("/look/other.css").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "/regions?measure=share&theme=reshoring&extent=US",
        "/regions/US-OH",
        "/regions/FI-10",
        "/network?region=Ohio",
        "/network?region=Ohio&year=2014:&against=:2013",
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_drawings_are_accessible(browser: Browser, site: str, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.goto(site + path)
    assert wrong == []
    assert violations(page) == []
    context.close()


def test_the_numbers_of_key_documents_open_as_many_passages(client: TestClient, sample: Project) -> None:
    key = sample.view().region("US-OH").key
    links = re.findall(r'<a href="(/search[^"]*)">([\d,]+)</a>', client.get("/regions/US-OH").text)
    assert [int(count) for _, count in links] == [
        n for r in key.itertuples() for n in (r.passages, r.of_passages)
    ]
    for link, count in links:
        assert f" of {count}</span>" in client.get(unescape(link)).text, link
