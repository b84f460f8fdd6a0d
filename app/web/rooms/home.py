"""The first page: what the corpus is, what came last, what to do next."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from workingregions.app.web.render import PageNow

router = APIRouter()


@router.get("/")
def home(page: PageNow) -> Response:
    """Show the first page; without a project, the page that makes one."""
    if not page.desk.has_project:
        return RedirectResponse("/new", 303)
    return page.show("home.html.j2", rows=dict(page.view.snapshot.manifest.rows))
