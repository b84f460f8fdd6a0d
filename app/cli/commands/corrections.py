"""wr corrections: the ledger of corrections."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import (
    JsonOption,
    ProjectOption,
    WhoOption,
    WhyOption,
    add,
    asks,
    open_project,
)
from workingregions.app.cli.output import err, say_json, show_frame, working
from workingregions.corpus.ledger import FILE_NAME

if TYPE_CHECKING:
    from workingregions.app.map import Corrected
    from workingregions.app.view import View
    from workingregions.corpus.correction import Correction
    from workingregions.corpus.ledger import Problem
    from workingregions.models.entities import Conflict


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    book = typer.Typer(help="The ledger of corrections: list, undo, export, import.", no_args_is_help=True)
    add(book, listed, "list")
    add(book, undo)
    add(book, export)
    add(book, take, "import")
    add(book, conflicts)
    app.add_typer(book, name="corrections")


def tell(done: Corrected, *, json: bool) -> None:
    """Prints what a correction changed."""
    if json:
        say_json(done)
        return
    from workingregions.app.map import says

    typer.echo(f"Correction {done.correction.id}: {says(done.correction)}.")
    for line in done.changes or ("Nothing else changes.",):
        typer.echo(f"  {line}")
    for conflict in done.conflicts:
        typer.echo(f"  It conflicts with another person's correction, so neither holds: {_sides(conflict)}")
    typer.echo(f"Snapshot {done.snapshot}. Take it back with: wr corrections undo {done.correction.id}")


@asks(map=True)
def listed(view: View, json: JsonOption = False) -> None:
    """List the corrections: who made which, when and why, and whether it is in force.

    A correction is in force, undone, in conflict with another person's (then neither holds; see
    `wr corrections conflicts`), or waiting: no document that it could be about is in the project.

    Example:

        wr corrections list -p review
    """
    with working("gathering institutions"):
        frame = view.corrections()
    problems = view.ledger.problems
    if json:
        say_json({"corrections": frame, "problems": problems}, stale=view.stale)
        return
    columns = {"id": "id", "when": "when", "who": "who", "what": "what", "why": "why", "status": "status"}
    shown = {"when": lambda v: str(v)[:10]}
    empty = "No correction yet. See `wr correct --help`."
    show_frame(frame, columns, shown=shown, empty=empty, wide=("what", "why", "who"))
    _warn(problems)


def undo(
    correction: Annotated[
        str, typer.Argument(metavar="ID", help="The correction's id, or its start, or: last.")
    ],
    project: ProjectOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Take a correction back, by another line in the ledger; undoing that line puts it in force again.

    Example:

        wr corrections undo 3f2a -p review
        wr corrections undo last -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        done = opened.undo(correction, why=why, who=who)
    tell(done, json=json)


@asks()
def export(
    view: View,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write.")],
    labels: Annotated[
        bool, typer.Option("--labels", help="Write labels for evaluation, as CSV, instead of the lines.")
    ] = False,
) -> None:
    """Write the ledger's usable lines to a file, for another project's `wr corrections import`.

    With --labels, the corrections in force become labels that a program can be measured on: pairs of names
    that are the same or different, types, scales, homes, what is an institution, ties.

    Example:

        wr corrections export ours.jsonl -p review
        wr corrections export labels.csv --labels -p review
    """
    if labels:
        typer.echo(f"Wrote {view.export_labels(out)} labels to {out}.")
    else:
        typer.echo(f"Wrote {view.export_corrections(out)} corrections to {out}.")
        _warn(view.ledger.problems)


def take(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="A ledger that was exported, or another project's folder.")
    ],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Add another ledger's corrections. Lines that are here already are left out; conflicts are reported.

    Example:

        wr corrections import theirs.jsonl -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        imported, changes = opened.import_corrections(source)
        standing = opened.view().standing()
    added = {c.id for c in imported.added}
    waiting = sum(c.id in added for c in standing.waiting)
    if json:
        say_json({"imported": imported, "changes": changes, "waiting": waiting})
        return
    told = f"Added {len(imported.added)} corrections of {imported.source}"
    typer.echo(f"{told}; {len(imported.known)} were here already.")
    for line in changes:
        typer.echo(f"  {line}")
    if waiting:
        typer.echo(f"{waiting} of them match nothing in this project yet; they wait for documents that do.")
    if standing.conflicts:
        typer.echo(f"{len(standing.conflicts)} conflicts: see `wr corrections conflicts`.")
    for problem in imported.problems:
        err(f"line {problem.line} of {imported.source} is left out: {problem.message}")


@asks(map=True)
def conflicts(view: View, json: JsonOption = False) -> None:
    """List corrections of different people that contradict each other; none of them is in force.

    Settle one by undoing a side: `wr corrections undo ID`. Of one person's corrections the later one holds.

    Example:

        wr corrections conflicts -p review
    """
    with working("gathering institutions"):
        standing = view.standing()
    if json:
        say_json({"conflicts": standing.conflicts, "problems": standing.problems}, stale=view.stale)
        return
    if not standing.conflicts:
        typer.echo("No conflicts.")
    for number, conflict in enumerate(standing.conflicts, 1):
        typer.echo(f"{number}. {conflict.about}\n     {_sides(conflict)}")
    _warn(standing.problems)


def _sides(conflict: Conflict) -> str:
    return f"{_side(conflict.left)}\n     against {_side(conflict.right)}."


def _side(lines: Iterable[Correction]) -> str:
    from workingregions.app.map import says

    parts = []
    for line in lines:
        why = f" ({line.why})" if line.why else ""
        parts.append(f"{line.who}, {line.when[:10]}: {says(line)}{why} [{line.id}]")
    return "; ".join(parts)


def _warn(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        err(f"line {problem.line} of {FILE_NAME} is not in force: {problem.message}")
