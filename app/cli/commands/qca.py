"""wr qca: which conditions of regions go with an outcome, by fuzzy-set qualitative comparative analysis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.advice import reworded
from workingregions.app.cli.commands.report import LOOK, write_report
from workingregions.app.cli.options import (
    FILTERS,
    JsonOption,
    ProjectOption,
    SnapshotOption,
    YearOption,
    add,
    asks,
    command,
    given_arguments,
    open_project,
    option,
    own_parameters,
    warn_if_stale,
)
from workingregions.app.cli.output import console, note, print_json, show_frame, working
from workingregions.corpus.map_filter import GOVERNANCE
from workingregions.models.wording import listed, plural

if TYPE_CHECKING:
    from workingregions.app.qca import Proposed, ProposedCondition
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.models.qca import Side, Study

KeepOption = Annotated[
    bool, typer.Option("--keep", help="Write the report into the project's folder of reports.")
]
MOST_MODELS = 5
"""Models of a solution that are printed; --json has all."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help="Find which conditions go with an outcome (fsQCA).",
    )
    add(group, propose)
    add(group, run)
    app.add_typer(group, name="qca")


def _analyses(function: Callable[..., tuple[Path, dict[str, Any]]]) -> Callable[..., None]:
    """Return the command of a function that returns the specification and the settings of an analysis.

    It takes --project and --snapshot, the options of FILTERS and those of a report.
    """

    def run(*, project: Path | None, snapshot: str | None, **options: Any) -> None:
        look = {name: options.pop(name) for name in LOOK}
        only = given_arguments(FILTERS, {name: options.pop(name) for name in FILTERS})
        keep, (spec, settings) = options.pop("keep"), function(**options)
        if keep or look["out"] is not None:
            from workingregions.app.qca import Inputs

            asked = {"options": Inputs.read(spec).options(settings), "only": only}
            write_report(project, snapshot, "qca", asked, look)
            return
        view = open_project(project).view(snapshot)
        warn_if_stale(view)
        with working("measuring regions"):
            study = view.qca(spec, only=view.map_filter(GOVERNANCE, **only), **settings)
        if look["json"]:
            print_json(study, stale=view.stale)
        else:
            _show(study)

    shared = [option("project", ProjectOption), option("snapshot", SnapshotOption)]
    shared += [option(name, FILTERS[name][1]) for name in FILTERS]
    shared += [option(name, annotation) for name, annotation in LOOK.items() if name != "json"]
    flags = [option("keep", KeepOption), option("json", JsonOption)]
    last = [flag.replace(default=False) for flag in flags]
    return command(run, function, [*own_parameters(function), *shared, *last])


@_analyses
def run(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The specification, a TOML or CSV file.")],
    year: YearOption = None,
    consistency: Annotated[
        float | None, typer.Option(help="Least consistency of a sufficient row.", show_default=False)
    ] = None,
    pri: Annotated[
        float | None, typer.Option(help="Least PRI of a sufficient row.", show_default=False)
    ] = None,
    frequency: Annotated[
        int | None, typer.Option(help="Least regions of a row; others are remainders.", show_default=False)
    ] = None,
    documents: Annotated[
        int | None, typer.Option(help="Least documents of a region.", show_default=False)
    ] = None,
    coverage: Annotated[
        float | None, typer.Option(help="Least coverage of a region's documents, 0 to 1.", show_default=False)
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="How often documents are drawn again; 0: never.", show_default=False)
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Makes the draws reproducible.", show_default=False)
    ] = None,
) -> tuple[Path, dict[str, Any]]:
    """Analyse which combinations of conditions are consistent with an outcome.

    SPEC names a table of regions (CSV), the outcome (a column of it, with source and year) and conditions:
    measures of the documents, such as organisations or ties per institution, and columns. Each needs three
    anchors and a reason in words; `wr qca propose` drafts one. Options replace the thresholds of SPEC.
    The documents are drawn again 500 times, to see how surely each row and term holds. Fewer than ten regions
    are compared, but not minimised. --out writes the report with its data and a script for R, --keep into the
    project's folder of reports.

    Example:

        wr qca run employment.toml -p review
        wr qca run employment.toml --consistency 0.85 --out analysis --format html,docx -p review
    """
    return spec, {
        "period": year, "consistency": consistency, "pri": pri, "frequency": frequency,
        "documents": documents, "coverage": coverage, "draws": draws, "seed": seed,
    }  # fmt: skip


def _show(study: Study) -> None:
    import pandas as pd

    typer.echo(f"{study.spec.title} ({study.snapshot})")
    names = [*study.spec.names, study.spec.outcome.name]
    rows = [
        {"region": case.name, "documents": case.documents}
        | {v.variable: v.membership for v in (*case.conditions, case.outcome)}
        for case in study.cases
    ]
    frame = pd.DataFrame(rows, columns=["region", "documents", *names])
    heads = {"region": "membership in", "documents": "docs", **{name: name for name in names}}
    shown = dict.fromkeys(names, lambda v: f"{v:.2f}")
    show_frame(frame, heads, shown=shown, wide=("region",), empty="No region can be compared.")
    for row in study.left_out:
        note(f"Left out: {row.name} ({row.region}): {row.why}.")
    for side in study.analysis.sides:
        _show_side(side)
    for warning in study.warnings:
        console().print(f"Warning: {reworded(warning)}", markup=False)


