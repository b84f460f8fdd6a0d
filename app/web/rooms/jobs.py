"""Background jobs: what runs, its progress as a stream of events, and stopping it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Form, Header, Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from workingregions.app.answers import as_json
from workingregions.app.jobs import Job, JobKind, Task
from workingregions.app.web.desk import Desk
from workingregions.app.web.errors import wants_json
from workingregions.app.web.render import PageNow

router = APIRouter(prefix="/jobs")
LOOK = 0.25
"""Seconds between two looks at a job."""
HEARTBEAT = 15.0
"""Seconds after which a quiet stream sends a comment, so that nothing between closes it."""
RETRY = 2000
"""Milliseconds after which a browser opens a stream again that was cut."""


def started(request: Request, job: Job, back: str) -> Response:
    """Return the answer to what put a job into the queue: the job, or the page that shows it."""
    if wants_json(request):
        return JSONResponse(as_json(job), 202)
    return RedirectResponse(f"{back}#{job.id}", 303)


@router.get("/{ident}")
def job(page: PageNow, ident: str) -> Response:
    """Give a job as JSON."""
    return JSONResponse(as_json(page.desk.jobs.get(ident)))


@router.post("/refresh")
def refresh(page: PageNow, request: Request) -> Response:
    """Bring the project up to date with its labels, its codebook and its corrections."""
    task = Task(kind=JobKind.REFRESH, title="Bring the project up to date", who=page.who)
    return started(request, page.desk.jobs.submit(task), "/drops")


@router.post("/topics")
def topics(
    page: PageNow,
    request: Request,
    method: Annotated[str, Form()] = "kmeans",
    topics: Annotated[int, Form(ge=0, le=500)] = 0,
) -> Response:
    """Fit topics to the corpus."""
    arguments = {"method": method, "topics": topics}
    task = Task(kind=JobKind.TOPICS, title="Fit topics", arguments=arguments, who=page.who)
    return started(request, page.desk.jobs.submit(task), "/drops")


@router.post("/{ident}/cancel")
def cancel(page: PageNow, request: Request, ident: str) -> Response:
    """Stop a job after its current file."""
    return started(request, page.desk.jobs.cancel(ident), "/drops")


@router.post("/{ident}/again")
def again(page: PageNow, request: Request, ident: str) -> Response:
    """Do once more what a job did; files that were read are skipped."""
    return started(request, page.desk.jobs.again(ident, who=page.who), "/drops")


@router.get("/{ident}/events")
def events(
    page: PageNow, request: Request, ident: str, last_event_id: Annotated[str, Header()] = ""
) -> Response:
    """Stream a job's record whenever it changes, until it ends.

    Each event holds the whole record, without the notes that the browser has, and its version as id. A
    browser that was cut off states the last id that it received, and gets what is newer.
    """
    page.desk.jobs.get(ident)  # an unknown job is an error, not a stream
    session = request.scope["session_id"]
    page.desk.streams.enter(session)
    seen = int(last_event_id) if last_event_id.isdecimal() and len(last_event_id) < 10 else -1
    return StreamingResponse(
        _stream(page.desk, ident, seen, session),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _stream(desk: Desk, ident: str, seen: int, session: str) -> AsyncIterator[str]:
    """Yield the events of a job; `session` is counted as open until the stream ends."""
    jobs = desk.jobs
    try:
        yield f"retry: {RETRY}\n\n"
        quiet = 0.0
        while not desk.ending:
            found = jobs.get(ident)
            if found.version > seen:
                data = as_json(found)
                data["notes"] = [note for note in data["notes"] if note["id"] > seen]
                seen, quiet = found.version, 0.0
                yield f"id: {seen}\nevent: job\ndata: {json.dumps(data)}\n\n"
            if found.state.over:
                yield "event: end\ndata: {}\n\n"
                return
            await asyncio.sleep(LOOK)
            quiet += LOOK
            if quiet >= HEARTBEAT:
                quiet = 0.0
                yield ": still there\n\n"
    finally:
        desk.streams.leave(session)
