"""A map of regions as SVG: shares as tints, counts as circles, hatching where nothing is known.

A count is never a tint, which would make large empty regions loud. Every mark is a link. Colours come from
classes (`look.css`), so that a page may change them; the picture has no script and no style of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

from workingregions.corpus.files import data
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.reports.maps.extents import EUROPE, WORLD, Extent, Window, tiles
from workingregions.reports.maps.projections import Projection
from workingregions.reports.maps.shapes import Ring, Shapes

Point = tuple[float, float]
WIDTH, TALLEST = 960.0, 900.0
"""Width of a picture and its greatest height, in its own units."""
FINEST = 0.7
"""Distance below which two points of an outline are one."""
STEPS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Upper bounds of the tints of a share; the first is for none at all."""
LARGEST = 26.0
"""Radius of the circle of the greatest count."""
_EDGE = 24
"""Number of points of a window's edge that are projected to find its bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a map says about a region: a share (0..1) or a count, or None where nothing is known.

    `few` marks shares of so few documents that they say little. `text` is what the mark says in words, `href`
    where it leads.
    """

    region: str
    value: float | None
    text: str
    href: str
    few: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPicture:
    """A map: the `svg` element, the ids of regions it shows, and of those with a mark that it does not."""

    svg: str
    shown: tuple[str, ...]
    listed: tuple[str, ...]


class _Frame:
    """The projection of a window onto a rectangle of the picture."""

    def __init__(self, window: Window, project: Projection, box: Window) -> None:
        west, south, east, north = window
        along = [i / _EDGE for i in range(_EDGE + 1)]
        edge = [(west + t * (east - west), lat) for t in along for lat in (south, north)]
        edge += [(lon, south + t * (north - south)) for t in along for lon in (west, east)]
        points = [project(*p) for p in edge]
        self.left, self.top = min(p[0] for p in points), min(p[1] for p in points)
        self.width = max(p[0] for p in points) - self.left
        self.height = max(p[1] for p in points) - self.top
        self.scale = min(box[2] / self.width, box[3] / self.height)
        self.x, self.y = box[0], box[1]
        self.window, self._project = window, project

    def place(self, lon: float, lat: float) -> Point:
        """Return where a point is in the picture."""
        x, y = self._project(lon, lat)
        return self.x + (x - self.left) * self.scale, self.y + (y - self.top) * self.scale

    def outline(self, rings: Iterable[Ring]) -> list[list[Point]]:
        """Return the rings near the window, as points of the picture that are not too close together."""
        found = []
        for ring in rings:
            if not _near(ring, self.window):
                continue
            points: list[Point] = []
            for lon, lat in ring:
                x, y = self.place(lon, lat)
                if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) >= FINEST:
                    points.append((x, y))
            if len(points) > 2:
                found.append(points)
        return found


def _near(ring: Ring, window: Window) -> bool:
    west, south, east, north = window
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    return min(lons) < east and max(lons) > west and min(lats) < north and max(lats) > south


def draw_map(
    extent: Extent,
    level: str,
    marks: Sequence[Mark],
    *,
    kind: Literal["share", "count"],
    title: str,
    description: str,
    link: str,
) -> MapPicture:
    """Return a map of the regions that tile an extent, with a mark on those of which something is known.

    Args:
        extent: what the map shows.
        level: the level at which it is tiled, one of those of the extent.
        marks: what is known, by region; regions without a mark are hatched.
        kind: share (tints) or count (circles).
        title: the map's title.
        description: what it shows, in a sentence.
        link: where a region without a mark leads; "{}" stands for its id, escaped for an address.
    """
    frames = _frames(extent)
    height = frames[0].height * frames[0].scale
    known = {mark.region: mark for mark in marks}
    outlines = _outlines(extent, level)
    shown: dict[str, None] = {}
    parts = [_ground(extent, level)]
    # Later shapes cover the borders of earlier ones: those with a mark come last.
    for tile in sorted(outlines, key=lambda t: (t in known, t)):
        parts.append(_tile(tile, outlines[tile], known.get(tile), kind, link))
        if tile in known:
            shown[tile] = None
    circles = _circles(frames[0], extent, known, outlines, kind)
    for mark, (x, y), radius, inner in circles:
        parts.append(_circle(mark, x, y, radius, inner=inner, kind=kind))
        shown[mark.region] = None
    most = max((m.value or 0 for m in marks if m.region in shown), default=0)
    parts.append(_legend(kind, height, most, any(m.few for m in marks if m.region in shown)))
    foot = 46 if kind == "share" else 2 * LARGEST + 16
    head = (
        f'<svg class="map {kind}" viewBox="0 0 {WIDTH:.0f} {height + foot:.0f}" role="group" '
        f'aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{_HATCH}"
    )
    listed = tuple(m.region for m in marks if m.region not in shown)
    return MapPicture(svg=head + "".join(parts) + "</svg>", shown=tuple(shown), listed=listed)


