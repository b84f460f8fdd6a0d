"""Where a job runs: in a process of its own, so that pages stay quick, or in the calling thread."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from workingregions.app.jobs.job import JobState, Task
from workingregions.app.jobs.tasks import STOP, Event, Send, Stop, StoppedError, perform
from workingregions.corpus.errors import ErrorReport, WorkingRegionsError

_POLL = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a job ended."""

    state: JobState
    result: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    error: ErrorReport | None = None


Runner = Callable[[Path, Task, Send, Stop], Outcome]


def run_here(root: Path, task: Task, send: Send, stop: Stop) -> Outcome:
    """Do the task in this thread."""
    try:
        result, said = perform(root, task, send, stop)
    except StoppedError:
        return Outcome(state=JobState.CANCELLED)
    except WorkingRegionsError as error:
        return Outcome(state=JobState.FAILED, error=error.report())
    except Exception as error:  # noqa: BLE001  # shown as the job's error; the queue goes on
        report = ErrorReport(kind=type(error).__name__, message=f"{type(error).__name__}: {error}")
        return Outcome(state=JobState.FAILED, error=report)
    return Outcome(state=JobState.DONE, result=dict(result), said=said)


def run_in_process(root: Path, task: Task, send: Send, stop: Stop) -> Outcome:
    """Do the task in a new process, and return how it ended, even if it crashed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # Not a daemon: such a process may have no workers of its own.
    process = context.Process(target=_child, args=(theirs, root, task), daemon=False)
    process.start()
    theirs.close()
    asked = ""
    try:
        while True:
            if (wanted := stop()) and wanted != asked:
                asked = wanted
                with suppress(OSError):
                    ours.send(wanted)
            if not ours.poll(_POLL):
                if process.is_alive() or ours.poll():
                    continue
                break
            message = ours.recv()
            if isinstance(message, Outcome):
                return message
            send(message)
    except (EOFError, OSError):
        pass  # it died
    finally:
        ours.close()
        process.join(10)
    return Outcome(state=JobState.FAILED, error=_died(process.exitcode))


def _died(code: int | None) -> ErrorReport:
    cause = f"signal {signal.Signals(-code).name}" if code and code < 0 else f"exit code {code}"
    return ErrorReport(
        kind="CrashError",
        message=f"The process that did this ended without a result ({cause}).",
        advice="What was saved before is kept. Start it again; if it ends again, look whether the machine "
        "has enough memory.",
    )


def _child(pipe: Connection, root: Path, task: Task) -> None:
    """Run in the new process: do the task, tell the server about it, and listen to it."""
    # The server decides when the job ends; an interrupt from the keyboard reaches both.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = ""

    def send(event: Event) -> None:
        nonlocal asked
        try:
            pipe.send(event)
        except OSError:
            asked = STOP  # the server is gone

    def stop() -> str:
        nonlocal asked
        try:
            while pipe.poll():
                asked = pipe.recv()
        except (EOFError, OSError):
            asked = STOP
        return asked

    outcome = run_here(root, task, send, stop)
    with suppress(OSError):
        pipe.send(outcome)
    pipe.close()
