"""One run of ingest: discover, plan, run the engine, commit batch by batch, report."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from workingregions.app import afterwards, governance
from workingregions.app.engines.local import Factory, Lost
from workingregions.app.pipeline import (
    ADVICE,
    Finished,
    Job,
    WorkerFactory,
    done,
    due,
    failure,
    fingerprints,
)
from workingregions.app.stages import Inbox, build
from workingregions.app.tally import tally
from workingregions.corpus import drops, snapshot
from workingregions.corpus.config import Config
from workingregions.corpus.drops import DropReport
from workingregions.corpus.errors import ReadError
from workingregions.corpus.kinds import FailureCategory
from workingregions.corpus.location import Location
from workingregions.corpus.records import Bundle, Document, Failure, MetadataValue, Source
from workingregions.corpus.store import BUNDLED, Snapshot, Store, Writer, among, quote
from workingregions.ingest.bibliography import Entry, match, missing_files, read_bibliography
from workingregions.ingest.drop import SIDECARS, Found, discover, make_source, readable, sniff

COMMIT_SECONDS = 60.0
MAX_ATTACHMENT_DEPTH = 3


class Engine(Protocol):
    """Runs jobs somewhere; results never depend on which engine."""

    def run(self, jobs: Iterable[Any], factory: Factory) -> Iterator[tuple[Any, Any]]:
        """Yields (job, result), where a lost job's result is `Lost`."""


class Watcher(Protocol):
    """Is told how a run goes; the progress bars are one."""

    def start(self, documents: int, known: int) -> None:
        """The run has `documents` files to do; `known` need no work."""

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """One file ended."""

    def say(self, text: str) -> None:
        """What goes on now."""


class Silent:
    """A watcher that shows nothing."""

    def start(self, documents: int, known: int) -> None:
        """Nothing."""

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""


@dataclass(slots=True)
class _Plan:
    """What a drop holds and what has to be done. `same` maps a path to the path it repeats."""

    found: dict[str, Found] = field(default_factory=dict)  # by sha256
    sources: list[Source] = field(default_factory=list)
    same: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    unopened: list[Source] = field(default_factory=list)
    sidecars: list[str] = field(default_factory=list)
    missing: tuple[str, ...] = ()  # files that a side-car names and the drop does not hold
    hints: dict[str, tuple[MetadataValue, ...]] = field(default_factory=dict)  # by path


