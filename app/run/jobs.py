"""The pipeline: which stages a file needs, doing them in a worker, and what comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workingregions.app.run.stages import Inbox, blank, build
from workingregions.corpus.config import Config
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Bundle, Failure, MetadataValue, Source
from workingregions.corpus.remedies import FAILURES, Advice
from workingregions.corpus.stage import Stage, chain
from workingregions.corpus.store import Done
from workingregions.ingest.drop import Found

ADVICE: Mapping[FailureCategory, str] = {kind: str(Advice.of(given)) for kind, given in FAILURES.items()}
"""What helps with a file that failed, in words that fit any door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file and the stages to run on it.

    `stored` is what the store holds, when reading is not among the stages; `data` the bytes of an
    attachment, which lies in no file of its own.
    """

    source: Source
    found: Found | None
    stages: tuple[str, ...]
    fingerprints: Mapping[str, str]
    stored: Bundle | None = None
    data: bytes | None = None
    passwords: tuple[str, ...] = ()
    sidecar: tuple[MetadataValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What came of a job: a bundle, or failures that say why not."""

    bundle: Bundle | None
    failures: tuple[Failure, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()


def fingerprints(stages: Sequence[Stage], source: Source, sidecar: Sequence[MetadataValue]) -> dict[str, str]:
    """The fingerprint of each stage on a file; a side-car entry is part of what was read."""
    base = source.sha256
    if sidecar:
        base += ":" + ";".join(f"{v.field}={v.value}" for v in sidecar)
    return chain(stages, base)


def due(now: Mapping[str, str], before: Mapping[str, str]) -> tuple[str, ...]:
    """The stages whose fingerprint is not the one they ran with before, in order."""
    return tuple(name for name, value in now.items() if before.get(name) != value)


def done(job: Job) -> list[Done]:
    """The rows that tell the next run what was done."""
    return [Done(sha256=job.source.sha256, stage=s, fingerprint=f) for s, f in job.fingerprints.items()]


def failure(source: Source, stage: str, category: FailureCategory, message: str, advice: str = "") -> Failure:
    """The failure of a whole file."""
    return Failure(
        sha256=source.sha256,
        path=source.path,
        stage=stage,
        category=category,
        message=message,
        advice=advice or ADVICE.get(category, ""),
    )


@dataclass(frozen=True, slots=True)
class WorkerFactory:
    """Makes the work of a worker process: loads nothing itself, the first document does."""

    config: Config
    root: Path

    def __call__(self) -> Worker:
        """The worker's work."""
        return Worker(self.config, self.root)


class Worker:
    """Runs the due stages of a job. Errors become failures; only a crash of the process escapes."""

    def __init__(self, config: Config, root: Path) -> None:
        self._inbox = Inbox()
        self._stages = build(config, root, self._inbox)

    def __call__(self, job: Job) -> Finished:
        """What came of the job."""
        name = "read"
        bundle = job.stored or blank(job.source)
        try:
            if "read" in job.stages:
                self._fill_inbox(job)
            for stage in self._stages:
                if stage.name in job.stages:
                    name = stage.name
                    bundle = stage(bundle)
        except ReadError as error:
            told = failure(job.source, name, error.category, error.message, error.advice)
            return Finished(bundle=None, failures=(told,))
        except MemoryError:
            told = failure(job.source, name, FailureCategory.MEMORY, "ran out of memory.")
            return Finished(bundle=None, failures=(told,))
        except Exception as error:  # noqa: BLE001  # one document never stops a drop
            message = f"{type(error).__name__} in stage {name!r}: {error}"
            told = failure(job.source, name, FailureCategory.ERROR, message)
            return Finished(bundle=None, failures=(told,))
        finally:
            attachments = tuple(self._inbox.attachments)
            self._inbox.data, self._inbox.attachments = {}, []
        return Finished(bundle=bundle, attachments=attachments)

    def _fill_inbox(self, job: Job) -> None:
        if job.data is not None:
            data = job.data
        elif job.found is not None:
            data = job.found.read()
            if hashlib.sha256(data).hexdigest() != job.source.sha256:
                raise ReadError(
                    FailureCategory.MISSING,
                    "the file was changed between being listed and being read.",
                    advice="Run the same command again.",
                )
        else:
            raise ReadError(FailureCategory.MISSING, "the file is gone.", advice="Add it again.")
        self._inbox.data = {job.source.sha256: data}
        self._inbox.passwords = job.passwords
        self._inbox.sidecar = {job.source.sha256: job.sidecar}
