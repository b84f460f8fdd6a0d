"""wr export refi-qda and wr import refi-qda: codings to and from NVivo, ATLAS.ti, MAXQDA and QualCoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import FACETS, JsonOption, ProjectOption, add, asks, open_project
from workingregions.app.cli.output import err, print_json, working
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.refi import RefiCodingNote, RefiExport, RefiImport
    from workingregions.app.view import View
    from workingregions.corpus.selection import Selection

IN_PART = 4
"""The exit code of an import of which something failed."""
LISTED = 10
"""Codings, sources and codes that are listed; --json lists all."""


def add_export(group: typer.Typer) -> None:
    """Add the command to the group `wr export`."""
    add(group, export, "refi-qda")


def add_import(group: typer.Typer) -> None:
    """Add the command to the group `wr import`."""
    add(group, take, "refi-qda")


@asks(*FACETS, map=True)
def export(
    view: View,
    selection: Selection,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="NAME.qdpx, a project, or NAME.qdc, the codebook.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="As FILE. Default: exports/ in the project, NAME.qdpx.",
            show_default=False,
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            metavar="0..1",
            min=0.0,
            max=1.0,
            help="Least score of the machine's codings. Default: as configured, [count] about.",
            show_default=False,
        ),
    ] = None,
    machine: Annotated[
        bool, typer.Option("--machine/--no-machine", help="With the machine's codings, or people's alone.")
    ] = True,
    originals: Annotated[
        bool, typer.Option("--originals/--no-originals", help="With the PDFs, or with the texts alone.")
    ] = True,
    link: Annotated[
        str,
        typer.Option(
            "--link", metavar="URL", help="Address of the workbench that links to evidence lead to."
        ),
    ] = "http://127.0.0.1:8000",
    json: JsonOption = False,
) -> None:
    """Write the coded documents as a REFI-QDA project, for NVivo, ATLAS.ti, MAXQDA, QualCoder and others.

    Themes become codes, groups categories, coders users; the machine's codings are those of a user of their
    own. Each coding is there twice: on the plain text and, with the PDF, on its page. Regions become cases
    and sets, year, publisher and type attributes, notes and corrections memos. A file NAME.qdc holds the
    codebook alone.

    Example:

        wr export refi-qda review.qdpx -p review
        wr export refi-qda skills.qdpx --theme workforce_skills --no-machine -p review
        wr export refi-qda codebook.qdc -p review
    """
    if file and out:
        raise typer.BadParameter("Give FILE or --out, not both.")
    target = file or out or view.root / "exports" / f"{view.root.name}.qdpx"
    if target.suffix.casefold() not in (".qdpx", ".qdc"):
        raise typer.BadParameter(f"{target.name}: a REFI-QDA file ends in .qdpx (a project) or .qdc.")
    with working("writing the documents"):
        done = view.export_refi(
            target, selection, threshold=threshold, machine=machine, originals=originals, link=link
        )
    if json:
        print_json(done)
    else:
        _exported(done)


def _exported(done: RefiExport) -> None:
    if not done.documents:
        typer.echo(f"Wrote {done.file}: {plural(done.codes, 'code')}.")
        return
    whole = "" if done.complete else " (a selection)"
    typer.echo(
        f"Wrote {done.file}, of snapshot {done.snapshot}: {plural(done.documents, 'document')}{whole}, "
        f"{done.originals} with the PDF; {plural(done.codes, 'code')}; {plural(done.machine, 'coding')} of "
        f"the machine (score {done.threshold:g} or more), {done.human} of people; "
        f"{plural(done.notes, 'memo')}."
    )
    left = {
        "answers that a passage is not about a theme": done.no,
        "unsure answers": done.unsure,
        "labels whose passage is gone": done.gone,
        "corrections of the institution map": done.corrections,
    }
    if any(left.values()):
        counts = ", ".join(f"{count} {name}" for name, count in left.items() if count)
        typer.echo(f"Left out, for REFI-QDA has no place for them: {counts}.")
    for title, losses in (("Text changed", done.replaced), ("Without its PDF", done.text_only)):
        for loss in losses[:LISTED]:
            typer.echo(f"{title}: {loss.file}: {loss.reason}")
        _more(losses)


def take(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .qdpx or .qdc file of another program.")],
    table: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="CSV",
            help="Which theme a code is: columns code and theme; - leaves a code out.",
            show_default=False,
        ),
    ] = None,
    add_themes: Annotated[
        bool,
        typer.Option("--add-themes", help="Make themes of codes that are none, in a new codebook version."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would be taken over, and write nothing.")
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--replace", help="Replace a coder's earlier answer here where the file says otherwise."
        ),
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Withdraw the labels that came from this file.")
    ] = False,
    who: Annotated[
        str,
        typer.Option("--who", help="The coder of codings for which the file names none.", show_default=False),
    ] = "",
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Take over people's codings from a REFI-QDA file as labels.

    A source is recognised by its id, its file, its text or its name, and a coding by its words: it lands
    exactly, is found elsewhere (shifted), or fails and is listed with its source and code. A code becomes the
    theme of its id or label, or of the table; others are listed. The labels count in agreement and training
    like all labels. What this program coded itself is not taken over. Exit code 4: something failed.

    Example:

        wr import refi-qda coded.qdpx --dry-run -p review
        wr import refi-qda coded.qdpx --map codes.csv -p review
        wr import refi-qda coded.qdpx --undo -p review
    """
    opened = open_project(project)
    if undo:
        withdrawn = opened.undo_refi(file)
        if json:
            print_json({"withdrawn": withdrawn})
        else:
            typer.echo(f"Withdrew {plural(withdrawn, 'label')} that came from {file.name}.")
        return
    with working("reading and placing the codings"):
        done = opened.import_refi(
            file, table=table, add_themes=add_themes, dry_run=dry_run, overwrite=overwrite, who=who
        )
    if json:
        print_json(done)
    else:
        _imported(done)
    if done.failed or done.problems:
        raise typer.Exit(IN_PART)


