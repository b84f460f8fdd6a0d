"""Long work that a page starts: a job where the desk has a queue, else done before the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import RedirectResponse, Response

from workingregions.app.web.render import Page


def start(page: Page, kind: str, title: str, arguments: Mapping[str, Any], back: str) -> Response:
    """Start work and lead to where it is watched, or do it and lead back.

    Args:
        page: the request.
        kind: topics or refresh.
        title: what it is called in the list of jobs.
        arguments: those of the project's method.
        back: the address of the page where the result stands.

    Raises:
        WorkingRegionsError: as for the project's method.
    """
    project = page.project
    if kind == "topics":
        project.fit_topics(**arguments, who=page.who)
    else:
        project.refresh()
    return RedirectResponse(back, 303)
