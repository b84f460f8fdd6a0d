"""What a run needs from outside: an engine to run its jobs, and a watcher of its progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from workingregions.app.run.engine import Factory


class Engine(Protocol):
    """Runs jobs; results never depend on the engine."""

    def run(self, jobs: Iterable[Any], factory: Factory) -> Iterator[tuple[Any, Any]]:
        """Yield (job, result); the result of a lost job is `Lost`."""


class Watcher(Protocol):
    """Receives the progress events of a run; the progress bars implement it."""

    def start(self, documents: int, known: int) -> None:
        """Report that the run has `documents` files to process; `known` need no work."""

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """Report that one file ended."""

    def announce(self, text: str) -> None:
        """Report the current step."""


class Silent:
    """A watcher that shows nothing."""

    def start(self, documents: int, known: int) -> None:
        """Ignore it."""

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """Ignore it."""

    def announce(self, text: str) -> None:
        """Ignore it."""