def _imported(done: RefiImport) -> None:
    for problem in done.problems[:LISTED]:
        err(problem)
    _more(done.problems)
    how = Counter(source.how for source in done.sources if source.how)
    origin = f" by {done.origin}" if done.origin else ""
    typer.echo(
        f"{done.file}{origin}: {plural(len(done.sources), 'source')}, {sum(how.values())} recognised"
        + (f" ({', '.join(f'{count} by {name}' for name, count in how.items())})." if how else ".")
    )
    typer.echo(
        f"Codings of people: {done.exact} exact, {done.shifted} shifted, {done.failed} failed"
        + (f"; {done.again} stated twice" if done.again else "")
        + (f"; {done.machine} of this program left out" if done.machine else "")
        + f". Positions count {done.counting}."
    )
    themes = Counter(code.how for code in done.codes if code.theme)
    typer.echo(
        f"Codes: {len(done.codes)}, of which {sum(themes.values())} are themes"
        + (f" ({', '.join(f'{count} by {name}' for name, count in themes.items())})." if themes else ".")
    )
    verb = "would be added" if done.dry_run else "added"
    typer.echo(f"Labels: {done.new} {verb}, {done.known} known, {len(done.differing)} differ.")
    if any(done.memos):
        typer.echo(
            f"Memos: {done.memos[0]} taken over as notes of labels, {done.memos[1]} on no coding left."
        )
    for name, count in done.coders:
        typer.echo(f"  {name}: {plural(count, 'coding')}")
    if done.themes:
        verb = "would be added" if done.dry_run else "added"
        typer.echo(f"Themes {verb}: {', '.join(done.themes)} (codebook {done.codebook}).")
    if done.unmapped:
        named = ", ".join(done.unmapped[:LISTED])
        more = f" and {len(done.unmapped) - LISTED} more" if len(done.unmapped) > LISTED else ""
        typer.echo(f"Codes without a theme: {named}{more}; see --map and --add-themes.")
    for source in [source for source in done.sources if source.reason][:LISTED]:
        typer.echo(f"Not recognised: {source.source}: {source.reason}.")
    for title, notes in (("Shifted", done.moved), ("Failed", done.lost), ("Differs", done.differing)):
        _listed(title, notes)
    if done.batch:
        typer.echo(f"Undo it with: wr import refi-qda {done.file} --undo")


def _listed(title: str, notes: Sequence[RefiCodingNote]) -> None:
    for note in notes[:LISTED]:
        typer.echo(f"{title}: {note.source}, {note.code}, {note.who}: {note.reason}. “{note.quote}”")
    _more(notes)


def _more(items: Sequence[object]) -> None:
    if len(items) > LISTED:
        typer.echo(f"... and {len(items) - LISTED} more; --json lists all.")
