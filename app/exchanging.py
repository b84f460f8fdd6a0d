"""The exchange of a project with other programs and with colleagues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app import exchange
from workingregions.app import map as institution_map
from workingregions.app.viewing import Viewing
from workingregions.corpus.map_filter import EVERYTHING, MapFilter

if TYPE_CHECKING:
    from workingregions.app.exchange import Exported, LabelsImported, Opened, Shared
    from workingregions.app.map import LedgerTaken
    from workingregions.corpus.selection import Selection


class ExchangeProject(Viewing):
    """The exports and imports of a `Project`, and the file by which it is shared."""

    def export(
        self,
        kind: str,
        out: str | Path | None = None,
        selection: Selection | None = None,
        *,
        only: MapFilter = EVERYTHING,
        tables: Sequence[str] = (),
        rows: int = 0,
        link: str = exchange.LINK,
        filters: Mapping[str, Any] | None = None,
        snapshot: str | int | None = None,
    ) -> Exported:
        """Write the corpus, or a selection of it, for other programs, with a manifest.

        A bibliography notes its citation keys in the project, where they stay the same for good; nothing
        else changes in it.

        Args:
            kind: csv, parquet, xlsx or sqlite (tables, with a data dictionary), graphml or gexf (ties),
                geojson (regions), bibtex, ris or csl (documents).
            out: the file, or the folder of csv and parquet; None: in the folder `exports` of the project.
            selection: the passages to take (see `View.select`), with their documents and what was found in
                them.
            only: a filter of institutions and ties (see `View.map_filter`), for graphml, gexf and geojson.
            tables: the tables to write; none for all.
            rows: the most rows of each table; 0 for all. An export that was cut says so.
            link: the address of the workbench in which links reopen evidence.
            filters: what the selection was made from, by name, for the manifest.
            snapshot: the snapshot to export; None for the newest.

        Raises:
            NotFoundError: the kind, a table or the snapshot is unknown.
            InputError: the corpus is empty, or `out` cannot be written.
        """
        order = exchange.ExportOrder(
            selection=selection, only=only, tables=tables, rows=rows, link=link, filters=filters or {}
        )
        return exchange.export(self.view(snapshot), kind, Path(out) if out is not None else None, order)

    def import_codings(
        self,
        source: str | Path,
        *,
        theme: str = "",
        who: str = "",
        replace: bool = False,
        dry_run: bool = False,
    ) -> LabelsImported:
        """Add codings of people from another program as labels, each where its words are now.

        A coder's answer that the project has is never overwritten unless `replace` is set.

        Args:
            source: a CSV, XLSX or JSON lines file with columns theme, evidence (an id) or quote, and file,
                page, answer (default: yes), coder, date, note; a file of labels of another project, or that
                project's folder.
            theme: that of rows that name none.
            who: the coder of rows that name none.
            replace: whether an answer that contradicts the same coder's takes its place.
            dry_run: whether to report only, and write nothing.

        Raises:
            InputError: the file cannot be read, lacks a column, or no row of it can be used.
        """
        return exchange.import_labels(
            self, Path(source), theme=theme, who=who, replaces=replace, dry_run=dry_run
        )

    def import_ledger(self, source: str | Path, *, dry_run: bool = False) -> LedgerTaken:
        """Add a colleague's corrections, in their name; each can be undone.

        Args:
            source: a ledger's file, or the folder of a project with corrections.
            dry_run: whether to report only, and write nothing.

        Raises:
            InputError: there is no ledger, or no line of it is a correction.
            BusyError, DiskFullError: as for `ingest`; nothing is written.
        """
        return institution_map.take_ledger(self, Path(source), dry_run=dry_run)

    def share(self, out: str | Path, *, texts: bool = False, documents: bool = False) -> Shared:
        """Pack the project into one file for a colleague, who opens it with `Project.open_shared`.

        It holds the descriptions of the documents, all that was found in them, codebook, corrections,
        labels and saved searches; without texts, of passages only the words that findings quote.

        Args:
            out: the file.
            texts: whether to pack the texts of the documents, so that they can be searched and read.
            documents: whether to pack the original files, as far as they are there.

        Raises:
            InputError: the corpus is empty, or the file cannot be written.
            DiskFullError: the disk is full; nothing is left of the file.
        """
        return exchange.share(self.view(), Path(out), texts=texts, documents=documents)

    @classmethod
    def open_shared(cls, source: str | Path, folder: str | Path | None = None) -> Opened:
        """Make a project of a file that `share` wrote, in a new folder: all of it, or nothing.

        Names, sizes, checksums and every row are checked first; nothing in the file is run, and none of it
        decides where anything is written. Without texts, what needs them says so.

        Args:
            source: the file.
            folder: a new or empty folder; None: named after the project, in the present one.

        Raises:
            InputError: it is not a shared file, or is damaged; names the file in it, and the line.
            ProjectError: a newer release wrote it, or the folder is a project.
            DiskFullError: the disk is full.
        """
        return exchange.open_share(Path(source), Path(folder) if folder is not None else None)
