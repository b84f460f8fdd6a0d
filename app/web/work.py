"""Long work that a page starts: it is put into the queue, and the page that shows its result follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import RedirectResponse, Response

from workingregions.app.jobs import Job, JobKind, JobState, Task
from workingregions.app.web.render import Page


def start(page: Page, kind: JobKind, title: str, arguments: Mapping[str, Any], back: str) -> Response:
    """Put work into the queue and lead to the page where its result will stand, which shows its progress.

    Raises:
        BusyError: too many jobs wait already.
    """
    page.desk.jobs.submit(Task(kind=kind, title=title, arguments=arguments, who=page.who))
    return RedirectResponse(back, 303)


def followed(page: Page, kind: JobKind) -> Job | None:
    """Return the job of a kind that runs or waits, or the newest if it failed; None otherwise."""
    own = [job for job in page.desk.jobs.all() if job.kind is kind]
    running = [job for job in own if not job.state.over]
    if running:
        return running[-1]
    return own[0] if own and own[0].state is JobState.FAILED else None
