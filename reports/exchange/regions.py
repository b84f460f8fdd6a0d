"""Regions with their counts as GeoJSON (RFC 7946): longitude and latitude in WGS 84."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from workingregions.reports.exchange.about import About, Counted, Row
from workingregions.reports.exchange.places import new_file
from workingregions.reports.maps import Shapes

DIGITS = 5
"""Decimals of a degree: about a metre, far below the detail of the shapes."""
CREDITS = (
    "Natural Earth 1:10m (public domain, https://www.naturalearthdata.com)",
    "US Census Bureau, cartographic boundaries 2017 (public domain), through us-atlas",
)
"""Whose shapes these are; see docs/data.md."""
Ring = Sequence[tuple[float, float]]


def write_geojson(regions: Iterable[Row], about: About, out: Path) -> list[Counted]:
    """Write regions as features whose properties are the rows; a region without a shape has none.

    Exterior rings run against the clock and holes with it. What the file is of, and whose the shapes are,
    are members of the collection.

    Args:
        regions: rows with `region`, a gazetteer id, and any other properties.
        about: what they are of.
        out: the file.

    Raises:
        InputError: the file cannot be written.
    """
    rows = list(regions)
    with new_file(out) as path:
        path.write_text(geojson(rows, about.title, about.words, about.credits), encoding="utf8")
    return [Counted(name="regions", rows=len(rows), of=len(rows))]


def geojson(
    regions: Iterable[Row], title: str, about: Mapping[str, Any] | Sequence[Any] | str, credits: Sequence[str]
) -> str:
    """Return regions as GeoJSON, a feature on each line; see `write_geojson`."""
    features = [_feature(dict(row)) for row in regions]
    whole: dict[str, Any] = {
        "type": "FeatureCollection",
        "name": title,
        "about": about,
        "attribution": list(credits),
    }
    if box := _box(features):
        whole["bbox"] = box
    # A feature on each line can be read, and compared with that of another snapshot.
    head = json.dumps(whole, ensure_ascii=False, indent=1).rstrip("\n}")
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    return f'{head},\n "features": [\n{lines}\n]}}\n'


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    polygons = _polygons(Shapes.load().rings(row["region"]))
    geometry = None
    if len(polygons) == 1:
        geometry = {"type": "Polygon", "coordinates": polygons[0]}
    elif polygons:
        geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "id": row["region"], "geometry": geometry, "properties": row}


def _polygons(rings: Sequence[Ring]) -> list[list[list[list[float]]]]:
    """Return rings as polygons: each exterior with its holes, which are the rings inside an odd number."""
    rounded = [r for r in map(_rounded, rings) if len(r) >= 4]
    boxes = [_bounds([r]) for r in rounded]
    inside: list[list[int]] = []
    for number, ring in enumerate(rounded):
        around = [
            other
            for other, box in enumerate(boxes)
            if other != number and _covers(box, boxes[number]) and _contains(rounded[other], ring[0])
        ]
        inside.append(around)
    made: dict[int, list[list[list[float]]]] = {
        number: [_wound(ring, hole=False)]
        for number, ring in enumerate(rounded)
        if len(inside[number]) % 2 == 0
    }
    for number, ring in enumerate(rounded):
        if len(inside[number]) % 2:
            # Of the rings around a hole, the innermost one is its exterior.
            owner = max(inside[number], key=lambda other: len(inside[other]))
            made[owner].append(_wound(ring, hole=True))
    return [made[number] for number in sorted(made)]


def _rounded(ring: Ring) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for x, y in ring:
        point = round(x, DIGITS) + 0.0, round(y, DIGITS) + 0.0
        if not points or points[-1] != point:
            points.append(point)
    return [*points, points[0]] if points and points[0] != points[-1] else points


def _wound(ring: Ring, *, hole: bool) -> list[list[float]]:
    """Return a ring against the clock, that of a hole with it."""
    points = list(ring)
    return [list(point) for point in (points[::-1] if (_area(points) < 0) != hole else points)]


def _area(ring: Ring) -> float:
    """Return twice the signed area of a ring: positive against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def _contains(ring: Ring, point: tuple[float, float]) -> bool:
    """Return whether a point lies inside a ring: a line to the east crosses it an odd number of times."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def _bounds(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    points = [point for ring in rings for point in ring]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _covers(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _box(features: Sequence[dict[str, Any]]) -> list[float] | None:
    rings = []
    for feature in features:
        shape = feature["geometry"]
        if shape is not None:
            single = shape["type"] == "Polygon"
            polygons = [shape["coordinates"]] if single else shape["coordinates"]
            rings += [polygon[0] for polygon in polygons]
    return list(_bounds(rings)) if rings else None
