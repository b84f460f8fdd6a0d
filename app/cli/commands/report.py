"""wr report: documents about the corpus, for reading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import INSTITUTIONS, add, asks
from workingregions.app.cli.output import working

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    report = typer.Typer(help="Write a report: a thematic review.", no_args_is_help=True)
    report.callback()(_together)
    add(report, theme, "theme")
    app.add_typer(report, name="report")


def _together() -> None:
    """Write a report for reading."""


@asks(map=True, filters=INSTITUTIONS)
def theme(
    view: View,
    only: MapFilter,
    name: Annotated[str, typer.Argument(metavar="ID", help="Theme id; see `wr themes`.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write. Default: reports/ in the project.")
    ] = None,
) -> None:
    """Write a thematic review: counts by region and year, a chart, institutions, quoted passages.

    Every number and statement opens on the passages behind it, with document and page. --type, --scale,
    --no-firms and --min-confidence filter the institutions.

    Example:

        wr report theme reshoring -p review
        wr report theme reshoring --no-firms -p review
    """
    with working("writing the review"):
        path = view.report_theme(name, out=out or view.root / "reports", only=only)
    typer.echo(f"Wrote {path}.")
