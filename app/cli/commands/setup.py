"""wr init, wr check, wr refresh, wr demo, wr schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, add, brief, open_project
from workingregions.app.cli.output import err, say_json, working


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    add(app, init)
    add(app, check)
    add(app, refresh)
    add(app, demo)
    add(app, schema)


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new project's folder.")]) -> None:
    """Make a project: a folder with a configuration and an empty store.

    Example:

        wr init review
    """
    from workingregions.app.project import Project

    project = Project.create(folder)
    typer.echo(f"Made the project {project.name} in {project.root}.")
    typer.echo(f"Next: wr ingest DOCUMENTS -p {folder}")


def check(project: ProjectOption = None, json: JsonOption = False) -> None:
    """Check that the store is whole: table versions, counts, rows without their document.

    Example:

        wr check -p review
    """
    opened = open_project(project)
    wrong = opened.check()
    manifest = opened.store.manifest()
    if json:
        say_json({"snapshot": manifest.id, "rows": manifest.rows, "wrong": wrong})
    elif wrong:
        for line in wrong:
            err(line)
    else:
        rows = ", ".join(f"{count} {name}" for name, count in manifest.rows.items() if count)
        typer.echo(f"All is well. Snapshot {manifest.id}, {manifest.created}: {rows or 'nothing in it yet'}.")
    if wrong:
        raise typer.Exit(1)


def refresh(project: ProjectOption = None, json: JsonOption = False) -> None:
    """Bring the institution map up to date with the documents, the corrections and the registry.

    Commands that change the project do this themselves. It is needed after the ledger of corrections was
    edited by hand, and for a project that an earlier version made.

    Example:

        wr refresh -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        changes = opened.refresh()
    snapshot = opened.store.manifest().id
    if json:
        say_json({"snapshot": snapshot, "changes": changes})
        return
    typer.echo(f"The institution map is up to date. Snapshot {snapshot}.")
    for line in changes:
        typer.echo(f"  {line}")


def demo(
    folder: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help="Where to put the demo project.")
    ] = Path("demo"),
) -> None:
    """Ingest the sample drop, run a search and write a report: a tour of the main job.

    Example:

        wr demo --dir /tmp/tour
    """
    from workingregions.app.cli.demo import run

    run(folder)


def schema(
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="One record or answer; all are listed when left out.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Print the JSON Schema of a record or an answer, as --json writes it.

    Example:

        wr schema
        wr schema TieRow
    """
    from workingregions.app.answers import schema_of, types

    if record:
        say_json(schema_of(record))
    elif json:
        say_json({name: schema_of(name) for name in sorted(types())})
    else:
        for name, kind in sorted(types().items()):
            typer.echo(f"{name:20} {brief(kind.__doc__ or '')}")