def look() -> str:
    """Return the style sheet of maps, with custom properties that a page may set."""
    return data(__package__, "look.css").read_text("utf-8")


def standalone(picture: MapPicture, title: str) -> str:
    """Return a map as an SVG file with its title and its own colours."""
    style = re.sub(r"var\(--[\w-]+, ([^)]*)\)", r"\1", look())
    found = re.match(r'<svg[^>]*viewBox="0 0 (\d+) (\d+)"[^>]*>', picture.svg)
    if found is None:
        raise AssertionError("the picture has no view box")
    width, height = int(found[1]), int(found[2]) + 40
    body = re.sub(r"</?a\b[^>]*>", "", picture.svg[found.end() :].removesuffix("</svg>"))
    kind = "share" if 'class="map share"' in found[0] else "count"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" class="map {kind}" font-family="DejaVu Sans, Arial, sans-serif">'
        f"<style>{style}</style>"
        f'<rect class="paper" width="{width}" height="{height}"/><g class="legend">'
        f'<text x="8" y="26">{escape(title)}</text></g><g transform="translate(0 40)">{body}</g></svg>\n'
    )


_HATCH = (
    '<defs><pattern id="map-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="ground" width="5" height="5"/>'
    '<line class="hatch" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>'
)


@lru_cache(maxsize=16)
def _outlines(extent: Extent, level: str) -> Mapping[str, list[list[Point]]]:
    """Return the outlines of the tiles that the extent shows, by id."""
    frames = _frames(extent)
    rings = ((t, Shapes.load().rings(t, coarse=extent.id == WORLD)) for t in tiles(extent, level))
    return {t: o for t, own in rings if (o := [points for f in frames for points in f.outline(own)])}


@lru_cache(maxsize=16)
def _ground(extent: Extent, level: str) -> str:
    """Return what lies below the tiles: the neighbours, and paper below each inset."""
    main, *insets = _frames(extent)
    papers = (
        f'<rect class="inset" x="{f.x - 8:.1f}" y="{f.y - 8:.1f}" width="{f.width * f.scale + 16:.1f}" '
        f'height="{f.height * f.scale + 16:.1f}"/>'
        for f in insets
    )
    return "".join((*_around(main, extent, set(tiles(extent, level))), *papers))


@lru_cache(maxsize=16)
def _frames(extent: Extent) -> list[_Frame]:
    """Return the frame of the extent, and those of its insets."""
    main = _Frame(extent.window, extent.project, (0.0, 0.0, WIDTH, TALLEST))
    main.x = (WIDTH - main.width * main.scale) / 2
    wide, high = WIDTH, main.height * main.scale
    insets = [
        _Frame(window, project, (x * wide, y * high, w * wide, h * high))
        for window, project, (x, y, w, h) in extent.insets
    ]
    return [main, *insets]


def _around(frame: _Frame, extent: Extent, own: set[str]) -> Iterator[str]:
    """Yield the land below the tiles: the country, of which parts may be no tile, and its neighbours."""
    shapes = Shapes.load()
    if extent.id == WORLD:
        return
    for country, members in sorted((c, shapes.areas.get(c, (c,))) for c in shapes.world.units):
        if extent.id == EUROPE and (country in own or own & set(members)):
            continue
        if not any(_near(ring, extent.window) for ring in shapes.world.rings([country])):
            continue
        if outline := frame.outline(shapes.rings(country)):
            yield f'<path class="around" d="{_path(outline)}"/>'


def _path(outline: Iterable[Sequence[Point]]) -> str:
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z" for points in outline)


def _tile(region: str, outline: list[list[Point]], mark: Mark | None, kind: str, link: str) -> str:
    """Return the shape of a region as a link: tinted, plain below a circle, or hatched."""
    from urllib.parse import quote

    name = Gazetteer.load().name(region)
    path = _path(outline)
    if mark is None or mark.value is None:
        text = mark.text if mark else f"{name}: no document"
        href = mark.href if mark else link.replace("{}", quote(region, safe=""))
        drawn = f'<path class="tile unknown" fill="url(#map-hatch)" fill-rule="evenodd" d="{path}"/>'
        return _linked(drawn, text, href, focus=False)
    tone = _tone(mark) if kind == "share" else "known"
    drawn = f'<path class="tile {tone}" fill-rule="evenodd" d="{path}"/>'
    return _linked(drawn, mark.text, mark.href, focus=kind == "share")


def _tone(mark: Mark) -> str:
    """Return the classes of a share."""
    value = mark.value or 0.0
    step = next(i for i, bound in enumerate(STEPS) if value <= bound + 1e-9)
    return f"tone{step}" + (" few" if mark.few else "")


def _linked(drawn: str, text: str, href: str, *, focus: bool) -> str:
    # A mark that the table repeats need not be a stop of the tab key as well.
    stop = "" if focus else ' tabindex="-1"'
    return (
        f'<a href="{escape(href)}" aria-label="{escape(text)}"{stop}><title>{escape(text)}</title>{drawn}</a>'
    )


