"""A map of a region among its neighbours, with the parts that documents are about."""

from __future__ import annotations

import re

from workingregions.corpus.errors import NotFoundError
from workingregions.models.wording import plural, the
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.reports.maps import Extent, Mark, Shapes, draw_map, extent, look, tiles
from workingregions.reports.parts import column, row, table
from workingregions.reports.regions.material import RegionMaterial
from workingregions.reports.report import Cell, ColumnKind, Figure

MARGIN = 0.35
"""Room around the region, as a share of its size."""
LEAST = 0.6
"""Least height and width of the window in degrees."""


def region_map(found: RegionMaterial) -> Figure | None:
    """Return the map; None where there is no shape of the region."""
    place = Gazetteer.load().get(found.region)
    shapes = Shapes.load()
    if place is None or not place.country:
        return None
    rings = shapes.rings(found.region)
    if not rings:
        return None
    try:
        whole = extent(place.country)
    except NotFoundError:
        return None
    near = _around(rings, whole, found.name)
    level = next((lv for lv in whole.levels if found.region in tiles(whole, lv)), whole.levels[-1])
    marks = _marks(found)
    title = f"{the(found.name)} and its neighbours"
    said = "; ".join(mark.text for mark in marks)
    made = draw_map(near, level, marks, kind="count", title=title, description=said, link="/regions/{}")
    rows = [row((Cell(value=m.text.split(":")[0], link=m.href), int(m.value or 0))) for m in marks]
    columns = (
        column("place", "Place"),
        column("documents", "Documents", ColumnKind.COUNT, unit="documents"),
    )
    return Figure(
        id="map",
        caption=f"Where the documents on {the(found.name)} are about; circles count documents",
        alternative=f"A map of {title}. {said}.",
        svg=_with_look(made.svg),
        data=table("map-data", "Documents by place", columns, rows),
    )


def _around(rings: object, whole: Extent, name: str) -> Extent:
    """Return a window on a region and what is around it, in the projection of its country."""
    points = [point for ring in rings for point in ring]  # type: ignore[attr-defined]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    wide, high = max(max(lons) - min(lons), LEAST), max(max(lats) - min(lats), LEAST)
    window = (
        min(lons) - MARGIN * wide,
        min(lats) - MARGIN * high,
        max(lons) + MARGIN * wide,
        max(lats) + MARGIN * high,
    )
    return Extent(id=whole.id, name=name, window=window, project=whole.project, levels=whole.levels)


def _marks(found: RegionMaterial) -> list[Mark]:
    own = Mark(
        region=found.region,
        value=len(found.focal),
        text=f"{found.name}: {plural(len(found.focal), 'document')}",
        href=f"/regions/{found.region}",
    )
    inner = [
        Mark(
            region=r["region"],
            value=r["documents"],
            text=f"{r['name']}: {plural(r['documents'], 'document')}",
            href=f"/regions/{r['region']}",
        )
        for r in found.parts.to_dict("records")
    ]
    return [own, *inner]


def _with_look(svg: str) -> str:
    """Return a map with its own colours and without links, which a printed page has no use for."""
    style = re.sub(r"var\(--[\w-]+, ([^)]*)\)", r"\1", look())
    bare = re.sub(r"</?a\b[^>]*>", "", svg)
    head = re.match(r"<svg[^>]*>", bare)
    if head is None:
        raise AssertionError("a map begins with its element")
    opened = head[0].replace("<svg", '<svg font-family="Liberation Sans, Arial, Helvetica, sans-serif"', 1)
    return f"{opened}<style>{style}</style>{bare[head.end() :]}"
