"""wr codebook: check, write, compare and exchange the themes that passages are coded for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, WhoOption, add, open_project
from workingregions.app.cli.output import print_json, show_frame, working
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.coding import CodebookDifference, CodebookReport
    from workingregions.app.project import Project

File = Annotated[Path, typer.Argument(metavar="FILE", help="A codebook: .yaml, .csv or .qdc (REFI-QDA).")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    book = typer.Typer(
        help="The codebook of themes: check, edit, compare, exchange.",
        no_args_is_help=True,
    )
    add(book, check)
    add(book, new)
    add(book, diff)
    add(book, adopt)
    add(book, versions)
    add(book, take, "import")
    add(book, export)
    app.add_typer(book, name="codebook")


def _project(folder: Path | None) -> Project | None:
    """Return the project, or None where a command is run outside of one."""
    from workingregions.corpus.errors import ProjectError

    try:
        return open_project(folder)
    except ProjectError:
        if folder is not None:
            raise
        return None


def check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A codebook. Default: the project's.", show_default=False),
    ] = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Report every fault of a codebook, with its line and reason, and what would make it better.

    Faults are a missing or empty definition, an id used twice, an unknown group or field, and a broader
    theme that is unknown or makes a cycle. The exit code is 2 if there is one.

    Example:

        wr codebook check themes.yaml
        wr codebook check -p review
    """
    from workingregions.app.coding import check_codebook

    if file is None:
        opened = _project(project)
        own = opened.config.codebook.path if opened else ""
        file = opened.root / own if opened and own else None
    report = check_codebook(file)
    if json:
        print_json(report)
    else:
        _report(report)
    if report.faults:
        raise typer.Exit(2)


def _report(report: CodebookReport) -> None:
    if report.faults:
        typer.echo(f"{report.file}: {plural(len(report.faults), 'fault')}; it cannot be used.")
    else:
        typer.echo(
            f"{report.file}: {plural(report.themes, 'theme')}, version {report.version}; it can be used."
        )
    for fault in report.faults:
        typer.echo(f"  {fault}.")
    if report.advice:
        typer.echo("Advice:")
    for fault in report.advice:
        typer.echo(f"  {fault}.")


def new(
    file: File,
    copy: Annotated[bool, typer.Option("--copy", help="Begin with the project's themes.")] = False,
    project: ProjectOption = None,
) -> None:
    """Write a codebook to begin with: one theme that shows every field, or a copy of the project's.

    A project uses it when workingregions.toml names it under [codebook] as `path`. See docs/themes.md.

    Example:

        wr codebook new themes.yaml
        wr codebook new themes.yaml --copy -p review
    """
    from workingregions.app.coding import new_codebook
    from workingregions.corpus.codebook import Codebook

    opened = _project(project) if copy else None
    book = new_codebook(file, copy=(opened.codebook if opened else Codebook.load()) if copy else None)
    typer.echo(f"Wrote {len(book)} themes to {file}, version {book.version}.")
    typer.echo(f"Next: edit it, run `wr codebook check {file}`, and set [codebook] path.")


