"""One run of ingest: discover, plan, run the engine, commit batch by batch, report."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from workingregions.app import map as governance  # the institution map
from workingregions.app.names import load_bundle
from workingregions.app.run import corpus_wide
from workingregions.app.run import plan as plans
from workingregions.app.run.engine import Lost
from workingregions.app.run.items import tally
from workingregions.app.run.jobs import (
    ADVICE,
    Finished,
    Job,
    WorkerFactory,
    done,
    due,
    failure,
    fingerprints,
)
from workingregions.app.run.stages import (
    EncodeStage,
    Inbox,
    build,
)
from workingregions.app.run.watcher import Engine, Watcher
from workingregions.corpus import disk, drops
from workingregions.corpus.codebook import Codebook
from workingregions.corpus.config import Config
from workingregions.corpus.drops import DropReport
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import BusyError
from workingregions.corpus.files import now
from workingregions.corpus.location import Location
from workingregions.corpus.records import Failure, Source
from workingregions.corpus.sql import among, quote
from workingregions.corpus.store import (
    Manifest,
    Snapshot,
    Store,
    Writer,
)
from workingregions.ingest.drop import discover, readable
from workingregions.ingest.formats import sniff
from workingregions.models import theme_vectors

COMMIT_SECONDS = 60.0
"""Maximum number of documents between two snapshots."""
COMMIT_PATIENCE = 1.0
"""Seconds that a run with more to read waits for another process to commit."""
MOST_BATCHES = 8
"""Maximum number of batches that are held back while another process writes."""
MAX_ATTACHMENT_DEPTH = 3


class Batch:
    """One run of ingest over a project's store."""

    def __init__(self, store: Store, root: Path, config: Config, engine: Engine, watcher: Watcher) -> None:
        self._store = store
        self._root = root
        self._config = config
        self._engine = engine
        self._watcher = watcher
        self._stages = build(config, root, Inbox())
        self._codebook = Codebook.load(root / config.codebook.path if config.codebook.path else None)
        self._encoder = next(s.encoder for s in self._stages if isinstance(s, EncodeStage))
        self._results: dict[str, Source] = {}  # by sha256, done in this run
        self._overtaken: dict[str, Source] = {}  # by sha256, read in this run and not kept

    def run(
        self,
        paths: Sequence[str | Path],
        *,
        passwords: Sequence[str] = (),
        retry: bool = False,
        exclude: Sequence[str] = (),
    ) -> DropReport:
        """Ingest `paths`; see `Project.ingest`."""
        began, started = time.monotonic(), now()
        largest = self._config.ingest.file_size * 2**20
        discovery = discover(paths, exclude=exclude, largest=largest)
        folder = self._root / drops.FOLDER
        with disk.room(self._root), drops.claim(folder) as drop:
            self._watcher.announce(f"looking at {len(discovery)} files")
            plan = plans.look(discovery, drop)
            base = self._store.snapshot()
            before = plans.done_before(base)
            failed = {f.sha256: f for f in base.records("failures") if f.page is None}
            known = plans.relocated(base.records("sources"), plan)
            jobs = plans.due_jobs(plan, self._stages, before, failed, passwords, retry)
            unchanged = len({s.sha256 for s in plan.sources}) - len(jobs)
            jobs += plans.to_encode(plan, self._stages, self._encoder.name, before, base)
            if jobs:
                # A model that cannot be loaded stops the run here; in a worker every document would fail.
                theme_vectors.keep(self._store.folder, self._codebook.themes, self._encoder)
            self._watcher.start(len(jobs), unchanged)
            listed = self._list(plan, drop)
            self._work(jobs, before, drop)
            if jobs or listed or not governance.is_current(self._store, self._root):
                end = self._store.snapshot(self._finish(drop).id)
            else:
                end = self._store.snapshot()
            # A file that an interrupted run had listed but not read is new.
            read = [s for s in known if s.sha256 in before or s.sha256 in failed]
            sources = [s for s in plan.sources if s.sha256 not in self._overtaken]
            failures = [*plan.failures, *map(_overtaken, self._overtaken.values())]
            items = tally(sources, plan.same, failures, self._results, read, end)
            report = DropReport(
                id=drop,
                paths=tuple(readable(p) for p in paths),
                started=started,
                seconds=round(time.monotonic() - began, 1),
                snapshot=end.id,
                items=items,
                left_out=len(discovery.left_out),
                sidecars=tuple(plan.sidecars),
                missing=plan.missing,
                skipped=discovery.skipped,
            )
            report.save(folder)
        return report

    def tag(self) -> int:
        """Score the themes of documents that another codebook, tagger or model scored; return how many."""
        with disk.room(self._root):
            base = self._store.snapshot()
            before = plans.done_before(base)
            jobs = plans.to_tag(self._stages, self._encoder.name, before, base)
            if jobs:
                theme_vectors.keep(self._store.folder, self._codebook.themes, self._encoder)
                self._watcher.start(len(jobs), 0)
                self._work(jobs, before, "themes")
                self._finish("themes")
        return len(jobs)

    def _list(self, plan: plans.Plan, drop: str) -> bool:
        """Commit the files of the drop as sources; return whether there was anything to commit."""
        with self._store.writer(status=self._watcher.announce) as writer:
            before = writer.versions()
            known = plans.relocated(Snapshot(self._store, writer.base).records("sources"), plan)
            fresh = plans.fresh(plan.sources, known)
            plans.put_sources(writer, plan, fresh, known)
            changed = writer.versions() != before
            if changed:
                writer.commit(f"ingest {drop}, files")
        return changed

    def _work(self, jobs: Sequence[Job], before: Mapping[str, Mapping[str, str]], drop: str) -> None:
        """Run the jobs and those that result from them (attachments), committing as they end."""
        batch = self._config.ingest.commit
        for _ in range(MAX_ATTACHMENT_DEPTH):
            if not jobs:
                return
            buffer: list[tuple[Job, Finished]] = []
            inside: list[Job] = []
            last = time.monotonic()
            try:
                for job, result in self._engine.run(
                    self._loaded(jobs, before), WorkerFactory(self._config, self._root)
                ):
                    finished = _finished(job, result)
                    self._results[job.source.sha256] = job.source
                    buffer.append((job, finished))
                    inside += self._attached(job, finished, drop)
                    pages = len(finished.bundle.document.pages) if finished.bundle else 0
                    self._watcher.advance(job.source.path, pages, finished.bundle is None)
                    if len(buffer) >= batch or time.monotonic() - last > COMMIT_SECONDS:
                        if self._committed(buffer, drop):
                            buffer = []
                        last = time.monotonic()
            finally:
                # Also on Ctrl-C: what was read stays read.
                self._commit(buffer, drop)
            seen = set(self._results)
            jobs = [job for job in inside if job.source.sha256 not in seen]
            if jobs:
                with self._store.writer(status=self._watcher.announce) as writer:
                    _put_new_sources(writer, jobs)
                    writer.commit(f"ingest {drop}, attachments")

    def _loaded(self, jobs: Iterable[Job], before: Mapping[str, Mapping[str, str]]) -> Iterator[Job]:
        """Yield the jobs, with the stored records of documents that need not be read again.

        Work that another run has done since the jobs were planned is left out.
        """
        for job in jobs:
            sha256 = job.source.sha256
            now = self._store.snapshot()
            planned = before.get(sha256, {})
            done_now = plans.done_before(now, f"sha256 = {quote(sha256)}").get(sha256, {})
            # A change of encoder removes the row of that stage from all documents; see `_make_room`.
            if done_now not in (planned, {k: v for k, v in planned.items() if k != EncodeStage.name}):
                if not due(job.fingerprints, done_now):
                    self._watcher.advance(job.source.path, 0, failed=False)
                    continue
                yield replace(job, stages=tuple(job.fingerprints))
            elif "read" in job.stages:
                yield job
            else:
                yield _with_stored(job, now)

    def _committed(self, buffer: Sequence[tuple[Job, Finished]], drop: str) -> bool:
        """Commit, or, while another process writes, keep the documents for the next turn, within limits."""
        try:
            self._commit(buffer, drop, COMMIT_PATIENCE)
        except BusyError:
            if len(buffer) >= MOST_BATCHES * self._config.ingest.commit:
                raise
            return False
        return True

    def _commit(
        self, buffer: Sequence[tuple[Job, Finished]], drop: str, patience: float | None = None
    ) -> None:
        """Commit the results of some files, except those whose content another run has read meanwhile."""
        if not buffer:
            return
        with self._store.writer(patience=patience, status=self._watcher.announce) as writer:
            where = among("sha256", [job.source.sha256 for job, _ in buffer])
            rows = Snapshot(self._store, writer.base).arrow("sources", where=where, columns=["sha256"])
            listed = set(rows["sha256"].to_pylist())
            self._overtaken |= {j.source.sha256: j.source for j, _ in buffer if j.source.sha256 not in listed}
            kept = [(job, f) for job, f in buffer if job.source.sha256 in listed and not _stays(job, f)]
            self._make_room(writer, kept)
            _put(writer, kept)
            writer.commit(f"ingest {drop}, part")

    def _finish(self, drop: str) -> Manifest:
        """Commit what depends on all documents together: duplicates, citations, institutions."""

        def compute(now: Snapshot) -> tuple[list[governance.Change], governance.Map]:
            self._watcher.announce("gathering institutions")
            made = governance.compute(now, self._root, citing=False)
            self._watcher.announce("comparing documents")
            return corpus_wide.finish(now, self._store, made.revision.documents), made

        def write(writer: Writer, computed: tuple[list[governance.Change], governance.Map]) -> Manifest:
            changes, made = computed
            for change in changes:
                writer.replace(*change)
            governance.put(writer, made)
            writer.index()
            return governance.commit(writer, self._store, f"ingest {drop}", made)

        return self._store.update(compute, write, status=self._watcher.announce)

    def _make_room(self, writer: Writer, buffer: Sequence[tuple[Job, Finished]]) -> None:
        """Drop the vectors of another encoder before the first ones of this run's encoder are written."""
        vectors = (p.vector for _, f in buffer if f.bundle for p in f.bundle.passages)
        size = next((len(vector) for vector in vectors if vector is not None), 0)
        if size and writer.encoder != self._encoder.name:
            writer.change_encoder(self._encoder.name, size)
            # Documents still to be encoded again are found by the missing row.
            writer.replace("done", f"stage = {quote(EncodeStage.name)}", [])

    def _attached(self, job: Job, finished: Finished, drop: str) -> list[Job]:
        jobs = []
        for name, data in finished.attachments:
            kind = sniff(data, name)
            if kind == "text/plain" and Path(name).suffix.lower() not in (".txt", ".text"):
                # Settings and scripts that programs put into a PDF, not documents.
                continue
            path = f"{job.source.path}/{name}"
            source = Source(
                sha256=hashlib.sha256(data).hexdigest(),
                path=path,
                media_type=kind,
                bytes=len(data),
                drop=drop,
                location=str(Location.parse(job.source.location).inside(name)),
            )
            now = fingerprints(self._stages, source, ())
            jobs.append(
                Job(
                    source=source,
                    found=None,
                    stages=tuple(now),
                    fingerprints=now,
                    data=data,
                    passwords=job.passwords,
                )
            )
        return jobs


