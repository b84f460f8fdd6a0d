"""Receives the progress of a run."""

from __future__ import annotations

from typing import Protocol


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