def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A file, a kept version, or: default.")],
    after: Annotated[
        str,
        typer.Argument(
            metavar="AFTER", help="Likewise. Default: the project's codebook.", show_default=False
        ),
    ] = "",
    effects: Annotated[
        bool, typer.Option("--effects/--no-effects", help="Whether the corpus is scored with both.")
    ] = True,
    most: Annotated[
        int, typer.Option("-n", metavar="N", help="Passages to score, of random documents; 0: all.", min=0)
    ] = 0,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show what changed between two codebooks, and how many passages and documents change in this corpus.

    Nothing is adopted: compare an edited file with the project's codebook before you set it. Scores are those
    of the tagger alone, without what it learns from labels.

    Example:

        wr codebook diff default themes.yaml -p review
        wr codebook diff 3f2a91bc -p review
    """
    opened = open_project(project)
    view = opened.view()
    one, other = view.find_codebook(before), view.find_codebook(after)
    with working("scoring passages with both codebooks"):
        found = view.codebook_difference(one, other, effects=effects, most=most)
    if json:
        print_json(found)
        return
    _difference(found)


def _difference(found: CodebookDifference) -> None:
    typer.echo(f"Version {found.before} to {found.after}: {plural(len(found.changes), 'theme')} changed.")
    for change in found.changes:
        was = f" (it was {change.was})" if change.was else ""
        typer.echo(f"  {change.theme}: {change.kind}{was}")
        for field in change.fields:
            parts = [f"- {item}" for item in field.removed] + [f"+ {item}" for item in field.added]
            if field.before != field.after:
                parts = [f"{field.before or 'none'} → {field.after or 'none'}"]
            typer.echo(f"    {field.field}: {'; '.join(parts) or 'another order'}")
    stale = [report.file for report in found.reports if report.concerned]
    if stale:
        typer.echo(f"Reports that this concerns: {', '.join(stale)}.")
    if not found.passages:
        return
    import pandas as pd

    typer.echo(f"\nOf {found.passages} passages in {found.documents} documents:")
    columns = {
        "theme": "theme", "before": "before", "after": "after", "gained": "gained", "lost": "lost",
        "documents_before": "documents before", "documents_after": "after", "labels": "labels",
    }  # fmt: skip
    rows = [{name: getattr(effect, name) for name in columns} for effect in found.effects]
    show_frame(
        pd.DataFrame(rows, columns=list(columns)), columns, empty="No passage changes.", wide=("theme",)
    )


def adopt(
    file: File,
    why: Annotated[str, typer.Option(help="Kept with the version.")] = "",
    project: ProjectOption = None,
    who: WhoOption = "",
) -> None:
    """Make a codebook the project's own; the version before is kept.

    Example:

        wr codebook diff default themes.yaml -p review
        wr codebook adopt themes.yaml --why "clearer exclusions" -p review
        wr refresh -p review
    """
    from workingregions.app.coding import read_codebook

    opened = open_project(project)
    book, _ = read_codebook(file)
    made = opened.adopt_codebook(book, who=who, why=why)
    typer.echo(f"Adopted version {made.version} with {plural(made.themes, 'theme')}.")
    typer.echo("Next: `wr refresh` scores the passages with it.")


def versions(project: ProjectOption = None, json: JsonOption = False) -> None:
    """List the versions of the codebook that the project kept, and who adopted them.

    Example:

        wr codebook versions -p review
    """
    found = open_project(project).view().codebook_versions()
    if json:
        print_json(found)
        return
    for one in found:
        adopted = " ".join(part for part in (one.when[:10], one.who, one.why) if part)
        now = " (current)" if one.current else ""
        typer.echo(f"{one.version}  {plural(one.themes, 'theme')}  {adopted}{now}")


def take(
    source: File,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The .yaml file to write.")],
) -> None:
    """Turn a codebook of another program (.qdc, .csv) into one that a project can use (.yaml).

    Example:

        wr codebook import nvivo.qdc themes.yaml
    """
    from workingregions.app.coding import new_codebook, read_codebook

    book, notes = read_codebook(source)
    new_codebook(target, copy=book)
    typer.echo(f"Wrote {len(book)} themes in {len(book.groups)} groups to {target}, version {book.version}.")
    for note in notes:
        typer.echo(f"  {note}")


def export(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write: .yaml, .csv or .qdc.")],
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="BOOK", help="A file, a kept version, or: default.", show_default=False
        ),
    ] = "",
    project: ProjectOption = None,
) -> None:
    """Write a codebook for another program: .csv for spreadsheets, .qdc for NVivo, ATLAS.ti and MAXQDA.

    Example:

        wr codebook export themes.qdc -p review
        wr codebook export themes.csv --from default
    """
    from workingregions.corpus.codebook import Codebook, write_codebook

    opened = _project(project)
    book = opened.view().find_codebook(source) if opened else Codebook.load()
    write_codebook(book, target)
    typer.echo(f"Wrote {len(book)} themes to {target}, version {book.version}.")
