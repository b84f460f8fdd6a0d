"""wr correct, wr corrections: putting the map right, once and for all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.commands.common import (
    JsonOption,
    ProjectOption,
    add,
    err,
    open_project,
    say_json,
    show_frame,
    working,
)

if TYPE_CHECKING:
    from workingregions.app.corrections import Corrected
    from workingregions.app.project import Project
    from workingregions.corpus.correction import Correction
    from workingregions.corpus.ledger import Problem
    from workingregions.models.entities import Conflict

WhyOption = Annotated[str, typer.Option("--why", help="The reason, for those who read the ledger later.")]
WhoOption = Annotated[
    str,
    typer.Option(
        "--who", help="Who says so. Default: [project] who, else git's user.name.", show_default=False
    ),
]
InOption = Annotated[
    str,
    typer.Option(
        "--in", metavar="DOC", help="The document in which it is seen (id, file name or title).",
        show_default=False,
    ),
]  # fmt: skip
PageOption = Annotated[
    int | None, typer.Option("--page", help="The page of that document.", show_default=False)
]
NearOption = Annotated[
    str,
    typer.Option(
        "--near", metavar="REGION", help="Which of several of that name: the one at home here.",
        show_default=False,
    ),
]  # fmt: skip
Named = Annotated[str, typer.Argument(metavar="NAME", help="A name as documents write it.")]

TOGETHER = """Put the map right: institutions that are one or two, their names, types, scales, homes, ties.

A correction is one line in the project's corrections.jsonl. It is addressed by names and documents, so it
holds after the next drop, after a new release and in another person's project. `wr corrections undo` takes it
back.
"""


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    correct = typer.Typer(help="Put the map of institutions right, once and for all.", no_args_is_help=True)
    correct.callback(help=TOGETHER)(_nothing)
    for command in (merge, split, rename, retype, rescale, place, reject, accept, tie):
        add(correct, command)
    app.add_typer(correct, name="correct")
    book = typer.Typer(help="The ledger of corrections: list, undo, export, import.", no_args_is_help=True)
    add(book, listed, "list")
    add(book, undo)
    add(book, export)
    add(book, take, "import")
    add(book, conflicts)
    app.add_typer(book, name="corrections")


def _nothing() -> None:
    pass


def merge(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME NAME...", help="Names of one institution, the best first.")
    ],
    project: ProjectOption = None,
    near: NearOption = "",
    document: InOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say that two or more names are one institution. The first becomes its name.

    Example:

        wr correct merge "Tees Valley Unlimited" "TVU" --why "its own short form" -p review
    """
    fields = {"near": near, "document": document, "page": page, "why": why, "who": who}
    _correct(project, json, "merge", names, fields)


