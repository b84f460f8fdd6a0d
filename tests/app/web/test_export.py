"""The page of exports: every kind with what it is for, and files that hold what the filters select."""

from __future__ import annotations

import csv
import io
import json
import zipfile

from starlette.testclient import TestClient

from tests.app.web.conftest import BASE, token
from workingregions.app import Project
from workingregions.app.exchange import EXPORTS
from workingregions.app.web import Desk, create_app


def test_the_page_offers_every_kind(client: TestClient) -> None:
    page = client.get("/export?theme=reshoring")
    assert page.status_code == 200
    for kind in EXPORTS.values():
        assert kind.title in page.text
        assert kind.use.replace("'", "&#39;") in page.text
        assert f"/export/{kind.name}?theme=reshoring" in page.text
    assert 'href="/export"' in client.get("/").text


def test_a_zip_of_tables_has_what_the_filters_select(client: TestClient, sample: Project) -> None:
    answer = client.get("/export/csv?theme=reshoring")
    assert answer.headers["content-type"] == "application/zip"
    assert "-csv.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name.partition("/")[2]: archive.read(name).decode() for name in archive.namelist()}
    rows = list(csv.DictReader(io.StringIO(files["documents.csv"])))
    view = sample.view()
    assert {row["file"] for row in rows} == set(view.documents(view.select(themes=["reshoring"]))["path"])
    assert all(row["link"].startswith(f"{BASE}/documents/") for row in rows)
    assert json.loads(files["manifest.json"])["filters"] == {"themes": ["reshoring"]}


def test_a_link_of_a_table_opens_its_evidence(client: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(client.get("/export/csv").content)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("/ties.csv")]
        row = next(csv.DictReader(io.StringIO(archive.read(name).decode())))
    assert client.get(row["link"].removeprefix(BASE)).status_code == 200


def test_keys_are_noted_when_a_bibliography_is_taken(project: Project) -> None:
    with TestClient(create_app(Desk(project)), base_url=BASE) as client:
        assert client.get("/export/bibtex").text.startswith("@comment")
        assert not (project.root / "citation_keys.jsonl").exists()
        taken = client.post("/export/bibtex", data={"wr_token": token(client)})
        assert taken.status_code == 200
        assert taken.headers["content-type"].startswith("application/x-bibtex")
        assert (project.root / "citation_keys.jsonl").read_text().count("\n") == 3
        assert client.post("/export/bibtex").status_code == 403


def test_an_unknown_kind_is_not_found(client: TestClient) -> None:
    answer = client.get("/export/xls")
    assert answer.status_code == 404
    assert "xlsx" in answer.text


def test_the_api_lists_the_kinds(client: TestClient) -> None:
    items = client.get("/api/exports").json()["items"]
    assert [item["name"] for item in items] == list(EXPORTS)
