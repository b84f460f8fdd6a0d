"""The first page: what the corpus is, what is missing, what came last, what to do next."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from workingregions.app.ask import LACKS, Step
from workingregions.app.web import bars, tables
from workingregions.app.web.links import Links
from workingregions.app.web.render import PageNow
from workingregions.app.web.tables import Column, Row
from workingregions.nlp.gazetteer import Gazetteer

router = APIRouter()


@router.get("/")
def home(page: PageNow) -> Response:
    """Show the first page; without a project, the page that makes one."""
    if not page.desk.has_project:
        return RedirectResponse("/new", 303)
    found, to = page.view.overview(), page.to
    charts = (
        ("Region", bars.rows(found.regions, lambda v: to.documents(region=v)), found.regions, "region"),
        ("Type of document", bars.rows(found.types, lambda v: to.documents(type=v)), found.types, "type"),
        (
            "Publisher",
            bars.rows(found.publishers, lambda v: to.documents(publisher=f"={v}")),
            found.publishers,
            "publisher",
        ),
    )
    return page.show(
        "home.html.j2",
        found=found,
        years=bars.columns(found.years, lambda v: to.documents(year=v)),
        charts=[chart for chart in charts if chart[1]],
        steps=[(step, *_door(step, to)) for step in found.steps],
        institutions=page.view.snapshot.manifest.rows.get("entities", 0),
    )


def _door(step: Step, to: Links) -> tuple[str, str]:
    """Return the address where a step is taken, and the label of its button."""
    if step.about:
        return to.to("/gaps", what=step.about), "See them"
    return {
        "ingest": ("/drops", "Add documents"),
        "retry": ("/drops", "See them"),
        "refresh": ("/drops#refresh", "Refresh"),
        "searches": ("/searches", "Read"),
        "conflicts": ("/corrections", "Settle"),
        "fit_topics": ("/topics", "Topics"),
        "label": ("/label", "Label"),
    }[step.kind.value]


@router.get("/gaps")
def gaps(page: PageNow) -> Response:
    """List the documents that lack a year, region, title or publisher."""
    what = page.filters.one("what", LACKS[0])
    frame = page.view.lacking(what)
    if answer := tables.download(page, frame, f"documents without {what}"):
        return answer
    place = Gazetteer.load().name

    def link(row: Row) -> str:
        return page.to.document(str(row["id"]))

    columns = (
        Column("path", "File", link=link),
        Column("title", "Title", link=link),
        Column("year", "Year", numeric=True),
        Column("type", "Type", shown=lambda v: str(v).replace("_", " ")),
        Column("regions", "Regions", shown=lambda v: ", ".join(map(place, v)), sorts=False),
        Column("publisher", "Publisher"),
    )
    caption = f"Documents without a {what}"
    listing = tables.listing(page, frame, columns, caption=caption)
    return page.show("gaps.html.j2", listing=listing, what=what, lacks=LACKS)
