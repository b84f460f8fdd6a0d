"""Trends: themes over time, by region, and by both; every cell opens its passages and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.shares import (
    allowing,
    by_theme,
    missing,
    over_time,
    remembered,
    share,
    time_facet,
    times,
    year_param,
)
from workingregions.app.web.tables import attachment, download
from workingregions.corpus.errors import InputError
from workingregions.reports.charts import heat_map, lines, png, shade, share_dots, strip, svg, trend_lines

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.view import View
    from workingregions.reports.charts import Figure

router = APIRouter()
KINDS = {
    "time": "Over time",
    "region": "By region",
    "grid": "By region and time",
    "themes": "Themes by region",
}
LEVELS = ("country", "region", "local", "state", "county")
MOST = 8
"""Themes that are drawn at once."""
ROWS = 40
"""Regions that a page shows unless the address asks for all."""


@router.get("/trends")
def trends(page: PageNow) -> Response:
    """Show how often documents are about themes, over time and by region."""
    view, asked = page.view, page.filters
    by = {"year": "time", "period": "time", "region,period": "grid", "region,year": "grid"}.get(
        asked.one("by"), asked.one("by", "time")
    )
    if by not in KINDS:
        raise InputError(f"Trends cannot be shown by {by!r}.", advice=f"One of: {', '.join(KINDS)}.")
    listed = asked.all("theme") or (() if by == "themes" else _largest(view))
    chosen = [view.codebook.get(name) for name in listed]
    if len(chosen) > MOST and by != "themes":
        raise InputError(f"{len(chosen)} themes are too many for one page.", advice=f"Choose up to {MOST}.")
    region, year, level = asked.one("region"), asked.one("year"), asked.one("level")
    facet = time_facet(view)
    facets = {"time": [facet], "region": ["region"], "grid": ["region", facet], "themes": ["region"]}[by]
    frame = view.trends([t.id for t in chosen], facets, region=region, year=year, level=level)
    if sent := download(page, frame, f"trends-{by}"):
        return sent
    if asked.one("chart"):
        return _picture(page, frame, by, region)
    rows = by_theme(frame)
    labels = {theme.id: theme.label for theme in view.codebook}
    shown: dict[str, Any]
    if by == "region":
        shown = _regions(page, rows)
    elif by == "themes":
        shown = _themes(page, frame, rows)
    else:
        shown = _time(page, frame, rows, facet) if by == "time" else _grid(page, frame, rows, facet)
    tests = []
    if by == "time" and len(frame):
        ids = [theme.id for theme in chosen]
        tests = remembered(
            view, ("tests", *ids, region, year), lambda: view.trend_tests(ids, region=region, year=year)
        )
    return page.show(
        "trends.html.j2",
        by=by,
        kinds=KINDS,
        levels=LEVELS,
        facet=facet,
        chosen=[theme.id for theme in chosen],
        labels=labels,
        codebook=view.codebook,
        regions=region_names(view),
        tests={test.theme: test for test in tests},
        warnings=list(dict.fromkeys(w for test in tests for w in test.warnings)),
        unread=view.unread().words,
        empty=not len(frame),
        files={kind: asked.url(format=kind) for kind in ("csv", "xlsx")},
        pictures={kind: asked.url(chart=kind) for kind in ("svg", "png")} if _pictured(by, chosen) else {},
        **shown,
    )


def _largest(view: View) -> tuple[str, ...]:
    """Return the themes of most documents."""
    frame = view.themes().sort_values(["documents", "passages"], ascending=False)
    return tuple(frame["id"].head(3))


def region_names(view: View) -> list[str]:
    """Return the names of the regions that documents are about, for suggestions; most documents first."""

    def made() -> list[str]:
        frame = view.trends(view.codebook.ids[0], ["region"])
        known = frame[frame["region"] != ""].sort_values("of_documents", ascending=False)
        return list(dict.fromkeys(known["region_name"]))

    return remembered(view, "regions", made)


def _where(page: Page, row: dict[str, Any] | None = None) -> dict[str, str]:
    """Return the parameters of a cell: those of the page, and the region of its row."""
    region, level = page.filters.one("region"), page.filters.one("level")
    year = page.filters.one("year")
    if row is None:
        return {"region": region, "year": year}
    if missing(row["region"]):
        if level:
            return {"region": region, "without": level, "year": year}
        return {"region": "unknown", "year": year}
    return {"region": str(row["region"]), "year": year}


def _name(row: dict[str, Any]) -> str:
    return str(row["region_name"]) if not missing(row["region"]) else str(row["region_name"]).capitalize()


def _time(page: Page, frame: pd.DataFrame, rows: dict[str, Any], facet: str) -> dict[str, Any]:
    every = times(frame, facet)
    undated = frame[frame[facet].isna() | (frame[facet].astype(str) == "")]
    panels = []
    for theme, own in rows.items():
        label = page.view.codebook.get(theme).label
        where = _where(page)

        def link(year: str, theme: str = theme, where: dict[str, str] = where) -> str:
            return page.to.theme_passages(theme, **{**where, "year": year})

        points, widened = over_time(own, every, facet, link), allowing(own, every, facet)
        unknown = next((row for row in own if missing(row[facet])), None)
        panels.append(
            {
                "theme": theme,
                "label": label,
                "points": points,
                "widened": widened,
                "chart": lines(points, f"{label}: share of documents by {facet}", widened=widened),
                "unknown": unknown,
                "link": link("unknown"),
            }
        )
    return {"panels": panels, "undated": len(undated), "every": every}


def _regions(page: Page, rows: dict[str, Any]) -> dict[str, Any]:
    groups = []
    for theme, own in rows.items():
        ordered = sorted(own, key=lambda r: (missing(r["region"]), -r["of_documents"], r["region_name"]))
        cut = ordered if page.filters.one("all") else ordered[:ROWS]
        marked = []
        for row in cut:
            link = page.to.theme_passages(theme, **_where(page, row))
            marked.append(
                {**row, "name": _name(row), "link": link, "mark": strip(share(row, _name(row), link))}
            )
        groups.append(
            {"theme": theme, "label": page.view.codebook.get(theme).label, "rows": marked, "total": len(own)}
        )
    return {"groups": groups}


def _grid(page: Page, frame: pd.DataFrame, rows: dict[str, Any], facet: str) -> dict[str, Any]:
    """Return heat maps: regions by years or periods, one a theme."""
    held = {str(value) for value in frame[facet].tolist()}
    every = [time for time in times(frame, facet) if time in held]  # a column for each that has documents
    if any(missing(value) for value in frame[facet].tolist()):
        every = [*every, "unknown"]
    grids = []
    for theme, own in rows.items():
        sizes: dict[str, list[int]] = {}
        cells: dict[tuple[str, str], dict[str, Any]] = {}
        for row in own:
            key, time = str(row["region"]), "unknown" if missing(row[facet]) else str(row[facet])
            size = sizes.setdefault(key, [0, 0])
            size[0] += row["documents"]
            size[1] += row["of_documents"]
            link = page.to.theme_passages(theme, **{**_where(page, row), "year": year_param(row[facet])})
            cells[key, time] = {**row, "name": _name(row), "link": link, "shade": shade(row["share"])}
        order = sorted(sizes, key=lambda key: (key == "", -sizes[key][1], -sizes[key][0], key))
        cut = order if page.filters.one("all") else order[:ROWS]
        names = {key: next(c["name"] for (k, _), c in cells.items() if k == key) for key in cut}
        lined = [(names[key], [cells.get((key, time)) for time in every]) for key in cut]
        grids.append(
            {"theme": theme, "label": page.view.codebook.get(theme).label, "rows": lined, "total": len(order)}
        )
    return {"grids": grids, "every": every}


def _themes(page: Page, frame: pd.DataFrame, rows: dict[str, Any]) -> dict[str, Any]:
    """Return one heat map: themes by the regions of most documents."""
    sizes = frame.drop_duplicates("region")[["region", "region_name", "of_documents"]]
    known = sizes[sizes["region"] != ""].sort_values("of_documents", ascending=False).head(8)
    every = known["region_name"].tolist()
    lined = []
    for theme, own in rows.items():
        of = {row["region"]: row for row in own}
        cells = []
        for ident in known["region"]:
            row = of[ident]
            link = page.to.theme_passages(theme, **_where(page, row))
            cells.append({**row, "name": _name(row), "link": link, "shade": shade(row["share"])})
        lined.append((page.view.codebook.get(theme).label, cells))
    return {"grids": [{"theme": "", "label": "", "rows": lined, "total": len(lined)}], "every": every}


def _pictured(by: str, chosen: list[Any]) -> bool:
    return by == "time" or (by in ("region", "grid") and len(chosen) == 1)


def _picture(page: Page, frame: pd.DataFrame, by: str, region: str) -> Response:
    """Return the chart as a file for a document: SVG or PNG."""
    kind = page.filters.one("chart")
    labels = {t.id: t.label for t in page.view.codebook if t.id in set(frame["theme"])}
    if kind not in ("svg", "png") or not labels or (by != "time" and len(labels) > 1) or by == "themes":
        raise InputError("There is no such picture.", advice="Charts are saved as svg or png, of one theme.")
    first = next(iter(labels.values()))
    figure: Figure
    if by == "time":
        figure = trend_lines(frame, labels, region)
    else:
        figure = heat_map(frame, first) if by == "grid" else share_dots(frame, first)
    content = svg(figure).encode() if kind == "svg" else png(figure)
    media = "image/svg+xml" if kind == "svg" else "image/png"
    return attachment(content, f"trends-{by}.{kind}", media)
