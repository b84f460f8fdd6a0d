"""The queue of a project's jobs: one that writes runs at a time, beside one that only reads."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Condition, Thread

from workingregions.app.jobs import records
from workingregions.app.jobs.job import Job, JobKind, JobState, Task
from workingregions.app.jobs.runners import Outcome, Runner, run_in_process
from workingregions.app.jobs.tasks import CANCEL, STOP, Event
from workingregions.corpus import drops
from workingregions.corpus.errors import BusyError, ErrorReport, InputError, NotFoundError
from workingregions.corpus.files import now

MOST_WAITING = 20
"""Jobs that may wait; more are refused."""
SAVED_EVERY = 5.0
"""Seconds between two records of a running job's progress on disk."""
_POLL = 0.2


class Jobs:
    """The background jobs of one project. Threads may share it.

    Args:
        root: the project's folder.
        run: where a job runs.

        read_only: whether jobs are only shown; nothing is then written or started.

    Records of earlier servers are read from disk. A job that was running in a server that is gone is
    recorded as interrupted.
    """

    def __init__(self, root: Path, run: Runner = run_in_process, *, read_only: bool = False) -> None:
        self._root = root
        self._run = run
        self._folder = root / records.FOLDER
        self._owner = records.owner()
        self._changed = Condition()
        self._jobs: dict[str, Job] = {}
        self._tasks: dict[str, Task] = {}  # of jobs that are not over
        self._stops: dict[str, str] = {}
        self._saved: dict[str, float] = {}  # when a job's record was last written
        self._clock: dict[str, float] = {}  # when a job had counted its files
        self._closing = read_only
        if not read_only:
            self._recover()
        self._lanes = [
            Thread(target=self._work, args=(writes,), name=f"jobs-{writes}", daemon=True)
            for writes in (True, False)
            if not read_only
        ]
        for lane in self._lanes:
            lane.start()

    # --- asking

    def all(self) -> list[Job]:
        """Return the records of all jobs, newest first, with those of other servers on this project."""
        with self._changed:
            mine = dict(self._jobs)
        others = {job.id: job for job in records.load(self._folder) if job.id not in mine}
        return sorted([*mine.values(), *others.values()], key=lambda job: int(job.id[1:]), reverse=True)

    def get(self, ident: str) -> Job:
        """Return the record of a job. Raise NotFoundError if there is none of that id."""
        with self._changed:
            if found := self._jobs.get(ident):
                return found
        for job in records.load(self._folder):
            if job.id == ident:
                return job
        raise NotFoundError("job", ident)

    def running(self) -> list[Job]:
        """Return the jobs that run or wait here, oldest first."""
        with self._changed:
            return [job for job in self._jobs.values() if not job.state.over]

    def wait(self, ident: str, version: int, timeout: float) -> Job:
        """Return the record of a job once it is newer than `version`, or after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._version(ident) > version, timeout)
        return self.get(ident)

    # --- changing

    def submit(self, task: Task) -> Job:
        """Put a task into the queue and return its job.

        Raises:
            BusyError: too many jobs wait already, the server is ending, or it is read-only.
        """
        with self._changed:
            if self._closing:
                raise BusyError("The server takes no jobs: it is read-only, or it is ending.")
            if sum(not job.state.over for job in self._jobs.values()) >= MOST_WAITING:
                raise BusyError(
                    f"{MOST_WAITING} jobs wait already.", advice="Wait until one ends, or cancel some."
                )
            job = Job(
                id=records.claim(self._folder),
                kind=task.kind,
                title=task.title,
                who=task.who,
                arguments=task.arguments,
                created=now(),
                owner=self._owner,
                words="waiting",
            )
            self._tasks[job.id] = task
            self._put(job, save=True)
        records.prune(self._folder)
        return job

    def cancel(self, ident: str) -> Job:
        """Cancel a job: one that waits at once, one that runs after its current file. What was read is kept.

        Raises:
            NotFoundError: there is no such job.
            InputError: it has ended already, or another server runs it.
        """
        job = self.get(ident)
        with self._changed:
            if ident not in self._tasks:
                where = "has ended already" if job.state.over else "runs in another server"
                raise InputError(f"The job {ident} {where}.")
            job = self._jobs[ident]
            if job.state is JobState.QUEUED:
                return self._end(job, Outcome(state=JobState.CANCELLED))
            self._stops[ident] = CANCEL
            return self._put(replace(job, stopping=True))

    def again(self, ident: str, *, who: str = "", passwords: Sequence[str] = ()) -> Job:
        """Put the task of a job that ended into the queue again: files that were read are skipped.

        Raises:
            NotFoundError: there is no such job.
            InputError: it has not ended yet.
        """
        job = self.get(ident)
        if not job.state.over:
            raise InputError(f"The job {ident} has not ended yet.", advice="Cancel it first.")
        return self.submit(
            Task(
                kind=job.kind,
                title=job.title,
                arguments=job.arguments,
                who=who or job.who,
                passwords=tuple(passwords),
            )
        )

    def close(self, timeout: float | None = None) -> None:
        """End the queue: jobs that wait are cancelled, one that runs finishes its current file."""
        with self._changed:
            self._closing = True
            for job in list(self._jobs.values()):
                if job.state is JobState.QUEUED and job.id in self._tasks:
                    self._end(job, Outcome(state=JobState.INTERRUPTED))
                elif job.id in self._tasks:
                    self._stops[job.id] = STOP
            self._changed.notify_all()
        for lane in self._lanes:
            lane.join(timeout)

    # --- inside

    def _recover(self) -> None:
        """Record as interrupted what a server that is gone left running."""
        if not self._folder.is_dir():
            return
        for job in records.load(self._folder):
            if not job.state.over and not records.alive(job.owner):
                ended = replace(job, state=JobState.INTERRUPTED, ended=now(), said=_interrupted(job))
                records.save(self._folder, ended)

    def _work(self, writes: bool) -> None:
        while (job := self._next(writes)) is not None:
            outcome = self._waited(job) if writes else None
            outcome = outcome or self._ran(job)
            if outcome.state is JobState.CANCELLED and self._stops.get(job.id) == STOP:
                outcome = replace(outcome, state=JobState.INTERRUPTED)
            with self._changed:
                self._end(self._jobs[job.id], outcome)

    def _next(self, writes: bool) -> Job | None:
        """Return the oldest waiting job of a lane, as running; None when the queue ends."""
        with self._changed:
            while True:
                if self._closing:
                    return None
                waiting = [j for j in self._jobs.values() if j.state is JobState.QUEUED]
                job = next((j for j in waiting if j.kind.writes == writes and j.id in self._tasks), None)
                if job is not None:
                    return self._put(replace(job, state=JobState.RUNNING, started=now()), save=True)
                self._changed.wait()

    def _waited(self, job: Job) -> Outcome | None:
        """Wait while another program ingests; return an outcome if the job was cancelled meanwhile."""
        if job.kind not in (JobKind.INGEST, JobKind.RETRY):
            return None
        while drops.running(self._root / drops.FOLDER):
            self._hear(job.id, ("announce", "waiting for another program that reads documents"))
            if self._stops.get(job.id):
                return Outcome(state=JobState.CANCELLED)
            time.sleep(_POLL)
        return None

    def _ran(self, job: Job) -> Outcome:
        try:
            return self._run(
                self._root,
                self._tasks[job.id],
                lambda event: self._hear(job.id, event),
                lambda: self._stops.get(job.id, ""),
            )
        except Exception as error:  # noqa: BLE001  # the queue outlives a job that cannot even start
            report = ErrorReport(kind=type(error).__name__, message=f"{type(error).__name__}: {error}")
            return Outcome(state=JobState.FAILED, error=report)

    def _hear(self, ident: str, event: Event) -> None:
        """Take an event of a running job into its record."""
        with self._changed:
            if event[0] == "start":
                self._clock[ident] = time.monotonic()
            seconds = time.monotonic() - self._clock.get(ident, time.monotonic())
            job = _told(self._jobs[ident], event, seconds)
            if job != self._jobs[ident]:
                self._put(job)

    def _put(self, job: Job, *, save: bool = False) -> Job:
        """Keep a new state of a job and wake those who wait for it; `_changed` is held."""
        job = replace(job, version=job.version + 1)
        self._jobs[job.id] = job
        if save or time.monotonic() - self._saved.get(job.id, 0.0) > SAVED_EVERY:
            records.save(self._folder, job)
            self._saved[job.id] = time.monotonic()
        self._changed.notify_all()
        return job

    def _end(self, job: Job, outcome: Outcome) -> Job:
        """Record how a job ended; `_changed` is held."""
        said = outcome.said or _ended(job, outcome.state)
        self._tasks.pop(job.id, None)  # with its passwords
        self._stops.pop(job.id, None)
        return self._put(
            replace(
                job,
                state=outcome.state,
                ended=now(),
                stopping=False,
                result=outcome.result,
                said=said,
                error=outcome.error,
                words="",
            ),
            save=True,
        )

    def _version(self, ident: str) -> int:
        job = self._jobs.get(ident)
        return job.version if job else 1 << 62


def _told(job: Job, event: Event, seconds: float) -> Job:
    """Return the job after an event of its run."""
    match event:
        case ("start", int(documents), int(known)):
            job = replace(job, progress=job.progress.started(documents, known))
        case ("advance", str(path), int(pages), failed):
            job = replace(job, progress=job.progress.advanced(path, pages, bool(failed), seconds))
            if failed:
                job = job.noted(path, now(), failure=True)
        case ("announce", str(text)) if text != job.progress.step:
            job = replace(job, progress=replace(job.progress, step=text)).noted(text, now())
    return replace(job, words=job.progress.words)


def _cancelled(job: Job) -> str:
    if not job.started:
        return "Cancelled before it began."
    if job.kind in (JobKind.INGEST, JobKind.RETRY):
        return f"Cancelled after {job.progress.done} of {job.progress.total} files; what was read is kept."
    return "Cancelled."


def _interrupted(job: Job) -> str:
    if not job.started:
        return "The server ended before this began."
    if job.progress.total:
        done, total = job.progress.done, job.progress.total
        return f"The server ended at file {min(done + 1, total)} of {total}; what was read is kept."
    return "The server ended while this ran."


def _ended(job: Job, state: JobState) -> str:
    """Return in words how a job ended that brought nothing out."""
    if state is JobState.CANCELLED:
        return _cancelled(job)
    return _interrupted(job) if state is JobState.INTERRUPTED else ""
