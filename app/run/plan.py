"""What a run of ingest has to do: the content of the drop, what is known of it, and the jobs that are due."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workingregions.app.run.jobs import Job, due, failure, fingerprints
from workingregions.app.run.stages import EncodeStage
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.location import Location
from workingregions.corpus.records import Failure, MetadataValue, Source
from workingregions.corpus.sql import among
from workingregions.corpus.stage import Stage, fingerprint
from workingregions.corpus.store import Snapshot, Writer
from workingregions.ingest.bibliography import Entry, match, missing_files, read_bibliography
from workingregions.ingest.drop import DroppedFile, make_source
from workingregions.ingest.formats import SIDECARS


@dataclass(slots=True)
class Plan:
    """The content of a drop and the work to do. `same` maps a path to the path that it repeats."""

    found: dict[str, DroppedFile] = field(default_factory=dict)  # by sha256
    sources: list[Source] = field(default_factory=list)
    same: dict[str, str] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    unopened: list[Source] = field(default_factory=list)
    sidecars: list[str] = field(default_factory=list)
    missing: tuple[str, ...] = ()  # files that a side-car names and the drop does not contain
    hints: dict[str, tuple[MetadataValue, ...]] = field(default_factory=dict)  # by path


def look(discovery: Iterable[DroppedFile], drop: str) -> Plan:
    """Hash every file, set bibliographies apart and find identical files."""
    plan = Plan()
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
            plan.unopened.append(missing)
            plan.failures.append(failure(missing, "open", error.category, error.message, error.advice))
            continue
        if source.media_type in SIDECARS:
            plan.sidecars.append(found.path)
            try:
                entries += read_bibliography(data, name=found.path)
            except (ReadError, MemoryError, RecursionError) as cause:
                error = _as_read_error(cause, found)
                plan.failures.append(failure(source, "side-car", error.category, error.message, error.advice))
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


def due_jobs(
    plan: Plan,
    stages: Sequence[Stage],
    before: Mapping[str, Mapping[str, str]],
    failed: Mapping[str, Failure],
    passwords: Sequence[str],
    retry: bool,
) -> list[Job]:
    """Return a job for each file of the drop with stages that are due, the largest file first.

    Args:
        plan: the content of the drop.
        stages: all stages of a run, in order.
        before: the fingerprint of each stage that ran, by sha256 and stage.
        failed: the failures of whole files, by sha256.
        passwords: passwords for encrypted files.
        retry: whether files that failed are read again.
    """
    jobs = []
    for source in plan.sources:
        if source.path in plan.same:
            continue
        hints = plan.hints.get(source.path, ())
        now = fingerprints(stages, source, hints)
        needed = due(now, before.get(source.sha256, {}))
        if old := failed.get(source.sha256):
            again = retry or (bool(passwords) and old.category is FailureCategory.ENCRYPTED)
            needed = tuple(now) if again or "read" in needed else ()
        if needed:
            job = Job(
                source=source,
                found=plan.found[source.sha256],
                stages=needed,
                fingerprints=now,
                passwords=tuple(passwords),
                sidecar=hints,
            )
            jobs.append(job)
    # The largest first: a long document that starts last would keep one core busy on its own.
    return sorted(jobs, key=lambda j: (-j.source.bytes, j.source.path))


def to_encode(
    plan: Plan,
    stages: Sequence[Stage],
    encoder: str,
    before: Mapping[str, Mapping[str, str]],
    base: Snapshot,
) -> list[Job]:
    """Return jobs for documents outside the drop whose passages were not encoded by `encoder`.

    After a change of encoder these are all documents; after an interrupted change, the remaining ones.
    """
    changed = base.manifest.encoder != encoder
    if not changed and all(EncodeStage.name in ran for ran in before.values()):
        return []
    names = [stage.name for stage in stages]
    first = names.index(EncodeStage.name)
    places = {s.location for s in plan.sources}
    known: list[Source] = base.records("sources")
    others = {s.sha256: s for s in known if s.location not in places and s.sha256 not in plan.found}
    read = set(base.arrow("documents", columns=["sha256"])["sha256"].to_pylist())
    jobs = []
    for sha256 in sorted(others.keys() & read):
        ran = before.get(sha256, {})
        if not changed and EncodeStage.name in ran:
            continue
        now = fingerprints(stages, others[sha256], ())
        # If an earlier stage is out of date, or used a side-car, this run is provisional.
        settled = all(ran.get(name) == now[name] for name in names[:first])
        kept = {name: ran.get(name, "") for name in names[:first]}
        made = {name: now[name] if settled else "" for name in names[first:]}
        jobs.append(Job(source=others[sha256], found=None, stages=tuple(made), fingerprints=kept | made))
    return jobs


def to_tag(
    stages: Sequence[Stage], encoder: str, before: Mapping[str, Mapping[str, str]], base: Snapshot
) -> list[Job]:
    """Return jobs for the documents whose themes were scored by another codebook, tagger or model.

    Where an earlier stage is out of date, or used a side-car, the fingerprints are provisional: they hold
    until the file itself is ingested again. Vectors of another encoder are left to the next ingest.
    """
    if base.manifest.encoder != encoder:
        return []
    names = [stage.name for stage in stages]
    first = names.index("themes")
    sources: dict[str, Source] = {s.sha256: s for s in base.records("sources")}
    read = set(base.arrow("documents", columns=["sha256"])["sha256"].to_pylist())
    jobs = []
    for sha256 in sorted(sources.keys() & read):
        ran = before.get(sha256, {})
        if any(name not in ran for name in names[:first]):
            continue  # the next ingest brings it up to date
        now = fingerprints(stages, sources[sha256], ())
        if any(ran[name] != now[name] for name in names[:first]):
            now = _provisional(stages, ran, first, sha256)
        needed = due({name: now[name] for name in names[first:]}, ran)
        if needed:
            kept = {name: ran[name] for name in names[:first]}
            made = {name: now[name] for name in names[first:]}
            jobs.append(Job(source=sources[sha256], found=None, stages=needed, fingerprints=kept | made))
    return jobs


def _provisional(stages: Sequence[Stage], ran: Mapping[str, str], first: int, sha256: str) -> dict[str, str]:
    """Return fingerprints of the stages from `first` on, by those that the earlier ones left."""
    written = {"source": sha256}
    now: dict[str, str] = {}
    for place, stage in enumerate(stages):
        now[stage.name] = ran[stage.name] if place < first else fingerprint(stage, written, f"~{sha256}")
        written.update(dict.fromkeys(stage.gives, now[stage.name]))
    return now


def relocated(known: Sequence[Source], plan: Plan) -> list[Source]:
    """Return `known` with the locations that earlier releases wrote for this drop's files in today's form."""
    now = {Location.parse(s.location).earlier: s.location for s in plan.sources}
    return [replace(s, location=now.get(s.location, s.location)) for s in known]


def fresh(sources: Sequence[Source], known: Sequence[Source]) -> list[Source]:
    """Return the files that are new, or whose content has changed since they were last seen."""
    before: dict[str, set[str]] = defaultdict(set)
    for source in known:
        before[source.location].add(source.sha256)
    return [s for s in sources if before[s.location] != {s.sha256}]


def put_sources(writer: Writer, plan: Plan, fresh: Sequence[Source], known: Sequence[Source]) -> None:
    """Write the fresh files; remove what a file contained before, unless another file contains it too."""
    places = {s.location for s in fresh}
    opened = {str(Location(Location.parse(s.location).path)) for s in plan.sources}
    shut = {s.sha256 for s in plan.unopened}
    # A file, even a zip, that could not be opened before and can be now is no longer a failure.
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


def done_before(base: Snapshot, where: str = "") -> dict[str, dict[str, str]]:
    """Return the fingerprint of each stage that ran, by sha256 and stage."""
    before: dict[str, dict[str, str]] = defaultdict(dict)
    for row in base.arrow("done", where=where).to_pylist():
        before[row["sha256"]][row["stage"]] = row["fingerprint"]
    return before


def _location(found: DroppedFile) -> str:
    return str(Location(str(found.file), found.members))


def _as_read_error(error: Exception, found: DroppedFile) -> ReadError:
    """Return an error that one file caused in the run as the failure of that file."""
    if isinstance(error, ReadError):
        return error
    if isinstance(error, MemoryError):
        return ReadError(FailureCategory.MEMORY, f"{found.path} needs more memory than there is.")
    return ReadError(FailureCategory.DAMAGED, f"{found.path} is nested too deeply to be read.")
