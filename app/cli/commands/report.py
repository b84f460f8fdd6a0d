"""wr report: writing reports, listing them, making them again and comparing editions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from workingregions.app.cli.options import (
    FILTERS,
    INSTITUTIONS,
    JsonOption,
    ProjectOption,
    SnapshotOption,
    ThemeOption,
    YearOption,
    add,
    command,
    given_arguments,
    open_project,
    option,
    own_parameters,
    report_regions,
    warn_if_stale,
)
from workingregions.app.cli.output import print_json, show_frame, working
from workingregions.app.cli.show_reports import show_diff, show_rebuilt

DIFFERENT = 3
"""The exit code where a report that was made again, or another edition, is not equal; 1 and 2 are errors."""
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="LIST",
        help="html, docx, pdf, md, separated by commas. Default: all.",
        show_default=False,
    ),
]
StyleOption = Annotated[
    str | None,
    typer.Option(
        "--style",
        metavar="NAME",
        help="Citation style: apa, harvard-cite-them-right, chicago-author-date ...; a wrong one lists all.",
        show_default=False,
    ),
]
SpellingOption = Annotated[
    str | None, typer.Option("--spelling", help="british or american.", show_default=False)
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Write it into this new folder instead of the project's reports.",
        show_default=False,
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="URL",
        help="Address of the workbench that links lead to. Default: http://127.0.0.1:8000, that of wr serve.",
        show_default=False,
    ),
]
TemplateOption = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help="A Word document (.docx, .dotx) whose styles, headers and page report.docx takes.",
        show_default=False,
    ),
]
LOOK: dict[str, Any] = {
    "format": FormatOption,
    "template": TemplateOption,
    "style": StyleOption,
    "spelling": SpellingOption,
    "out": OutOption,
    "base": BaseOption,
    "json": JsonOption,
}
"""The options of every command that writes a report."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    report = typer.Typer(help="Write a report; list, rebuild and compare reports.", no_args_is_help=True)
    add(report, theme)
    add(report, region)
    add(report, compare)
    add(report, drop)
    add(report, listed, "list")
    add(report, rebuild)
    add(report, diff)
    app.add_typer(report, name="report")


def writes(
    kind: str, *, filters: Sequence[str] = ()
) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., None]]:
    """Return a decorator that makes a command of a function which returns the arguments of a report.

    The command takes --project and --snapshot, the options of `filters` (names in FILTERS) and those of LOOK.
    """

    def decorate(function: Callable[..., dict[str, Any]]) -> Callable[..., None]:
        def run(*, project: Path | None, snapshot: str | None, **options: Any) -> None:
            look = {name: options.pop(name) for name in LOOK}
            only = given_arguments(FILTERS, {name: options.pop(name) for name in filters})
            asked = {**function(**options), "only": only}
            report_regions(asked.get("regions"))
            write_report(project, snapshot, kind, asked, look)

        shared = [option("project", ProjectOption), option("snapshot", SnapshotOption)]
        shared += [option(name, FILTERS[name][1]) for name in filters]
        shared += [option(name, annotation) for name, annotation in LOOK.items() if name != "json"]
        last = option("json", JsonOption).replace(default=False)
        return command(run, function, [*own_parameters(function), *shared, last])

    return decorate


def write_report(
    folder: Path | None, snapshot: str | None, kind: str, asked: dict[str, Any], look: dict[str, Any]
) -> None:
    """Write a report where it is wanted, and print where it is."""
    project = open_project(folder)
    warn_if_stale(project.view(snapshot))
    formats = [name for name in (look["format"] or "").split(",") if name.strip()]
    given = {**asked, **{name: look[name] for name in ("style", "spelling", "base", "template")}}
    out: Path | None = look["out"]
    with working("writing the report"):
        if out is not None:
            title = project.write_report(kind, out, formats=formats, snapshot=snapshot, **given)
            names = sorted(path.name for path in out.iterdir())
            answer: object = {"title": title, "folder": str(out)}
        else:
            made = project.make_report(kind, formats=formats, snapshot=snapshot, **given)
            out = project.root / "reports" / made.id
            names, answer = [file.name for file in made.files], made
    if look["json"]:
        print_json(answer)
        return
    pages = [name for name in names if "/" not in name and name.endswith((".html", ".docx", ".pdf", ".md"))]
    typer.echo(f"Wrote {out}: {', '.join(pages) or 'its files'}.")


