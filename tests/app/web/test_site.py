"""The frame of the workbench: guard, errors, filters, files."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.app.web.conftest import BASE, token
from workingregions.app import Project
from workingregions.app.web import Desk, create_app


def test_answers_bear_a_strict_policy(client: TestClient) -> None:
    for path in ("/", "/static/app.css", "/no-such-page"):
        headers = client.get(path).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_only_own_names_are_answered(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_changes_from_elsewhere_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    form = {"who": "Ann", "wr_token": token(client)}
    assert client.post("/session/who", data=form, headers=headers).status_code == 403


def test_changes_need_the_token_of_the_session(client: TestClient) -> None:
    assert client.post("/session/who", data={"who": "Ann"}).status_code == 403
    assert client.post("/session/who", data={"who": "Ann", "wr_token": "0" * 64}).status_code == 403
    other = TestClient(client.app, base_url=BASE)
    form = {"who": "Ann", "wr_token": token(other)}
    assert client.post("/session/who", data=form).status_code == 403
    answer = other.post("/session/who", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Ann" in other.get("/").text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_no_way_leads_to_another_server(client: TestClient, back: str) -> None:
    form = {"who": "", "back": back, "wr_token": token(client)}
    assert client.post("/session/who", data=form, follow_redirects=False).headers["location"] == "/"


def test_errors_are_pages_for_readers_and_problems_for_programs(client: TestClient) -> None:
    page = client.get("/no-such-page")
    assert (page.status_code, "There is no such page" in page.text) == (404, True)
    answer = client.get("/no-such-page", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Not Found"


def test_an_unknown_snapshot_is_named(client: TestClient) -> None:
    page = client.get("/?snapshot=s999999")
    assert (page.status_code, "s999999" in page.text) == (404, True)


def test_a_server_with_a_token_admits_those_who_have_it(sample: Project) -> None:
    app = create_app(Desk(sample), hosts=("*",), token="a-token")
    client = TestClient(app, base_url="http://example.test")
    assert client.get("/").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/", headers={"authorization": "Bearer a-token"}).status_code == 200
    answer = client.get("/?token=a-token&snapshot=x", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?snapshot=x")
    assert client.get("/").status_code == 200


def test_a_read_only_server_changes_nothing(sample: Project) -> None:
    client = TestClient(create_app(Desk(sample, read_only=True)), base_url=BASE)
    answer = client.post("/corrections/undo", data={"wr_token": token(client)})
    assert answer.status_code in (403, 404)
    assert "Who are you" not in client.get("/").text


def test_names_are_text(sample: Project) -> None:
    client = TestClient(create_app(Desk(sample)), base_url=BASE)
    client.post("/session/who", data={"who": "<script>alert(1)</script>", "wr_token": token(client)})
    assert "<script>alert" not in client.get("/").text
