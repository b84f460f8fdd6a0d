"""A scripted client of the MCP server, in memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anyio
import pytest
from mcp import Client

from workingregions.app import Project
from workingregions.app.mcp import Settings, create_server
from workingregions.app.mcp.budget import tokens


@dataclass(frozen=True)
class Told:
    """What the client was told: the text, and the answer in it."""

    text: str
    failed: bool

    @property
    def answer(self) -> dict[str, Any]:
        assert not self.failed, self.text
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def tokens(self) -> int:
        return tokens(self.text)


Ask = Callable[..., Told]


def asking(project: Project, settings: Settings | None = None) -> Ask:
    """Return a client of a new server."""
    server = create_server(project, settings)

    def ask(tool: str, /, **given: Any) -> Told:
        async def run() -> Any:
            async with Client(server) as client:
                return await client.call_tool(tool, given)

        answer = anyio.run(run)
        return Told(answer.content[0].text, bool(answer.is_error))

    return ask


def tools(project: Project, settings: Settings | None = None) -> list[Any]:
    """Return the tools that a server offers."""

    async def run() -> Any:
        async with Client(create_server(project, settings)) as client:
            return await client.list_tools()

    return list(anyio.run(run).tools)


@pytest.fixture(scope="module")
def ask(sample: Project) -> Ask:
    return asking(sample, Settings(base="http://127.0.0.1:8000/"))
