"""View: a project as of one snapshot, and answers to every question about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import ask, coding, names, topics
from workingregions.app import map as institution_map
from workingregions.app.map import Standing
from workingregions.app.names import once
from workingregions.app.trend_answers import TrendAnswers
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE, MapFilter, map_filter
from workingregions.corpus.records import Block, Bundle, Document, Passage, Source
from workingregions.corpus.sql import quote
from workingregions.corpus.store import Snapshot, snapshot_id
from workingregions.models.topics import FOLDER, read_history

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import Institution, Record, SearchResult
    from workingregions.app.map import RegistryStatus
    from workingregions.app.workspace import Workspace
    from workingregions.corpus.evidence import Evidence
    from workingregions.corpus.selection import Selection
    from workingregions.models.networks import Change, Network
    from workingregions.models.presence import GovernanceMap
    from workingregions.models.search import Engine
    from workingregions.models.thickness import ThicknessProfile
    from workingregions.models.topics import TopicModel
    from workingregions.models.unread import Unread
    from workingregions.nlp.themes import ThemeReasons


MOST_OLDER = 50
"""Number of snapshots that are searched for a document that the newest one lacks."""


class View(coding.CodingView, TrendAnswers):
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

    @once
    def stale(self) -> str:
        """Why the institution map is behind the ledger of corrections, the registry or the documents; "" if
        it is not. `Project.refresh` brings it up to date. A view of an earlier snapshot is never stale."""
        if self._past:
            return ""
        store = self._workspace.store
        return institution_map.behind(store, self.root, self.snapshot.manifest, self.ledger)

    # --- documents

    def select(
        self,
        *,
        regions: Sequence[str] = (),
        year: str = "",
        themes: Sequence[str] = (),
        institutions: Sequence[str] = (),
        types: Sequence[str] = (),
        voices: Sequence[str] = (),
        languages: Sequence[str] = (),
    ) -> Selection:
        """Return a selection of passages, with every name looked up.

        Args:
            regions: names or codes of regions.
            year: "2014", "2010:2020", "2010:" or ":2020".
            themes: ids of the codebook.
            institutions: names or acronyms.
            types: policy, scholarly, other, or document types.
            voices: whose voice a passage is: body, slide, table, footnote and the others.
            languages: of documents, by ISO 639-1 code or English name.

        Raises:
            NotFoundError: a name is unknown; `nearest` holds the most similar ones.
            UserError: `year` is not a year range.
        """
        return names.select(self, regions, year, themes, institutions, types, voices, languages)

    def documents(self, selection: Selection | None = None) -> pd.DataFrame:
        """Return one row per document: id, title, year, type, genre, publisher, language, regions, pages,
        path, duplicate_of ("" or the id of the document that it repeats); ordered by path."""
        return ask.documents(self, selection)

    def document(self, name: str) -> Document:
        """Return the document with this id (or a unique beginning of it), path, file name or title.

        Raises:
            NotFoundError: no document matches, or several do; `nearest` holds the candidates.
        """
        return names.document(self.snapshot, name)

    def blocks(self, document: Document) -> list[Block]:
        """Return a document's blocks in reading order."""
        return self.snapshot.records("blocks", where=f"document = {quote(document.id)}")

    def bundle(self, document: Document) -> Bundle:
        """Return all records about a document."""
        sources: list[Source] = self.snapshot.records("sources", where=f"sha256 = {quote(document.sha256)}")
        return names.load_bundle(self.snapshot, sources[0])

    def bundles(self) -> Iterator[Bundle]:
        """Yield all records about each document, one document at a time, ordered by path."""
        listed = self.snapshot.arrow("documents", columns=["path", "id", "sha256"])
        order = [sha256 for *_, sha256 in sorted(zip(*listed.to_pydict().values(), strict=True))]
        of = {source.sha256: source for source in self.snapshot.records("sources")}
        yield from names.load_bundles(self.snapshot, [of[sha256] for sha256 in order])

    def passage(self, name: str) -> Passage:
        """Return the passage with this id. Raise NotFoundError if there is none."""
        return ask.passage(self, name)

    def passages(self, selection: Selection | None = None) -> pd.DataFrame:
        """Return one row per passage: id, document, ordinal, pages, section, text, voice, year, genre,
        regions, themes, institutions; in reading order, document by document."""
        return ask.passages(self, selection)

    def references(
        self, document: Document | None = None, *, inside: bool = False, cited_by: bool = False
    ) -> pd.DataFrame:
        """Return one row per reference: file, page, authors, year, title, source, doi, text, cites (the file
        of the document in the corpus that it cites, or ""), score.

        Args:
            document: whose references; with `cited_by`, those of other documents that cite it.
            inside: only references to documents of the corpus. Uncertain matches are left out.
            cited_by: only references that cite `document` (any document, if it is None).
        """
        return ask.references(self, document, inside or cited_by, cited_by)

    def unread(self, selection: Selection | None = None) -> Unread:
        """Return how much of the selected documents, and of the project's files, was not read, and why."""
        return ask.unread(self, ask.selected(self, selection))

    def unread_rows(self, selection: Selection | None = None) -> pd.DataFrame:
        """Return one row per file, or pages of one, that was not read or only in part: file, document ("" for
        files that failed), what (language, failed, no_text, ocr), detail, pages, message, advice."""
        return ask.unread_rows(self, selection)

    def duplicates(self) -> pd.DataFrame:
        """Return one row per document that repeats another: file, kind, of (a file), similarity (0 to 1)."""
        return ask.duplicates(self)

    # --- search, themes and topics

    def search(
        self,
        query: str,
        selection: Selection | None = None,
        n: int = 0,
        *,
        like: str = "",
        expand: bool = True,
        context: int = 0,
    ) -> SearchResult:
        """Return the `n` passages that answer `query` best, with their documents.

        Words rank. A "phrase", and words with AND, OR, NOT or brackets, are conditions; `publisher:OECD`,
        `title:`, `file:`, `region:`, `year:`, `theme:`, `institution:`, `type:`, `voice:` and `language:`
        narrow the search. A text of 40 words or more is taken as it is.

        Args:
            query: words, a question, or a paragraph.
            selection: the passages to search; None for all.
            n: maximum number of hits; 0: the configured number.
            like: an evidence id or a document, in place of a query: what is similar to it is found.
            expand: whether names, acronyms and themes are also looked up under their other names.
            context: number of sentences to give before and after each snippet.

        Raises:
            InputError: the query has no words, a sign in it is not closed, or a field is unknown.
            NotFoundError: a name in a field, or `like`, is unknown.
        """
        return ask.search(self, self._engine, query, selection, n, like=like, expand=expand, context=context)

    def models(self, others: Sequence[str] = (), *, measured: bool = False) -> pd.DataFrame:
        """Return one row per model: role (encoder, reranker), model, hash, runtime, used, state (ok, or why
        it cannot be used), mrr and seconds.

        Args:
            others: folders or names of models to try beside those of the configuration.
            measured: whether to measure how well they find passages of this corpus by their headings, which
                takes some minutes; otherwise mrr and seconds are None.
        """
        return ask.models(self, others, measured)

    @once
    def _engine(self) -> Engine:
        return ask.engine(self)

    def themes(self) -> pd.DataFrame:
        """Return one row per theme: id, group, label, definition, documents, passages, mentions."""
        return ask.themes(self)

    def explain_themes(self, ident: str) -> list[ThemeReasons]:
        """Return why a passage is about each theme of the codebook or is not, the likeliest first.

        The reasons are those of the tagger; what labels and corrections change is not among them.

        Args:
            ident: an evidence id of the passage, or of words in it.

        Raises:
            MalformedEvidenceIdError: it is not an evidence id, or contains a typing error.
            UnknownEvidenceError: it belongs to no document of the project.
            InputError: its words are gone, or stand where themes are not looked for, such as a table.
        """
        return ask.explain_themes(self, ident)

    def topic_model(self) -> TopicModel:
        """Return the topics that `Project.fit_topics` fitted last, without the names and merges of people.

        Raises:
            InputError: there are none, or they were fitted for another encoder.
            StoreError: the model or its history is damaged.
        """
        return self._topics.state.model

    @once
    def _topics(self) -> topics.TopicAnswers:
        return topics.TopicAnswers(self)

    def topics(self) -> pd.DataFrame:
        """Return one row per topic, largest first.

        Columns topic (its permanent id), name, by_hand (whether a person gave the name), share of passages,
        passages, documents (of whose passages it has a tenth or more), new (passages that came after the
        fit), coherence (NPMI), words, fate (at the last fit: same, drifted, split from another, new), merged
        (topics that people merged into it)."""
        return self._topics.topics()

    def topic(self, number: int, *, most: int = 5) -> pd.DataFrame:
        """Return the passages that represent a topic best.

        Columns weight, document (its file), page, text, passage, evidence.

        Args:
            number: its id.
            most: number of passages; 0 for all.

        Raises:
            NotFoundError: there is no such topic; says what became of one that there was.
        """
        return self._topics.passages(number, most)

    def topic_documents(self, number: int) -> pd.DataFrame:
        """Return the documents about a topic, the largest share first: file, title, year, share (of their
        passages), passages, of_passages, document. Raise NotFoundError as `topic` does."""
        return self._topics.documents(number)

    def topic_map(self) -> pd.DataFrame:
        """Return positions of the topics in two dimensions, in which near ones are alike: topic, name, x, y
        (-1 to 1), size (passages)."""
        return self._topics.map()

    def topic_trends(
        self, numbers: Sequence[int] = (), by: Sequence[str] = ("region", "year")
    ) -> pd.DataFrame:
        """Return the number of documents and passages about topics (all by default) for each cell of `by`.

        The cells and denominators are those of `trends`. A document is about a topic if a tenth of its
        passages are, of those that have a topic.

        Raises:
            NotFoundError: a topic, or a facet of `by`, is unknown.
        """
        return self._topics.trends(numbers, by)

    def topic_history(self, number: int | None = None) -> pd.DataFrame:
        """Return one row per fit, name, merge and undo, oldest first: line (its id), when, who, action, what,
        in_force, fates (records of what became of each topic). With `number`, only what concerns that topic;
        raise NotFoundError if there never was one."""
        return topics.topic_history(read_history(self.root / FOLDER), number)

    # --- the institution map

    def map_filter(
        self,
        default: MapFilter = EVERYTHING,
        *,
        ties: str = "",
        relations: Sequence[str] = (),
        types: Sequence[str] = (),
        scales: Sequence[str] = (),
        firms: bool | None = None,
        min_confidence: float = 0.0,
    ) -> MapFilter:
        """Return a filter of institutions and ties, for `network`, `thickness`, `ties` and the others.

        Args:
            default: `ties` and `firms` where they are not given: as in EVERYTHING, or in GOVERNANCE, which
                takes ties of governance, and firms only where such a tie joins them.
            ties: governance, supply, ownership or all. A tie is of supply if a firm serves somebody or two
                firms are partners; of ownership if a firm owns, creates, governs or funds another.
            relations: funds, partners, part_of, governs, creates, serves.
            types: types of institution, by id or as tables print them ("development agency"), or the word
                that several begin with ("government").
            scales: local, regional, national, supranational, unknown.
            firms: True for all firms, False for none; all if `types` names them.
            min_confidence: least confidence of institutions and ties, 0 to 1.

        Raises:
            NotFoundError: a kind, relation, type or scale is unknown.
            InputError: the confidence is not between 0 and 1.
        """
        words = {"ties": ties, "relations": relations, "types": types, "scales": scales}
        return map_filter(default, **words, firms=firms, min_confidence=min_confidence)  # type: ignore[arg-type]

    def institutions(
        self, selection: Selection | None = None, *, only: MapFilter = EVERYTHING
    ) -> pd.DataFrame:
        """Return one row per institution, ordered by number of documents, the largest first.

        Columns id, name, type, scale, region (home, a gazetteer id or ""), region_name, documents, mentions,
        first and last (years of the documents that name it), aliases (a list). `only` is a filter of
        institutions (see `map_filter`)."""
        return ask.institutions(self.register, selection, only)

    def institution(self, name: str, *, near: str = "") -> Institution:
        """Return all that the corpus states about the institution called `name`.

        Args:
            name: as documents write it, or an acronym.
            near: a region that distinguishes institutions of the same name.

        Raises:
            NotFoundError: no institution has this name (`nearest` holds similar ones), or several do.
        """
        region = names.gazetteer().find(near).id if near else ""
        return ask.institution(self.register, name, region)

    def ties(
        self, selection: Selection | None = None, *, institution: str = "", only: MapFilter = EVERYTHING
    ) -> pd.DataFrame:
        """Return one row per stated tie: source, relation, target, modality, year, file, page, sentence,
        confidence, kind, source_type, target_type, source_id, target_id, passage.

        `institution` is the name of an end; `only` a filter (see `map_filter`), of whose types and scales
        one end must be. Raise NotFoundError if the institution is unknown."""
        return ask.ties(self.register, selection, institution, only)

    def outcomes(self, selection: Selection | None = None, *, kinds: Sequence[str] = ()) -> pd.DataFrame:
        """Return one row per quantified claim: kind, text, value, value_high, unit, year, period, place,
        institution, promised, change, file, page, sentence, confidence, passage.

        Raises:
            NotFoundError: a kind is unknown.
        """
        return ask.outcomes(self.register, selection, kinds)

    def datasets(self, selection: Selection | None = None, *, kinds: Sequence[str] = ()) -> pd.DataFrame:
        """Return one row per table of statistics, whose figures are no claims: caption, kinds, rows, columns,
        figures, first, last (years), file, page, passage.

        Raises:
            NotFoundError: a kind is unknown.
        """
        return ask.datasets(self.register, selection, kinds)

    def network(
        self,
        region: str,
        *,
        year: str = "",
        outside: bool = False,
        negated: bool = False,
        only: MapFilter = GOVERNANCE,
    ) -> Network:
        """Return the governance network of a region and period: its institutions and the ties among them.

        Args:
            region: a name or code.
            year: "2014", "2010:2020", "2010:" or ":2020"; "" for all, including undated documents.
            outside: also institutions from elsewhere that passages about the region name.
            negated: also ties that documents deny.
            only: which institutions and ties count (see `map_filter`); by default those of governance.

        Raise NotFoundError for an unknown region.
        """
        return ask.network(self, self._tables, region, year, outside, negated, only)

    def change(self, region: str, before: str, after: str, *, only: MapFilter = GOVERNANCE) -> Change:
        """Return the institutions that entered and left a region's network, and the ties formed and
        dissolved, from one period ("2009:2015") to a later one; `only` is as for `network`. Raise
        NotFoundError for an unknown region."""
        return ask.change(self, self._tables, region, before, after, only)

    def thickness(
        self, regions: Sequence[str], *, year: str = "", at: int = 0, only: MapFilter = GOVERNANCE
    ) -> ThicknessProfile:
        """Compare regions by institutional thickness: components with 95 % intervals, and an interpretation.

        Args:
            regions: names or codes of two or more regions; a single one is described.
            year: as for `network`.
            at: number of documents to compare at; 0: that of the smallest region.
            only: as for `network`.

        Raise NotFoundError for an unknown region.
        """
        return ask.thickness(self, self._tables, regions, year, at, only)

    @once
    def _tables(self) -> GovernanceMap:
        return ask.tables(self)

    def registry_status(self) -> RegistryStatus:
        """Return which registry the project holds, and how many institutions are linked to it."""
        return institution_map.registry_status(self.snapshot, self.root)

    # --- evidence

    def evidence(self, ident: str) -> Evidence:
        """Return what an evidence id refers to: quote, surroundings, document, pages, boxes and a citation.

        Its state is `exact`, or, if the text has changed since the id was made, `moved`, `changed` or `gone`.

        Raises:
            MalformedEvidenceIdError: it is not an evidence id, or contains a typing error.
            UnknownEvidenceError: it belongs to no document of the project.
        """
        return ask.evidence(self.snapshot, ident, older=self._older())

    def locate(self, quote: str, document: Document | None = None, *, most: int = 20) -> list[Evidence]:
        """Return where a quote occurs, exactly or nearly, in all documents or in one; best first.

        Raises:
            InputError: the quote contains no letters.
        """
        return ask.locate(self.snapshot, quote, document, most=most)

    def evidence_ids(self, items: Sequence[Record]) -> list[str]:
        """Return evidence ids of passages, mentions, ties, outcomes or hits; "" for text without letters."""
        return ask.evidence_ids(self.snapshot, items)

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

    # --- files for readers and other programs

    def report_theme(self, theme: str, *, out: Path, only: MapFilter = EVERYTHING) -> Path:
        """Write a thematic review into the folder `out` and return its path; `only` filters the institutions.

        Raises:
            NotFoundError: the theme is unknown.
            InputError: the corpus is empty, or `out` cannot be written.
        """
        return ask.report_theme(self, theme, out, only)

    def export_pages(self, out: Path) -> int:
        """Write the annotations of every page to `out` as JSON lines; return the number of pages."""
        from workingregions.reports.export_pages import write_pages

        return write_pages(self.bundles(), out, about=self.config.count.about)

    def export_corrections(self, out: Path) -> int:
        """Write the valid lines of the ledger to `out`, for another project; return their number."""
        return self._workspace.ledger.write_to(out)

    def export_labels(self, out: Path) -> int:
        """Write the corrections in force to `out` as labels for evaluation; return their number.

        The file is a CSV with the columns kind (pair, type, scale, home, name, institution, tie), left,
        right, label, near, file, who, when, id.
        """
        return institution_map.labels(self.ledger, out)
