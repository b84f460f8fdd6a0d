"""The local engine: worker processes on this machine, each document under a time and a memory limit.

A bad document cannot take down the run: if a worker hangs, exceeds its memory limit or crashes, that
document fails and a new worker starts. Workers take one job at a time, so that the document is known.

A crash alone proves nothing, as the system also kills workers when memory runs short. A document whose
worker died is tried once more at the end, alone on the machine, and fails only if that worker dies as well.
Workers exit by themselves when the parent process is gone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from workingregions.corpus.enums import FailureCategory

Work = Callable[[Any], Any]
"""The function that does one job; runs in a worker."""
Factory = Callable[[], Work]
"""Makes the Work inside each worker (loads the models). Must be picklable."""

MAX_STILLBORN = 5
"""Consecutive workers that may die while starting; the system may be short of memory for a moment."""
_POLL = 0.2
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Lost:
    """A job without a result: its worker exceeded the time or memory limit, or died."""

    category: FailureCategory
    message: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    job: Any = None
    since: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a worker's turn ended; `job` is None if it had none. A worker that is not alive is replaced."""

    job: Any
    result: Any
    alive: bool
    died: bool = False


class LocalEngine:
    """Runs jobs in `workers` processes.

    Args:
        workers: number of processes.
        timeout: time limit per job, in seconds.
        memory: limit of resident memory per worker, in megabytes.
    """

    name = "local"

    def __init__(self, workers: int, timeout: float, memory: int) -> None:
        self.workers = workers
        self.timeout = timeout
        self.memory = memory
        self._stillborn = 0  # workers in a row that died before they were ready

    def run(self, jobs: Iterable[Any], factory: Factory) -> Iterator[tuple[Any, Any]]:
        """Yield (job, result) as jobs end, in any order; a job that was lost gives a `Lost`.

        Raises:
            RuntimeError: workers repeatedly die before they are ready (the installation is broken).
        """
        self._stillborn = 0
        suspects: list[Any] = []
        for ended in self._pass(jobs, factory, self.workers):
            if ended.died:
                suspects.append(ended.job)
            else:
                yield ended.job, ended.result
        for ended in self._pass(suspects, factory, 1):
            yield ended.job, ended.result

    def _pass(self, jobs: Iterable[Any], factory: Factory, workers: int) -> Iterator[_Ended]:
        """Run each job once, on new workers."""
        source = iter(jobs)
        waiting = deque(islice(source, workers))
        context = multiprocessing.get_context("spawn")
        pool = [self._start(context, factory) for _ in waiting]
        try:
            while waiting or any(w.job is not None for w in pool):
                for worker in pool:
                    if worker.ready and worker.job is None and waiting:
                        # Jobs are created as they are needed, because they may contain whole documents.
                        job = waiting.popleft()
                        waiting.extend(islice(source, 1))
                        if lost := self._give(worker, job):
                            yield _Ended(job, lost, alive=True)
                wait([w.pipe for w in pool], timeout=_POLL)
                for i, worker in enumerate(pool):
                    ended = self._poll(worker)
                    if ended is None:
                        continue
                    if not ended.alive:
                        self._end(worker)
                        pool[i] = self._start(context, factory)
                    if ended.job is not None:
                        yield ended
        finally:
            for worker in pool:
                self._end(worker)

    def _start(self, context: Any, factory: Factory) -> _Worker:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, factory), daemon=True)
        with _environment(dict.fromkeys(_THREADS, "1")):
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker, job: Any) -> Lost | None:
        """Send a job to a worker; return the reason if the job itself is too large to be sent."""
        try:
            worker.pipe.send(job)
        except OSError:
            pass  # the worker died while idle; the next poll notices it, and the job is tried again
        except (MemoryError, RecursionError) as error:
            return _unsendable(error)
        worker.job, worker.since = job, time.monotonic()
        return None

    def _poll(self, worker: _Worker) -> _Ended | None:
        """Return what ended, if anything did."""
        job = worker.job
        try:
            if worker.pipe.poll():
                kind, value = worker.pipe.recv()
                if kind == "ready":
                    worker.ready, self._stillborn = True, 0
                    return None
                if kind == "broken":
                    raise RuntimeError(f"a worker could not start: {value}")
                worker.job = None
                return _Ended(job, value, alive=True)
        except (EOFError, OSError):
            return self._died(worker, job)
        except (MemoryError, RecursionError) as error:
            # The rest of the result in the pipe would be read as part of the next one.
            return _Ended(job, _unsendable(error), alive=False)
        if not worker.process.is_alive() and not worker.pipe.poll():
            return self._died(worker, job)
        if job is None:
            return None
        if time.monotonic() - worker.since > self.timeout:
            lost = Lost(FailureCategory.TIMEOUT, f"took more than {self.timeout:g} seconds.")
            return _Ended(job, lost, alive=False)
        if (used := _resident(worker.process.pid)) > self.memory:
            message = f"took {used:.0f} MB of memory, more than the {self.memory} MB allowed."
            return _Ended(job, Lost(FailureCategory.MEMORY, message), alive=False)
        return None

    def _died(self, worker: _Worker, job: Any) -> _Ended:
        worker.process.join(5)
        code = worker.process.exitcode
        cause = f"signal {signal.Signals(-code).name}" if code and code < 0 else f"exit code {code}"
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn > MAX_STILLBORN:
                raise RuntimeError(
                    f"{self._stillborn} workers in a row died before they were ready ({cause})."
                )
        lost = Lost(FailureCategory.CRASH, f"the reading process died twice ({cause}).")
        return _Ended(job, lost, alive=False, died=True)

    def _end(self, worker: _Worker) -> None:
        worker.pipe.close()
        if worker.ready and worker.job is None:
            # An idle worker exits by itself and cleans up; one with a job may hang for ever.
            worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join(5)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for the child process that is about to start.

    One thread per worker: results must not depend on the number of cores of a machine, and the processes
    already use them all. Numerical libraries read these variables on import, so they are set here.
    """
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _resident(pid: int | None) -> float:
    """Return the resident memory of a process in megabytes; 0 if it is gone."""
    import psutil

    try:
        return float(psutil.Process(pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def _unsendable(error: MemoryError | RecursionError) -> Lost:
    if isinstance(error, MemoryError):
        return Lost(FailureCategory.MEMORY, "is too large to be passed between processes.")
    return Lost(FailureCategory.ERROR, "is nested too deeply to be passed between processes.")


def _serve(pipe: Connection, factory: Factory) -> None:
    """Run a worker: create the Work, then read jobs and write results until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work = factory()
    except Exception as error:  # noqa: BLE001  # sent to the parent, which raises it
        pipe.send(("broken", f"{type(error).__name__}: {error}"))
        return
    with suppress(EOFError, OSError):
        pipe.send(("ready", None))
        while True:
            result = work(pipe.recv())
            try:
                pipe.send(("done", result))
            except (MemoryError, RecursionError) as error:
                pipe.send(("done", _unsendable(error)))
