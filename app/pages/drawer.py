"""Processes that draw pages, one page at a time, within limits of time and memory.

PDFium is not safe for use by several threads, even for different documents, and a broken or hostile file can
crash it, keep it busy for ever or fill the memory. So pages are drawn in worker processes: one that crashes
or exceeds a limit costs that page alone, and a new one takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from workingregions.app.pages.originals import Original
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError, WorkingRegionsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workingregions.ingest.pdf import PagePicture

SECONDS = 20.0
"""Time in which a page must be drawn, of the processor and of the clock."""
MEMORY = 2_048
"""Megabytes of address space of a worker."""
WORKERS = 2
_START = 60.0  # seconds in which a worker must be ready
_ELSEWHERE = "Open the original file instead."


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A page to draw."""

    original: Original
    page: int
    dpi: int
    password: str = ""


Work = Callable[[Drawing], "PagePicture"]
"""What a worker does; must be picklable."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection


class Drawer:
    """Draws pages in worker processes, which start when they are needed.

    Args:
        workers: number of processes, and so of pages that are drawn at the same time.
        seconds: time limit for a page.
        memory: limit of address space for a worker, in megabytes.
        work: draws a page in the worker; default: opens the original and draws it.
    """

    def __init__(
        self,
        *,
        workers: int = WORKERS,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        work: Work | None = None,
    ) -> None:
        self._seconds, self._memory, self._work = seconds, memory, work or draw
        self._free = threading.Semaphore(workers)
        self._idle: list[_Worker] = []  # `append` and `pop` are atomic
        self._closed = False

    def warm(self) -> None:
        """Start a worker, unless one is idle, so that the first page need not wait for it."""
        if not self._idle:
            with self._free, suppress(ReadError):
                self._idle.append(self._started())

    def draw(self, drawing: Drawing) -> PagePicture:
        """Return a page as a picture; wait while all workers are busy.

        Raises:
            ReadError: the file cannot be read or drawn, or a limit was exceeded; the category says which.
            NotFoundError: there is no such page.
        """
        with self._free:
            worker = self._taken()
            try:
                answer = self._asked(worker, drawing)
            except BaseException:
                _end(worker)
                raise
            if self._closed:
                _end(worker)
            else:
                self._idle.append(worker)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the idle workers; those at work end when they are done."""
        self._closed = True
        while self._idle:
            _end(self._idle.pop())

    def _taken(self) -> _Worker:
        while True:
            try:
                worker = self._idle.pop()
            except IndexError:
                return self._started()
            if worker.process.is_alive():
                return worker
            _end(worker)

    def _started(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self._work, self._seconds, self._memory), daemon=True
        )
        with _one_thread():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        ready = False
        with suppress(EOFError, OSError):
            ready = ours.poll(_START) and ours.recv() == "ready"
        if not ready:
            _end(worker)
            raise ReadError(FailureCategory.CRASH, "The process that draws pages did not start.")
        return worker

    def _asked(self, worker: _Worker, drawing: Drawing) -> Any:
        """Return the worker's answer: a picture or an error. A worker without one has to be ended."""
        named = f"Page {drawing.page} of {drawing.original.name}"
        begun = time.monotonic()
        try:
            worker.pipe.send(drawing)
            if worker.pipe.poll(self._seconds + 1):
                return worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(5)
            code = worker.process.exitcode or 0
            if -code == getattr(signal, "SIGXCPU", 0) or time.monotonic() - begun > self._seconds:
                raise self._slow(named) from None
            cause = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
            raise ReadError(
                FailureCategory.CRASH,
                f"{named} cannot be drawn: the process that drew it died ({cause}).",
                advice=_ELSEWHERE,
                page=drawing.page,
            ) from None
        raise self._slow(named)

    def _slow(self, named: str) -> ReadError:
        message = f"{named} takes more than {self._seconds:g} seconds to draw."
        return ReadError(FailureCategory.TIMEOUT, message, advice=_ELSEWHERE)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join(5)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep numerical libraries of the process that is about to start to one thread: they draw nothing."""
    name = "OMP_NUM_THREADS"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


# --- in the worker


def draw(drawing: Drawing) -> PagePicture:
    """Return a page of an original as a picture; the file read last is kept for its next page."""
    from workingregions.ingest.pdf import draw_page

    original = drawing.original
    data = _bytes_of(original)
    return draw_page(
        data, drawing.page, dpi=drawing.dpi, password=drawing.password or None, name=original.name
    )


_kept: dict[tuple[Any, ...], bytes] = {}


def _bytes_of(original: Original) -> bytes:
    """Return the file's bytes: read and compared once, unless the file on disk is another now."""
    key = (original.sha256, *(_stamp(place.path) for place in original.places))
    if key not in _kept:
        _kept.clear()
        _kept[key] = original.read()
    return _kept[key]


def _stamp(path: str) -> tuple[Any, ...]:
    try:
        state = os.stat(path)  # noqa: PTH116  # the text of a path that may not be UTF-8
    except OSError:
        return (path,)
    return path, state.st_ino, state.st_mtime_ns, state.st_size


def _serve(pipe: Connection, work: Work, seconds: float, memory: int) -> None:
    """Draw what is asked until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import workingregions.ingest.pdf  # noqa: F401  # loaded before the first page is asked for

    _limit_space(memory)
    with suppress(EOFError, OSError):
        pipe.send("ready")
        while True:
            drawing = pipe.recv()
            _limit_time(seconds)
            pipe.send(_answer(work, drawing))


def _answer(work: Work, drawing: Drawing) -> Any:
    try:
        return work(drawing)
    except WorkingRegionsError as error:
        return error
    except MemoryError:
        message = f"Page {drawing.page} of {drawing.original.name} takes too much memory to draw."
        return ReadError(FailureCategory.MEMORY, message, advice=_ELSEWHERE)
    except Exception as error:  # noqa: BLE001  # one bad page must not end the worker
        message = f"Page {drawing.page} of {drawing.original.name} cannot be drawn: {error}."
        return ReadError(FailureCategory.ERROR, message, advice=_ELSEWHERE)


def _limit_space(memory: int) -> None:
    """Limit the memory of this process, and let it write no file; where the system can."""
    if sys.platform == "win32":
        return
    import resource

    limits = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    if sys.platform == "linux":  # elsewhere libraries reserve far more than they use
        limits[resource.RLIMIT_AS] = memory * 2**20
    for what, most in limits.items():
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def _limit_time(seconds: float) -> None:
    """End this process when it has used the processor for some seconds more than now."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 1
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
