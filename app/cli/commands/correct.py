"""wr correct: permanent corrections of the institution map, one by one and in batches."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from workingregions.app.cli.commands import correct_documents
from workingregions.app.cli.commands.corrections import print_all, print_correction, print_effect
from workingregions.app.cli.options import (
    JsonOption,
    NearOption,
    ProjectOption,
    WhoOption,
    WhyOption,
    add,
    brief,
    command,
    open_project,
    report_regions,
)
from workingregions.app.cli.output import working

InOption = Annotated[
    str,
    typer.Option(
        "--in", metavar="DOC", help="The document that shows it (id, file name or title).",
        show_default=False,
    ),
]  # fmt: skip
PageOption = Annotated[
    int | None,
    typer.Option("--page", metavar="N", help="The page of that document.", show_default=False, min=1),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show what it would change, and write nothing.")
]
Named = Annotated[str, typer.Argument(metavar="NAME", help="A name as documents write it.")]

Arguments = tuple[Sequence[str], dict[str, str]]
"""The names of a correction, and the further fields of its action."""

TOGETHER = """Correct institutions and ties, documents, outcomes and themes, one by one or from a CSV file.

With --from FILE.csv, one row is one correction; all are checked before any is written. --template prints
such a file with an example of each.

A correction is one line in the project's corrections.jsonl. It refers to names and documents, so it
remains valid after the next drop, after a new release and in another person's project. `wr corrections undo`
takes it back.
"""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    correct = typer.Typer(no_args_is_help=True, invoke_without_command=True)
    correct.callback(help=TOGETHER, short_help=brief(TOGETHER))(_batch)
    for action in (merge, split, rename, retype, rescale, place, reject, accept, tie):
        add(correct, _complete(action))
    correct_documents.register(correct)
    app.add_typer(correct, name="correct")


def _batch(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="Make the corrections of a CSV file.", show_default=False
        ),
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Print a CSV file to fill in.")] = False,
    project: ProjectOption = None,
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    if context.invoked_subcommand is not None:
        return
    from workingregions.app.map import BatchError, explained, read_batch
    from workingregions.app.map import template as examples

    if template:
        typer.echo(examples(), nl=False)
        return
    if source is None:
        raise typer.BadParameter("Give a command, --from FILE or --template.")
    opened, rows = open_project(project), read_batch(source)
    with working(f"checking {len(rows)} corrections"):
        try:
            done = opened.correct_all([replace(row.wish, who=who) for row in rows])
        except BatchError as error:
            raise explained(source, rows, error) from error
    print_all(done, json=json)


def _complete(action: Callable[..., Arguments]) -> Callable[..., None]:
    """Return a command that makes a correction, from a function of the arguments specific to it.

    All commands take the options of `_correct`; only `tie` has no --near, which could mean either end.
    """

    def complete(**given: Any) -> None:
        specific = {name: given.pop(name) for name in alone}
        _correct(action.__name__, action(**specific), **given)

    alone = inspect.signature(action, eval_str=True).parameters
    shared = inspect.signature(_correct, eval_str=True).parameters.values()
    options = [p for p in shared if p.kind is p.KEYWORD_ONLY and (p.name != "near" or action is not tie)]
    return command(complete, action, [*alone.values(), *options])


def _correct(
    action: str,
    arguments: Arguments,
    *,
    project: ProjectOption = None,
    near: NearOption = "",
    document: InOption = "",
    page: PageOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    names, fields = arguments
    given = {**fields, "near": near, "document": document, "page": page, "why": why, "who": who}
    opened = open_project(project)
    report_regions(filter(None, (near, fields.get("value") if action in ("place", "split") else "")))
    if dry_run:
        with working("gathering institutions"):
            effect = opened.view().effect(action, *names, **given)
        print_effect(effect, json=json)
        return
    with working("gathering institutions"):
        done = opened.correct(action, *names, **given)
    print_correction(done, json=json)


def merge(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME", help="Names of one institution, the best first.")
    ],
) -> Arguments:
    """State that two or more names are one institution. The first becomes its main name.

    Example:

        wr correct merge "Tees Valley Unlimited" "TVU" --why "its own short form" -p review
    """
    return names, {}


def split(
    name: Named,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="A name of the other institution.")] = "",
    region: Annotated[
        str,
        typer.Option(
            "--region", help="NAME is an institution of its own in this region.", show_default=False
        ),
    ] = "",
) -> Arguments:
    """State that two names are two institutions, or that a name means another one in a document or region.

    Example:

        wr correct split "Growth Hub" "Growth Company" -p review
        wr correct split "City Council" --in leeds-plan.pdf -p review
        wr correct split "Chamber of Commerce" --region Ohio -p review
    """
    return [name, other] if other else [name], {"value": region}


def rename(
    name: Named,
    to: Annotated[str, typer.Argument(metavar="NEW", help="Its new name.")],
) -> Arguments:
    """Set the name that an institution is shown with; its other names remain as aliases.

    Example:

        wr correct rename "Catalyst Works" "Catalyst Works Ltd" -p review
    """
    return [name], {"value": to}


def retype(
    name: Named,
    type: Annotated[str, typer.Argument(metavar="TYPE", help="university, firm, union, finance...")],
) -> Arguments:
    """Set the type of an institution: government_supranational, government_national,
    government_regional, government_local, university, research_organisation, training_provider,
    development_agency, labour_intermediary, industry_association, union, firm, finance, civil_society, other.

    Example:

        wr correct retype "Catalyst Works" development_agency -p review
    """
    return [name], {"value": type}


def rescale(
    name: Named,
    scale: Annotated[
        str, typer.Argument(metavar="SCALE", help="local, regional, national, supranational or unknown.")
    ],
) -> Arguments:
    """Set the scale at which an institution acts: local, regional, national, supranational or unknown.

    If no name or registry gives its home, the home is sought at this scale and may change with it.

    Example:

        wr correct rescale "Catalyst Works" regional -p review
    """
    return [name], {"value": scale}


def place(
    name: Named,
    region: Annotated[str, typer.Argument(metavar="REGION", help="Its home: a name or code of a region.")],
) -> Arguments:
    """Set the home region of an institution.

    Example:

        wr correct place "Catalyst Works" "Northeast Ohio" -p review
    """
    return [name], {"value": region}


def reject(name: Named) -> Arguments:
    """State that a name is not an institution: anywhere, or with --in only in one document.

    Example:

        wr correct reject "Suppliers of Northeast Ohio" --in closer-to-home.pdf -p review
    """
    return [name], {}


def accept(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME", help="One name, or two that are one institution.")
    ],
) -> Arguments:
    """Confirm that a name is an institution, or that two names are one: a label for evaluation.

    Example:

        wr correct accept "Tees Valley Unlimited" "TVU" -p review
    """
    return names, {}


def tie(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The institution at which the tie starts.")],
    relation: Annotated[
        str, typer.Argument(metavar="RELATION", help="funds, partners, part_of, governs, creates or serves.")
    ],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The institution at which it ends.")],
    verdict: Annotated[
        str, typer.Option("--as", help="asserted, planned, hedged, negated, or rejected (no such tie).")
    ] = "asserted",
) -> Arguments:
    """State that a tie holds, its modality, or (--as rejected) that there is no such tie.

    Example:

        wr correct tie "Ohio Development Agency" funds "Catalyst Works" --as rejected -p review
    """
    return [source, target], {"relation": relation, "value": verdict}
