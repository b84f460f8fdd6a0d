"""What a run of ingest is given: an engine that does the work, and a watcher that receives the progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from workingregions.app.engines.local import Factory


class Engine(Protocol):
    """Runs jobs somewhere; results never depend on which engine."""

    def run(self, jobs: Iterable[Any], factory: Factory) -> Iterator[tuple[Any, Any]]:
        """Yields (job, result), where a lost job's result is `Lost`."""


class Watcher(Protocol):
    """Is told how a run goes; the progress bars are one."""

    def start(self, documents: int, known: int) -> None:
        """The run has `documents` files to do; `known` need no work."""

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """One file ended."""

    def say(self, text: str) -> None:
        """What goes on now."""


class Silent:
    """A watcher that shows nothing."""

    def start(self, documents: int, known: int) -> None:
        """Nothing."""

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""
