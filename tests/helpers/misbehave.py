"""Work that misbehaves on demand; in a module of its own, because worker processes import it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Doubler:
    """A worker's work whose jobs say how they misbehave."""

    broken: bool = False
    stillborn: str = ""  # a file of marks; while it has fewer than `births`, a worker dies before it is ready
    births: int = 0

    def __call__(self) -> Callable[[Any], Any]:
        if self.stillborn and marks(self.stillborn) <= self.births:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.broken:
            raise ValueError("no model here")
        return work


def marks(path: str) -> int:
    """Adds a mark to a file, and counts them."""
    with open(path, "a+") as file:  # noqa: PTH123
        file.write("x")
        file.seek(0)
        return len(file.read())


def siblings() -> int:
    """The worker processes of this one's parent, itself among them."""
    import psutil

    children = psutil.Process(os.getppid()).children()
    return sum("spawn_main" in " ".join(child.cmdline()) for child in children)


def work(job: tuple[str, Any]) -> object:
    what, number = job
    if what == "die once":
        if marks(number) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return siblings()
    if what == "nest":
        nested: list[Any] = []
        for _ in range(100_000):
            nested = [nested]
        return nested
    if what == "hang":
        time.sleep(600)
    if what == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if what == "exit":
        os._exit(3)
    if what == "swell":
        hoard = [bytearray(30_000_000) for _ in range(40)]
        time.sleep(30)
        return len(hoard)
    if what == "threads":
        return os.environ.get("OMP_NUM_THREADS")
    return 2 * number
