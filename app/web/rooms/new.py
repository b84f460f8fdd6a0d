"""Making a project, or opening another one, within the folder where the server was started."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from workingregions.app.project import Project
from workingregions.app.uploads import safe_path
from workingregions.app.web.desk import Desk
from workingregions.app.web.guard import RefusedError, is_here
from workingregions.app.web.render import PageNow
from workingregions.corpus.config import FILE_NAME
from workingregions.corpus.errors import InputError

router = APIRouter()
MOST = 200
"""Folders that the page lists."""


@router.get("/new")
def show(page: PageNow, request: Request, folder: str = "") -> Response:
    """Show the folders in which a project may be made, and the projects in them."""
    base = page.desk.base
    if base is None or not is_here(request) or page.desk.read_only:
        return page.show("new.html.j2", base="", here="", up=None, projects=[], folders=[])
    here = _inside(base, folder)
    found = [path for path in sorted(here.iterdir()) if not path.name.startswith(".") and _is_folder(path)]
    projects = [path.name for path in found if (path / FILE_NAME).is_file()]
    return page.show(
        "new.html.j2",
        base=str(here),
        here=_relative(base, here),
        up=_relative(base, here.parent) if here != base.resolve() else None,
        projects=projects[:MOST],
        folders=[path.name for path in found if path.name not in projects][:MOST],
    )


@router.post("/new")
def make(
    page: PageNow,
    request: Request,
    name: Annotated[str, Form(max_length=100)],
    folder: Annotated[str, Form()] = "",
) -> Response:
    """Make a project in a new folder and open it."""
    parts = safe_path(name)
    if len(parts) != 1 or parts[0].startswith("."):
        raise InputError(f"{name!r} is not a name of a folder.", advice="Use letters, numbers and spaces.")
    page.desk.open(Project.create(_allowed(page.desk, request, folder) / parts[0]))
    return RedirectResponse("/drops", 303)


@router.post("/new/open")
def open_other(
    page: PageNow, request: Request, name: Annotated[str, Form()], folder: Annotated[str, Form()] = ""
) -> Response:
    """Open a project; everyone who uses this server then sees it."""
    where = _allowed(page.desk, request, folder)
    page.desk.open(Project.open(_inside(where, name)))
    return RedirectResponse("/", 303)


def _allowed(desk: Desk, request: Request, folder: str) -> Path:
    """Return the folder in which the request may make or open a project.

    Raises:
        RefusedError: the browser is on another machine, or the server has no such folder.
    """
    if desk.base is None or not is_here(request):
        raise RefusedError("Only a browser on the server's own machine may make or open projects.")
    return _inside(desk.base, folder)


def _inside(base: Path, relative: str) -> Path:
    """Return a folder below `base`. Raise InputError if it is none, or a link leads out."""
    try:
        found = (base / relative).resolve()
        if found.is_relative_to(base.resolve()) and found.is_dir():
            return found
    except (OSError, ValueError):  # ValueError: a null character
        pass
    raise InputError(f"There is no folder {relative!r} here.", advice="Choose one of those that are listed.")


def _relative(base: Path, folder: Path) -> str:
    text = folder.relative_to(base.resolve()).as_posix()
    return "" if text == "." else text


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir() and not path.is_symlink()
    except OSError:
        return False
