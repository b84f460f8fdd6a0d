"""Project: everything that creates or changes a project. `Project.view` answers questions about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app import coding, made
from workingregions.app import map as institution_map
from workingregions.app import topics as topic_changes
from workingregions.app.basket import BasketProject
from workingregions.app.exchanging import ExchangeProject
from workingregions.app.labelling import CodingProject
from workingregions.app.made import MadeReport, Rebuilt, ReportDiff
from workingregions.app.map import Corrected, CorrectedAll, Wish
from workingregions.app.searches import SearchProject, noted
from workingregions.app.topics import TopicChange, TopicFit
from workingregions.app.uploads import moved
from workingregions.corpus import drops
from workingregions.corpus.correction import Action
from workingregions.corpus.drops import DropItem, DropReport, FileOutcome
from workingregions.corpus.errors import InputError, StoreError
from workingregions.corpus.ledger import Imported
from workingregions.corpus.location import Location
from workingregions.corpus.records import Source
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.store import check, prune, repair
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.map import RegistryStatus
    from workingregions.app.run import Engine, Watcher
    from workingregions.corpus.store import Pruned
    from workingregions.reports.report import Report


class Project(SearchProject, BasketProject, CodingProject, ExchangeProject):
    """A folder with a configuration, a store of documents and annotations, drop reports and corrections.

    Get one with `Project.create`, `Project.open` or `Project.find`. Its methods change the project;
    `view` returns an object that answers questions about it.
    """

    # --- documents

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
        """Read new or changed files, annotate them and commit; known files are skipped.

        Args:
            paths: files, folders, glob patterns, zips.
            workers: worker processes; 0 uses the number in the configuration.
            engine: what runs the work; default: worker processes on this machine.
            passwords: tried on encrypted files.
            exclude: patterns of file names to leave out.
            retry: also read the files that failed before.
            watcher: receives progress events.

        Raises:
            InputError: a path is missing or contains nothing to read.
            BusyError: another process is writing to the project, and has not finished within a minute.
            DiskFullError: the disk is full; what was committed is kept.
        """
        from workingregions.app.run import Batch, LocalEngine, Silent

        limits = self.config.ingest
        coding.keep_version(self.root, self.codebook)
        runner = engine or LocalEngine(workers or self.config.workers, limits.timeout, limits.memory)
        batch = Batch(self.store, self.root, self.config, runner, watcher or Silent())
        report = batch.run(paths, passwords=passwords, exclude=exclude, retry=retry)
        self._follow_topics()
        return noted(self, report)

    def _follow_topics(self) -> None:
        """Assign new passages to the topics. Where that fails, questions about topics say why."""
        with suppress(InputError, StoreError, OSError):
            topic_changes.follow(self.view())

    def retry(
        self,
        *,
        passwords: Sequence[str] = (),
        only: Sequence[str] = (),
        watcher: Watcher | None = None,
    ) -> DropReport | None:
        """Read every failed file again from where it was ingested; return None if no file failed.

        Args:
            passwords: tried on encrypted files.
            only: the SHA-256 of the failed files to read again; empty for all.
            watcher: receives progress events.

        Raises:
            InputError: none of the files is there any more.
        """
        snapshot = self.store.snapshot()
        failed = {f.sha256 for f in snapshot.records("failures") if f.page is None}
        if only:
            failed &= set(only)
        if not failed:
            return None
        sources: list[Source] = [s for s in snapshot.records("sources") if s.sha256 in failed]
        paths = sorted({moved(Location.parse(s.location).path, self.root) for s in sources})
        existing = [path for path in paths if path.exists()]
        if not existing:
            raise InputError(
                "None of the failed files is where it was ingested from.",
                advice=Remedy.INGEST_AGAIN,
            )
        return self.ingest(existing, passwords=passwords, retry=True, watcher=watcher)

    def drops(self) -> list[DropReport]:
        """Return the reports of all drops, oldest first."""
        return list(drops.load_all(self.root / "drops"))

    def drop(self, name: str) -> DropReport:
        """Return the report of one drop. Raise NotFoundError if there is none of that name."""
        return drops.load(self.root / "drops", name)

    def still_failing(self, name: str) -> list[DropItem]:
        """Return the files of a drop that failed and were not read since. Raise NotFoundError as `drop`."""
        failures = self.store.snapshot().records("failures")
        failed = {failure.sha256 for failure in failures if failure.page is None}
        items = self.drop(name).items
        return [i for i in items if i.outcome is FileOutcome.FAILED and i.sha256 in failed]

    def check(self, *, deep: bool = False) -> list[str]:
        """Return the faults of the store, one line each; empty if there are none.

        Args:
            deep: read every column and index, and compare every file with its checksum.
        """
        return check(self.store, deep=deep)

    def repair(self) -> list[str]:
        """Repair what can be rebuilt (a manifest, the full-text index, tags); return what was done.

        Raises:
            ProjectError: another process is writing to the project.
        """
        return repair(self.store)

    def prune(self, keep: int, *, dry_run: bool = False) -> Pruned:
        """Remove all but the newest `keep` snapshots, and the data that only they use.

        Args:
            keep: number of snapshots to keep, at least 1.
            dry_run: report which snapshots would be removed, without removing them.

        Raises:
            InputError: `keep` is less than 1.
            ProjectError: another process is writing to the project.
        """
        return prune(self.store, keep, dry_run=dry_run)

    # --- the institution map

    def add_registry(self, file: Path) -> RegistryStatus:
        """Copy a registry (a ROR data dump, schema 2) into the project and link institutions to it.

        Raises:
            InputError: the file is missing, or does not have the expected schema.
        """
        return institution_map.add_registry(self, file)

    def refresh(self, *, watcher: Watcher | None = None) -> tuple[str, ...]:
        """Bring the project up to date: learn from new labels, score themes whose codebook, tagger or model
        changed, and rebuild the institution map if it is behind (see `View.stale`). Return what changed.

        `ingest`, `correct`, `undo`, `import_corrections` and `add_registry` rebuild the map themselves. Call
        this after labelling, after an edit of the codebook, and for a project of an earlier version.

        Raises:
            BusyError, DiskFullError: as for `ingest`; what was committed is kept.
        """
        from workingregions.app.run import Batch, LocalEngine, Silent
        from workingregions.nlp.themes import ThemeTagger

        told = watcher or Silent()
        learnt: tuple[str, ...] = ()
        view = self.view()
        if not (view.empty or view.snapshot.textless):
            told.announce("learning from labels")
            encoder, limits = self.encoder, self.config.ingest
            tagger = ThemeTagger(self.codebook, lambda texts: encoder.encode(texts, threads=1))
            learnt = coding.relearn(view, self.store.folder, tagger)
            engine = LocalEngine(self.config.workers, limits.timeout, limits.memory)
            tagged = Batch(self.store, self.root, self.config, engine, told).tag()
            if tagged:
                version = coding.keep_version(self.root, self.codebook).stem
                learnt += (f"themes of {plural(tagged, 'document')} scored anew with codebook {version}",)
        changed = institution_map.refresh(self.store, self.root)
        self._follow_topics()
        return (*learnt, *changed)

    # --- corrections

    def correct(self, action: Action | str, *names: str, **fields: Any) -> Corrected:
        """Write a correction to the ledger and update the map and the documents immediately.

        Args:
            action: merge, split, rename, retype, rescale, place, reject, accept or tie; title, year,
                publisher, type or region of a document; outcome or theme.
            names: names of institutions as documents write them; see corpus.correction.Correction.
            **fields: value (new name, type, scale, region or verdict; of several regions, separated by
                semicolons), relation (of a tie; a field of an outcome; a theme), near (a region that
                distinguishes namesakes), document, page and quote (the evidence, or what is corrected),
                evidence (the id of an outcome or passage), why, who, and contest: whether to write it even if
                it contradicts another person's (default: yes), when neither is in force.

        Raises:
            NotFoundError: it matches nothing in the corpus; lists the nearest names and writes nothing.
            UserError: names, value or relation are not valid for the action.
            ContestedError: it contradicts another person's, and `contest` is not set; nothing is written.
            BusyError, DiskFullError: as for `ingest`; nothing is written.
        """
        return institution_map.correct(self, Wish(action=Action(action), names=names, **fields))

    def correct_all(self, wishes: Sequence[Wish]) -> CorrectedAll:
        """Write several corrections together: all of them or, if one is not valid, none.

        Those that are in force already are not written again.

        Raises:
            BatchError: which of them cannot be made, and why.
            BusyError, DiskFullError: as for `ingest`; nothing is written.
        """
        return institution_map.correct_all(self, wishes)

    def undo(self, correction: str, *, why: str = "", who: str = "") -> Corrected:
        """Undo a correction by adding a line to the ledger.

        `correction` is its id, a unique beginning of it, or "last" for the newest in force.

        Raises:
            NotFoundError: there is no such correction.
            InputError: it has already been undone.
        """
        return institution_map.undo(self, correction, why=why, who=who)

    def import_corrections(self, source: Path) -> tuple[Imported, tuple[str, ...]]:
        """Add the corrections of another ledger (its file, or its project's folder).

        Return what was added, and what that changed in the map.

        Raises:
            InputError: there is no ledger.
        """
        return institution_map.take(self, source)

    # --- reports

    def make_report(
        self,
        kind: str,
        *,
        formats: Sequence[str] = (),
        template: Path | None = None,
        snapshot: str | None = None,
        **arguments: Any,
    ) -> MadeReport:
        """Write a report into the project's folder of reports, and return its record.

        Args:
            kind: a kind of app.made.KINDS, such as theme, network or hits.
            formats: html, docx, pdf, md; none for all. Kinds that have files of their own ignore them.
            template: a Word document whose styles, headers and page the report's Word document takes.
            snapshot: the snapshot to report; default: the newest.
            **arguments: regions, themes (lists of names), query, year, drop; `select`, arguments of
                `View.select`, and `only`, arguments of `View.map_filter`, as mappings; `options` of one kind;
                style (of citations), spelling (british or american), base (address of the workbench, for
                links); who made it.

        Raises:
            NotFoundError: the kind, a format or a name is unknown.
            InputError: something that the kind needs is missing, or the project holds no documents.
            DiskFullError: the disk is full; nothing is left of the report.
        """
        arguments["who"] = arguments.get("who") or self.who
        return made.make_report(self.view(snapshot), kind, formats=formats, template=template, **arguments)

    def write_report(
        self,
        kind: str,
        out: Path,
        *,
        formats: Sequence[str] = (),
        template: Path | None = None,
        snapshot: str | None = None,
        **arguments: Any,
    ) -> str:
        """Write a report into a folder of its own, which the project does not list, and return its title.

        Arguments and errors are those of `make_report`; a folder with other files is refused (InputError).
        """
        return made.write(self.view(snapshot), made.order(kind, **arguments), out, formats, template)

    def build_report(self, kind: str, *, snapshot: str | None = None, **arguments: Any) -> Report:
        """Return a report as an object, with its claims, tables, figures and quotes.

        Arguments and errors are those of `make_report`, for the kinds that come in every format.
        """
        return made.build_report(self.view(snapshot), made.order(kind, **arguments))

    def rebuild_report(self, source: str | Path, out: Path | None = None) -> Rebuilt:
        """Make a report again from the snapshot and the codebook of then, and compare the bytes.

        Args:
            source: the id of a report, or the path of its folder, its report.json or its zip.
            out: a folder to write it into; None compares only.

        Raises:
            InputError: it is not a report, or its snapshot is not there; the advice says what to do.
        """
        return made.rebuild(self, made.earlier(self.root, source), out)

    def diff_reports(self, old: str | Path, new: str | Path) -> ReportDiff:
        """Return which claims of two editions of a report differ and why, and what is left of the evidence.

        Args:
            old, new: as `source` of `rebuild_report`.

        Raises:
            InputError: one of them is not a report.
        """
        return made.diff(made.earlier(self.root, old), made.earlier(self.root, new), self)

    def reports(self) -> list[MadeReport]:
        """Return the records of the reports that `make_report` wrote, newest first."""
        return made.load_all(self.root)

    # --- topics

    def fit_topics(
        self,
        *,
        method: str = "kmeans",
        topics: int = 0,
        seed: int = 13,
        who: str = "",
        step: Callable[[str], None] | None = None,
    ) -> TopicFit:
        """Fit topics to the corpus, match them to those so far, and store them.

        A topic that goes on keeps its id, and with it the name and the merges that people made. Passages that
        come later are assigned to the topics as they are, until the next fit.

        Args:
            method: kmeans (spherical k-means on vectors and words, stable), nmf or lda.
            topics: their number; 0 keeps that of the previous fit while it is stable, and otherwise chooses:
                for kmeans the largest at which samples of 90 % agree, else the one of the best coherence.
            seed: seed of every random choice.
            who: recorded in the history; default: the configured name.
            step: receives what is being done.

        Raises:
            NotFoundError: the method is not known.
            InputError: the corpus is empty, or too small for this number of topics.
            BusyError, DiskFullError: as for `ingest`; nothing is written.
        """
        view = self.view()
        view.need_texts("topics cannot be fitted")
        return topic_changes.fit_topics(self, view, method, topics, seed, who, step or (lambda _: None))

    def name_topic(self, number: int, name: str, *, who: str = "") -> TopicChange:
        """Give a topic a name for good; "" takes it back, and the topic is called by its key phrases again.

        Raises:
            NotFoundError: there is no such topic.
            InputError: another topic has this name, or there are no topics yet.
        """
        return topic_changes.name_topic(self, self.view(), number, name, who)

    def merge_topics(self, numbers: Sequence[int], *, who: str = "") -> TopicChange:
        """Count two or more topics as one, the first; it stays so when topics are fitted again.

        Raises:
            NotFoundError: one of them is unknown.
            InputError: they are one topic already.
        """
        return topic_changes.merge_topics(self, self.view(), numbers, who)

    def undo_topics(self, line: str = "last", *, who: str = "") -> TopicChange:
        """Undo a fit, a name or a merge of topics: its line in the history, or the last in force.

        Raises:
            NotFoundError: there is no such line.
            InputError: it is undone already, or is a fit before the newest.
            StoreError: the model of the fit before is gone.
        """
        return topic_changes.undo_topics(self, line, who)
