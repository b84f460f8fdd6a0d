"""The attacks that a server on a reader's machine must withstand."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from tests.app.web.changing import Bench, bench
from tests.app.web.conftest import BASE, token
from workingregions.app import Project
from workingregions.app.uploads import Limits, Uploads
from workingregions.app.web import Desk, create_app, limits
from workingregions.app.web.guard import ADDRESSES
from workingregions.app.web.rooms import routers

SCRIPT = "<script>alert(1)</script>"
TOKEN = "a-token-of-some-length"


@pytest.fixture
def workbench(project: Project) -> Iterator[Bench]:
    made = bench(project)
    yield made
    made.desk.close()


def put(made: Bench, ident: str, path: str, content: Any, **headers: str) -> Any:
    return made.client.put(
        f"/drops/uploads/{ident}", params={"path": path}, content=content, headers={**made.head, **headers}
    )


# --- paths and files


@pytest.mark.parametrize(
    "path",
    [
        "../../x.md",
        "/etc/x.md",
        "..\\..\\x.md",
        "a/../../x.md",
        "C:\\x.md",
        "x.md\x00.pdf",
        "CON",
        "....//x.md",
    ],
)
def test_no_name_leads_out_of_the_upload(workbench: Bench, project: Project, path: str) -> None:
    before = {p for p in project.root.parent.rglob("*") if "uploads" not in p.parts}
    ident = workbench.post("/drops/uploads").json()["upload"]
    assert put(workbench, ident, path, b"x").status_code in (201, 422)
    assert {p for p in project.root.parent.rglob("*") if "uploads" not in p.parts} == before
    for file in (project.root / "uploads").rglob("*"):
        assert file.resolve().is_relative_to(project.root / "uploads")


def test_files_beside_the_static_ones_are_not_given(workbench: Bench) -> None:
    for path in (
        "/static/../guard.py",
        "/static/%2e%2e/guard.py",
        "/static/..%2fguard.py",
        "/static//etc/passwd",
    ):
        assert workbench.client.get(path).status_code == 404


def test_an_upload_that_is_too_large_is_refused_announced_or_not(workbench: Bench, project: Project) -> None:
    workbench.desk._uploads[project.root] = Uploads(
        project.root, Limits(file=1000, total=2000, files=3, free=0)
    )
    ident = workbench.post("/drops/uploads").json()["upload"]
    answer = put(workbench, ident, "big.pdf", b"x" * 1001)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    assert put(workbench, ident, "big.pdf", iter([b"x" * 600] * 2)).status_code == 413
    for name in "abc":
        assert put(workbench, ident, name, b"x").status_code == 201
    assert put(workbench, ident, "d", b"x").status_code == 413
    assert sorted(p.name for p in (project.root / "uploads" / ident).glob("[a-z]*")) == ["a", "b", "c"]


def test_a_zip_bomb_becomes_a_line_in_the_report(workbench: Bench, project: Project) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../escape.md", "The Ohio Development Agency funds the Akron Workforce Board.")
        packed.writestr("bomb.txt", b"\0" * (600 * 2**20))
    assert data.tell() < limits.BODY
    job = workbench.upload(bomb_zip=data.getvalue())
    assert job.state.value == "done"
    assert project.drop("d0002").items
    assert not list(project.root.parent.rglob("escape.md"))


def test_what_a_strangers_document_says_is_text(workbench: Bench, project: Project) -> None:
    text = f"# {SCRIPT}\n\nThe {SCRIPT} Ohio Development Agency funds the Akron Workforce Board in 2014.\n"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr(f"{SCRIPT.replace('/', '')}.md", text)
        packed.writestr(f"{SCRIPT.replace('/', '')}.pdf", b"%PDF nothing")
    job = workbench.upload(x_zip=data.getvalue())
    assert job.result["drop"] == "d0002", job.error
    assert "<script>" in str(project.view().documents()["title"].tolist())
    for path in ("/drops", "/drops/d0002", "/", "/reports", "/reports?region=" + SCRIPT, "/no" + SCRIPT):
        page = workbench.client.get(path).text
        assert "<script>" not in page, path
    assert "&lt;script&gt;" in workbench.client.get("/drops/d0002").text


# --- who asks


def test_bodies_of_other_requests_are_limited(workbench: Bench) -> None:
    big = "x" * (limits.BODY + 1)
    answer = workbench.post("/session/who", who=big)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)
    chunks = (b"who=" + b"x" * 2**20 for _ in range(4))
    form = {**workbench.head, "content-type": "application/x-www-form-urlencoded"}
    assert workbench.client.post("/session/who", content=chunks, headers=form).status_code == 413


def test_an_address_that_is_too_long_is_refused(workbench: Bench) -> None:
    answer = workbench.client.get("/drops?q=" + "x" * limits.QUERY, headers=workbench.head)
    assert (answer.status_code, answer.json()["status"]) == (414, 414)
    assert workbench.client.get("/drops?" + "&".join(f"region={n}" for n in range(50))).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9999"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "ftp://localhost"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_page_elsewhere_changes_anything(workbench: Bench, headers: dict[str, str]) -> None:
    for path in ("/drops/uploads", "/jobs/refresh", "/reports", "/new", "/session/who"):
        answer = workbench.client.post(path, headers={**workbench.head, **headers})
        assert answer.status_code == 403, path
    assert workbench.client.put("/drops/uploads/u0001?path=x", headers=headers).status_code == 403
    assert workbench.client.delete("/drops/uploads/u0001", headers=headers).status_code == 403


def test_every_change_needs_the_token_of_the_session(workbench: Bench) -> None:
    """Each route of the application that is not a mere question, whoever wrote it."""
    methods = {"POST", "PUT", "DELETE", "PATCH"}
    found = [route for router in routers() for route in router.routes]
    routes = [(m, r.path) for r in found if isinstance(r, APIRoute) for m in methods & (r.methods or set())]
    assert len(routes) > 8
    for method, path in routes:
        answer = workbench.client.request(method, path, headers={"accept": "application/json"})
        assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "10.0.0.7"]
)
def test_a_name_that_was_bound_to_this_address_is_not_answered(workbench: Bench, host: str) -> None:
    answer = workbench.client.get("/drops", headers={"host": host, "accept": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (421, 421)


def test_a_server_for_others_answers_under_addresses_and_its_own_names(project: Project) -> None:
    app = create_app(Desk(project), hosts={"bench.example", ADDRESSES}, token=TOKEN)
    client = TestClient(app, headers={"authorization": f"Bearer {TOKEN}"})
    for host, status in (
        ("10.0.0.7:8000", 200), ("[fe80::1]:8000", 200), ("bench.example", 200), ("evil.example", 421),
    ):  # fmt: skip
        assert client.get("/drops", headers={"host": host}).status_code == status, host


def test_tokens_cannot_be_tried_out(project: Project) -> None:
    client = TestClient(create_app(Desk(project), token=TOKEN), base_url=BASE)
    for number in range(limits.GUESSES):
        given = {"authorization": f"Bearer guess-{number}"} if number % 2 else {}
        query = "" if number % 2 else f"?token=guess-{number}"
        assert client.get(f"/drops{query}", headers=given).status_code == 401
    answer = client.get("/drops", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 429, "not even the right one is tried now"
    assert 0 < int(answer.headers["retry-after"]) <= limits.GUESSED_WITHIN
    other = TestClient(client.app, base_url=BASE, client=("10.0.0.8", 1))
    assert other.get("/drops", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    client.cookies.set("wr_access", TOKEN)
    assert client.get("/drops").status_code == 200, "who is in stays in"


def test_guesses_from_many_addresses_are_counted_together_and_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    guesses = limits.Guesses()
    for number in range(limits.GUESSES * limits.EVERYBODY):
        assert guesses.wait(f"10.0.0.{number}") == 0
        guesses.wrong(f"10.0.0.{number}")
    assert guesses.wait("10.9.9.9") > 0
    now[0] += limits.GUESSED_WITHIN + 1
    assert guesses.wait("10.9.9.9") == 0


def test_a_token_in_the_address_leads_nowhere_else(project: Project) -> None:
    client = TestClient(create_app(Desk(project), token=TOKEN), base_url=BASE)
    answer = client.get(f"//evil.example/?token={TOKEN}", follow_redirects=False)
    assert not answer.headers.get("location", "/").startswith("//")
    answer = client.get(f"/drops?token={TOKEN}&a=1", follow_redirects=False)
    assert answer.headers["location"] == "/drops?a=1"
    for part in ("HttpOnly", "SameSite=strict"):
        assert part.casefold() in answer.headers["set-cookie"].casefold()


def test_programs_with_the_token_need_no_page(project: Project) -> None:
    client = TestClient(create_app(Desk(project), token=TOKEN), base_url=BASE)
    headers = {"authorization": f"Bearer {TOKEN}", "accept": "application/json"}
    assert client.post("/drops/uploads", headers=headers).status_code == 201
    client.cookies.set("wr_access", TOKEN)
    assert client.post("/drops/uploads").status_code == 403, "a cookie alone is what another page could use"
    closed = TestClient(create_app(Desk(project, read_only=True), token=TOKEN), base_url=BASE)
    assert closed.post("/drops/uploads", headers=headers).status_code == 403


def test_no_page_is_framed_sniffed_or_told_on(workbench: Bench) -> None:
    for path in ("/", "/drops", "/reports", "/settings", "/new", "/static/app.js", "/none"):
        headers = workbench.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "same-origin"


def test_pages_hold_no_script_or_style_of_their_own(workbench: Bench) -> None:
    import re

    for path in ("/", "/drops", "/drops/d0001", "/reports", "/settings", "/new"):
        page = workbench.client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page), path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), path


# --- time


def test_who_sends_too_slowly_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.05)

    async def nothing() -> Any:
        await asyncio.sleep(60)

    with pytest.raises(HTTPException) as pause:
        asyncio.run(limits.limited(nothing, None)())  # type: ignore[arg-type]
    assert pause.value.status_code == 408

    async def drip() -> Any:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def read() -> None:
        receive = limits.limited(drip, None)
        while True:
            await receive()

    with pytest.raises(HTTPException) as slow:
        asyncio.run(read())
    assert (slow.value.status_code, "too slowly" in slow.value.detail) == (408, True)


def test_streams_are_counted_for_each_session_and_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STREAMS", 3)
    monkeypatch.setattr(limits, "STREAMS_EACH", 2)
    streams = limits.Streams()
    for session in ("ann", "ann", "bob"):
        streams.enter(session)
    for session in ("ann", "eve"):
        with pytest.raises(HTTPException):
            streams.enter(session)
    streams.leave("ann")
    streams.enter("eve")


def test_methods_and_addresses_that_are_none_are_said_in_one_form(workbench: Bench) -> None:
    client = workbench.client
    for method, path, status in (
        ("GET", "/nothing", 404), ("DELETE", "/drops", 405), ("POST", "/new", 422), ("GET", "/jobs/j9", 404),
    ):  # fmt: skip
        answer = client.request(method, path, headers=workbench.head)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"title", "status", "detail"} <= set(answer.json())
        assert token(client)