class Batch:
    """One run of ingest over a project's store."""

    def __init__(self, store: Store, root: Path, config: Config, engine: Engine, watcher: Watcher) -> None:
        self._store = store
        self._root = root
        self._config = config
        self._engine = engine
        self._watcher = watcher
        self._stages = build(config, root, Inbox())
        self._results: dict[str, Source] = {}  # by sha256, done in this run
        self._fresh: list[Source] = []

    def run(
        self,
        paths: Sequence[str | Path],
        *,
        passwords: Sequence[str] = (),
        retry: bool = False,
        exclude: Sequence[str] = (),
    ) -> DropReport:
        """Ingests `paths`; see `Project.ingest`."""
        began, started = time.monotonic(), snapshot.now()
        largest = self._config.ingest.file_size * 2**20
        discovery = discover(paths, exclude=exclude, largest=largest)
        with self._store.writer() as writer:
            base = self._store.snapshot()
            drop = drops.next_id(self._root / "drops")
            self._watcher.say(f"looking at {len(discovery)} files")
            plan = self._look(discovery, drop)
            before = _done_before(base)
            failed = {f.sha256: f for f in base.records("failures") if f.page is None}
            known = _relocated(base.records("sources"), plan)
            jobs = self._jobs(plan, before, failed, passwords, retry)
            self._watcher.start(len(jobs), len({s.sha256 for s in plan.sources}) - len(jobs))
            self._fresh = _fresh(plan.sources, known)
            _put_sources(writer, plan, self._fresh, known)
            self._work(writer, base, jobs, drop)
            if jobs or plan.failures or self._fresh or not governance.is_current(self._store, self._root):
                if not jobs:
                    # What came after the last batch must be seen by what follows.
                    writer.commit(f"ingest {drop}, part")
                self._watcher.say("comparing documents")
                afterwards.finish(writer, self._store)
                self._watcher.say("gathering institutions")
                resolution = governance.rebuild(writer, self._store, self._root)
                writer.index()
                governance.commit(writer, self._store, self._root, f"ingest {drop}", resolution)
            end = self._store.snapshot()
            # A file that an interrupted run had listed and not read is new.
            read = [s for s in known if s.sha256 in before or s.sha256 in failed]
            items = tally(plan.sources, plan.same, plan.failures, self._results, read, end)
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
            report.save(self._root / "drops")
        return report

    def _look(self, discovery: Iterable[Found], drop: str) -> _Plan:
        """Hashes every file, sets bibliographies apart and finds identical files."""
        plan = _Plan()
        first: dict[str, str] = {}
        entries: list[Entry] = []
        for found in discovery:
            try:
                data = found.read()
                source = replace(make_source(found, drop, data), location=_location(found))
            except (ReadError, MemoryError) as cause:
                error = _as_read_error(cause, found)
                missing = Source(
                    sha256=hashlib.sha256(found.path.encode()).hexdigest(),
                    path=found.path,
                    media_type="",
                    bytes=0,
                    drop=drop,
                    location=_location(found),
                )
                plan.failures.append(failure(missing, "open", error.category, error.message, error.advice))
                plan.unopened.append(missing)
                continue
            if source.media_type in SIDECARS:
                plan.sidecars.append(found.path)
                try:
                    entries += read_bibliography(data, name=found.path)
                except (ReadError, MemoryError, RecursionError) as cause:
                    error = _as_read_error(cause, found)
                    plan.failures.append(
                        failure(source, "side-car", error.category, error.message, error.advice)
                    )
                continue
            if source.sha256 in first:
                plan.same[source.path] = first[source.sha256]
            else:
                first[source.sha256] = source.path
                plan.found[source.sha256] = found
            plan.sources.append(source)
        if entries:
            names = [s.path for s in plan.sources]
            plan.hints = match(entries, names)
            plan.missing = missing_files(entries, names)
        return plan

    def _jobs(
        self,
        plan: _Plan,
        before: Mapping[str, Mapping[str, str]],
        failed: Mapping[str, Failure],
        passwords: Sequence[str],
        retry: bool,
    ) -> list[Job]:
        jobs = []
        for source in plan.sources:
            if source.path in plan.same:
                continue
            hints = plan.hints.get(source.path, ())
            now = fingerprints(self._stages, source, hints)
            stages = due(now, before.get(source.sha256, {}))
            if old := failed.get(source.sha256):
                again = retry or (bool(passwords) and old.category is FailureCategory.ENCRYPTED)
                stages = tuple(now) if again or "read" in stages else ()
            if stages:
                job = Job(
                    source=source,
                    found=plan.found[source.sha256],
                    stages=stages,
                    fingerprints=now,
                    passwords=tuple(passwords),
                    sidecar=hints,
                )
                jobs.append(job)
        # The largest first: a long document that starts last would keep one core busy alone.
        return sorted(jobs, key=lambda j: (-j.source.bytes, j.source.path))

    def _work(self, writer: Writer, base: Snapshot, jobs: Sequence[Job], drop: str) -> None:
        """Runs the jobs and those that they bring up (attachments), committing as they end."""
        for _ in range(MAX_ATTACHMENT_DEPTH):
            if not jobs:
                return
            buffer: list[tuple[Job, Finished]] = []
            inside: list[Job] = []
            last = time.monotonic()
            try:
                for job, result in self._engine.run(
                    (_loaded(job, base) for job in jobs), WorkerFactory(self._config, self._root)
                ):
                    finished = _finished(job, result)
                    self._results[job.source.sha256] = job.source
                    buffer.append((job, finished))
                    inside += self._attached(job, finished, drop)
                    pages = len(finished.bundle.document.pages) if finished.bundle else 0
                    self._watcher.advance(job.source.path, pages, finished.bundle is None)
                    if len(buffer) >= self._config.ingest.commit or time.monotonic() - last > COMMIT_SECONDS:
                        _commit(writer, buffer, drop)
                        buffer, last = [], time.monotonic()
            finally:
                # Also on Ctrl-C: what was read stays read.
                _commit(writer, buffer, drop)
            seen = set(self._results)
            jobs = [job for job in inside if job.source.sha256 not in seen]
            _put_new_sources(writer, jobs)

    def _attached(self, job: Job, finished: Finished, drop: str) -> list[Job]:
        jobs = []
        for name, data in finished.attachments:
            kind = sniff(data, name)
            if kind == "text/plain" and Path(name).suffix.lower() not in (".txt", ".text"):
                # Settings and scripts that programs put into a PDF; nobody meant them as documents.
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


