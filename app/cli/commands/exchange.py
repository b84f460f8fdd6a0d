"""wr export, wr import, wr share and wr open: exchange with other programs and with colleagues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.commands import refi
from workingregions.app.cli.commands.corpus import export_pages
from workingregions.app.cli.commands.corrections import conflict_sides
from workingregions.app.cli.options import FACETS, FILTERS, JsonOption, ProjectOption, add, asks, open_project
from workingregions.app.cli.output import err, print_json, working
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.exchange import Exported, LabelsImported
    from workingregions.app.map import LedgerTaken
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.corpus.selection import Selection

IN_PART = 4
"""The exit code of an export that was cut, and of an import of which something failed."""
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="PATH", help="Where to write. Default: exports/ in the project.", show_default=False
    ),
]
TableOption = Annotated[
    list[str] | None,
    typer.Option(
        "--table",
        metavar="NAME",
        help="Only this table: documents, passages, ties, outcomes, scores ...; may be repeated.",
        show_default=False,
    ),
]
RowsOption = Annotated[
    int, typer.Option("--rows", metavar="N", help="Rows of each table at most; 0: all.", min=0)
]
LinkOption = Annotated[
    str,
    typer.Option(
        "--link",
        metavar="URL",
        help="Address of the workbench that links lead to. Default: http://127.0.0.1:8000",
        show_default=False,
    ),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Report what would happen; write nothing.")]
TABLES = {
    "csv": """Write tables as CSV: a folder with a file for each table, and the data dictionary.

    Tables: documents, passages, institutions, mentions, ties, outcomes, theme scores, labels, corrections,
    references and others. Every row has the id of its evidence and a link that opens it. Text that a
    spreadsheet would calculate has an apostrophe before it.

    Example:

        wr export csv --out tables -p review
        wr export csv --table ties --region "West Midlands" --year 2010:2020 -p review
    """,
    "parquet": """Write tables as Parquet, with types and the meaning of each column in the file.

    As `wr export csv`, for R (arrow), pandas, polars and DuckDB.

    Example:

        wr export parquet --out tables -p review
    """,
    "xlsx": """Write tables as a workbook for Excel or LibreOffice, a sheet for each.

    Headings stay in view and have filters, links open the evidence, and text is never a formula. Rows and
    letters beyond what Excel holds are left out; the last line of the sheet says so, and the exit code is 4.

    Example:

        wr export xlsx --out review.xlsx -p review
    """,
    "sqlite": """Write tables as a SQLite database with keys, views and full-text search.

    Datasette shows it with the meaning of each column: datasette review.db -m review.datasette.json

    Example:

        wr export sqlite --out review.db -p review
    """,
}
NETWORKS = {
    "graphml": """Write institutions and their ties as GraphML: an edge for each statement of a tie.

    For Gephi, yEd, Cytoscape, igraph and networkx. Each edge has its sentence, page and evidence. For the
    network of one region with its measures, see `wr network --format graphml`.

    Example:

        wr export graphml --out ties.graphml -p review
        wr export graphml --ties governance --no-firms -p review
    """,
    "gexf": """Write institutions and their ties as GEXF 1.3, with years for Gephi's timeline.

    As `wr export graphml`. To keep the statements of one relation between the same two institutions apart,
    choose "Don't merge" when Gephi asks about parallel edges.

    Example:

        wr export gexf --out ties.gexf -p review
    """,
    "geojson": """Write the regions with their shapes and counts of documents, passages and institutions.

    For QGIS, R (sf) and web maps; longitude and latitude, WGS 84. A region of which no shape is known has
    none.

    Example:

        wr export geojson --theme reshoring --out reshoring.geojson -p review
    """,
}
BIBLIOGRAPHIES = {
    "bibtex": """Write the documents as BibTeX, with keys that never change and links to the files.

    Names of bodies stay whole. Regions and themes become keywords. The keys are noted in the project, so
    that they stay as they are, whatever is corrected or added later.

    Example:

        wr export bibtex --out review.bib -p review
    """,
    "ris": """Write the documents as RIS, for EndNote, Mendeley, Citavi and Zotero.

    As `wr export bibtex`. Programs split the names of authors at commas; where bodies have commas in their
    names, BibTeX and CSL-JSON keep them better.

    Example:

        wr export ris --out review.ris -p review
    """,
    "csl": """Write the documents as CSL-JSON, for Zotero, pandoc and Quarto.

    As `wr export bibtex`.

    Example:

        wr export csl --out review.json -p review
    """,
}


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    export = typer.Typer(help="Write the corpus to files for other programs.", no_args_is_help=True)
    for makers, made in ((TABLES, _tables), (NETWORKS, _network), (BIBLIOGRAPHIES, _bibliography)):
        for kind, doc in makers.items():
            add(export, made(kind, doc), kind)
    add(export, export_pages, "pages")
    refi.add_export(export)
    app.add_typer(export, name="export")
    take = typer.Typer(help="Add what other programs and colleagues made.", no_args_is_help=True)
    add(take, import_labels, "labels")
    add(take, import_ledger, "ledger")
    refi.add_import(take)
    app.add_typer(take, name="import")


def _tables(kind: str, doc: str) -> Callable[..., None]:
    def run(
        view: View,
        selection: Selection,
        given: dict[str, Any],
        out: OutOption = None,
        table: TableOption = None,
        rows: RowsOption = 0,
        link: LinkOption = "",
        json: JsonOption = False,
    ) -> None:
        _written(view, kind, out, json, selection, tables=table or (), rows=rows, link=link, filters=given)

    run.__doc__ = doc
    return asks(*FACETS, map=True, given=True)(run)


def _network(kind: str, doc: str) -> Callable[..., None]:
    def run(
        view: View,
        selection: Selection,
        only: MapFilter,
        given: dict[str, Any],
        out: OutOption = None,
        link: LinkOption = "",
        json: JsonOption = False,
    ) -> None:
        _written(view, kind, out, json, selection, only=only, link=link, filters=given)

    run.__doc__ = doc
    # Both choose by `--type`; here it is that of institutions, as for every network.
    facets = (facet for facet in FACETS if facet not in FILTERS)
    return asks(*facets, map=True, filters=tuple(FILTERS), given=True)(run)


def _bibliography(kind: str, doc: str) -> Callable[..., None]:
    def run(
        view: View,
        selection: Selection,
        given: dict[str, Any],
        out: OutOption = None,
        link: LinkOption = "",
        json: JsonOption = False,
    ) -> None:
        _written(view, kind, out, json, selection, link=link, filters=given)

    run.__doc__ = doc
    return asks(*FACETS, given=True)(run)


def _written(view: View, kind: str, out: Path | None, json: bool, selection: Selection, **order: Any) -> None:
    """Write an export and say what was written; exit with IN_PART if it was cut."""
    from workingregions.app.exchange import LINK, ExportOrder, export

    order["link"] = order["link"] or LINK
    with working("gathering and writing"):
        done = export(view, kind, out, ExportOrder(selection=selection, **order))
    if json:
        print_json(done)
    else:
        _said(done)
    if done.cut:
        raise typer.Exit(IN_PART)


def _said(done: Exported) -> None:
    rows = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in done.tables.items() if count)
    typer.echo(f"Wrote {done.path}, of snapshot {done.snapshot}: {rows or 'nothing is selected'}.")
    for gap in done.gaps:
        typer.echo(f"  {gap}")
    for words in done.cut:
        err(words)


# --- imports


def import_labels(
    source: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV, XLSX or JSON lines; or another project, or its labels."),
    ],
    theme: Annotated[
        str,
        typer.Option("--theme", metavar="ID", help="The theme of rows that name none.", show_default=False),
    ] = "",
    coder: Annotated[
        str,
        typer.Option("--coder", metavar="NAME", help="The coder of rows that name none.", show_default=False),
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Let an answer take the place of the same coder's.")
    ] = False,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Add codings of people as labels, with coder and date: from a table, or from another project.

    Columns: theme, and evidence (an id) or quote; also file, page, answer (yes unless given), coder, date,
    note. Reported are the codings that landed exactly, those whose words were found elsewhere, and those that
    failed, by name. An answer that the same coder has given here otherwise stays, unless --replace is set.
    If rows failed, the exit code is 4.

    Example:

        wr import labels codings.xlsx --coder "R. Lee" --dry-run -p review
        wr import labels ../review-of-a-colleague -p review
    """
    opened = open_project(project)
    with working("finding the words"):
        done = opened.import_codings(source, theme=theme, who=coder, replace=replace, dry_run=dry_run)
    if json:
        print_json(done)
    else:
        _landed(done)
    if done.failed:
        raise typer.Exit(IN_PART)


