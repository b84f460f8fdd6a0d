"""Pages from templates: what every page knows, and one Jinja environment that escapes everything."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, Response

from workingregions.app.project import Project
from workingregions.app.view import View
from workingregions.app.web.advice import page_of
from workingregions.app.web.desk import Desk
from workingregions.app.web.filters import Chip, Filters
from workingregions.app.web.guard import session_token, who_of
from workingregions.app.web.links import Links
from workingregions.corpus.selection import Selection
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from jinja2 import Environment

MENU: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Read", (("/search", "Search"), ("/documents", "Documents"), ("/basket", "Basket"))),
    (
        "Governance",
        (
            ("/regions", "Regions"),
            ("/institutions", "Institutions"),
            ("/network", "Network"),
            ("/ties", "Ties"),
            ("/outcomes", "Outcomes"),
        ),
    ),
    (
        "Themes",
        (
            ("/themes", "Themes"),
            ("/trends", "Trends"),
            ("/compare", "Compare"),
            ("/topics", "Topics"),
            ("/codebook", "Codebook"),
            ("/label", "Label"),
        ),
    ),
    (
        "Work",
        (
            ("/drops", "Drops"),
            ("/review", "Review"),
            ("/corrections", "Corrections"),
            ("/reports", "Reports"),
            ("/export", "Export"),
            ("/settings", "Settings"),
        ),
    ),
)
"""The pages that every page leads to, by the reader's purpose."""


@dataclass(frozen=True)
class Page:
    """A request, and what its page is made of: the view that answers, its filters, its links.

    Routes take one as their parameter `page: PageNow`.
    """

    request: Request
    desk: Desk
    filters: Filters

    @property
    def project(self) -> Project:
        """The open project, for changes."""
        return self.desk.project

    @cached_property
    def view(self) -> View:
        """The view of the snapshot that the address names, or of the newest."""
        return self.desk.view(self.filters.one("snapshot"))

    @cached_property
    def selection(self) -> Selection | None:
        """The passages that the filters of the address select, None for all."""
        return self.filters.selection(self.view)

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters in words."""
        return list(self.filters.chips(self.view))

    @property
    def to(self) -> Links:
        """The addresses of other pages."""
        return Links(self.filters.one("snapshot"))

    @property
    def who(self) -> str:
        """Whose changes these are: the name given in this browser, else that of the project."""
        return who_of(self.request) or (self.desk.who if self.desk.has_project else "")

    @property
    def token(self) -> str:
        """What a change from this page must carry; see `guard`."""
        return session_token(self.request)

    @property
    def can_change(self) -> bool:
        """Whether this page may offer changes: the server may change, and the snapshot is the newest."""
        return self.desk.has_project and not self.desk.read_only and not self.filters.one("snapshot")

    @property
    def permanent(self) -> str:
        """The address of what is shown now, with the snapshot, for a colleague or a footnote."""
        return self.filters.url(snapshot=self.view.snapshot.id, offset=self.filters.one("offset"))

    def show(self, template: str, /, status: int = 200, **values: Any) -> Response:
        """Return the page that a template makes of the values; every template also has `page` and `to`."""
        text = environment().get_template(template).render(page=self, to=self.to, status=status, **values)
        return HTMLResponse(text, status, {"cache-control": "no-store"})


def _page(request: Request) -> Page:
    filters = Filters.of(request.url.path, request.query_params.multi_items())
    return Page(request, request.app.state.desk, filters)


PageNow = Annotated[Page, Depends(_page)]


def error_page(
    request: Request, status: int, message: str, report: dict[str, Any], headers: dict[str, str] | None
) -> Response:
    """Return the page that tells a reader of an error, what to do, and where."""
    page = Page(request, request.app.state.desk, Filters(request.url.path))
    address, name = page_of(str(report.get("remedy", "")))
    response = page.show(
        "error.html.j2",
        status=status,
        message=message,
        advice=report.get("advice", ""),
        nearest=report.get("nearest", []),
        candidates=report.get("candidates", []),
        address=address,
        name=name,
    )
    response.headers.update(headers or {})
    return response


@cache
def environment() -> Environment:
    """Return the Jinja environment with the templates beside this module."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("workingregions.app.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"static": static, "menu": MENU, "plural": plural}
    made.filters |= {"sure": sure, "words": words, "count": count, "percent": percent}
    return made


@cache
def static(name: str) -> str:
    """Return the address of a file in `static/`, which changes with its content."""
    content = files("workingregions.app.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def words(value: object) -> str:
    """Return a stored value (`development_agency`) as words; "unknown" for none."""
    return str(value).replace("_", " ") if value not in (None, "") else "unknown"


def sure(value: float | None) -> str:
    """Return a probability in words."""
    if value is None or value != value:
        return "not known"
    steps = ((0.9, "nearly certain"), (0.7, "likely"), (0.5, "more likely than not"))
    return next((word for least, word in steps if value >= least), "doubtful")


def count(value: float) -> str:
    """Return a whole number with separators of thousands."""
    return f"{int(value):,}"


def percent(value: float | None) -> str:
    """Return a share as a percentage, "–" for none."""
    return "–" if value is None or value != value else f"{100 * value:.0f} %"