def _fresh(sources: Sequence[Source], known: Sequence[Source]) -> list[Source]:
    """The files that are new, or have other content than when they were last seen."""
    before: dict[str, set[str]] = defaultdict(set)
    for source in known:
        before[source.location].add(source.sha256)
    return [s for s in sources if before[s.location] != {s.sha256}]


def _relocated(known: Sequence[Source], plan: _Plan) -> list[Source]:
    """Return `known` with the locations that earlier releases wrote for this drop's files as now written."""
    now = {Location.parse(s.location).earlier: s.location for s in plan.sources}
    return [replace(s, location=now.get(s.location, s.location)) for s in known]


def _put_sources(writer: Writer, plan: _Plan, fresh: Sequence[Source], known: Sequence[Source]) -> None:
    """Puts the fresh files; what a file held before is dropped, unless another file holds it too."""
    places = {s.location for s in fresh}
    opened = {str(Location(Location.parse(s.location).path)) for s in plan.sources}
    shut = {s.sha256 for s in plan.unopened}
    # What could not be opened before, a zip included, and can be now, fails no more.
    found = {s.sha256 for s in known if not s.media_type and s.location in opened} - shut
    if fresh:
        still = {s.sha256 for s in [*plan.sources, *(s for s in known if s.location not in places)]}
        writer.put([], [], gone={s.sha256 for s in known if s.location in places} - still)
        spellings = places | {Location.parse(place).earlier for place in places}
        writer.replace("sources", among("location", spellings), fresh)
    if found:
        writer.put([], [], gone=found)
    if found | shut:
        # A file that cannot be opened now keeps the row of what was read from it before.
        writer.replace("sources", among("sha256", found | shut), plan.unopened)
    if plan.failures:
        writer.replace("failures", among("sha256", [f.sha256 for f in plan.failures]), plan.failures)


def _put_new_sources(writer: Writer, jobs: Sequence[Job]) -> None:
    sources = [job.source for job in jobs]
    if sources:
        writer.replace("sources", among("location", [s.location for s in sources]), sources)


def _location(found: Found) -> str:
    return str(Location(str(found.file), found.members))


def _as_read_error(error: Exception, found: Found) -> ReadError:
    """Return what one file did to the run as the failure of that file."""
    if isinstance(error, ReadError):
        return error
    if isinstance(error, MemoryError):
        return ReadError(FailureCategory.MEMORY, f"{found.path} needs more memory than there is.")
    return ReadError(FailureCategory.DAMAGED, f"{found.path} is nested too deeply to be read.")


def _done_before(base: Snapshot) -> dict[str, dict[str, str]]:
    before: dict[str, dict[str, str]] = defaultdict(dict)
    for row in base.arrow("done").to_pylist():
        before[row["sha256"]][row["stage"]] = row["fingerprint"]
    return before


def _loaded(job: Job, base: Snapshot) -> Job:
    """The job with what the store holds of its document, when it need not be read again."""
    if "read" in job.stages:
        return job
    return replace(job, stored=load_bundle(base, job.source))


def load_bundle(base: Snapshot, source: Source) -> Bundle:
    """Everything a snapshot holds of one document."""
    identity = source.sha256[:16]
    where = f"document = {quote(identity)}"
    layers = {name: tuple(base.records(name, where=where)) for name in BUNDLED}
    document: Document = base.records("documents", where=f"id = {quote(identity)}")[0]
    pages = tuple(base.records("failures", where=f"sha256 = {quote(source.sha256)}"))
    return Bundle(source=source, document=document, failures=pages, **layers)


def _finished(job: Job, result: Finished | Lost) -> Finished:
    if isinstance(result, Finished):
        return result
    told = failure(job.source, "read", result.category, result.message, ADVICE.get(result.category, ""))
    return Finished(bundle=None, failures=(told,))


def _commit(writer: Writer, buffer: Sequence[tuple[Job, Finished]], drop: str) -> None:
    if not buffer:
        return
    bundles = [f.bundle for _, f in buffer if f.bundle is not None]
    rows = [row for job, _ in buffer for row in done(job)]
    gone = [job.source.sha256 for job, f in buffer if f.bundle is None]
    writer.put(bundles, rows, gone)
    lost = [told for _, f in buffer if f.bundle is None for told in f.failures]
    writer.replace("failures", "", lost)
    writer.commit(f"ingest {drop}, part")
