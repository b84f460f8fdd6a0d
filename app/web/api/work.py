"""Questions about the project itself: what it holds, its drops, its models and its earlier snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workingregions.app import made
from workingregions.app.exchange import EXPORTS, ExportKind
from workingregions.app.view import View
from workingregions.app.web.api.book import Book
from workingregions.app.web.api.parameters import Ident
from workingregions.corpus import drops as drop_reports
from workingregions.corpus.drops import FOLDER

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.made import MadeReport
    from workingregions.corpus.drops import DropReport

TAG = "Project"
book = Book()


@book.gives("/project", "Manifest", tag=TAG)
def project(view: View) -> Any:
    """Give the snapshot that answers: its id, its date, and how many rows each table has."""
    return view.snapshot.manifest


@book.lists("/drops", "DropReport", tag=TAG)
def drops(view: View) -> list[DropReport]:
    """List the reports of all drops, oldest first."""
    return list(drop_reports.load_all(view.root / FOLDER))


@book.gives("/drops/{drop}", "DropReport", tag=TAG)
def drop(view: View, drop: Ident) -> DropReport:
    """Give the report of a drop, file by file."""
    return drop_reports.load(view.root / FOLDER, drop)


@book.lists("/reports", "MadeReport", tag=TAG)
def reports(view: View) -> list[MadeReport]:
    """List the reports that the project keeps, newest first."""
    return made.load_all(view.root)


@book.gives("/reports/{report}", "MadeReport", tag=TAG)
def made_report(view: View, report: Ident) -> MadeReport:
    """Give the record of a report: what was asked for, its snapshot and its files."""
    return made.load(view.root, report)


@book.lists("/models", "ModelRow", tag=TAG)
def models(view: View) -> pd.DataFrame:
    """List the models that a search uses, and whether they load."""
    return view.models()


@book.lists("/exports", "ExportKind", tag=TAG)
def exports(view: View) -> list[ExportKind]:  # noqa: ARG001  # the same for every project
    """List the kinds of files for other programs; the workbench sends each from /export and its name."""
    return list(EXPORTS.values())


@book.gives("/overview", "Overview", tag=TAG)
def overview(view: View) -> Any:
    """Tell what the project holds, what is missing, what the last drop added, and what to do next."""
    return view.overview()
