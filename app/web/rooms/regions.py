"""The map of regions with its table, and the page of a region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from workingregions.app.names import gazetteer
from workingregions.app.web.filters import Chip
from workingregions.app.web.render import Page, PageNow, percent
from workingregions.app.web.tables import Column, attachment, download, listing
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.map_filter import GOVERNANCE
from workingregions.corpus.plain import plain
from workingregions.models.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.reports.maps import Extent, MapPicture, Mark

router = APIRouter()

MEASURES: Mapping[str, tuple[str, str]] = {
    "documents": ("Documents", "document"),
    "share": ("Share about a theme", ""),
    "institutions": ("Institutions named", "institution"),
    "ties": ("Ties stated", "tie"),
}
"""What the map can show: in words, and what one of it is called."""
SUGGESTED = 6
"""Number of regions that are offered for a comparison of thickness."""


@router.get("/look/{name}.css")
def look(name: str) -> Response:
    """Return the style sheet of drawings that reports and pages share."""
    from workingregions.reports import maps, networks

    sheets = {"maps": maps.look, "networks": networks.look_sheet}
    if name not in sheets:
        raise NotFoundError("style sheet", name, sheets)
    return Response(sheets[name](), media_type="text/css", headers={"cache-control": "max-age=3600"})


@router.get("/regions")
def regions(page: PageNow) -> Response:
    """Show a map of the regions, and the same numbers as a table."""
    theme, year = page.filters.one("theme"), page.filters.one("year")
    measure = page.filters.one("measure") or ("share" if theme else "documents")
    if measure not in MEASURES:
        raise NotFoundError("measure", measure, MEASURES, advice=f"One of: {', '.join(MEASURES)}.")
    themes = page.view.codebook.themes
    if measure == "share" and not theme:
        theme = themes[0].id if themes else ""
    frame = page.view.regions(theme=theme, year=year)
    if (file := download(page, frame, "regions")) is not None:
        return file
    label = page.view.codebook.get(theme).label if theme else ""
    extent = _extent(page, frame)
    level = _level(page, extent, frame)
    picture, title = _drawn(page, frame, extent, level, measure, label)
    if page.filters.one("picture") == "svg":
        from workingregions.reports.maps import standalone

        return attachment(standalone(picture, title).encode(), "regions.svg", "image/svg+xml")
    return page.show(
        "regions.html.j2",
        list=listing(page, frame, _columns(page, theme, label), caption=_caption(label, year), limit=30),
        picture=Markup(picture.svg),
        title=title,
        measure=measure,
        measures={name: words for name, (words, _) in MEASURES.items()},
        theme=theme,
        themes=themes,
        extent=extent,
        extents=_extents(frame),
        level=level,
        elsewhere=frame[frame["region"].isin(picture.listed)].to_dict("records"),
        nowhere=_nowhere(page),
        empty=not len(frame),
        extra=_chips(page),
    )


def _chips(page: Page) -> list[Chip]:
    """Return chips for the parameters of the map itself."""
    own = {"measure": "Map of", "extent": "Extent", "level": "Level"}
    words = {name: text for name, (text, _) in MEASURES.items()}
    return [
        Chip(label, words.get(value, gazetteer().name(value)), name, page.filters.without(name))
        for name, label in own.items()
        if (value := page.filters.one(name))
    ]


def _extent(page: Page, frame: pd.DataFrame) -> Extent:
    from workingregions.reports.maps import chosen, extent

    if asked := page.filters.one("extent"):
        return extent(asked)
    return extent(chosen(_countries(frame)))


def _countries(frame: pd.DataFrame) -> Counter[str]:
    """Return the number of documents of each country."""
    own = frame[frame["region"] == frame["country"]]
    return Counter(dict(zip(own["region"], own["documents"].astype(int), strict=True)))


def _extents(frame: pd.DataFrame) -> dict[str, str]:
    """Return the extents that are offered, by id: the great ones, and countries with documents."""
    found = {"world": "World", "europe": "Europe", "GB": "United Kingdom", "US": "United States"}
    return found | {c: gazetteer().name(c) for c, _ in _countries(frame).most_common(8)}


def _level(page: Page, extent: Extent, frame: pd.DataFrame) -> str:
    """Return the level that is asked for, or else the one with most of the regions that have documents."""
    from workingregions.reports.maps import fitting

    if asked := page.filters.one("level"):
        if asked not in extent.levels:
            levels = ", ".join(extent.levels)
            raise NotFoundError("level of this map", asked, extent.levels, advice=f"One of: {levels}.")
        return asked
    return fitting(extent, set(frame["region"]))


def _drawn(
    page: Page, frame: pd.DataFrame, extent: Extent, level: str, measure: str, label: str
) -> tuple[MapPicture, str]:
    from workingregions.reports.maps import draw_map

    subject = f"Share of documents about {label.casefold()}" if measure == "share" else MEASURES[measure][0]
    title = f"{subject}: {extent.name}"
    if year := page.filters.one("year"):
        title += f", {year.replace(':', ' to ').strip()}"
    picture = draw_map(
        extent,
        level,
        [_mark(page, row, measure) for row in frame.itertuples()],
        kind="share" if measure == "share" else "count",
        title=title,
        description="Regions without a document are hatched. The table has the same numbers.",
        link=page.to.region("CODE").replace("CODE", "{}"),
    )
    return picture, title


def _mark(page: Page, row: Any, measure: str) -> Mark:
    """Return what the map says about a region, and the list of what it counts."""
    from workingregions.reports.maps import Mark

    year, theme = page.filters.one("year"), page.filters.one("theme")
    if measure == "share":
        about = plural(row.read, "document")
        known = row.share == row.share
        text = (
            f"{row.name}: {percent(row.share)} of {about}" if known else f"{row.name}: no document in English"
        )
        href = page.to.region(row.region, theme=theme, year=year) + "#about"
        return Mark(region=row.region, value=row.share if known else None, text=text, href=href, few=row.few)
    number = int(getattr(row, measure))
    text = f"{row.name}: {plural(number, MEASURES[measure][1])}"
    links = {
        "documents": page.to.region(row.region, year=year) + "#documents",
        "institutions": page.to.institutions(region=row.region, year=year),
        "ties": page.to.ties(region=row.region, year=year),
    }
    return Mark(region=row.region, value=float(number), text=text, href=links[measure])


def _columns(page: Page, theme: str, label: str) -> list[Column]:
    year = page.filters.one("year")
    found = [
        Column("name", "Region", lambda r: page.to.region(r["region"], year=year)),
        Column("kind", "Kind"),
        Column(
            "documents",
            "Documents",
            lambda r: page.to.region(r["region"], year=year) + "#documents",
            numeric=True,
        ),
    ]
    if theme:
        here = lambda r: page.to.region(r["region"], year=year, theme=theme) + "#about"  # noqa: E731
        found += [
            Column("about", f"About {label.casefold()}", here, numeric=True),
            Column("share", "Share", shown=percent, numeric=True),
            Column("low", "From", shown=percent, numeric=True),
            Column("high", "To", shown=percent, numeric=True),
        ]
    found += [
        Column(
            "institutions",
            "Institutions",
            lambda r: page.to.institutions(region=r["region"], year=year),
            numeric=True,
        ),
        Column("ties", "Ties", lambda r: page.to.ties(region=r["region"], year=year), numeric=True),
        Column("first", "First year", numeric=True),
        Column("last", "Last year", numeric=True),
    ]
    return found


def _caption(label: str, year: str) -> str:
    words = "Documents about each region or a part of it; a document of several regions counts in each."
    if label:
        words += f" Share about {label.casefold()} of the documents in English, with its 95 % interval."
    return words + (f" Years {year}." if year else "")


def _nowhere(page: Page) -> list[dict[str, Any]]:
    """Return the documents that are about no known region."""
    frame = page.view.documents()
    rows: list[dict[str, Any]] = plain(
        frame[(frame["regions"].map(len) == 0) & (frame["duplicate_of"] == "")]
    )
    return rows


@router.get("/regions/{code}")
def region(page: PageNow, code: str) -> Response:
    """Show what the corpus says about a region, and what it does not."""
    year, theme = page.filters.one("year"), page.filters.one("theme")
    against = page.filters.all("against")
    found = page.view.region(
        code, against=against, year=year, only=page.filters.map_filter(page.view, GOVERNANCE)
    )
    about = page.view.trend_passages(theme, region=found.region, year=year) if theme else None
    lists: dict[str, pd.DataFrame] = {"documents": found.documents, "outcomes": found.outcomes}
    if about is not None:
        lists["about"] = about
    wanted = page.filters.one("list") or "documents"
    if page.filters.one("format") and wanted in lists:
        file = download(page, lists[wanted], f"{wanted}-{found.region}")
        if file is not None:
            return file
    others = page.view.regions(year=year)
    return page.show(
        "region.html.j2",
        found=found,
        above=[(r, gazetteer().name(r)) for r in reversed(found.within)],
        documents=plain(found.documents),
        key=plain(found.key),
        children=plain(found.children),
        outcomes=plain(found.outcomes),
        thickness=_thickness(found.thickness),
        against=against,
        suggested=_suggested(others, found.region, found.within),
        heat=_heat(page, found),
        about=plain(about) if about is not None else [],
        about_documents=about["document"].nunique() if about is not None else 0,
        theme=page.view.codebook.get(theme) if theme else None,
        picture=_small(page, found.region, year),
        year=year,
        nearby=plain(others.head(12)),
    )


def _small(page: Page, region: str, year: str) -> Markup | None:
    """Return the region's network as a picture, None where it has no tie."""
    from workingregions.reports.networks import Look, draw

    net = page.view.network(region, year=year)
    if not net.graph.number_of_edges():
        return None
    most = 24
    return Markup(
        draw(net, Look(node=page.to.institution, edge=lambda *e: _edge(page, net, e), most=most)).svg
    )


