"""Regions compared by their themes: shares side by side, differences, and what speaks against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.rooms.trends import region_names
from workingregions.app.web.shares import remembered, share
from workingregions.app.web.tables import download
from workingregions.corpus.plain import plain
from workingregions.reports.charts import difference, strip

if TYPE_CHECKING:
    from workingregions.models.trends import Comparison

router = APIRouter()


@router.get("/compare")
def compare(page: PageNow) -> Response:
    """Compare the regions that the address names; one of them with all other documents."""
    view, asked = page.view, page.filters
    regions, themes, year = asked.all("region"), asked.all("theme"), asked.one("year")
    found = None
    if regions:
        key = ("compare", regions, themes, year)
        found = remembered(view, key, lambda: view.compare(regions, themes, year=year))
    if found is not None:
        if asked.one("list") == "differences":
            if sent := download(page, found.differences, "differences"):
                return sent
        elif sent := download(page, found.profile, "comparison"):
            return sent
    return page.show(
        "compare.html.j2",
        found=found,
        names=_groups(found) if found else [],
        rows=_rows(page, found) if found else [],
        regions=region_names(view),
        codebook=view.codebook,
    )


def _groups(found: Comparison) -> list[str]:
    return list(dict.fromkeys(found.profile["region_name"])) or list(found.names)


def _rows(page: Page, found: Comparison) -> list[dict[str, Any]]:
    """Return a row for each theme: the share in each group, and the difference of each from the first."""
    year = page.filters.one("year")
    cells: dict[str, list[dict[str, Any]]] = {}
    for row in plain(found.profile):
        where = {"region": row["region"]} if row["region"] else {"outside": found.regions[0]}
        link = page.to.theme_passages(row["theme"], **where, year=year)
        mark = strip(share(row, row["region_name"], link))
        cells.setdefault(row["theme"], []).append({**row, "link": link, "mark": mark})
    differing: dict[str, list[dict[str, Any]]] = {}
    for row in plain(found.differences):
        mark = Markup("")
        if row["difference"] is not None:
            link = cells[row["theme"]][1]["link"]
            words = f"{row['label']}: {row['b']} less {row['a']}"
            mark = difference(words, row["low"], row["difference"], row["high"], link)
        differing.setdefault(row["theme"], []).append({**row, "mark": mark})
    labels = {theme.id: theme.label for theme in page.view.codebook}
    made: list[dict[str, Any]] = [
        {"theme": theme, "label": labels[theme], "cells": own, "differences": differing.get(theme, [])}
        for theme, own in cells.items()
    ]
    made.sort(key=lambda row: -max(cell["share"] for cell in row["cells"]))
    return made
