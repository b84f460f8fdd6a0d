"""View: a project as of one snapshot, and answers to every question about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app import ask, coding, refi
from workingregions.app import map as institution_map
from workingregions.app.map import Standing
from workingregions.app.names import once
from workingregions.app.view.basket import BasketView
from workingregions.app.view.coding import CodingView
from workingregions.app.view.documents import DocumentView
from workingregions.app.view.reading import ReadingView
from workingregions.app.view.regions import RegionView
from workingregions.app.view.search import SearchView
from workingregions.app.view.themes import ThemeView
from workingregions.app.view.topics import TopicView
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import NotFoundError, UserError
from workingregions.corpus.evidence import EvidenceState
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.corpus.records import Document
from workingregions.corpus.store import Snapshot, snapshot_id, without

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import Overview, Record
    from workingregions.app.map import ReviewQueue
    from workingregions.app.refi import RefiExport
    from workingregions.app.workspace import Workspace
    from workingregions.corpus.evidence import Evidence
    from workingregions.corpus.selection import Selection
    from workingregions.reports.report import Report


MOST_OLDER = 50
"""Number of snapshots that are searched for a document that the newest one lacks."""

MOST_TEXTS = 2
"""Number of documents whose text a view keeps, for the next evidence in them."""
MOST_RESOLVED = 500
"""Number of evidence ids whose words a view remembers."""


class View(DocumentView, ReadingView, SearchView, BasketView, ThemeView, CodingView, TopicView, RegionView):
    """A project as of one snapshot. It answers every question about the project, and changes nothing.

    Get one with `Project.view`. All answers come from the same snapshot, even while another process adds
    documents or corrections; a new view sees what was committed since. Threads may share a view.

    Attributes:
        snapshot: the snapshot that every answer comes from.
        ledger: the ledger of corrections as it was when the view was made.
    """

    def __init__(self, workspace: Workspace, snapshot: Snapshot, *, past: bool = False) -> None:
        super().__init__(workspace, snapshot)
        self._past = past
        self._resolved: dict[str, Evidence] = {}
        self._read = lru_cache(maxsize=MOST_TEXTS)(lambda document: ask.DocumentText(snapshot, document))

    @once
    def stale(self) -> str:
        """Why the institution map is behind the ledger of corrections, the registry or the documents; "" if
        it is not. `Project.refresh` brings it up to date. A view of an earlier snapshot is never stale."""
        if self._past:
            return ""
        store = self._workspace.store
        return institution_map.behind(store, self.root, self.snapshot.manifest, self.ledger)

    def overview(self) -> Overview:
        """Return what the project holds, what is missing, what the last drop added and what to do next."""
        shares = {facet: self.facet_shares(facet) for facet in ask.CHARTED}
        documents = self.snapshot.records("documents", columns=without("documents", "pages", "metadata"))
        return ask.overview(self, shares, documents, self.stale)

    # --- evidence

    def evidence(self, ident: str) -> Evidence:
        """Return what an evidence id refers to: quote, surroundings, document, pages, boxes and a citation.

        Its state is `exact`, or, if the text has changed since the id was made, `moved`, `changed` or `gone`.

        Raises:
            MalformedEvidenceIdError: it is not an evidence id, or contains a typing error.
            UnknownEvidenceError: it belongs to no document of the project.
        """
        # A link to evidence leads to its page, which asks again: to find words in a long text takes time.
        found = self._resolved.get(ident)
        if found is None:
            found = ask.evidence(self.snapshot, ident, older=self._older(), read=self._read)
            if found.state is EvidenceState.GONE and self.snapshot.textless:
                found = replace(found, note="the text of the document was not shared")
            if len(self._resolved) >= MOST_RESOLVED:
                self._resolved.clear()
            self._resolved[ident] = found
        return found

    def locate(self, quote: str, document: Document | None = None, *, most: int = 20) -> list[Evidence]:
        """Return where a quote occurs, exactly or nearly, in all documents or in one; best first.

        Raises:
            InputError: the quote contains no letters.
        """
        return ask.locate(self.snapshot, quote, document, most=most)

    def evidence_ids(self, items: Sequence[Record]) -> list[str]:
        """Return evidence ids of passages, mentions, ties, outcomes or hits; "" for text without letters."""
        return ask.evidence_ids(self.snapshot, items)

    def passage_evidence(self, ids: Sequence[str]) -> list[str]:
        """Return an evidence id for each passage of these ids."""
        return ask.passage_evidence(self.snapshot, ids)

    def cited(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return rows of an answer, as JSON has them, with all that a citation of each takes.

        Args:
            rows: each with words of a document (snippet, sentence, quote, text or caption), its file or id,
                and its page or pages.

        Returns:
            The same rows; each has `quote`, `document`, `page` (the first) and `citation`, too.
        """
        return ask.cited(self, rows)

    def _older(self) -> Iterator[Snapshot]:
        """Yield the earlier snapshots that are kept, newest first."""
        newest = self.snapshot.manifest.number
        for number in range(newest - 1, max(-1, newest - 1 - MOST_OLDER), -1):
            with suppress(NotFoundError):
                yield self._workspace.store.snapshot(snapshot_id(number))

    # --- corrections

    def corrections(self) -> pd.DataFrame:
        """Return one row per line of the ledger: id, when, who, action, what (in words), why, status (in
        force, superseded by its author, conflict with another person's, waiting for a document that it
        matches, undone, undo), names, value, relation, near, file, page."""
        return institution_map.frame(self.ledger, self._standing)

    def standing(self) -> Standing:
        """Return conflicts, superseded corrections, corrections that match nothing yet, and invalid lines."""
        return self._standing

    @once
    def _standing(self) -> Standing:
        return institution_map.standing(self._workspace.store, self.root, self.snapshot, self.ledger)

    def review_queue(self, kinds: Sequence[str] = (), n: int = 20) -> ReviewQueue:
        """Return what most needs a person, by the harm that an error would do: the probability of an error
        times the documents and ties that depend on it.

        What a person has decided does not come back; that all is right is a decision too, and every item has
        an answer that says so (`keeps`).

        Args:
            kinds: conflict (between people), merge (names counted as one), apart (similar names counted as
                two), institution, type, scale, home, tie and theme; all by default.
            n: how many items.

        Raises:
            NotFoundError: a kind is unknown.
        """
        labels = self.labels() if not kinds or "theme" in kinds else None
        labelled: dict[str, set[str]] = {}
        if labels is not None:
            for theme, own in labels.groupby("theme"):
                labelled[str(theme)] = set(own["passage"])
        for line in self.ledger.active:
            if line.action is Action.THEME:
                with suppress(UserError):
                    found = self.evidence(line.evidence.id)
                    labelled.setdefault(line.relation, set()).add(found.passage)
        return institution_map.review_queue(self, self._standing, kinds, n, labelled)

    # --- files for readers and other programs

    def theme_review(
        self, themes: str | Sequence[str], *, only: MapFilter = EVERYTHING, year: str = ""
    ) -> Report:
        """Return a thematic review as a report: every claim with what it rests on.

        Args:
            themes: an id, or several, which are then reviewed as one subject.
            only: a filter of institutions and ties (see `map_filter`).
            year: only documents of this period, "2010:2020"; "" for all.

        Raises:
            NotFoundError: a theme is unknown.
            InputError: no theme is given, or there are no documents.
        """
        judged = partial(coding.theme_reliability, self)
        return ask.theme_review(self, themes, only, year, judged)

    def report_theme(self, theme: str, *, out: Path, only: MapFilter = EVERYTHING) -> Path:
        """Write a thematic review as a web page into the folder `out` and return its path; `only` filters the
        institutions. `Project.write_report` writes it in every format, with its data.

        Raises:
            NotFoundError: the theme is unknown.
            InputError: the corpus is empty, or `out` cannot be written.
        """
        from workingregions.reports.render import render_html

        target = out / f"theme-{self.codebook.get(theme).id}.html"
        page = render_html(self.theme_review(theme, only=only))
        with writing(target):
            write_atomically(target, page)
        return target

    def export_refi(
        self,
        out: Path,
        selection: Selection | None = None,
        *,
        threshold: float | None = None,
        machine: bool = True,
        originals: bool = True,
        link: str = "",
    ) -> RefiExport:
        """Write the coded documents as a REFI-QDA project, or the codebook alone; return what was written.

        Args:
            out: the file; .qdpx is a project, .qdc a codebook, for which the other arguments do not matter.
            selection: only these passages are coded, and only their documents are included.
            threshold: the least score of the machine's codings; default: that of the configuration.
            machine: whether to include the machine's codings, beside those of people.
            originals: whether to include the documents' PDFs, with the codings on their pages.
            link: the address of the workbench in which a coding's link reopens its evidence; "" for its id.

        Raises:
            InputError: no document fits, `threshold` is not between 0 and 1, or `out` cannot be written.
            DiskFullError: the disk is full; nothing is left of the file.
        """
        if out.suffix.casefold() == ".qdc":
            return refi.export_codebook(self, out)
        return refi.export_project(
            self, out, selection, threshold=threshold, machine=machine, originals=originals, link=link
        )

    def export_pages(self, out: Path) -> int:
        """Write the annotations of every page to `out` as JSON lines; return the number of pages."""
        from workingregions.nlp.themes import LIKELY
        from workingregions.reports.export_pages import write_pages

        return write_pages(self.bundles(), out, about=LIKELY)

    def export_corrections(self, out: Path) -> int:
        """Write the valid lines of the ledger to `out`, for another project; return their number."""
        return self._workspace.ledger.write_to(out)

    def export_labels(self, out: Path) -> int:
        """Write the corrections in force to `out` as labels for evaluation; return their number.

        The file is a CSV with the columns kind (pair, type, scale, home, name, institution, tie), left,
        right, label, near, file, who, when, id.
        """
        return institution_map.labels(self.ledger, out)
