"""What a background job is: its task, its state, its progress and what it reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from workingregions.corpus.errors import ErrorReport

MOST_NOTES = 200
"""Notes that a job keeps, the newest."""


class JobKind(StrEnum):
    """What a job does."""

    INGEST = "ingest"
    RETRY = "retry"
    REFRESH = "refresh"
    TOPICS = "topics"
    REPORT = "report"

    @property
    def writes(self) -> bool:
        """Whether it changes the project; one such job runs at a time."""
        return self is not JobKind.REPORT


class JobState(StrEnum):
    """How far a job is. `interrupted`: the server ended while it ran."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def over(self) -> bool:
        """Whether the job will not go on."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to do: the kind, its arguments as JSON, and passwords, which are never written anywhere."""

    kind: JobKind
    title: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    who: str = ""
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is. `total` is 0 until it is known; `left` is an estimate in seconds.

    `known` files need no work, `done` of the others have ended, `failed` of those could not be read; `file`
    is the last one that ended, `step` the current step.
    """

    total: int = 0
    known: int = 0
    done: int = 0
    failed: int = 0
    pages: int = 0
    file: str = ""
    step: str = ""
    left: float | None = None

    def started(self, documents: int, known: int) -> Progress:
        """Return the progress when the files are counted."""
        return Progress(total=documents, known=known, step="reading")

    def advanced(self, path: str, pages: int, failed: bool, seconds: float) -> Progress:
        """Return the progress after one more file, `seconds` after the files were counted."""
        done = self.done + 1
        total = max(self.total, done)  # attachments are counted as they are found
        left = seconds / done * (total - done) if done > 1 else None
        return replace(
            self,
            total=total,
            done=done,
            failed=self.failed + failed,
            pages=self.pages + pages,
            file=path.rsplit("/", 1)[-1],
            left=left,
        )

    @property
    def words(self) -> str:
        """The progress as a sentence without full stop: file 14 of 112, 3 failed, 2 min left."""
        if not self.total or self.done >= self.total:
            return self.step
        failed = f"{self.failed} failed" if self.failed else ""
        return ", ".join(
            filter(None, (f"file {self.done + 1} of {self.total}", failed, remaining(self.left)))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line of a job's record: a step that began, or a file that failed."""

    id: int
    when: str
    text: str
    failure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The record of a job. `version` grows with every change.

    `result` names what came out of it (drop, report, changes, topics), `said` states it in words; `owner` is
    the process of the server that runs it; `error` is why it failed.
    """

    id: str
    kind: JobKind
    title: str
    who: str
    arguments: Mapping[str, Any]
    created: str
    state: JobState = JobState.QUEUED
    started: str = ""
    ended: str = ""
    stopping: bool = False
    progress: Progress = field(default_factory=Progress)
    words: str = ""
    notes: tuple[Note, ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""
    error: ErrorReport | None = None
    owner: str = ""
    version: int = 0

    def noted(self, text: str, when: str, *, failure: bool = False) -> Job:
        """Return the job with one more note."""
        note = Note(id=self.version + 1, when=when, text=text, failure=failure)
        return replace(self, notes=(*self.notes, note)[-MOST_NOTES:])


def remaining(seconds: float | None) -> str:
    """Return an estimate of time in words: 2 min left; "" if there is none."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute left"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min left" if hours else f"{minutes} min left"
