"""wr searches: saved searches, and what is new for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, WhoOption, add, open_project
from workingregions.app.cli.output import err, print_json, show_frame, working
from workingregions.app.cli.show_search import show_search

if TYPE_CHECKING:
    from workingregions.app.searches import SearchNews

NOTHING_NEW = 3
"""The exit code where no search has new hits; 1 and 2 are for what fails."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    saved = typer.Typer(help="Saved searches: list, run, remove.", no_args_is_help=True)
    add(saved, listed, "list")
    add(saved, run)
    add(saved, remove)
    app.add_typer(saved, name="searches")


def listed(project: ProjectOption = None, json: JsonOption = False) -> None:
    """List the saved searches. `wr search QUERY --save NAME` saves one.

    Example:

        wr searches list -p review
    """
    import pandas as pd

    from workingregions.app.searches import book

    saved, problems = book(open_project(project)).read()
    for problem in problems:
        err(f"Warning: {problem}")
    if json:
        print_json(saved)
        return
    rows = [
        {
            "name": one.name,
            "query": one.query or f"like {one.like}",
            "filters": "; ".join(f"{n}: {', '.join(v)}" for n, v in one.filters.items()),
            "who": one.who,
            "saved": one.when[:10],
            "reported": one.snapshot,
        }
        for one in saved
    ]
    columns = {n: n for n in ("name", "query", "filters", "who", "saved", "reported")}
    show_frame(pd.DataFrame(rows), columns, empty="No search is saved.", wide=("name", "query", "filters"))


def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Saved searches. Default: all.")
    ] = None,
    project: ProjectOption = None,
    peek: Annotated[bool, typer.Option("--peek", help="Do not mark the hits as reported.")] = False,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show an evidence id per hit.")] = False,
    json: JsonOption = False,
) -> None:
    """Print what saved searches find in documents that came since they were last reported.

    Weak hits are left out, unless the query has conditions ("...", AND), which they meet. What was printed
    is not new the next time.

    Exit codes: 0 something is new, 3 nothing is new, 2 a search failed or is unknown.

    Example:

        wr searches run -p review
        wr searches run "skills gap" --peek --json -p review
    """
    opened = open_project(project)
    with working("searching"):
        news = opened.run_searches(names or (), peek=peek)
    if json:
        print_json([one.row() for one in news])
    for one in news:
        if one.problem:
            err(f"The saved search {one.search.name!r} failed: {one.problem}")
        elif not json:
            _show(one, evidence=evidence)
    if any(one.problem for one in news):
        raise typer.Exit(2)
    if not any(one.hits for one in news):
        raise typer.Exit(NOTHING_NEW)


def _show(news: SearchNews, *, evidence: bool) -> None:
    from workingregions.app.searches import MOST
    from workingregions.models.wording import plural

    if not news.found or not news.hits:
        typer.echo(f"{news.search.name}: nothing new since {news.since}.")
        return
    least = "at least " if news.hits >= MOST else ""
    passages, documents = plural(news.hits, "new passage"), plural(news.documents, "document")
    typer.echo(f"{news.search.name}: {least}{passages} in {documents} since {news.since}.\n")
    show_search(news.found, evidence=evidence)


def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The saved search.")],
    project: ProjectOption = None,
    who: WhoOption = "",
) -> None:
    """Remove a saved search.

    Example:

        wr searches remove "skills gap" -p review
    """
    gone = open_project(project).remove_search(name, who=who)
    typer.echo(f"Removed the saved search {gone.name!r}: {gone.query or gone.like}")
