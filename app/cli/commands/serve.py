"""wr serve: the workbench in the browser."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from workingregions.app.cli.options import ProjectOption, add, open_project
from workingregions.app.cli.output import err


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(app, serve)


def serve(
    project: ProjectOption = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on; others need a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", help="Port to listen on; 0: a free one.", min=0, max=65535)
    ] = 8000,
    read_only: Annotated[bool, typer.Option("--read-only", help="Refuse every change.")] = False,
    token: Annotated[
        str,
        typer.Option(
            "--token",
            envvar="WORKINGREGIONS_TOKEN",
            help="Token that requests must present. Default: none on this machine, a new one elsewhere.",
            show_default=False,
        ),
    ] = "",
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            metavar="NAME",
            help="Another name of this server, such as that of a proxy before it; may be repeated.",
            show_default=False,
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the workbench in the browser.")
    ] = True,
) -> None:
    """Open the workbench: search, documents, regions, institutions, themes and reports in the browser.

    It answers only on this machine unless --host names another address; then it prints an address with a
    token, which colleagues need. Without a project in this folder, its first page makes one.

    Example:

        wr serve -p review
    """
    from workingregions.app.web import Desk
    from workingregions.app.web import serve as run
    from workingregions.corpus.errors import ProjectError

    opened = None
    if project:
        opened = open_project(project)
    else:
        with suppress(ProjectError):
            opened = open_project(None)
    base = Path.cwd() if opened is None else opened.root.parent
    desk = Desk(opened, read_only=read_only, base=base)
    what = opened.name if opened else "no project yet"
    with suppress(KeyboardInterrupt):
        run(
            desk,
            host=host,
            port=port,
            token=token,
            browser=browser,
            names=name or (),
            announce=lambda url: typer.echo(f"Working Regions ({what}) is at {url}\nPress Ctrl-C to stop."),
            tell=err,
        )