def _show_side(side: Side) -> None:
    from workingregions.models.qca import KINDS

    typer.echo("")
    shares = {(t.kind, t.term): t for t in side.robust.terms} if side.robust else {}
    for kind in KINDS:
        solution = getattr(side.solutions, kind)
        if not solution.models:
            typer.echo(f"{side.outcome}, {kind}: no combination is consistent with it.")
        for number, model in enumerate(solution.models[:MOST_MODELS], 1):
            several = f" (model {number} of {len(solution.models)})" if len(solution.models) > 1 else ""
            fit = model.fit
            typer.echo(f"{side.outcome}, {kind}{several}: {model.expression}")
            typer.echo(
                f"    consistency {fit.consistency:.2f}, PRI {fit.pri:.2f}, coverage {fit.coverage:.2f}"
                + (f"; contradicted by {listed(model.contradicting)}" if model.contradicting else "")
            )
            held = [f"{t.term} {shares[kind, t.term].sufficient:.0%}" for t in model.terms if shares]
            if held:
                typer.echo(f"    sufficient in this share of draws: {', '.join(held)}")


@asks(map=True, filters=tuple(FILTERS), governance=True)
def propose(
    view: View,
    only: MapFilter,
    table: Annotated[
        Path, typer.Argument(metavar="TABLE", help="A CSV file with a column of regions and the outcome.")
    ],
    outcome: Annotated[str, typer.Option("--outcome", metavar="COLUMN", help="The column of the outcome.")],
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition",
            metavar="NAME",
            help="A measure (ORG, DIV, TIE, SCALE, AGENDA, LEAD) or a column; repeatable. "
            "Default: these six.",
            show_default=False,
        ),
    ] = None,
    year: YearOption = None,
    documents: Annotated[int, typer.Option(help="Least documents of a region.", min=2)] = 5,
    coverage: Annotated[
        float, typer.Option(help="Least coverage of a region's documents.", min=0.0, max=1.0)
    ] = 0.5,
    draws: Annotated[int, typer.Option(help="Samples for the intervals.", min=0, max=10_000)] = 500,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write a draft, as .toml, beside TABLE.", show_default=False
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Propose anchors at gaps between the regions' values, and show the regions around each crossover.

    A gap separates regions that differ; whether it separates members of the set from others, you must say.
    The draft therefore has no reasons, and `wr qca run` refuses it until each anchor has one.

    Example:

        wr qca propose employment.csv --outcome change --condition ORG --condition TIE --out employment.toml
    """
    with working("measuring regions"):
        found = view.propose_qca(
            table, outcome, condition or (), year=year or "", documents=documents, coverage=coverage,
            draws=draws, only=only,
        )  # fmt: skip
    if out is not None:
        _write_draft(found, table, out)
    elif json:
        print_json(found, stale=view.stale)
    else:
        for one in (found.outcome, *found.conditions):
            _show_proposed(one)


def _write_draft(found: Proposed, table: Path, out: Path) -> None:
    from workingregions.app.qca import draft
    from workingregions.corpus.errors import InputError
    from workingregions.reports.output import write

    if out.suffix.lower() != ".toml":
        raise InputError(f"{out}: a draft is written as TOML.", advice="Let the file's name end in .toml.")
    if out.exists():
        raise InputError(f"{out} is there already, perhaps with your reasons.", advice="Choose another name.")
    if out.resolve().parent != table.resolve().parent:
        raise InputError(
            f"{out} is not in the folder of {table.name}, which it names.",
            advice=f"Write it into {table.parent}.",
        )
    for path in write(draft(found), out):
        typer.echo(f"Wrote {path}. Give each anchor a reason, then: wr qca run {path}")


def _show_proposed(one: ProposedCondition) -> None:
    import pandas as pd

    proposal = one.proposal
    anchors = [("out", proposal.out), ("crossover", proposal.crossover), ("full", proposal.full)]
    said = ", ".join(f"{name} {'no gap' if value is None else f'{value:g}'}" for name, value in anchors)
    typer.echo(f"{one.name}: {one.unit}")
    typer.echo(f"    gaps at: {said}")
    for words, cases in (("below", proposal.below), ("above", proposal.above)):
        if cases:
            near = ", ".join(f"{name} ({value:.4g})" for name, value in cases)
            typer.echo(f"    {words} the crossover: {near}")
    if one.lacking:
        note(f"No value: {listed(one.lacking)} ({plural(len(one.lacking), 'region')}).")
    frame = pd.DataFrame(one.values, columns=["region", "name", "value", "low", "high"])
    heads = {"name": "region", "value": "value", "low": "from", "high": "to"}
    digits = dict.fromkeys(("value", "low", "high"), lambda v: "" if v is None or v != v else f"{v:.4g}")
    show_frame(frame, heads, shown=digits, wide=("name",), empty="No region has a value.")
