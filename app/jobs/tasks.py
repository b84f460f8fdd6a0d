"""The work of a job: which method of the project does it, and how it is heard and stopped meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.jobs.job import JobKind, Task
from workingregions.corpus.drops import DropReport, FileOutcome
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.project import Project

Event = tuple[Any, ...]
"""("start", documents, known), ("advance", path, pages, failed) or ("announce", text)."""
Send = Callable[[Event], None]
Stop = Callable[[], str]
"""Returns "" while the job shall go on, CANCEL or, when the server ends, STOP."""
CANCEL, STOP = "cancel", "stop"
Result = tuple[Mapping[str, Any], str]
"""What came out, and the same in words."""


class StoppedError(Exception):
    """The job was asked to stop. What was read before is kept."""


class Reporter:
    """A watcher of a run (see app.run.watcher) that sends each event on, and stops the run on request.

    A run is stopped only between two files: what has ended is committed then.
    """

    def __init__(self, send: Send, stop: Stop) -> None:
        self._send = send
        self._stop = stop
        self._stopped = False

    def start(self, documents: int, known: int) -> None:
        """Send it on, and stop the run if it was cancelled while it looked at the files."""
        self._send(("start", documents, known))
        self._check()

    def advance(self, path: str, pages: int, failed: bool) -> None:
        """Send it on, and stop the run if it was cancelled meanwhile."""
        self._send(("advance", path, pages, failed))
        self._check()

    def announce(self, text: str) -> None:
        """Send it on."""
        self._send(("announce", text))

    def step(self, text: str) -> None:
        """Send a step of a fit on; stop there if the job was cancelled."""
        self.announce(text)
        self._check()

    def _check(self) -> None:
        if not self._stopped and self._stop():
            self._stopped = True  # once: the commit of what was read must not be stopped too
            raise StoppedError


def perform(root: Path, task: Task, send: Send, stop: Stop) -> Result:
    """Do the task in the project at `root`; return what came out, and in words.

    Raises:
        StoppedError: it was stopped before it was finished.
        WorkingRegionsError: it failed.
    """
    from workingregions.app.project import Project

    project = Project.open(root)
    reporter = Reporter(send, stop)
    try:
        return _TASKS[task.kind](project, task, reporter)
    except StoppedError:
        if task.kind.writes and stop() == CANCEL:
            _settle(project, reporter)
        raise


def _settle(project: Project, reporter: Reporter) -> None:
    """Rebuild the institution map over what was read before the job was cancelled."""
    from workingregions.app import map as institution_map

    reporter.announce("gathering institutions")
    institution_map.refresh(project.store, project.root)


def _ingest(project: Project, task: Task, reporter: Reporter) -> Result:
    report = project.ingest(
        list(task.arguments["paths"]),
        passwords=task.passwords,
        watcher=reporter,
        retry=bool(task.arguments.get("retry")),
    )
    return _read(report)


def _retry(project: Project, task: Task, reporter: Reporter) -> Result:
    only = tuple(task.arguments.get("only", ()))
    report = project.retry(passwords=task.passwords, only=only, watcher=reporter)
    return _read(report) if report else ({}, "No file failed; there is nothing to retry.")


def _read(report: DropReport) -> Result:
    counts = {outcome.value: report.count(outcome) for outcome in FileOutcome if report.count(outcome)}
    words = ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing"
    return {"drop": report.id, **counts}, f"{words}; {plural(report.pages, 'page')} read."


def _refresh(project: Project, _: Task, reporter: Reporter) -> Result:
    changes = list(project.refresh(watcher=reporter))
    return {"changes": changes}, "; ".join(changes) or "Everything was up to date."


def _topics(project: Project, task: Task, reporter: Reporter) -> Result:
    given = {key: task.arguments[key] for key in ("method", "topics", "seed") if key in task.arguments}
    fit = project.fit_topics(**given, who=task.who, step=reporter.step)
    count = len(fit.model.topics)
    return {"line": fit.line, "topics": count}, f"{plural(count, 'topic')} fitted."


def _report(project: Project, task: Task, reporter: Reporter) -> Result:
    reporter.announce("writing the report")
    made = project.make_report(**task.arguments, who=task.who)
    return {"report": made.id}, f"{made.title}: {plural(len(made.files), 'file')}."


_TASKS: Mapping[JobKind, Callable[[Project, Task, Reporter], Result]] = {
    JobKind.INGEST: _ingest,
    JobKind.RETRY: _retry,
    JobKind.REFRESH: _refresh,
    JobKind.TOPICS: _topics,
    JobKind.REPORT: _report,
}
