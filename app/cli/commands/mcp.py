"""wr mcp: the project as tools for a language model."""

from __future__ import annotations

from typing import Annotated

import typer

from workingregions.app.cli.options import ProjectOption, WhoOption, add, open_project
from workingregions.app.cli.output import err


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(app, mcp)


def mcp(
    project: ProjectOption = None,
    link_base: Annotated[
        str,
        typer.Option(
            "--link-base",
            metavar="URL",
            help="Address of a running workbench, where citations open (http://127.0.0.1:8000). Default: "
            "citations name the command that shows them.",
            show_default=False,
        ),
    ] = "",
    allow_corrections: Annotated[
        bool, typer.Option("--allow-corrections", help="Let the client correct the project, under --who.")
    ] = False,
    who: WhoOption = "",
    http: Annotated[
        bool, typer.Option("--http", help="Answer over HTTP on this machine instead of standard input.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="Port for --http.", min=1, max=65535)
    ] = 8765,
    token: Annotated[
        str,
        typer.Option(
            "--token",
            envvar="WORKINGREGIONS_TOKEN",
            help="Token that requests over HTTP must present. Default: a new one, which is printed.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Serve the project to a language model by the Model Context Protocol (MCP).

    The client starts the command itself and talks to it on standard input and output; docs/mcp.md shows how
    to enter it there. The tools find, read, cite, locate and compare; every quote comes with its citation and
    a link. Nothing can be changed, unless --allow-corrections is given.

    Example:

        wr mcp -p review
        wr mcp --http --link-base http://127.0.0.1:8000 -p review
    """
    import secrets
    import sys
    from contextlib import redirect_stdout, suppress

    from workingregions.app.mcp import Settings, create_server, http_app

    opened = open_project(project)
    settings = Settings(base=link_base, corrections=allow_corrections, who=who or opened.who)
    server = create_server(opened, settings)
    if not http:
        # The protocol takes the stream itself; what is printed for people goes through a guard.
        with redirect_stdout(sys.__stdout__):
            server.run("stdio")
        return
    import uvicorn

    key = token or secrets.token_urlsafe(24)
    err(f"MCP at http://127.0.0.1:{port}/mcp for requests with the header: Authorization: Bearer {key}")
    with suppress(KeyboardInterrupt):
        uvicorn.run(http_app(server, key), host="127.0.0.1", port=port, log_level="warning")
