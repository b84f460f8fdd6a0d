"""wr correct title, year, publisher, type, region, outcome and theme: corrections of documents."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from workingregions.app.cli.commands.corrections import print_all, print_correction
from workingregions.app.cli.options import (
    JsonOption,
    ProjectOption,
    WhoOption,
    WhyOption,
    add,
    command,
    open_project,
    report_regions,
)
from workingregions.app.cli.output import working

Doc = Annotated[
    str, typer.Argument(metavar="DOCUMENT", help="Its id, file name, title, or a part that no other has.")
]
Page = Annotated[
    int | None, typer.Option("--page", metavar="N", help="The page that shows it.", show_default=False, min=1)
]
Id = Annotated[
    str,
    typer.Argument(
        metavar="EVIDENCE", help="An evidence id, as --evidence of `wr outcomes` and `wr search` shows it."
    ),
]
Fields = dict[str, Any]
"""The arguments of Project.correct."""


def register(correct: typer.Typer) -> None:
    """Add the commands to `wr correct`."""
    for function in (title, year, publisher, type_, region):
        name = function.__name__.rstrip("_")
        add(correct, _corrects(name, function), name)
    add(correct, outcome)
    add(correct, _corrects("theme", theme))


def _corrects(action: str, function: Callable[..., Fields]) -> Callable[..., None]:
    """Make a command, with the shared options, of a function that returns the fields of a correction."""

    def run(*, project: Path | None, json: bool, **given: Any) -> None:
        shared = {name: given.pop(name) for name in ("page", "why", "who") if name in given}
        fields = function(**given)
        opened = open_project(project)
        with working("applying the correction"):
            done = opened.correct(action, **fields, **shared)
        print_correction(done, json=json)

    def option(name: str, annotation: Any, default: Any) -> inspect.Parameter:
        kind = inspect.Parameter.KEYWORD_ONLY
        return inspect.Parameter(name, kind, default=default, annotation=annotation)

    own = list(inspect.signature(function, eval_str=True).parameters.values())
    shared = [option("project", ProjectOption, None)]
    shared += [option("page", Page, None)] if "document" in (p.name for p in own) else []
    shared += [option("why", WhyOption, ""), option("who", WhoOption, ""), option("json", JsonOption, False)]
    return command(run, function, [*own, *shared])


def title(
    document: Doc,
    value: Annotated[str, typer.Argument(metavar="TITLE", help="The title.")],
) -> Fields:
    """Set the title of a document.

    Example:

        wr correct title deck.pdf "Our Reshoring Story" --page 1 -p review
    """
    return {"document": document, "value": value}


def year(
    document: Doc,
    value: Annotated[str, typer.Argument(metavar="YEAR", help="Four digits, or: unknown.")],
) -> Fields:
    """Set the year in which a document came out, by which it is filtered and counted.

    Example:

        wr correct year deck.pdf 2014 --why "2011 is the year of a quoted budget" -p review
    """
    return {"document": document, "value": value}


def publisher(
    document: Doc,
    value: Annotated[str, typer.Argument(metavar="NAME", help="The publisher, or: unknown.")],
) -> Fields:
    """Set the publisher of a document.

    Example:

        wr correct publisher deck.pdf "Mantra Information Services" -p review
    """
    return {"document": document, "value": value}


def type_(
    document: Doc,
    value: Annotated[str, typer.Argument(metavar="TYPE", help="strategy, evaluation, fact sheet...")],
) -> Fields:
    """Set the type of a document: strategy, plan, law, speech, fact_sheet, evaluation, evidence,
    policy_report, article, working_paper, thesis, chapter or other.

    Example:

        wr correct type deck.pdf "policy report" -p review
    """
    return {"document": document, "value": value}


def region(
    document: Doc,
    regions: Annotated[
        list[str], typer.Argument(metavar="REGION", help="Names or codes of regions, or: unknown.")
    ],
) -> Fields:
    """Set the regions that a document is about, in place of those found.

    Example:

        wr correct region biotech.pdf Scotland -p review
        wr correct region coast.pdf Essex Suffolk -p review
    """
    report_regions(name for name in regions if name.casefold() != "unknown")
    return {"document": document, "value": "; ".join(regions)}


def outcome(
    evidence: Id,
    reject: Annotated[bool, typer.Option("--reject", help="It is not an outcome.")] = False,
    kind: Annotated[
        str, typer.Option("--kind", help="jobs, investment, funding, firms, wages or output.")
    ] = "",
    value: Annotated[str, typer.Option("--value", help="The number, in its unit.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="persons, firms, percent, or a currency (GBP).")] = "",
    place: Annotated[str, typer.Option("--place", help="A region, or: unknown.")] = "",
    year: Annotated[str, typer.Option("--year", help="Four digits, or: unknown.")] = "",
    institution: Annotated[str, typer.Option("--institution", help="Who, or: unknown.")] = "",
    claim: Annotated[str, typer.Option("--claim", help="promised or reported.")] = "",
    project: ProjectOption = None,
    why: WhyOption = "",
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Reject an outcome, or set its kind, number, unit, place, year, institution, or whether it is a promise.

    Example:

        wr correct outcome EVIDENCE --reject --why "a page number" -p review
        wr correct outcome EVIDENCE --kind funding --year 2013 -p review
    """
    from workingregions.app.map import Wish
    from workingregions.corpus.correction import REJECTED, Action

    given = {
        "kind": kind, "value": value, "unit": unit, "place": place, "year": year,
        "institution": institution, "claim": claim,
    }  # fmt: skip
    fields = {name: text for name, text in given.items() if text}
    if reject == bool(fields):
        raise typer.BadParameter("Give either --reject or what is to be set, such as --kind.")
    report_regions([place] if place and place.casefold() != "unknown" else [])
    pairs = [("", REJECTED)] if reject else list(fields.items())
    wishes = [
        Wish(action=Action.OUTCOME, evidence=evidence, relation=name, value=text, why=why, who=who)
        for name, text in pairs
    ]
    opened = open_project(project)
    with working("applying the correction"):
        done = opened.correct_all(wishes)
    print_all(done, json=json)


def theme(
    evidence: Id,
    theme: Annotated[str, typer.Argument(metavar="THEME", help="A theme's id; see `wr themes`.")],
    about: Annotated[bool, typer.Option("--about/--not-about", help="Whether the passage is about it.")],
) -> Fields:
    """State that a passage is about a theme, or is not. The passage is that of the evidence.

    Example:

        wr correct theme EVIDENCE reshoring --not-about --why "a title page" -p review
    """
    from workingregions.corpus.correction import ABOUT, NOT_ABOUT

    return {"evidence": evidence, "relation": theme, "value": ABOUT if about else NOT_ABOUT}
