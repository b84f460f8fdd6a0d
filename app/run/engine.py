"""The local engine: worker processes on this machine, each document under a time and a memory limit.

A hostile document costs itself, never the run: when a worker hangs, swells or dies, the document it
held becomes a failure and a fresh worker takes its place. Workers take one job at a time, so blame is
certain. They end by themselves when the parent is gone.
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
"""Does one job; runs in a worker."""
Factory = Callable[[], Work]
"""Makes the Work inside each worker (loads the models). Must be picklable."""

_POLL = 0.2
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Lost:
    """A job that gave no result: its worker ran out of time or memory, or died."""

    category: FailureCategory
    message: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    ready: bool = False
    job: Any = None
    since: float = field(default_factory=time.monotonic)


class LocalEngine:
    """Runs jobs on `workers` processes.

    Args:
        workers: how many processes.
        timeout: seconds that one job may take.
        memory: megabytes of resident memory that one worker may use.
    """

    name = "local"

    def __init__(self, workers: int, timeout: float, memory: int) -> None:
        self.workers = workers
        self.timeout = timeout
        self.memory = memory

    def run(self, jobs: Iterable[Any], factory: Factory) -> Iterator[tuple[Any, Any]]:
        """Yields (job, result) as jobs end, in any order; a job that was lost gives a `Lost`.

        Raises:
            RuntimeError: workers die before they are ready (the installation is broken).
        """
        source = iter(jobs)
        waiting = deque(islice(source, self.workers))
        context = multiprocessing.get_context("spawn")
        pool = [self._start(context, factory) for _ in waiting]
        try:
            while waiting or any(w.job is not None for w in pool):
                for worker in pool:
                    if worker.ready and worker.job is None and waiting:
                        self._give(worker, waiting.popleft())
                        # Jobs are made as they are needed: they may hold whole documents.
                        waiting.extend(islice(source, 1))
                wait([w.pipe for w in pool], timeout=_POLL)
                for i, worker in enumerate(pool):
                    ended = self._poll(worker)
                    if ended is None:
                        continue
                    job, result, alive = ended
                    if not alive:
                        self._end(worker)
                        pool[i] = self._start(context, factory)
                    if job is not None:
                        yield job, result
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

    def _give(self, worker: _Worker, job: Any) -> None:
        worker.job, worker.since = job, time.monotonic()
        # A worker that died while idle is found out by the next poll, which then loses this job fairly.
        with suppress(OSError):
            worker.pipe.send(job)

    def _poll(self, worker: _Worker) -> tuple[Any, Any, bool] | None:
        """(job, result, worker alive) when something ended, else None."""
        job = worker.job
        try:
            if worker.pipe.poll():
                kind, value = worker.pipe.recv()
                if kind == "ready":
                    worker.ready = True
                    return None
                if kind == "broken":
                    raise RuntimeError(f"a worker could not start: {value}")
                worker.job = None
                return job, value, True
        except (EOFError, OSError):
            return self._died(worker, job)
        if not worker.process.is_alive() and not worker.pipe.poll():
            return self._died(worker, job)
        if job is None:
            return None
        if time.monotonic() - worker.since > self.timeout:
            return job, Lost(FailureCategory.TIMEOUT, f"took more than {self.timeout:g} seconds."), False
        if (used := _resident(worker.process.pid)) > self.memory:
            message = f"took {used:.0f} MB of memory, more than the {self.memory} MB allowed."
            return job, Lost(FailureCategory.MEMORY, message), False
        return None

    def _died(self, worker: _Worker, job: Any) -> tuple[Any, Any, bool]:
        worker.process.join(5)
        code = worker.process.exitcode
        if not worker.ready:
            raise RuntimeError(f"a worker ended with code {code} before it was ready.")
        said = f"signal {signal.Signals(-code).name}" if code and code < 0 else f"exit code {code}"
        return job, Lost(FailureCategory.CRASH, f"the reading process died ({said})."), False

    def _end(self, worker: _Worker) -> None:
        worker.pipe.close()
        if worker.ready and worker.job is None:
            # An idle worker ends by itself and cleans up; one with a job may hang for ever.
            worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join(5)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Sets environment variables for the child about to start.

    One thread a worker: results must not hang on how many cores a machine has, and the processes
    already use them all. Numerical libraries read these when they are imported, so it is done here.
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
    """Megabytes of resident memory of a process; 0 when it is gone."""
    import psutil

    try:
        return float(psutil.Process(pid).memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def _serve(pipe: Connection, factory: Factory) -> None:
    """A worker's life: make the Work, then jobs in, results out, until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work = factory()
    except Exception as error:  # noqa: BLE001  # told to the parent, which raises
        pipe.send(("broken", f"{type(error).__name__}: {error}"))
        return
    with suppress(EOFError, OSError):
        pipe.send(("ready", None))
        while True:
            pipe.send(("done", work(pipe.recv())))