@writes("theme", filters=INSTITUTIONS)
def theme(
    names: Annotated[list[str], typer.Argument(metavar="ID...", help="Theme ids; see `wr themes`.")],
    year: YearOption = None,
) -> dict[str, Any]:
    """Write a thematic review: what the corpus says about a theme, by whom, where and when.

    Several themes are reviewed as one subject, and counted one by one beside that.

    Every statement opens on the words behind it, with document and page. --type, --scale, --no-firms and
    --min-confidence filter the institutions. The report goes into the project's folder of reports, with the
    data of its tables and figures, or into --out DIR.

    Example:

        wr report theme reshoring -p review
        wr report theme reshoring offshoring --year 2010:2020 -p review
        wr report theme reshoring --format docx,pdf --style apa --spelling american -p review
    """
    return {"themes": names, "year": year}


@writes("region", filters=tuple(FILTERS))
def region(
    code: Annotated[str, typer.Argument(metavar="REGION", help="Region by name or code.")],
    year: YearOption = None,
) -> dict[str, Any]:
    """Write the profile of a region: its documents, institutions, ties, themes and what is claimed.

    Example:

        wr report region "North East England" -p review
        wr report region UKH3 --year 2010:2020 --out essex -p review
    """
    return {"regions": [code], "year": year}


@writes("compare", filters=tuple(FILTERS))
def compare(
    codes: Annotated[list[str], typer.Argument(metavar="REGION...", help="Two or more regions.")],
    theme: ThemeOption = None,
    year: YearOption = None,
) -> dict[str, Any]:
    """Compare regions: the same questions asked of each, institutions and ties at equal documents.

    Example:

        wr report compare "North East England" Ohio -p review
    """
    return {"regions": codes, "themes": theme or [], "year": year}


@writes("drop")
def drop(
    ident: Annotated[
        str, typer.Argument(metavar="DROP", help="Id of a drop; see `wr drops`. Default: the last.")
    ] = "",
) -> dict[str, Any]:
    """Report what the documents of a drop add to the corpus, contradict or extend.

    Example:

        wr report drop -p review
    """
    return {"drop": ident}


def listed(project: ProjectOption = None, json: JsonOption = False) -> None:
    """List the reports that the project keeps, newest first.

    Example:

        wr report list -p review
    """
    import pandas as pd

    found = open_project(project).reports()
    if json:
        print_json(found)
        return
    rows = [
        {
            "id": report.id,
            "title": report.title,
            "kind": report.kind,
            "made": report.made[:10],
            "who": report.who,
            "snapshot": report.snapshot,
            "codebook": report.codebook,
            "files": len(report.files),
        }
        for report in found
    ]
    names = ("id", "title", "kind", "made", "who", "snapshot", "codebook", "files")
    frame = pd.DataFrame(rows, columns=list(names))
    show_frame(frame, {n: n for n in names}, empty="No report has been made yet.", wide=("title",))


def rebuild(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="A report: its id, folder, report.json or zip.")
    ],
    project: ProjectOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Make a report again, from its snapshot and with its codebook, and compare it byte by byte.

    Exit codes: 0 all files are equal, 3 a file differs, 2 it cannot be made again.

    Example:

        wr report rebuild r0001 -p review
        wr report rebuild report.zip --out again -p review
    """
    with working("making the report again"):
        found = open_project(project).rebuild_report(source, out)
    if json:
        states = {name: str(state) for name, state in found.states.items()}
        print_json({"equal": found.equal, "files": states, "notes": found.notes})
    else:
        show_rebuilt(found)
    if not found.equal:
        raise typer.Exit(DIFFERENT)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A report: its id, folder, report.json or zip.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A later edition of it.")],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Tell which claims of two editions were added, dropped or changed, and why.

    Causes are new documents, corrections, labels, the codebook, settings and the program. Then: how many of
    the old report's quotes are still where they were.

    Example:

        wr report diff r0001 r0002 -p review
    """
    with working("comparing the reports"):
        found = open_project(project).diff_reports(old, new)
    if json:
        print_json(found)
    else:
        show_diff(found)