def _landed(done: LabelsImported) -> None:
    verb = "Would add" if done.dry_run else "Added"
    typer.echo(
        f"{verb} {plural(done.added, 'label')} of {plural(done.rows, 'row')}; {done.known} known already."
    )
    typer.echo(f"Landed: {done.exact} exactly, {len(done.shifted)} shifted, {len(done.failed)} failed.")
    for words, notes in (
        ("shifted", done.shifted),
        ("failed", done.failed),
        ("not overwritten", done.kept),
        ("waiting for its passage", done.waiting),
    ):
        for note in notes:
            name = f"{note.name}: " if note.name else ""
            err(f"{note.place}, {words}: {name}{note.reason}")
    if done.kept:
        err("To let these answers take the place of the coder's others, add --replace.")


def import_ledger(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A ledger, or another project's folder.")],
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Add a colleague's corrections, in their name. Each line is checked, and each can be undone.

    Known lines are left out, lines that cannot be used are listed with their numbers, and of corrections that
    contradict each other neither is in force until one is undone. If lines failed, the exit code is 4.

    Example:

        wr import ledger theirs.jsonl --dry-run -p review
        wr import ledger theirs.jsonl -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        done = opened.import_ledger(source, dry_run=dry_run)
    if json:
        print_json(done)
    else:
        _ledger(done)
    if done.imported.problems:
        raise typer.Exit(IN_PART)


def _ledger(done: LedgerTaken) -> None:
    from workingregions.app.map import in_words

    found = done.imported
    verb = "Would add" if done.dry_run else "Added"
    typer.echo(f"{verb} {plural(len(found.added), 'correction')}; {len(found.known)} known already.")
    for line in found.added:
        typer.echo(f"  {line.id}  {line.who}, {line.when[:10]}: {in_words(line)}")
    for change in done.changes:
        typer.echo(f"  {change}")
    if done.waiting:
        typer.echo(f"{len(done.waiting)} match nothing in this project yet, and wait for documents that do.")
    for conflict in done.conflicts:
        typer.echo(f"Conflict, so that neither is in force: {conflict_sides(conflict)}")
    for problem in found.problems:
        err(f"line {problem.line} of {found.source} was left out: {problem.message}")
    if found.added and not done.dry_run:
        typer.echo("Undo one with: wr corrections undo ID")


# --- shared projects