def _edge(page: Page, net: Any, edge: tuple[str, str, str]) -> str:
    """Return the address of the surest sentence that states a tie."""
    source, relation, target = edge
    statements = net.graph.edges[source, target, relation]["evidence"]
    return page.to.evidence(statements[0]["id"]) if statements and statements[0]["id"] else ""


def _suggested(frame: pd.DataFrame, region: str, within: Sequence[str]) -> list[tuple[str, str]]:
    """Return regions to compare with: those of the same level with most documents, none of which overlap."""
    places = gazetteer()
    level = getattr(places.get(region), "level", "")
    rows = frame[(frame["level"] == level) & (frame["region"] != region) & ~frame["region"].isin(within)]
    return [
        (r, n)
        for r, n in zip(rows["region"], rows["name"], strict=True)
        if not places.within(r, region)
    ][:SUGGESTED]  # fmt: skip


def _thickness(profile: Any) -> dict[str, Any]:
    """Return the components of a profile as rows with a cell for each region."""
    rows: dict[str, dict[str, Any]] = {}
    for cell in plain(profile.components):
        rows.setdefault(cell["label"], {})[cell["name"]] = cell
    return {
        "names": list(profile.regions["name"]),
        "rows": rows,
        "reading": profile.reading,
        "warnings": profile.warnings,
        "at": profile.at,
    }


