"""Saved searches: their filters, what is new for them, saving and removing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from workingregions.app.searches import SearchNews
from workingregions.app.web.filters import FACETS, Chip, Filters, address
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.rooms.search import Finding, shown
from workingregions.corpus.basket import SUGGESTED
from workingregions.corpus.errors import UserError
from workingregions.corpus.searches import SavedSearch

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search: its address, its filters as chips, what is new for it, and where that is shown."""

    search: SavedSearch
    address: str
    fresh: str
    chips: tuple[Chip, ...]
    news: SearchNews | None


@router.get("/searches")
def searches(page: PageNow) -> Response:
    """List the saved searches and how many passages are new for each."""
    saved = page.view.saved_searches()
    stale = [one.name for one in saved if one.snapshot != page.view.snapshot.id]
    news = {one.search.name: one for one in page.project.run_searches(stale, peek=True)} if stale else {}
    return page.show("searches.html.j2", saved=[_saved(page, one, news.get(one.name)) for one in saved])


@router.get("/searches/new/{name:path}")
def new(page: PageNow, name: str) -> Response:
    """Show the passages that are new for a saved search."""
    (news,) = page.project.run_searches([name], peek=True)
    finding = Finding(page)
    hits = shown(page, news.found, 0, 0) if news.found else []
    return page.show(
        "new_hits.html.j2",
        saved=_saved(page, news.search, news),
        news=news,
        hits=hits,
        finding=finding,
        suggested=SUGGESTED,
    )


@router.post("/searches")
async def save(page: PageNow) -> Response:
    """Save the search whose parameters the form holds."""
    form = await page.request.form()
    fields = [(name, str(value)) for name, value in form.multi_items()]
    given = Filters.of("/search", [(n, v) for n, v in fields if n not in ("name", "wr_token")])
    page.project.save_search(
        str(form.get("name", "")),
        given.one("q"),
        like=given.one("like"),
        expand=given.one("expand") != "no",
        who=page.who,
        **given.given(),
    )
    return RedirectResponse("/searches", 303)


@router.post("/searches/read")
def read(page: PageNow, name: Annotated[str, Form()]) -> Response:
    """Count what is new for a saved search as read."""
    page.project.run_searches([name])
    return RedirectResponse("/searches", 303)


@router.post("/searches/remove")
def remove(page: PageNow, name: Annotated[str, Form()]) -> Response:
    """Remove a saved search."""
    page.project.remove_search(name, who=page.who)
    return RedirectResponse("/searches", 303)


def _saved(page: Page, search: SavedSearch, news: SearchNews | None) -> Saved:
    params: dict[str, tuple[str, ...]] = {"q": (search.query,)} if search.query else {"like": (search.like,)}
    params |= {n: search.filters[argument] for n, argument in FACETS.items() if argument in search.filters}
    params |= {} if search.expand else {"expand": ("no",)}
    filters = Filters("/search", params)
    try:
        chips = tuple(filters.chips(page.view))
    except UserError:  # a filter names what is no longer there; the search itself says so
        chips = ()
    fresh = page.to.to(f"/searches/new/{quote(search.name, safe='')}")
    return Saved(search, address("/search", params), fresh, chips, news)
