"""What docs/http.md and docs/mcp.md show is true."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from starlette.testclient import TestClient

from workingregions.app import Project
from workingregions.app.mcp import Settings, create_server
from workingregions.app.mcp.budget import DEFAULT, LEAST, MOST
from workingregions.app.web import Desk, create_app

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
HTTP, MCP = ((DOCS / name).read_text(encoding="utf8") for name in ("http.md", "mcp.md"))


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"(?s)```{language}\n(.*?)```", page)


@pytest.fixture(scope="module")
def copied(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("doors") / "copy"
    shutil.copytree(sample.root, root)
    return Project.open(root)


@pytest.fixture(scope="module")
def client(copied: Project) -> TestClient:
    return TestClient(create_app(Desk(copied)), base_url="http://127.0.0.1:8000")


def test_the_addresses_answer_with_rows(client: TestClient) -> None:
    addresses = re.findall(r"curl '([^']+)'", HTTP)
    assert len(addresses) >= 4
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body.get("total") or body["item"]["documents"], address


def test_the_problem_is_as_shown(client: TestClient) -> None:
    (shown,) = map(json.loads, blocks(HTTP, "json"))
    problem = client.get("/api/documents?region=Ohoi").json()
    assert {name: problem[name] for name in shown} == shown


def test_the_program_corrects_and_undoes(client: TestClient, copied: Project) -> None:
    class Clients:
        @staticmethod
        def Client(base_url: str) -> TestClient:  # noqa: N802  # as httpx calls it
            return TestClient(client.app, base_url=base_url)

    (program,) = blocks(HTTP, "python")
    exec(program.replace("import httpx", ""), {"httpx": Clients})
    rows = copied.view().corrections()
    assert rows["who"].tolist() == ["Ann", "Ann"]
    assert rows["status"].tolist() == ["undone", "undo"]


def test_the_tools_are_those_of_the_page(copied: Project) -> None:
    async def run() -> Any:
        async with Client(create_server(copied, Settings(corrections=True))) as connected:
            return await connected.list_tools()

    names = [tool.name for tool in anyio.run(run).tools]
    assert re.findall(r"(?m)^\| `(\w+)` \|", MCP) == names
    for figure in (DEFAULT, LEAST, MOST):
        assert f"{figure:,}" in MCP


def test_the_configuration_names_a_command() -> None:
    (shown,) = map(json.loads, blocks(MCP, "json"))
    server = shown["mcpServers"]["workingregions"]
    assert server["command"] == "wr"
    assert server["args"][0] == "mcp"
    from workingregions.app.cli.commands.mcp import mcp

    options = {f"--{name.replace('_', '-')}" for name in mcp.__annotations__}
    assert {word for word in server["args"] if word.startswith("--")} <= options
