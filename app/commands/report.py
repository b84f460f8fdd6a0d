"""wr report: documents about the corpus, for reading."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workingregions.app.commands.common import ProjectOption, add, open_project, working


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    report = typer.Typer(help="Write a report: a thematic review.", no_args_is_help=True)
    report.callback()(_together)
    add(report, theme, "theme")
    app.add_typer(report, name="report")


def _together() -> None:
    """Write a report for reading."""


def theme(
    name: Annotated[str, typer.Argument(metavar="ID", help="Theme id; see `wr themes`.")],
    project: ProjectOption = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write. Default: reports/ in the project.")
    ] = None,
    format: Annotated[str, typer.Option(help="html.")] = "html",
) -> None:
    """Write a thematic review: counts by region and year, a chart, institutions, quoted passages.

    Every number and statement opens on the passages behind it, with document and page.

    Example:

        wr report theme reshoring -p review
    """
    from workingregions.corpus.errors import NotFoundError

    if format not in ("html",):
        raise NotFoundError("format", format, ("html",), advice="There is html only.")
    opened = open_project(project)
    with working("writing the review"):
        path = opened.report_theme(name, out=out)
    typer.echo(f"Wrote {path}.")
