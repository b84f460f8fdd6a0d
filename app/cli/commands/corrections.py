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
from workingregions.app.cli.output import err, print_json, show_frame, working
from workingregions.corpus.ledger import FILE_NAME

if TYPE_CHECKING:
    from workingregions.app.map import Corrected, CorrectedAll, Effect
    from workingregions.app.view import View
    from workingregions.corpus.correction import Correction
    from workingregions.corpus.ledger import Problem
    from workingregions.models.entities import Conflict


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    book = typer.Typer(help="The ledger of corrections: list, undo, export, import.", no_args_is_help=True)
    add(book, listed, "list")
    add(book, undo)
    add(book, export)
    add(book, take, "import")
    add(book, conflicts)
    app.add_typer(book, name="corrections")


def print_correction(done: Corrected, *, json: bool) -> None:
    """Print what a correction changed."""
    if json:
        print_json(done)
        return
    from workingregions.app.map import in_words

    typer.echo(f"Correction {done.correction.id}: {in_words(done.correction)}.")
    for line in done.changes or ("Nothing else changes.",):
        typer.echo(f"  {line}")
    for conflict in done.conflicts:
        typer.echo(
            f"  It conflicts with another person's correction, so neither holds: {conflict_sides(conflict)}"
        )
    typer.echo(f"Snapshot {done.snapshot}. Undo it with: wr corrections undo {done.correction.id}")


def print_effect(effect: Effect, *, json: bool) -> None:
    """Print what a correction would change."""
    if json:
        print_json(effect)
        return
    typer.echo(f"{effect.what}: {effect.summary}")
    for line in effect.changes:
        typer.echo(f"  {line}")
    for conflict in effect.conflicts:
        typer.echo(f"  It would conflict with another person's correction: {conflict_sides(conflict)}")
    typer.echo("Nothing was written.")


def print_all(done: CorrectedAll, *, json: bool) -> None:
    """Print what corrections that were written together changed."""
    if json:
        print_json(done)
        return
    from workingregions.app.map import in_words

    for correction in done.corrections:
        typer.echo(f"Correction {correction.id}: {in_words(correction)}.")
    if done.known:
        typer.echo(f"In force already, and not written again: {len(done.known)}.")
    for line in done.changes or ("Nothing else changes.",):
        typer.echo(f"  {line}")
    for conflict in done.conflicts:
        typer.echo(
            f"  It conflicts with another person's correction, so neither holds: {conflict_sides(conflict)}"
        )
    last = f" Undo one with: wr corrections undo {done.corrections[-1].id}" if done.corrections else ""
    typer.echo(f"Snapshot {done.snapshot}.{last}")


@asks(map=True)
def listed(view: View, json: JsonOption = False) -> None:
    """List the corrections: who made which, when and why, and whether it is in force.

    A correction is in force, undone, in conflict with another person's (then neither is in force; see
    `wr corrections conflicts`), or waiting: the project contains no document that it applies to.

    Example:

        wr corrections list -p review
    """
    with working("gathering institutions"):
        frame = view.corrections()
    problems = view.ledger.problems
    if json:
        print_json({"corrections": frame, "problems": problems}, stale=view.stale)
        return
    columns = {"id": "id", "when": "when", "who": "who", "what": "what", "why": "why", "status": "status"}
    shown = {"when": lambda v: str(v)[:10]}
    empty = "No corrections yet. See `wr correct --help`."
    show_frame(frame, columns, shown=shown, empty=empty, wide=("what", "why", "who"))
    _warn(problems)


def undo(
    correction: Annotated[
        str, typer.Argument(metavar="ID", help="The correction's id or the beginning of it, or: last.")
    ],
    project: ProjectOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Undo a correction by adding a line to the ledger; undoing that line restores the correction.

    Example:

        wr corrections undo 3f2a -p review
        wr corrections undo last -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        done = opened.undo(correction, why=why, who=who)
    print_correction(done, json=json)


@asks()
def export(
    view: View,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write.")],
    labels: Annotated[
        bool, typer.Option("--labels", help="Write labels for evaluation, as CSV, instead of lines.")
    ] = False,
) -> None:
    """Write the ledger's valid lines to a file, for another project's `wr corrections import`.

    With --labels, write the corrections in force as labels for evaluating a program: pairs of names that are
    the same or different, types, scales, homes, what is an institution, ties.

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
        Path, typer.Argument(metavar="FILE", help="An exported ledger, or another project's folder.")
    ],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Add the corrections of another ledger. Known lines are left out; conflicts are reported.

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
        print_json({"imported": imported, "changes": changes, "waiting": waiting})
        return
    message = f"Added {len(imported.added)} corrections of {imported.source}"
    typer.echo(f"{message}; {len(imported.known)} were already present.")
    for line in changes:
        typer.echo(f"  {line}")
    if waiting:
        typer.echo(f"{waiting} of them match nothing in this project yet; they wait for documents that do.")
    if standing.conflicts:
        typer.echo(f"{len(standing.conflicts)} conflicts: see `wr corrections conflicts`.")
    for problem in imported.problems:
        err(f"line {problem.line} of {imported.source} was left out: {problem.message}")


@asks(map=True)
def conflicts(view: View, json: JsonOption = False) -> None:
    """List corrections of different people that contradict each other; none of them is in force.

    Settle a conflict by undoing one side: `wr corrections undo ID`. The later of one person's corrections
    is in force.

    Example:

        wr corrections conflicts -p review
    """
    with working("gathering institutions"):
        standing = view.standing()
    if json:
        print_json({"conflicts": standing.conflicts, "problems": standing.problems}, stale=view.stale)
        return
    if not standing.conflicts:
        typer.echo("No conflicts.")
    for number, conflict in enumerate(standing.conflicts, 1):
        typer.echo(f"{number}. {conflict.about}\n     {conflict_sides(conflict)}")
    _warn(standing.problems)


def conflict_sides(conflict: Conflict) -> str:
    """Return both sides of a conflict between corrections in words."""
    return f"{_side(conflict.left)}\n     against {_side(conflict.right)}."


def _side(lines: Iterable[Correction]) -> str:
    from workingregions.app.map import in_words

    parts = []
    for line in lines:
        why = f" ({line.why})" if line.why else ""
        parts.append(f"{line.who}, {line.when[:10]}: {in_words(line)}{why} [{line.id}]")
    return "; ".join(parts)


def _warn(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        err(f"line {problem.line} of {FILE_NAME} is not in force: {problem.message}")
