"""Project: the one front object. The command line and every other door only translate for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app import analysis, corrections, governance, institutions, maps
from workingregions.app.corrections import Corrected, Standing
from workingregions.app.folder import Folder
from workingregions.app.institutions import Institution
from workingregions.app.register import Register, gazetteer
from workingregions.corpus import drops
from workingregions.corpus.correction import Action
from workingregions.corpus.drops import DropReport
from workingregions.corpus.errors import InputError
from workingregions.corpus.ledger import Imported
from workingregions.corpus.location import Location
from workingregions.corpus.records import Block, Bundle, Document, Source
from workingregions.corpus.store import quote

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.analysis import Found
    from workingregions.app.batch import Engine, Watcher
    from workingregions.app.governance import RegistryStatus
    from workingregions.corpus.selection import Selection
    from workingregions.models.networks import Network
    from workingregions.models.networks_measures import Change
    from workingregions.models.thickness import ThicknessProfile
    from workingregions.models.topics import TopicModel


class Project(Folder):
    """A folder with a configuration, a store of documents and annotations, drop reports and reports.

    Make one with `Project.create` or `Project.open`. Reading methods answer from the newest snapshot
    and return records or pandas frames.
    """

    # --- taking in

    def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        workers: int = 0,
        engine: Engine | None = None,
        passwords: Sequence[str] = (),
        exclude: Sequence[str] = (),
        retry: bool = False,
        watcher: Watcher | None = None,
    ) -> DropReport:
        """Reads new or changed files, annotates them and commits; files that are known cost nothing.

        Args:
            paths: files, folders, glob patterns, zips.
            workers: worker processes; 0 takes the configuration's number.
            engine: where the work is done; default: this machine's cores.
            passwords: tried on encrypted files.
            exclude: patterns of file names to leave out.
            retry: try again what failed before.
            watcher: is told how it goes.

        Raises:
            InputError: a path is missing or holds nothing to read.
            ProjectError: another process is writing to the project.
        """
        from workingregions.app.batch import Batch, Silent
        from workingregions.app.engines.local import LocalEngine

        limits = self.config.ingest
        runner = engine or LocalEngine(workers or self.config.workers, limits.timeout, limits.memory)
        batch = Batch(self.store, self.root, self.config, runner, watcher or Silent())
        return batch.run(paths, passwords=passwords, exclude=exclude, retry=retry)

    def retry(self, *, passwords: Sequence[str] = (), watcher: Watcher | None = None) -> DropReport | None:
        """Tries again every file that failed, where it lay when it came in; None when no file failed.

        Raises:
            InputError: none of the files is there any more.
        """
        snapshot = self.snapshot
        failed = {f.sha256 for f in snapshot.records("failures") if f.page is None}
        if not failed:
            return None
        sources: list[Source] = [s for s in snapshot.records("sources") if s.sha256 in failed]
        places = sorted({Location.parse(s.location).path for s in sources})
        there = [place for place in places if Path(place).exists()]
        if not there:
            raise InputError(
                "None of the files that failed is where it was.",
                advice="Ingest them from where they are now.",
            )
        return self.ingest(there, passwords=passwords, retry=True, watcher=watcher)

    def drops(self) -> list[DropReport]:
        """The reports of all drops, oldest first."""
        return list(drops.load_all(self.root / "drops"))

    def drop(self, name: str) -> DropReport:
        """One drop's report. Raises NotFoundError."""
        return drops.load(self.root / "drops", name)

    def check(self) -> list[str]:
        """What is wrong with the store, one line each; empty when all is well."""
        return self.store.check()

    # --- looking up

    def select(
        self,
        *,
        regions: Sequence[str] = (),
        year: str = "",
        themes: Sequence[str] = (),
        institutions: Sequence[str] = (),
        types: Sequence[str] = (),
    ) -> Selection:
        """A selection of passages, with every name looked up.

        Args:
            regions: names or codes of regions.
            year: "2014", "2010:2020", "2010:" or ":2020".
            themes: ids of the codebook.
            institutions: names or acronyms.
            types: policy, scholarly, other, or document types.

        Raises:
            NotFoundError: a name that is not known, with the nearest that are.
            UserError: a year that is none.
        """
        from workingregions.app.choose import select

        return select(self, regions, year, themes, institutions, types)

    def documents(self, selection: Selection | None = None) -> pd.DataFrame:
        """One row a document: id, title, year, type, genre, publisher, language, regions, pages, path,
        duplicate_of ("" or the id of the document that it repeats); ordered by path."""
        return analysis.documents(self, selection)

    def document(self, name: str) -> Document:
        """The document with this id (or the start of one), path, file name or title.

        Raises:
            NotFoundError: none or several fit; `nearest` holds candidates.
        """
        from workingregions.app.choose import document

        return document(self, name)

    def blocks(self, document: Document) -> list[Block]:
        """A document's blocks in reading order."""
        return self.snapshot.records("blocks", where=f"document = {quote(document.id)}")

    def bundle(self, document: Document) -> Bundle:
        """Everything known of a document."""
        from workingregions.app.batch import load_bundle

        snapshot = self.snapshot
        sources: list[Source] = snapshot.records("sources", where=f"sha256 = {quote(document.sha256)}")
        return load_bundle(snapshot, sources[0])

    def bundles(self) -> Iterator[Bundle]:
        """Everything known of every document, one after the other, by path."""
        for document in sorted(self.snapshot.records("documents"), key=lambda d: (d.path, d.id)):
            yield self.bundle(document)

    def references(
        self, document: Document | None = None, *, inside: bool = False, cited_by: bool = False
    ) -> pd.DataFrame:
        """One row a reference: file, page, authors, year, title, source, doi, text, cites (the file of the
        corpus document it leads to, or ""), score; of one document or all, or only those that lead inside.

        Args:
            document: whose references; with `cited_by`, those of other documents that lead to it.
            inside: only those to documents of the corpus. What is not sure enough leads nowhere.
            cited_by: only those that lead to `document` (to any, when it is None).
        """
        return analysis.references(self, document, inside or cited_by, cited_by)

    def duplicates(self) -> pd.DataFrame:
        """One row a document that repeats another: file, kind, of (a file), similarity (0 to 1)."""
        return analysis.duplicates(self)

    # --- asking

    def search(self, query: str, selection: Selection | None = None, n: int = 0) -> Found:
        """The `n` passages that answer `query` best, with their documents; 0: as many as configured.

        Raises:
            InputError: the query holds no word.
        """
        return analysis.search(self, query, selection, n)

    def themes(self) -> pd.DataFrame:
        """One row a theme: id, group, label, definition, documents and passages about it, mentions."""
        return analysis.themes(self)

    def trends(self, theme: str, by: Sequence[str] = ("region", "year")) -> pd.DataFrame:
        """Documents and passages about a theme in each cell of `by`; see models.trends.theme_counts.

        Raises:
            NotFoundError: the theme, or a facet of `by`, is not known.
        """
        return analysis.trends(self, theme, by)

    # --- the governance map

    def institutions(
        self, selection: Selection | None = None, *, types: Sequence[str] = (), scales: Sequence[str] = ()
    ) -> pd.DataFrame:
        """One row an institution, those of most documents first.

        Columns id, name, type, scale, region (home, a gazetteer id or ""), region_name, documents, mentions,
        first and last (years of the documents that name it), aliases (a list).

        Raises:
            NotFoundError: a type or scale is not known.
        """
        return institutions.institutions(self.register, selection, types, scales)

    def institution(self, name: str, *, near: str = "") -> Institution:
        """All that the corpus says of the institution called `name`; `near`, a region, tells namesakes apart.

        Raises:
            NotFoundError: none is called so, with the nearest names, or several are.
        """
        region = gazetteer().find(near).id if near else ""
        return institutions.institution(self.register, name, region)

    def ties(
        self, selection: Selection | None = None, *, institution: str = "", relations: Sequence[str] = ()
    ) -> pd.DataFrame:
        """One row a stated tie: source, relation, target, modality, year, file, page, sentence, confidence,
        source_type, target_type, source_id, target_id, passage.

        Raises:
            NotFoundError: the institution or a relation is not known.
        """
        return institutions.ties(self.register, selection, institution, relations)

    def outcomes(self, selection: Selection | None = None, *, kinds: Sequence[str] = ()) -> pd.DataFrame:
        """One row a quantified claim: kind, text, value, value_high, unit, year, place, institution,
        promised, file, page, sentence, confidence, passage. Raises NotFoundError for an unknown kind."""
        return institutions.outcomes(self.register, selection, kinds)

    @property
    def register(self) -> Register:
        """The institutions of the newest snapshot, brought up to date with the ledger."""
        governance.refresh(self)
        snapshot = self.snapshot
        return Register(snapshot, analysis.counted_documents(self, snapshot))

    def network(
        self, region: str, *, year: str = "", outside: bool = False, negated: bool = False
    ) -> Network:
        """The governance network of a region and period: its institutions and the ties stated among them.

        Args:
            region: a name or code.
            year: "2014", "2010:2020", "2010:" or ":2020"; "" for all, undated documents too.
            outside: also institutions that passages about the region name and that belong elsewhere.
            negated: also ties that a document denies.

        Raises:
            NotFoundError: the region is not known.
        """
        return maps.network(self, region, year, outside, negated)

    def change(self, region: str, before: str, after: str) -> Change:
        """The institutions that entered and left a region's network, the ties formed and dissolved, from one
        period ("2009:2015") to a later one. Raises NotFoundError for an unknown region."""
        return maps.change(self, region, before, after)

    def thickness(self, regions: Sequence[str], *, year: str = "", at: int = 0) -> ThicknessProfile:
        """Regions compared on institutional thickness: components with 95 % intervals, and what they say.

        Args:
            regions: names or codes of two or more; one alone is described.
            year: as of `network`.
            at: how many documents to compare at; 0: those of the smallest region.

        Raises:
            NotFoundError: a region is not known.
        """
        return maps.thickness(self, regions, year, at)

    def add_registry(self, file: Path) -> RegistryStatus:
        """Takes a compact copy of a registry (a ROR data dump, schema 2) into the project and links to it.

        Raises:
            InputError: the file is missing, or of another schema than the one expected.
        """
        return governance.add_registry(self, file)

    def registry_status(self) -> RegistryStatus:
        """Which registry the project holds, and how many institutions are linked."""
        governance.refresh(self)
        return governance.registry_status(self)

    # --- corrections

    def correct(self, action: Action | str, *names: str, **fields: Any) -> Corrected:
        """Writes a correction to the ledger and brings the map up to date at once.

        Args:
            action: merge, split, rename, retype, rescale, place, reject, accept or tie.
            names: names of institutions as documents write them; see corpus.correction.Correction.
            **fields: value (new name, type, scale, region or verdict), relation (of a tie), near (a region
                that tells namesakes apart), document, page and quote (where it was seen), why, who.

        Raises:
            NotFoundError: it matches nothing in the corpus, with the nearest names; nothing is written.
            UserError: names, value or relation do not fit the action.
            ProjectError: another process is writing to the project.
        """
        return corrections.correct(self, Action(action), names, **fields)

    def undo(self, correction: str, *, why: str = "", who: str = "") -> Corrected:
        """Takes back, by another line, the correction with this id, or the only one whose id starts so, or
        "last", the newest in force.

        Raises:
            NotFoundError: there is no such correction.
            InputError: it was undone before.
        """
        return corrections.undo(self, correction, why=why, who=who)

    def corrections(self) -> pd.DataFrame:
        """One row a line of the ledger: id, when, who, action, what (in words), why, status (in force,
        superseded by its author, conflict with another person's, waiting for a document that it matches,
        undone, undo), names, value, relation, near, file, page."""
        return corrections.frame(self)

    def standing(self) -> Standing:
        """Conflicts, corrections that are superseded or match nothing yet, and lines that are of no use."""
        return corrections.standing(self)

    def import_corrections(self, source: Path) -> tuple[Imported, tuple[str, ...]]:
        """Adds the corrections of another ledger (its file, or its project's folder); what was added, and
        what that changed.

        Raises:
            InputError: there is no ledger.
        """
        return corrections.take(self, source)

    def export_labels(self, out: Path) -> int:
        """Writes the corrections in force as labels for evaluation, a CSV with the columns kind (pair, type,
        scale, home, name, institution, tie), left, right, label, near, file, who, when, id; returns how many.
        """
        return corrections.labels(self, out)

    # --- topics

    def fit_topics(self, *, method: str = "nmf", topics: int = 0, seed: int = 13) -> TopicModel:
        """Fits topics to the corpus and keeps them; `topics` 0 chooses the most coherent number.

        Raises:
            NotFoundError: the method is not known.
            InputError: the corpus is empty, or too small for so many topics.
        """
        return analysis.fit_topics(self, method, topics, seed)

    def topic_model(self) -> TopicModel:
        """The topics fitted last. Raises InputError when none were."""
        return analysis.topic_model(self)

    def topics(self) -> pd.DataFrame:
        """One row a topic: topic (its number), share of passages, coherence (NPMI), words."""
        return analysis.topics(self)

    def topic(self, number: int) -> pd.DataFrame:
        """The passages that stand for a topic: weight, document, page, text. Raises NotFoundError."""
        return analysis.topic(self, number)

    # --- writing

    def report_theme(self, theme: str, *, out: Path | None = None) -> Path:
        """Writes a thematic review and returns its path.

        Raises:
            NotFoundError: the theme is not known.
            InputError: the corpus is empty.
        """
        return analysis.report_theme(self, theme, out)

    def export_pages(self, out: Path) -> int:
        """Writes the annotations of every page as JSON lines; returns how many."""
        from workingregions.reports.export_pages import write_pages

        return write_pages(self.bundles(), out, about=self.config.count.about)
