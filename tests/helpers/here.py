"""An engine that works in this process, so that a test loads each model once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any


class Here:
    """Runs the jobs one after the other."""

    def run(self, jobs: Iterable[Any], factory: Callable[[], Any]) -> Iterator[tuple[Any, Any]]:
        """Each job with its result."""
        work = factory()
        for job in jobs:
            yield job, work(job)
