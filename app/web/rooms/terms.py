"""Terms that tell two groups of documents apart: emerging and fading ones, those of one region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from workingregions.app.view import View
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.rooms.trends import region_names
from workingregions.app.web.shares import remembered, with_links
from workingregions.app.web.tables import Column, download, listing
from workingregions.corpus.plain import plain

if TYPE_CHECKING:
    from workingregions.models.trends import TermComparison

router = APIRouter()
ARGUMENTS = ("region", "against", "before", "after", "theme")
MOST = 60
"""Terms of a side that the page shows; the files have all."""


@router.get("/terms")
def terms(page: PageNow) -> Response:
    """Show the terms that one of two periods, or regions, uses more than the other."""
    view = page.view
    asked = _asked(page)
    periods = _halves(view)
    if not any(asked.values()) and periods:
        asked = {**asked, "before": periods[0], "after": periods[1]}
    elif not asked["before"] and not asked["region"]:
        asked = {**asked, "before": periods[0], "after": periods[1]} if periods else asked
    found = _terms(view, asked) if asked["before"] or asked["region"] else None
    if found is not None and (sent := download(page, found.terms, "terms")):
        return sent
    sides: dict[str, list[dict[str, Any]]] = {"a": [], "b": []}
    for row in plain(found.terms) if found is not None else []:
        link = page.to.to("/terms/passages", term=row["term"], **asked)
        sides[row["side"]].append({**row, "link": link})
    return page.show(
        "terms.html.j2",
        found=found,
        sides=sides,
        most=MOST,
        asked=asked,
        regions=region_names(view),
        codebook=view.codebook,
    )


def _terms(view: View, asked: dict[str, str]) -> TermComparison:
    return remembered(view, ("terms", *asked.values()), lambda: view.terms(**asked))


def _asked(page: Page) -> dict[str, str]:
    return {name: page.filters.one(name) for name in ARGUMENTS}


def _halves(view: View) -> tuple[str, str] | None:
    """Return two periods with about as many dated documents each; None where all are of one year."""
    years = sorted(d.year for d in view.counted if d.year is not None)
    later = [year for year in years if year > years[0]]
    if not later:
        return None
    half = min(set(later), key=lambda y: (abs(sum(year < y for year in years) - len(years) / 2), y))
    return f"{years[0]}:{half - 1}", f"{half}:{years[-1]}"


@router.get("/terms/passages")
def passages(page: PageNow) -> Response:
    """Show the passages that have a term, in both groups or in one."""
    term, side = page.filters.one("term"), page.filters.one("side")
    asked = _asked(page)
    if not term:
        return RedirectResponse(page.to.terms(**asked), 303)
    whole = _terms(page.view, asked)
    every = page.view.term_passages(term, **asked)
    frame = every[every["side"] == side] if side else every
    if sent := download(page, with_links(page, frame), "term"):
        return sent
    columns = [Column("year", "Year"), Column("file", "File"), Column("side", "Group")]
    return page.show(
        "term_passages.html.j2",
        term=term,
        side=side,
        names={"a": whole.a, "b": whole.b},
        sizes=every["side"].value_counts().to_dict(),
        owners=every.groupby("side")["document"].nunique().to_dict(),
        found=listing(page, frame, columns, caption=""),
        back=page.to.terms(**asked),
    )