def _circles(
    frame: _Frame,
    extent: Extent,
    known: Mapping[str, Mark],
    outlines: Mapping[str, list[list[Point]]],
    kind: str,
) -> list[tuple[Mark, Point, float, bool]]:
    """Return a circle for each count, and for regions smaller than the tiles: mark, centre, radius, whether
    it is within a tile; the largest first."""
    places = Gazetteer.load()
    found: list[tuple[Mark, Point, float, bool]] = []
    most = max((m.value or 0 for r, m in known.items() if r in outlines), default=0) or max(
        (m.value or 0 for m in known.values()), default=0
    )
    for region, mark in known.items():
        if mark.value is None:
            continue
        if region in outlines:
            if kind == "count":
                found.append((mark, _centre(outlines[region]), _radius(mark.value, most), False))
            continue
        inside = any(above in outlines for above in places.ancestors(region))
        point = _point(frame, extent, region) if inside else None
        if point is not None:
            graded = kind == "count" and extent.id != WORLD
            found.append((mark, point, _radius(mark.value, most) if graded else 4.0, True))
    return sorted(found, key=lambda c: (-c[2], c[0].region))


def _radius(value: float, most: float) -> float:
    return max(3.0, LARGEST * math.sqrt(min(value, most) / most)) if most and value > 0 else 3.0


def _point(frame: _Frame, extent: Extent, region: str) -> Point | None:
    """Return where a region smaller than a tile is, by its shape or its coordinates; None if not here."""
    place = Gazetteer.load().get(region)
    if outline := frame.outline(Shapes.load().rings(region)):
        return _centre(outline)
    if place is None or place.lat is None or place.lon is None or not extent.holds(place.lon, place.lat):
        return None
    return frame.place(place.lon, place.lat)


def _centre(outline: Sequence[Sequence[Point]]) -> Point:
    """Return the centre of gravity of the largest ring."""
    return max((_gravity(points) for points in outline), key=lambda found: found[1])[0]


def _gravity(points: Sequence[Point]) -> tuple[Point, float]:
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if abs(area) < 1e-9:
        return points[0], 0.0
    return (x / (3 * area), y / (3 * area)), abs(area) / 2


def _circle(mark: Mark, x: float, y: float, radius: float, *, inner: bool, kind: str) -> str:
    tone = f" {_tone(mark)}" if kind == "share" else ""
    drawn = (
        f'<circle class="{"inner" if inner else "count"}{tone}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
    )
    if kind == "count" and not inner and radius >= 11:
        drawn += f'<text class="number" x="{x:.1f}" y="{y + 4:.1f}">{mark.value:,.0f}</text>'
    return _linked(drawn, mark.text, mark.href, focus=True)


def _legend(kind: str, top: float, most: float, few: bool) -> str:
    """Return the key at the foot of the map."""
    y = top + 26
    parts = [
        '<g class="legend" aria-hidden="true">',
        f'<rect class="paper" x="0" y="{top:.0f}" width="{WIDTH:.0f}" height="{2 * LARGEST + 20:.0f}"/>',
    ]
    if kind == "share":
        labels = ["none", *(f"to {bound:.0%}" for bound in STEPS[1:])]
        for i, label in enumerate(labels):
            x = 8.0 + i * 88
            parts.append(f'<rect class="tile tone{i}" x="{x}" y="{y - 11}" width="22" height="14"/>')
            parts.append(f'<text x="{x + 28}" y="{y}">{label}</text>')
        x = 8.0 + len(labels) * 88
        if few:
            parts.append(f'<rect class="tile tone2 few" x="{x}" y="{y - 11}" width="22" height="14"/>')
            parts.append(f'<text x="{x + 28}" y="{y}">few documents</text>')
            x += 140
    else:
        x = 8.0
        y = top + LARGEST + 10
        for value in sorted({1, max(1, round(most / 4)), max(1, round(most))}) if most else ():
            r, label = _radius(value, most), f"{value:,}"
            parts.append(f'<circle class="count" cx="{x + r:.1f}" cy="{y - 4}" r="{r:.1f}"/>')
            parts.append(f'<text x="{x + 2 * r + 6:.1f}" y="{y}">{label}</text>')
            x += 2 * r + 30 + 8 * len(label)
        x += 10
        parts.append(f'<circle class="inner" cx="{x + 6:.1f}" cy="{y - 4}" r="6"/>')
        parts.append(f'<text x="{x + 18:.1f}" y="{y}">part of a larger region</text>')
        x += 190
    parts.append(
        f'<rect class="tile unknown" fill="url(#map-hatch)" x="{x:.1f}" y="{y - 11}" width="22" height="14"/>'
    )
    parts.append(f'<text x="{x + 28:.1f}" y="{y}">no document</text></g>')
    return "".join(parts)
