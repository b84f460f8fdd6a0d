"""The HTTP API: pages of lists, citations, errors, changes; and that its description is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.helpers.api_fuzz import HOST, fuzz, known_values
from workingregions.app import Project
from workingregions.app.web import Desk, create_app


@pytest.fixture(scope="module")
def api(sample: Project) -> TestClient:
    return TestClient(create_app(Desk(sample)), base_url=HOST)


def session(project: Project, *, read_only: bool = False) -> tuple[TestClient, dict[str, str]]:
    """A client, and the header that its changes carry."""
    client = TestClient(create_app(Desk(project, read_only=read_only)), base_url=HOST)
    return client, {"x-wr-token": client.get("/api/session").json()["token"]}


def test_pages_lead_through_a_list_from_one_snapshot(api: TestClient, sample: Project) -> None:
    expected = sample.view().documents()["id"].tolist()
    address, seen = "/api/documents?limit=7", []
    while address:
        page = api.get(address).json()
        assert (page["total"], page["returned"]) == (len(expected), len(page["items"]))
        assert page["snapshot"] == sample.view().snapshot.id
        seen += [row["id"] for row in page["items"]]
        address = page["next"]
        assert address is None or f"snapshot={page['snapshot']}" in address
    assert seen == expected


def test_a_search_goes_on_where_it_stopped(api: TestClient) -> None:
    first = api.get("/api/search?q=skills&limit=4").json()
    second = api.get(first["next"]).json()
    ranks = [row["rank"] for row in (*first["items"], *second["items"])]
    assert ranks == list(range(1, 9))
    assert first["total"] > first["returned"]
    assert first["search"]["verdict"] == "answered"


@pytest.mark.parametrize(
    "path", ["search?q=skills", "passages", "ties", "outcomes", "trends/passages?theme=workforce_skills"]
)
def test_what_quotes_a_document_can_be_cited(api: TestClient, path: str) -> None:
    row = api.get(f"/api/{path}").json()["items"][0]
    assert all(row[name] for name in ("quote", "document", "page", "citation", "citation_link"))
    proof = api.get(row["citation_link"].replace("/evidence/", "/api/evidence/")).json()["item"]
    assert (proof["state"], proof["page"]) == ("exact", row["page"])


@pytest.mark.parametrize(
    "path",
    ["themes", "trends?theme=workforce_skills", "trends?theme=workforce_skills&by=region&by=year",
     "trends?theme=workforce_skills&by=period&region=England"],
)  # fmt: skip
def test_a_count_of_a_theme_leads_to_as_many_passages(api: TestClient, path: str) -> None:
    rows = [row for row in api.get(f"/api/{path}").json()["items"] if row["passages"]]
    assert rows
    for row in rows[:4]:
        found = api.get(row["passages_link"]).json()
        assert found["total"] == row["passages"], row
        assert found["items"][0]["quote"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("documents?regoin=Ohio", 422, "'region'"),
        ("documents?region=Englund", 404, "England"),
        ("documents?limit=0", 422, "limit"),
        ("documents?year=20x4", 422, "year range"),
        ("documents?snapshot=s999999", 404, "s999999"),
        ("evidence/wr1.nonsense", 422, "evidence id"),
        ("institutions/No Such Board of Nothing", 404, "institution"),
        ("compare", 422, "region"),
        ("codebook?version=../../etc/passwd", 404, "codebook"),
        ("codebook?version=codebook.yaml", 404, "codebook"),
        ("nothing", 404, "no such page"),
    ],
)
def test_errors_have_one_form(api: TestClient, path: str, status: int, words: str) -> None:
    answer = api.get(f"/api/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert words in f"{problem['detail']} {problem.get('advice', '')}"


def test_a_request_under_another_name_is_a_problem_too(api: TestClient) -> None:
    answer = api.get("/api/documents", headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (421, "application/problem+json")


def test_changes_need_the_token_and_are_attributed_and_undone(project: Project) -> None:
    client, head = session(project)
    name = project.view().institutions()["name"].iloc[0]
    body = {"action": "retype", "names": [name], "value": "union", "who": "Ann", "why": "as the text says"}
    assert client.post("/api/corrections", json=body).status_code == 403
    assert client.post("/api/corrections", json=body, headers={"x-wr-token": "0" * 64}).status_code == 403
    assert project.view().corrections().empty
    done = client.post("/api/corrections", json=body, headers=head)
    assert done.status_code == 201, done.text
    ident = done.json()["item"]["correction"]["id"]
    row = client.get("/api/corrections").json()["items"][-1]
    assert (row["id"], row["who"], row["status"]) == (ident, "Ann", "in force")
    assert client.get(f"/api/institutions/{name}").json()["item"]["entity"]["type"] == "union"
    undone = client.post(f"/api/corrections/{ident}/undo", json={"who": "Ben"}, headers=head)
    assert undone.status_code == 201
    assert client.get(f"/api/institutions/{name}").json()["item"]["entity"]["type"] != "union"
    assert client.post("/api/corrections", json={"action": "fly"}, headers=head).status_code == 422
    nobody = {"action": "reject", "names": ["Nobody of Nowhere"]}
    assert client.post("/api/corrections", json=nobody, headers=head).status_code == 404


def test_a_label_is_kept_under_the_coders_name(project: Project) -> None:
    client, head = session(project)
    passage = client.get("/api/passages?limit=1").json()["items"][0]
    body = {"theme": "reshoring", "evidence": passage["evidence"], "answer": "no", "who": "Ann"}
    assert client.post("/api/labels", json=body, headers=head).json()["returned"] == 1
    row = client.get("/api/labels").json()["items"][0]
    assert (row["who"], row["answer"], row["quote"]) == ("Ann", "no", row["quote"])


def test_a_passage_is_kept_and_dropped(project: Project) -> None:
    client, head = session(project)
    passage = client.get("/api/passages?limit=1").json()["items"][0]
    body = {"evidence": passage["evidence"], "labels": ["doubt"], "note": "read again", "who": "Ann"}
    assert client.post("/api/basket", json=body, headers=head).status_code == 201
    row = client.get("/api/basket?who=Ann").json()["items"][0]
    assert (row["labels"], row["note"], row["document"]) == (["doubt"], "read again", passage["document"])
    gone = {"evidence": row["evidence"], "who": "Ann"}
    assert client.post("/api/basket/drop", json=gone, headers=head).status_code == 201
    assert client.get("/api/basket").json()["total"] == 0


def test_the_effect_of_a_correction_is_told_before_it_is_made(project: Project) -> None:
    client, _ = session(project)
    name = project.view().institutions()["name"].iloc[0]
    found = client.get("/api/effect", params={"action": "retype", "names": name, "value": "union"})
    assert found.json()["item"]["documents"] > 0
    assert project.view().corrections().empty


def test_a_read_only_server_refuses_changes(project: Project) -> None:
    client, head = session(project, read_only=True)
    body = {"action": "reject", "names": [project.view().institutions()["name"].iloc[0]]}
    answer = client.post("/api/corrections", json=body, headers=head)
    assert (answer.status_code, "read-only" in answer.json()["detail"]) == (403, True)
    assert project.view().corrections().empty


def test_every_question_is_described_with_its_answers(api: TestClient) -> None:
    found = api.get("/api/openapi.json").json()
    names = set(found["components"]["schemas"])
    operations = [(path, one) for path, methods in found["paths"].items() for one in methods.values()]
    assert len({one["operationId"] for _, one in operations}) == len(operations) > 45
    for path, one in operations:
        assert one["summary"], path
        assert {"404", "422", "503"} <= set(one["responses"]), path
        for part in one.get("parameters", []):
            assert part.get("description") or part["in"] == "path", (path, part["name"])
        good = next(v for k, v in one["responses"].items() if k in ("200", "201"))
        ref = good["content"]["application/json"]["schema"]["$ref"]
        assert ref.rpartition("/")[2] in names


def test_an_empty_project_answers_every_question(tmp_path: Path) -> None:
    client = TestClient(create_app(Desk(Project.create(tmp_path / "empty"))), base_url=HOST)
    given = {
        "region": "Ohio", "theme": "reshoring", "quote": "skills", "before": "2010", "after": "2014",
        "term": "skills", "action": "retype", "q": "skills",
    }  # fmt: skip
    asked = 0
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        if "get" in methods and "{" not in path:
            names = {part["name"] for part in methods["get"].get("parameters", []) if part["required"]}
            names |= {"q"} if path == "/search" else set()
            answer = client.get(f"/api{path}", params={name: given[name] for name in names})
            assert answer.status_code < 500, (path, answer.text)
            asked += 1
    assert asked > 40


def test_the_first_address_lists_the_questions(api: TestClient) -> None:
    questions = api.get("/api/").json()["questions"]
    assert questions["/api/ties"].startswith("List the ties")


@pytest.mark.slow
def test_made_up_requests_are_answered_as_described(api: TestClient, sample: Project) -> None:
    asked = 0
    for _, counts in fuzz(api, known_values(sample), each=lambda _: 8):
        asked += sum(counts.values())
    assert asked > 300
