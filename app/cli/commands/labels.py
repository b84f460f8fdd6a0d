"""wr labels, wr agreement and wr accuracy: what coders judged, and what it shows of them and the machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.commands.label import Theme, show, show_sides
from workingregions.app.cli.options import JsonOption, ProjectOption, add, asks, open_project
from workingregions.app.cli.output import answer, err, print_json, show_frame

if TYPE_CHECKING:
    from workingregions.app.coding import ThemeAccuracy
    from workingregions.app.view import View
    from workingregions.models.labels import Agreement, Figure


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    book = typer.Typer(help="The labels of coders: list, export, import.", no_args_is_help=True)
    add(book, listed, "list")
    add(book, export)
    add(book, take, "import")
    app.add_typer(book, name="labels")
    add(app, agreement)
    add(app, accuracy)


@asks()
def listed(view: View, theme: str = "", json: JsonOption = False) -> None:
    """List the themes that have labels: how many, by whom, how many are random, and what scores the theme.

    Labels whose passage is not in the project any more are counted as gone; --json lists them.

    Example:

        wr labels list -p review
    """
    frame = view.label_summary()
    if json:
        print_json({"themes": frame, "labels": view.labels(theme)})
        return
    columns = {
        "theme": "theme", "labels": "labels", "coders": "coders", "yes": "yes", "no": "no",
        "unsure": "unsure", "random": "random", "contested": "contested", "gone": "gone",
        "model": "scored by",
    }  # fmt: skip
    answer(
        view, frame, columns, json=False, empty="No labels yet. Begin with: wr label THEME", wide=("theme",)
    )
    gone = view.labels()
    for _, row in gone[gone["state"] == "gone"].head(5).iterrows():
        err(f"label {row['id']} of {row['who']} counts for nothing: {row['reason']}.")


@asks()
def export(
    view: View, out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write (CSV).")]
) -> None:
    """Write the current labels as a table, which `wr label THEME --from` reads.

    Example:

        wr labels export labels.csv -p review
    """
    from workingregions.corpus.csvfile import frame_as_csv
    from workingregions.corpus.files import write_atomically, writing

    frame = view.labels()
    with writing(out):
        write_atomically(out, frame_as_csv(frame))
    typer.echo(f"Wrote {len(frame)} labels to {out}.")


def take(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="A file labels.jsonl, or another project's folder.")
    ],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Add the labels of another project. Known ones are left out.

    Example:

        wr labels import ../review-of-a-colleague -p review
    """
    opened = open_project(project)
    new, known, reading = opened.import_labels(source)
    gone = opened.view().labels()
    waiting = int((gone["state"] == "gone").sum())
    if json:
        print_json({"added": new, "known": known, "gone": waiting, "problems": reading.problems})
        return
    typer.echo(f"Added {new} labels; {known} were already present.")
    if waiting:
        typer.echo(
            f"{waiting} labels refer to passages that this project does not have; they count for nothing."
        )
    for problem in reading.problems:
        err(f"line {problem.line} of {source} was left out: {problem.message}")


@asks()
def agreement(
    view: View,
    theme: Annotated[
        str, typer.Argument(metavar="THEME", help="A theme's id. Default: all.", show_default=False)
    ] = "",
    passages: Annotated[
        bool, typer.Option("--passages", help="List what coders disagree on, side by side.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Show how far coders agree: Krippendorff's alpha (nominal, missing answers allowed) with 95 % intervals.

    Agreement among people and that of each with the machine are told apart. As nearly all passages are about
    few themes, the share of equal answers is also given among passages that somebody said yes to. An alpha of
    .8 is reliable, one below .667 is not (Krippendorff 2018).

    Example:

        wr agreement -p review
        wr agreement reshoring --passages -p review
    """
    if passages:
        cases = view.disagreements(theme) if theme else []
        if json:
            print_json([{"passage": item, "answers": sides} for item, sides in cases])
            return
        if not theme:
            raise typer.BadParameter("--passages needs a theme.")
        for number, (item, sides) in enumerate(cases, 1):
            show(view, item, f"{number} of {len(cases)}", suggest=False)
            show_sides(sides)
        typer.echo(f"{len(cases)} passages. Settle them with: wr label {theme} --adjudicate")
        return
    found = view.agreement(theme)
    if json:
        print_json(found)
        return
    import pandas as pd

    rows = []
    for one in found:
        rows += [_agreed(one.theme, each) for each in (one.people, *one.with_machine)]
    columns = {"theme": "theme", "coders": "coders", "units": "passages", "alpha": "alpha", "same": "same",
               "named": "same where yes", "note": "note"}  # fmt: skip
    show_frame(
        pd.DataFrame(rows, columns=list(columns)), columns, empty="No labels yet.", wide=("coders", "note")
    )


def _agreed(theme: str, one: Agreement) -> dict[str, object]:
    alpha = "" if one.alpha is None else f"{one.alpha:.2f}"
    if one.low is not None and one.high is not None:
        alpha += f" [{one.low:.2f}, {one.high:.2f}]"
    return {
        "theme": theme,
        "coders": ", ".join(one.coders),
        "units": one.units,
        "alpha": alpha,
        "same": "" if one.same is None else f"{one.same:.0%}",
        "named": "" if one.same_named is None else f"{one.same_named:.0%}",
        "note": one.note,
    }


@asks()
def accuracy(view: View, theme: Theme, json: JsonOption = False) -> None:
    """Show precision, recall, F1 and prevalence of a theme, from labels of random passages alone.

    The passages are a stratified sample, so that each stands for as many as its stratum has; intervals are
    95 %. With too few labels the answer is "not enough", and how many are missing.

    Example:

        wr accuracy reshoring -p review
    """
    found = view.accuracy(theme)
    if json:
        print_json(found)
        return
    _accuracy(found)


def _accuracy(found: ThemeAccuracy) -> None:
    own = found.accuracy
    typer.echo(f"{found.theme}, scored by {found.model}, codebook {found.codebook}")
    about = f"{own.about} about the theme, {own.tagged} tagged"
    typer.echo(f"{own.labels} random passages, for {own.population}; {about}")
    for name in ("precision", "recall", "f1", "prevalence"):
        typer.echo(f"  {name:11}{_figure(getattr(own, name))}")
    notes = {
        "labels taught the model, and do not measure": found.taught,
        "passages are contested; settle them with --adjudicate": found.contested,
        "passages have no answer: unsure, or as many yes as no": found.unsure,
    }
    for words, count in notes.items():
        if count:
            typer.echo(f"{count} {words}.")
    if own.advice:
        typer.echo(own.advice)


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return figure.note
    return f"{figure.value:.3f}  [{figure.low:.3f}, {figure.high:.3f}]"
