"""Export: the kinds of files for other programs, each with what it is for, and the file itself."""

from __future__ import annotations

from contextlib import ExitStack
from urllib.parse import quote

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from workingregions.app.exchange import EXPORTS, ExportOrder, export_kind, exported_file, file_name
from workingregions.app.web.render import Page, PageNow

router = APIRouter(prefix="/export")
HOLDS = {
    "tables": "Tables",
    "network": "Institutions and their ties",
    "regions": "Regions",
    "documents": "Bibliography",
}
"""What kinds of export hold, as headings, in the order of the page."""


@router.get("")
def show(page: PageNow) -> Response:
    """Show the kinds of export, for all documents or for those that the filters select."""
    return page.show(
        "export.html.j2",
        groups=[
            (heading, [kind for kind in EXPORTS.values() if kind.holds == holds])
            for holds, heading in HOLDS.items()
        ],
        address=lambda kind: page.to.to(f"/export/{kind.name}", **page.filters.params),
        tally=None if page.view.empty else page.view.tally(page.selection),
        unread=page.view.unread(page.selection).words,
    )


@router.get("/{kind}")
def download(page: PageNow, kind: str) -> Response:
    """Send an export as a file, a zip where it is a folder; links lead to this server."""
    return _sent(page, kind, remember=False)


@router.post("/{kind}")
def give(page: PageNow, kind: str) -> Response:
    """Send an export, and note in the project the citation keys that a bibliography gives away."""
    return _sent(page, kind, remember=True)


def _sent(page: Page, kind: str, *, remember: bool) -> Response:
    form = export_kind(kind)
    order = ExportOrder(
        selection=page.selection,
        link=str(page.request.base_url).rstrip("/"),
        filters=page.filters.given(),
        remember=remember,
    )
    opened = ExitStack()
    path = opened.enter_context(exported_file(page.view, kind, order))
    # The file is removed when it has been sent, whole or not.
    return FileResponse(
        path,
        media_type=form.media_type,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{_named(page, path.suffix)}"},
        background=BackgroundTask(opened.close),
    )


def _named(page: Page, suffix: str) -> str:
    name = page.request.path_params["kind"]
    whole = file_name(page.view, EXPORTS[name])
    return quote(whole if whole.endswith(suffix) else f"{whole}{suffix}", safe="")