def _heat(page: Page, found: Any) -> dict[str, Any]:
    """Return the themes of a region by period: rows of cells with a share, a tone and an address."""
    counts = found.themes[found.themes["documents"] > 0].sort_values("documents", ascending=False)
    years = found.years[found.years["year"].notna()]
    known = sorted({int(y) for y in years["year"]})
    cells = {(r.theme, int(r.year)): r for r in years.itertuples()}
    spans = _spans(known)
    rows = []
    for row in counts.head(12).itertuples():
        label = page.view.codebook.get(row.theme).label
        line = {"theme": row.theme, "label": label, "documents": int(row.documents), "cells": []}
        for first, last in spans:
            own = [cells[row.theme, y] for y in range(first, last + 1) if (row.theme, y) in cells]
            hits, total = sum(c.documents for c in own), sum(c.of_documents for c in own)
            year = str(first) if first == last else f"{first}:{last}"
            line["cells"].append(
                {
                    "hits": hits,
                    "total": total,
                    "tone": _tone(hits / total) if total else None,
                    "href": page.to.region(found.region, theme=row.theme, year=year) + "#about",
                }
            )
        rows.append(line)
    silent = found.themes[found.themes["documents"] == 0]["theme"]
    return {
        "periods": [str(a) if a == b else f"{a}–{b}" for a, b in spans],
        "rows": rows,
        "silent": [page.view.codebook.get(t).label for t in silent],
    }


def _spans(known: Sequence[int]) -> list[tuple[int, int]]:
    """Return at most eight periods of equal length over the years."""
    if not known:
        return []
    first, last = known[0], known[-1]
    step = max(1, -(-(last - first + 1) // 8))
    return [(y, min(y + step - 1, last)) for y in range(first, last + 1, step)]


def _tone(share: float) -> int:
    return next(i for i, bound in enumerate((0.0, 0.1, 0.25, 0.5, 0.75, 1.0)) if share <= bound + 1e-9)