def _put_new_sources(writer: Writer, jobs: Sequence[Job]) -> None:
    sources = [job.source for job in jobs]
    if sources:
        writer.replace("sources", among("location", [s.location for s in sources]), sources)


def _with_stored(job: Job, now: Snapshot) -> Job:
    """Return the job with the stored records of its document; if these are too large, with all its stages."""
    try:
        return replace(job, stored=governance.uncorrected(now, load_bundle(now, job.source)))
    except (MemoryError, RecursionError):
        return replace(job, stages=tuple(job.fingerprints))


def _overtaken(source: Source) -> Failure:
    message = "the file changed during the run, and another run has read its present content."
    return failure(source, "read", FailureCategory.MISSING, message, "No action is needed.")


def _finished(job: Job, result: Finished | Lost) -> Finished:
    if isinstance(result, Finished):
        return result
    failed = failure(job.source, "read", result.category, result.message, ADVICE.get(result.category, ""))
    return Finished(bundle=None, failures=(failed,))


def _stays(job: Job, finished: Finished) -> bool:
    """Return whether a document is kept as it is, because only its themes could not be scored again."""
    return finished.bundle is None and job.stages[:1] == ("themes",)


def _put(writer: Writer, buffer: Sequence[tuple[Job, Finished]]) -> None:
    bundles = [f.bundle for _, f in buffer if f.bundle is not None]
    rows = [row for job, _ in buffer for row in done(job)]
    gone = [job.source.sha256 for job, f in buffer if f.bundle is None]
    writer.put(bundles, rows, gone)
    lost = [failed for _, f in buffer if f.bundle is None for failed in f.failures]
    writer.replace("failures", "", lost)
