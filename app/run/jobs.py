"""The pipeline: the stages that a file needs, how a worker runs them, and their result."""

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
from workingregions.ingest.drop import DroppedFile

ADVICE: Mapping[FailureCategory, str] = {kind: str(Advice.of(given)) for kind, given in FAILURES.items()}
"""Advice for a file that failed, in words that suit every interface."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file and the stages to run on it.

    `stored` is what the store holds, if reading is not among the stages; `data` the bytes of an attachment,
    which has no file of its own.
    """

    source: Source
    found: DroppedFile | None
    stages: tuple[str, ...]
    fingerprints: Mapping[str, str]
    stored: Bundle | None = None
    data: bytes | None = None
    passwords: tuple[str, ...] = ()
    sidecar: tuple[MetadataValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The result of a job: a bundle, or the failures that prevented one."""

    bundle: Bundle | None
    failures: tuple[Failure, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()


def fingerprints(stages: Sequence[Stage], source: Source, sidecar: Sequence[MetadataValue]) -> dict[str, str]:
    """Return the fingerprint of each stage for a file; a side-car entry is part of what was read."""
    base = source.sha256
    if sidecar:
        base += ":" + ";".join(f"{v.field}={v.value}" for v in sidecar)
    return chain(stages, base)


def due(now: Mapping[str, str], before: Mapping[str, str]) -> tuple[str, ...]:
    """Return the stages whose fingerprint differs from that of their last run, in order."""
    return tuple(name for name, value in now.items() if before.get(name) != value)


def done(job: Job) -> list[Done]:
    """Return the rows that record for the next run what was done."""
    return [Done(sha256=job.source.sha256, stage=s, fingerprint=f) for s, f in job.fingerprints.items()]


def failure(source: Source, stage: str, category: FailureCategory, message: str, advice: str = "") -> Failure:
    """Return the failure of a whole file."""
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
    """Creates the work of a worker process; it loads no models, which happens at the first document."""

    config: Config
    root: Path

    def __call__(self) -> Worker:
        """Return the worker's work."""
        return Worker(self.config, self.root)


class Worker:
    """Runs the stages due for a job. Errors become failures; only a crash of the process escapes."""

    def __init__(self, config: Config, root: Path) -> None:
        self._inbox = Inbox()
        self._stages = build(config, root, self._inbox)

    def __call__(self, job: Job) -> Finished:
        """Return the result of a job."""
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
            failed = failure(job.source, name, error.category, error.message, error.advice)
            return Finished(bundle=None, failures=(failed,))
        except MemoryError:
            failed = failure(job.source, name, FailureCategory.MEMORY, "ran out of memory.")
            return Finished(bundle=None, failures=(failed,))
        except Exception as error:  # noqa: BLE001  # a single document never stops a drop
            message = f"{type(error).__name__} in stage {name!r}: {error}"
            failed = failure(job.source, name, FailureCategory.ERROR, message)
            return Finished(bundle=None, failures=(failed,))
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
