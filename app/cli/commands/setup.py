"""wr init, wr check, wr prune, wr refresh, wr demo, wr schema."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, add, brief, open_project
from workingregions.app.cli.output import err, print_json, stderr_console
from workingregions.models.wording import plural


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, init)
    add(app, check)
    add(app, prune)
    add(app, refresh)
    add(app, demo)
    add(app, schema)


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new project's folder.")]) -> None:
    """Create a project: a folder with a configuration and an empty store.

    Example:

        wr init review
    """
    from workingregions.app.project import Project

    project = Project.create(folder)
    typer.echo(f"Created the project {project.name} in {project.root}.")
    typer.echo(f"Next: wr ingest DOCUMENTS -p {folder}")


def check(
    project: ProjectOption = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every column and index, and verify every file's checksum.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Repair what can be rebuilt: a manifest, the full-text index.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check that the store is intact: table versions, counts, rows without their document.

    The exit code is 0 if it is, and 1 if it is damaged.

    Example:

        wr check --deep -p review
    """
    from workingregions.corpus.errors import StoreError

    opened, manifest = open_project(project), None
    repaired = opened.repair() if repair else []
    wrong = opened.check(deep=deep)
    with suppress(StoreError):  # one of the lines in `wrong`
        manifest = opened.store.manifest()
    if json:
        found = {"snapshot": manifest.id, "rows": manifest.rows} if manifest else {}
        print_json({**found, "wrong": wrong, "repaired": repaired})
    else:
        for line in repaired:
            typer.echo(line)
        for line in wrong:
            err(line)
    if manifest and not (wrong or json):
        rows = ", ".join(f"{count} {name}" for name, count in manifest.rows.items() if count)
        typer.echo(f"All is well. Snapshot {manifest.id}, {manifest.created}: {rows or 'nothing in it yet'}.")
    if wrong:
        raise typer.Exit(1)


def prune(
    keep: Annotated[int, typer.Option("--keep", metavar="N", help="How many snapshots to keep, at least 1.")],
    project: ProjectOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show which snapshots would be removed, without removing them.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Remove old snapshots, and the data that only they use; the newest always remains.

    Reports that quote a snapshot stay as they are, but the snapshot can no longer be opened.

    Example:

        wr prune --keep 10 -p review
    """
    done = open_project(project).prune(keep, dry_run=dry_run)
    if json:
        print_json(done)
    elif not done.removed:
        typer.echo(f"Nothing to remove: the project has {plural(len(done.kept), 'snapshot')}.")
    else:
        which = done.removed[0] if len(done.removed) == 1 else f"{done.removed[0]} to {done.removed[-1]}"
        freed = "" if dry_run else f"; {done.freed / 1e6:.1f} MB freed"
        verb = "Would remove" if dry_run else "Removed"
        removed = plural(len(done.removed), "snapshot")
        typer.echo(f"{verb} {removed} ({which}), {len(done.kept)} kept{freed}.")


def refresh(project: ProjectOption = None, json: JsonOption = False) -> None:
    """Bring the project up to date: themes with the codebook and the labels, and the institution map.

    Themes with labels enough are learnt, and those whose codebook or model changed are scored anew in all
    documents. Commands that change the project keep the map up to date themselves. Run it after labelling,
    after an edit of the codebook or of the ledger by hand, and for a project of an earlier version.

    Example:

        wr refresh -p review
    """
    from workingregions.app.cli.progress import Bars

    opened = open_project(project)
    with Bars(stderr_console()) as bars:
        changes = opened.refresh(watcher=bars)
    snapshot = opened.store.manifest().id
    if json:
        print_json({"snapshot": snapshot, "changes": changes})
        return
    typer.echo(f"The project is up to date. Snapshot {snapshot}.")
    for line in changes:
        typer.echo(f"  {line}")


def demo(
    folder: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help="The folder of the demo project.")
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
        str, typer.Argument(metavar="RECORD", help="One record or answer; default: list all.")
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
        print_json(schema_of(record))
    elif json:
        print_json({name: schema_of(name) for name in sorted(types())})
    else:
        for name, kind in sorted(types().items()):
            typer.echo(f"{name:20} {brief(kind.__doc__ or '')}")
