"""Jobs run one after the other, tell how far they are, can be stopped, and are remembered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.towns import LATER, write
from workingregions.app import Project
from workingregions.app.jobs import Job, JobKind, Jobs, JobState, Progress, Task, records, run_here
from workingregions.app.jobs.job import remaining
from workingregions.app.jobs.queue import MOST_WAITING
from workingregions.app.jobs.runners import Outcome, Runner
from workingregions.app.jobs.tasks import Reporter, StoppedError
from workingregions.corpus import drops
from workingregions.corpus.errors import BusyError, InputError, NotFoundError

MINUTE = 60.0


def ended(jobs: Jobs, job: Job) -> Job:
    while not job.state.over:
        job = jobs.wait(job.id, job.version, MINUTE)
    return job


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[Runner], Jobs]]:
    queues: list[Jobs] = []

    def make(run: Runner) -> Jobs:
        queues.append(Jobs(tmp_path, run))
        return queues[-1]

    yield make
    for queue in queues:
        queue.close(MINUTE)


class Gate:
    """A runner whose jobs run until they are let go, or stopped."""

    def __init__(self) -> None:
        self.began = threading.Semaphore(0)
        self.go = threading.Semaphore(0)
        self.at_once = 0
        self.most = 0
        self.passwords: list[tuple[str, ...]] = []

    def __call__(self, _: Path, task: Task, __: object, stop: Callable[[], str]) -> Outcome:
        self.at_once += task.kind.writes
        self.most = max(self.most, self.at_once)
        self.passwords.append(task.passwords)
        self.began.release()
        try:
            while not self.go.acquire(timeout=0.02):
                if stop():
                    return Outcome(state=JobState.CANCELLED)
        finally:
            self.at_once -= task.kind.writes
        return Outcome(state=JobState.DONE, said="done.")


TASK = Task(kind=JobKind.REFRESH, title="Bring up to date", who="Ann")


def test_one_job_writes_at_a_time_and_one_that_reads_does_not_wait(opened: Callable[[Runner], Jobs]) -> None:
    gate = Gate()
    jobs = opened(gate)
    first, second = jobs.submit(TASK), jobs.submit(TASK)
    report = jobs.submit(replace(TASK, kind=JobKind.REPORT))
    for _ in range(2):
        assert gate.began.acquire(timeout=MINUTE)  # the first and the report
    assert jobs.get(second.id).state is JobState.QUEUED
    for _ in range(3):
        gate.go.release()
    assert [ended(jobs, job).state for job in (first, second, report)] == [JobState.DONE] * 3
    assert gate.most == 1
    assert [job.id for job in jobs.all()] == ["j0003", "j0002", "j0001"]


def test_a_job_is_cancelled_while_it_waits_and_while_it_runs(opened: Callable[[Runner], Jobs]) -> None:
    gate = Gate()
    jobs = opened(gate)
    running, waiting = jobs.submit(TASK), jobs.submit(TASK)
    assert gate.began.acquire(timeout=MINUTE)
    assert jobs.cancel(waiting.id).state is JobState.CANCELLED
    assert jobs.cancel(running.id).stopping
    assert ended(jobs, running).state is JobState.CANCELLED
    with pytest.raises(InputError, match="ended already"):
        jobs.cancel(running.id)
    with pytest.raises(NotFoundError):
        jobs.cancel("j0099")
    again = jobs.again(waiting.id)
    gate.go.release()
    assert ended(jobs, again).state is JobState.DONE


def test_a_flood_of_jobs_is_refused(opened: Callable[[Runner], Jobs]) -> None:
    jobs = opened(Gate())
    for _ in range(MOST_WAITING):
        jobs.submit(TASK)
    with pytest.raises(BusyError, match="wait already"):
        jobs.submit(TASK)


def test_passwords_reach_the_job_and_no_file(opened: Callable[[Runner], Jobs], tmp_path: Path) -> None:
    gate = Gate()
    jobs = opened(gate)
    task = replace(TASK, kind=JobKind.RETRY, passwords=("s3cret",))
    assert "s3cret" not in repr(task)
    gate.go.release()
    job = ended(jobs, jobs.submit(task))
    assert gate.passwords == [("s3cret",)]
    assert "s3cret" not in repr(job)
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"s3cret" not in path.read_bytes(), path


def test_a_restarted_server_says_what_happened(opened: Callable[[Runner], Jobs], tmp_path: Path) -> None:
    gate = Gate()
    jobs = opened(gate)
    gate.go.release()
    done = ended(jobs, jobs.submit(TASK))
    running = jobs.submit(TASK)
    assert gate.began.acquire(timeout=MINUTE)
    assert gate.began.acquire(timeout=MINUTE)
    elsewhere = Jobs(tmp_path, gate, read_only=True)
    assert elsewhere.get(running.id).state is JobState.RUNNING, "its server still runs"
    with pytest.raises(InputError, match="another server"):
        elsewhere.cancel(running.id)
    with pytest.raises(BusyError):
        elsewhere.submit(TASK)
    # As if that server had been killed: the owner of the record is not a process.
    progress = Progress(total=112, done=13)
    records.save(tmp_path / "jobs", replace(jobs.get(running.id), owner="1@0.00", progress=progress))
    later = opened(gate)
    assert later.get(running.id).state is JobState.INTERRUPTED
    assert later.get(running.id).said == "The server ended at file 14 of 112; what was read is kept."
    assert later.get(done.id).said == "done."
    assert later.submit(TASK).id == "j0003", "ids are never used twice"


def test_an_ending_server_lets_a_file_finish_and_says_so(opened: Callable[[Runner], Jobs]) -> None:
    gate = Gate()
    jobs = opened(gate)
    running, waiting = jobs.submit(TASK), jobs.submit(TASK)
    assert gate.began.acquire(timeout=MINUTE)
    jobs.close(MINUTE)
    assert [jobs.get(job.id).state for job in (running, waiting)] == [JobState.INTERRUPTED] * 2
    with pytest.raises(BusyError):
        jobs.submit(TASK)


def test_a_job_that_fails_is_told_and_the_next_runs(opened: Callable[[Runner], Jobs]) -> None:
    def broken(*_: object) -> Outcome:
        raise OSError("no such thing")

    jobs = opened(broken)
    for _ in range(2):
        job = ended(jobs, jobs.submit(TASK))
        assert job.state is JobState.FAILED
        assert job.error is not None
        assert "no such thing" in job.error.message


def test_damaged_records_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "j0001.json").write_text("{")
    (tmp_path / "jobs" / "j0002.json").write_text("")
    assert Jobs(tmp_path, read_only=True).all() == []


def test_progress_is_told_in_words() -> None:
    progress = Progress().started(112, 4)
    assert progress.words == "file 1 of 112"
    for number in range(13):
        progress = progress.advanced(f"a/{number}.pdf", 2, number < 3, seconds=16.0)
    assert progress.words == "file 14 of 112, 3 failed, 2 min left"
    assert (progress.file, progress.pages) == ("12.pdf", 26)
    assert remaining(20) == "less than a minute left"
    assert remaining(2 * 3600 + 301) == "2 h 5 min left"
    assert Progress(total=1, done=1, step="gathering institutions").words == "gathering institutions"


def test_a_run_is_stopped_once_so_that_what_was_read_can_be_saved() -> None:
    reporter = Reporter(lambda _: None, lambda: "cancel")
    with pytest.raises(StoppedError):
        reporter.advance("a.pdf", 1, False)
    reporter.announce("waiting for a lock")
    reporter.advance("b.pdf", 1, False)


# --- with a project


def test_files_are_read_with_progress_and_a_drop_as_result(project: Project, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", later=LATER)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    jobs = Jobs(project.root, run_here)
    task = Task(kind=JobKind.INGEST, title="Two files", arguments={"paths": [str(folder)]})
    job = ended(jobs, jobs.submit(task))
    assert job.state is JobState.DONE
    assert job.result == {"drop": "d0002", "new": 1, "failed": 1}
    assert job.said.startswith("1 new, 1 failed")
    assert (job.progress.total, job.progress.done, job.progress.failed) == (2, 2, 1)
    notes = {note.text: note.failure for note in job.notes}
    assert notes["broken.pdf"] is True
    assert notes["gathering institutions"] is False

    (failed,) = (item.sha256 for item in project.drop("d0002").items if item.outcome == "failed")
    arguments: dict[str, object]
    for arguments, words in (({"only": [failed]}, "1 failed"), ({"only": ["0" * 64]}, "nothing to retry")):
        retried = ended(jobs, jobs.submit(Task(kind=JobKind.RETRY, title="Again", arguments=arguments)))
        assert words in retried.said
    jobs.close(MINUTE)


def test_what_was_read_before_a_cancel_is_kept_and_the_map_agrees(project: Project, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", later=LATER, last=LATER.replace("2021", "2022"))
    sent: list[object] = []

    def stop() -> str:
        return "cancel" if any(event[0] == "advance" for event in sent) else ""  # type: ignore[index]

    task = Task(kind=JobKind.INGEST, title="Two files", arguments={"paths": [str(folder)]})
    outcome = run_here(project.root, task, sent.append, stop)
    assert outcome.state is JobState.CANCELLED
    view = project.view()
    assert len(view.documents()) == 4, "three and one"
    assert view.stale == ""
    assert not drops.running(project.root / "drops")
    again = run_here(project.root, task, sent.append, lambda: "")
    assert (again.result["known"], again.state) == (1, JobState.DONE)
    assert len(project.view().documents()) == 5


def test_an_ingest_waits_for_another_programs(project: Project, tmp_path: Path) -> None:
    folder = write(tmp_path / "more", later=LATER)
    jobs = Jobs(project.root, run_here)
    with drops.claim(project.root / "drops"):
        job = jobs.submit(Task(kind=JobKind.INGEST, title="One", arguments={"paths": [str(folder)]}))
        while "another program" not in job.words:
            job = jobs.wait(job.id, job.version, MINUTE)
        assert job.state is JobState.RUNNING
    assert ended(jobs, job).state is JobState.DONE
    jobs.close(MINUTE)


def test_errors_carry_their_advice(project: Project) -> None:
    task = Task(kind=JobKind.INGEST, title="Nothing", arguments={"paths": ["/no/such/folder"]})
    outcome = run_here(project.root, task, lambda _: None, lambda: "")
    assert outcome.state is JobState.FAILED
    assert outcome.error is not None
    assert outcome.error.kind == "InputError"
    assert "does not exist" in outcome.error.message
