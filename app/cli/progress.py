"""Progress bars of a run: documents, pages, failures, time left."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)


class Bars:
    """A watcher (see app.run.watcher) that draws on the terminal; use it as a context manager."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("documents, {task.fields[pages]} pages, {task.fields[failed]} failed"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            # Without a terminal it would leave an empty line.
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("starting", total=None, pages=0, failed=0)
        self._pages = 0
        self._failed = 0

    def __enter__(self) -> Bars:
        # Drawn at the first event, so that an immediate error is not preceded by an empty bar.
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress.live.is_started:
            self._progress.stop()

    def start(self, documents: int, known: int) -> None:
        """Report that the run has `documents` files to process; `known` need no work."""
        self._progress.start()
        known_text = f" ({known} known)" if known else ""
        self._progress.update(self._task, description=f"reading{known_text}", total=documents, completed=0)

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """Report that one file ended."""
        self._pages += pages
        self._failed += failed
        name = path.rsplit("/", 1)[-1]
        shown = name if len(name) <= 32 else name[:31] + "…"
        self._progress.update(
            self._task, advance=1, description=shown, pages=self._pages, failed=self._failed
        )

    def announce(self, text: str) -> None:
        """Report the current step."""
        self._progress.start()
        self._progress.update(self._task, description=text)
