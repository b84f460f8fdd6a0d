"""wr correct: putting the map right, once and for all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from workingregions.app.commands.common import JsonOption, ProjectOption, add, open_project, working
from workingregions.app.commands.corrections import WhoOption, WhyOption, tell

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


def _nothing() -> None:
    pass


def merge(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Names of one institution, the best first.")
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
        list[str], typer.Argument(metavar="NAME...", help="One name, or two that are rightly one.")
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
    tell(done, json=json)