def split(
    name: Named,
    other: Annotated[str, typer.Argument(metavar="[OTHER]", help="A name of the other institution.")] = "",
    project: ProjectOption = None,
    region: Annotated[
        str,
        typer.Option(
            "--region", help="NAME is an institution of its own in this region.", show_default=False
        ),
    ] = "",
    document: InOption = "",
    near: NearOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say that two names are two institutions, or that a name means another one in a document or region.

    Example:

        wr correct split "Growth Hub" "Growth Company" -p review
        wr correct split "City Council" --in leeds-plan.pdf -p review
        wr correct split "Chamber of Commerce" --region Ohio -p review
    """
    names = [name, other] if other else [name]
    fields = {"value": region, "document": document, "near": near, "page": page, "why": why, "who": who}
    _correct(project, json, "split", names, fields)


def rename(
    name: Named,
    to: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
    project: ProjectOption = None,
    near: NearOption = "",
    document: InOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Give an institution the name it should be shown with; its other names stay its aliases.

    Example:

        wr correct rename "Catalyst Works" "Catalyst Works Ltd" -p review
    """
    fields = {"value": to, "near": near, "document": document, "page": page, "why": why, "who": who}
    _correct(project, json, "rename", [name], fields)


def retype(
    name: Named,
    type: Annotated[str, typer.Argument(metavar="TYPE", help="university, firm, union, finance...")],
    project: ProjectOption = None,
    near: NearOption = "",
    document: InOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say of which type an institution is: government_supranational, government_national,
    government_regional, government_local, university, research_organisation, training_provider,
    development_agency, labour_intermediary, industry_association, union, firm, finance, civil_society, other.

    Example:

        wr correct retype "Catalyst Works" development_agency -p review
    """
    fields = {"value": type, "near": near, "document": document, "page": page, "why": why, "who": who}
    _correct(project, json, "retype", [name], fields)


def rescale(
    name: Named,
    scale: Annotated[str, typer.Argument(metavar="SCALE", help="local, regional, national, supranational.")],
    project: ProjectOption = None,
    near: NearOption = "",
    document: InOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say at which scale an institution acts: local, regional, national, supranational or unknown.

    Example:

        wr correct rescale "Catalyst Works" regional -p review
    """
    fields = {"value": scale, "near": near, "document": document, "page": page, "why": why, "who": who}
    _correct(project, json, "rescale", [name], fields)


def place(
    name: Named,
    region: Annotated[str, typer.Argument(metavar="REGION", help="Its home: a name or code of a region.")],
    project: ProjectOption = None,
    near: NearOption = "",
    document: InOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say in which region an institution is at home.

    Example:

        wr correct place "Catalyst Works" "Northeast Ohio" -p review
    """
    fields = {"value": region, "near": near, "document": document, "page": page, "why": why, "who": who}
    _correct(project, json, "place", [name], fields)


def reject(
    name: Named,
    project: ProjectOption = None,
    document: InOption = "",
    near: NearOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say that a name is no institution: anywhere, or with --in in one document.

    Example:

        wr correct reject "Suppliers of Northeast Ohio" --in closer-to-home.pdf -p review
    """
    fields = {"document": document, "near": near, "page": page, "why": why, "who": who}
    _correct(project, json, "reject", [name], fields)


def accept(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME [NAME]", help="One name, or two that are rightly one.")
    ],
    project: ProjectOption = None,
    document: InOption = "",
    near: NearOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say that a name is rightly an institution, or that two names are rightly one: a label for evaluation.

    Example:

        wr correct accept "Tees Valley Unlimited" "TVU" -p review
    """
    fields = {"document": document, "near": near, "page": page, "why": why, "who": who}
    _correct(project, json, "accept", names, fields)


def tie(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The institution that the tie goes from.")],
    relation: Annotated[
        str, typer.Argument(metavar="RELATION", help="funds, partners, part_of, governs, creates or serves.")
    ],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The institution that it goes to.")],
    project: ProjectOption = None,
    verdict: Annotated[
        str, typer.Option("--as", help="asserted, planned, hedged, negated, or rejected: there is none.")
    ] = "asserted",
    document: InOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Say that a tie holds, how it is meant, or (--as rejected) that there is none.

    Example:

        wr correct tie "Ohio Development Agency" funds "Catalyst Works" --as rejected -p review
    """
    fields = {"relation": relation, "value": verdict, "document": document, "page": page}
    _correct(project, json, "tie", [source, target], {**fields, "why": why, "who": who})


def _correct(project: Path | None, json: bool, action: str, names: list[str], fields: dict[str, Any]) -> None:
    opened = open_project(project)
    with working("gathering institutions"):
        done = opened.correct(action, *names, **fields)
    _tell(done, json=json)


def _tell(done: Corrected, *, json: bool) -> None:
    if json:
        say_json(done)
        return
    from workingregions.app.corrections import says

    typer.echo(f"Correction {done.correction.id}: {says(done.correction)}.")
    for line in done.changes or ("Nothing else changes.",):
        typer.echo(f"  {line}")
    for conflict in done.conflicts:
        typer.echo(f"  It conflicts with another person's correction, so neither holds: {_sides(conflict)}")
    typer.echo(f"Snapshot {done.snapshot}. Take it back with: wr corrections undo {done.correction.id}")


def listed(project: ProjectOption = None, json: JsonOption = False) -> None:
    """List the corrections: who said what, when and why, and whether it is in force.

    A correction is in force, undone, in conflict with another person's (then neither holds; see
    `wr corrections conflicts`), or waiting: no document that it could be about is in the project.

    Example:

        wr corrections list -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        frame = opened.corrections()
    problems = opened.ledger.read().problems
    if json:
        say_json({"corrections": frame, "problems": problems})
        return
    columns = {"id": "id", "when": "when", "who": "who", "what": "what", "why": "why", "status": "status"}
    shown = {"when": lambda v: str(v)[:10]}
    empty = "No correction yet. `wr correct --help` tells how to make one."
    show_frame(frame, columns, shown=shown, empty=empty, wide=("what", "why", "who"))
    _warn(opened, problems)


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
    _tell(done, json=json)


def export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write.")],
    project: ProjectOption = None,
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
    opened = open_project(project)
    if labels:
        typer.echo(f"Wrote {opened.export_labels(out)} labels to {out}.")
    else:
        typer.echo(f"Wrote {opened.ledger.write_to(out)} corrections to {out}.")
        _warn(opened, opened.ledger.read().problems)


def take(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="A ledger that was exported, or another project's folder.")
    ],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Add another ledger's corrections. Lines that are here already are left out; conflicts are told.

    Example:

        wr corrections import theirs.jsonl -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        imported, changes = opened.import_corrections(source)
        standing = opened.standing()
    added = {c.id for c in imported.added}
    waiting = sum(c.id in added for c in standing.waiting)
    if json:
        say_json({"imported": imported, "changes": changes, "waiting": waiting})
        return
    typer.echo(f"Added {len(imported.added)} corrections; {len(imported.known)} were here already.")
    for line in changes:
        typer.echo(f"  {line}")
    if waiting:
        typer.echo(f"{waiting} of them match nothing in this project yet; they wait for documents that do.")
    if standing.conflicts:
        typer.echo(f"{len(standing.conflicts)} conflicts: see `wr corrections conflicts`.")
    for problem in imported.problems:
        err(f"line {problem.line} of {source} is left out: {problem.message}")


def conflicts(project: ProjectOption = None, json: JsonOption = False) -> None:
    """List corrections of different people that contradict each other; none of them is in force.

    Settle one by undoing a side: `wr corrections undo ID`. Of one person's corrections the later one holds.

    Example:

        wr corrections conflicts -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        standing = opened.standing()
    if json:
        say_json({"conflicts": standing.conflicts, "problems": standing.problems})
        return
    if not standing.conflicts:
        typer.echo("No conflicts.")
    for number, conflict in enumerate(standing.conflicts, 1):
        typer.echo(f"{number}. {conflict.about}\n     {_sides(conflict)}")
    _warn(opened, standing.problems)


def _sides(conflict: Conflict) -> str:
    return f"{_side(conflict.left)}\n     against {_side(conflict.right)}."


def _side(lines: Iterable[Correction]) -> str:
    from workingregions.app.corrections import says

    parts = []
    for line in lines:
        why = f" ({line.why})" if line.why else ""
        parts.append(f"{line.who}, {line.when[:10]}: {says(line)}{why} [{line.id}]")
    return "; ".join(parts)


def _warn(opened: Project, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        err(f"line {problem.line} of {opened.ledger.path.name} is not in force: {problem.message}")
