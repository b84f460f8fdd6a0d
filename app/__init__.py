"""Working Regions for Python programs.

Create or open a project, add documents to it, and ask a view of it:

    from workingregions.app import Project

    project = Project.open("review")
    project.ingest(["papers/"])
    view = project.view()
    found = view.search("bringing manufacturing back", view.select(regions=["Ohio"], year="2012:2020"))
    print(found.rows()[0]["title"], view.stale or "the map is up to date")

`Project` changes a project. `View` answers every question about it, from one snapshot, and changes nothing.
`extract` reads a single file without a project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workingregions.app.extract import extract

if TYPE_CHECKING:
    from workingregions.app.project import Project
    from workingregions.app.view import View

__all__ = ["Project", "View", "extract"]


def __getattr__(name: str) -> Any:
    """Import the two classes at first use: the help of the command line needs neither."""
    if name == "Project":
        from workingregions.app.project import Project

        return Project
    if name == "View":
        from workingregions.app.view import View

        return View
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
