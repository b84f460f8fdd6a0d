"""The server: the tools under the official SDK, with our checks of arguments, on standard input or HTTP."""

from __future__ import annotations

import hmac
import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from workingregions.app.mcp.arguments import Signature
from workingregions.app.mcp.budget import DEFAULT, Answer, tokens, written
from workingregions.app.mcp.comparing import ComparingTools
from workingregions.app.mcp.correcting import CorrectingTools
from workingregions.app.mcp.desk import Desks
from workingregions.app.mcp.reading import ReadingTools
from workingregions.app.mcp.words import INSTRUCTIONS, WORDS
from workingregions.app.project import Project
from workingregions.corpus.errors import WorkingRegionsError

NAME = "workingregions"
PATH = "/mcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server answers.

    Attributes:
        base: the address of a running workbench, where evidence opens; "" names the command instead.
        corrections: whether a client may correct the project.
        who: whose corrections these are.
    """

    base: str = ""
    corrections: bool = False
    who: str = ""


class _Server(MCPServer[Any]):
    """The SDK's server, which has the arguments of a call checked before it takes them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(NAME, **options)
        self.signatures: dict[str, Signature] = {}

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool. Raise ToolError for arguments that it does not take."""
        if name in self.signatures:
            arguments = self.signatures[name].checked(arguments)
        return await super().call_tool(name, arguments, context)


def create_server(project: Project, settings: Settings | None = None) -> MCPServer[Any]:
    """Return a server with the tools for a project; without corrections, all of them only read."""
    chosen = settings or Settings()
    desks = Desks(project, chosen.base, chosen.who)
    server = _Server(
        title="Working Regions",
        version=version("workingregions"),
        instructions=INSTRUCTIONS,
        log_level="WARNING",
    )
    tools = [*ReadingTools(desks).tools(), *ComparingTools(desks).tools()]
    tools += CorrectingTools(desks).tools() if chosen.corrections else []
    for tool in tools:
        changes = tool.__name__ == "correct"
        server.signatures[tool.__name__] = Signature(tool.__name__, tool)
        server.add_tool(
            _told(tool),
            description=inspect.cleandoc(tool.__doc__ or ""),
            annotations=ToolAnnotations(
                read_only_hint=not changes, destructive_hint=False, open_world_hint=False
            ),
            structured_output=False,
        )
    return server


def _told(tool: Callable[..., Answer]) -> Callable[..., CallToolResult]:
    """Return a tool whose answer is text within its budget, and whose errors are words for the model."""

    def told(**given: Any) -> CallToolResult:
        try:
            answer = tool(**given)
        except WorkingRegionsError as error:
            raise ToolError(error.worded(WORDS)) from error
        text = written(answer)
        budget = given.get("budget", DEFAULT)
        if (cost := tokens(text)) > budget:
            raise ToolError(
                f"The answer takes about {cost:,} tokens. Call again with budget={cost}, or ask for less."
            )
        return CallToolResult(content=[TextContent(type="text", text=text)])

    signature = inspect.signature(tool, eval_str=True)
    told.__signature__ = signature.replace(return_annotation=CallToolResult)  # type: ignore[attr-defined]
    told.__name__, told.__doc__ = tool.__name__, tool.__doc__
    return told


def http_app(
    server: MCPServer[Any], token: str, hosts: Collection[str] = ("127.0.0.1", "localhost")
) -> ASGIApp:
    """Return the server as an application for HTTP, at /mcp; each request must present the token.

    Requests under another name than those of `hosts`, or from a page elsewhere on the web, are refused.
    """
    security = TransportSecuritySettings(
        allowed_hosts=[form for host in hosts for form in (host, f"{host}:*")],
        allowed_origins=[form for host in hosts for form in (f"http://{host}", f"http://{host}:*")],
    )
    return _Token(server.streamable_http_app(streamable_http_path=PATH, transport_security=security), token)


class _Token:
    """An ASGI middleware that admits requests with the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it is refused."""
        if scope["type"] == "http":
            given = Headers(scope=scope).get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(given.encode(), self._token):
                refused = PlainTextResponse(
                    "This server needs the token that it printed when it started.", 401
                )
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)
