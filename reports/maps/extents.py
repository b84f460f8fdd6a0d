"""What a map shows: an extent with its projection, and the regions that tile it at a level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.files import rows
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.reports.maps.projections import Projection, albers, equal_earth, lambert
from workingregions.reports.maps.shapes import Ring, Shapes

Window = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

WORLD, EUROPE = "world", "europe"
LEVELS = ("country", "region", "county")
"""From the largest tiles to the smallest."""
_MOST = 0.8
"""Share of the documents that the extent chosen by default must hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A part of the world that a map shows.

    `id` is "world", "europe" or the id of a country; `levels` are those at which it can be tiled. `insets`
    are parts of a country far away, each with its window, projection and place on the map (x, y, width and
    height as shares of the map's).
    """

    id: str
    name: str
    window: Window
    project: Projection
    levels: tuple[str, ...]
    insets: tuple[tuple[Window, Projection, Window], ...] = ()

    def holds(self, lon: float, lat: float) -> bool:
        """Return whether a point is in the window."""
        west, south, east, north = self.window
        return west <= lon <= east and south <= lat <= north


_UNITED_STATES = Extent(
    id="US",
    name="United States",
    window=(-124.9, 24.3, -66.8, 49.5),
    project=albers(-96, 38, 29.5, 45.5),
    levels=("region",),
    insets=(
        ((-172.5, 51.0, -129.9, 71.5), albers(-154, 60, 55, 65), (0.0, 0.72, 0.24, 0.28)),
        ((-160.4, 18.8, -154.7, 22.3), albers(-157, 20, 19, 22), (0.25, 0.85, 0.13, 0.15)),
    ),
)


def extent(ident: str) -> Extent:
    """Return the extent "world", "europe" or that of a country, by its id ("GB").

    Raises:
        NotFoundError: there is no such extent, or no shape of the country.
    """
    found = _extent(ident)
    if found is None:
        known = [WORLD, EUROPE, *sorted(Shapes.load().world.units)]
        raise NotFoundError(
            "extent of a map", ident, known, advice="world, europe, or the code of a country."
        )
    return found


@cache
def _extent(ident: str) -> Extent | None:
    if ident == WORLD:
        return Extent(
            id=WORLD, name="World", window=(-180, -57, 180, 84), project=equal_earth(11), levels=("country",)
        )
    if ident == EUROPE:
        return Extent(
            id=EUROPE, name="Europe", window=(-11.5, 34.5, 34.5, 71.5), project=lambert(11, 52),
            levels=("country", "region"),
        )  # fmt: skip
    if ident == "US":
        return _UNITED_STATES
    place = Gazetteer.load().get(ident)
    rings = Shapes.load().rings(ident) if place is not None and place.kind == "country" else ()
    if place is None or not rings:
        return None
    west, south, east, north = window = _main(rings)
    levels = tuple(level for level in LEVELS[1:] if len(tiles_of(ident, level)) > 1)
    project = lambert((west + east) / 2, (south + north) / 2)
    # The finer level is one of its own only where it has more regions.
    if len(levels) == 2 and tiles_of(ident, levels[0]) == tiles_of(ident, levels[1]):
        levels = levels[:1]
    return Extent(id=ident, name=place.name, window=window, project=project, levels=levels or ("country",))


def _main(rings: Iterable[Ring]) -> Window:
    """Return the window of a country without its far and small parts, such as overseas territories."""
    boxes = sorted((_box(ring) for ring in rings), key=lambda b: -_size(b))
    west, south, east, north = boxes[0]
    near = max(6.0, 0.5 * max(east - west, north - south))
    for box in boxes[1:]:
        far = box[0] > east + near or box[2] < west - near or box[1] > north + near or box[3] < south - near
        if not far:
            west, south, east, north = (
                min(west, box[0]),
                min(south, box[1]),
                max(east, box[2]),
                max(north, box[3]),
            )
    return west, south, east, north


def _box(ring: Ring) -> Window:
    lons, lats = [p[0] for p in ring], [p[1] for p in ring]
    return min(lons), min(lats), max(lons), max(lats)


def _size(box: Window) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def chosen(counts: Mapping[str, int]) -> str:
    """Return the smallest extent with most of the documents, given their number by country (id)."""
    total = sum(counts.values())
    for country, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if number >= _MOST * total and _extent(country) is not None:
            return country
    inside = sum(n for c, n in counts.items() if in_europe(c))
    return EUROPE if total and inside >= _MOST * total else WORLD


def in_europe(country: str) -> bool:
    """Return whether a country is in Europe, by its id."""
    return Gazetteer.load().within(country, "region:europe")


def fitting(extent: Extent, known: Set[str]) -> str:
    """Return the level of an extent at which most of the regions `known` are tiles."""
    return max(extent.levels, key=lambda level: len(known & set(tiles(extent, level))))


def in_union(country: str) -> bool:
    """Return whether a country is in the European Union, by its id."""
    return Gazetteer.load().within(country, "EU")


_DIVIDED = frozenset({"GB", "NO", "CH"})
"""Countries outside the European Union whose regions a map of Europe shows."""


@cache
def tiles(extent: Extent, level: str) -> tuple[str, ...]:
    """Return the ids of the regions that tile an extent at a level, sorted; they do not overlap."""
    if extent.id == WORLD:
        return tuple(c for c in sorted(Shapes.load().world.units) if Gazetteer.load().get(c) is not None)
    if extent.id == EUROPE:
        countries = [c for c in sorted(Shapes.load().world.units) if in_europe(c) and c != "RU"]
        divided = {c for c in countries if level == "country" or c in _DIVIDED or in_union(c)}
        return tuple(t for c in countries for t in (tiles_of(c, level) if c in divided else (c,)))
    return tiles_of(extent.id, level) or (extent.id,)


@cache
def tiles_of(country: str, level: str) -> tuple[str, ...]:
    """Return the regions that tile a country at a level; the country itself at that of countries."""
    shapes, places = Shapes.load(), Gazetteer.load()
    if level == "country":
        return (country,) if country in shapes else ()
    if level == "county":
        return _counties(country)
    kinds = _kinds().get(country, ("state",))
    if "country" in kinds:
        return (country,)
    # Territories that count as countries of their own are not parts of it.
    units = set(shapes.units(country))
    own = [p for i in shapes.ids() if (p := places.get(i)) and p.id == i and units >= set(shapes.units(i))]
    chosen = [p.id for p in own if p.country == country and (p.id in kinds or p.kind in kinds)]
    return tuple(sorted(ident for ident in chosen if f"!{ident}" not in kinds))


def _counties(country: str) -> tuple[str, ...]:
    """Return the units of a country, and counties that are made of units which the gazetteer has no more."""
    shapes, places = Shapes.load(), Gazetteer.load()
    units = {u for u in shapes.units(country) if u in shapes.detail.units}
    found = {u for u in units if places.get(u) is not None}
    left = units - found
    for ident, members in sorted(shapes.areas.items()):
        place = places.get(ident)
        if place is not None and place.kind in ("county", "state") and left >= set(members):
            found.add(ident)
            left -= set(members)
    return tuple(sorted(found))


@cache
def _kinds() -> Mapping[str, Sequence[str]]:
    """Return the kinds and ids of the regions that tile a country, where they are not its states."""
    return {country: kinds.split() for country, kinds in rows(__package__, "tiles.tsv")}
