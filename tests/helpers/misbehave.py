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

    def __call__(self) -> Callable[[Any], Any]:
        if self.broken:
            raise ValueError("no model here")
        return work


def work(job: tuple[str, int]) -> object:
    what, number = job
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
