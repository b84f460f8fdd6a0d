"""The shapes of regions: outlines in degrees, from Natural Earth and the US Census (see docs/data.md).

Neighbouring units share their arcs, so that areas made of units have no seams: an arc that two units of an
area share lies inside it and is left out.
"""

from __future__ import annotations

import json
import lzma
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from workingregions.corpus.files import data

Ring = tuple[tuple[float, float], ...]
"""A closed outline: longitude and latitude in degrees, the last point equal to the first."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Shapes of one level of detail: arcs in degrees, and for each unit the arcs of its rings."""

    arcs: Sequence[Ring]
    units: Mapping[str, tuple[tuple[int, ...], ...]]
    _rings: dict[frozenset[str], tuple[Ring, ...]] = field(default_factory=dict, repr=False)

    def rings(self, units: Iterable[str]) -> tuple[Ring, ...]:
        """Return the outlines of the area that these units make; those it does not have are left out."""
        known = frozenset(u for u in units if u in self.units)
        if known not in self._rings:
            self._rings[known] = tuple(
                _stitched(self.arcs, [r for u in sorted(known) for r in self.units[u]])
            )
        return self._rings[known]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes; `Shapes.load()` returns the instance of the process.

    `detail` has divisions of countries, `world` countries in coarse outline; `areas` lists the units of
    `detail` that make an area, by the area's gazetteer id.
    """

    detail: Sheet
    world: Sheet
    areas: Mapping[str, tuple[str, ...]]

    @staticmethod
    @cache
    def load() -> Shapes:
        """Return the shapes that ship with the package."""
        content = json.loads(lzma.decompress(data(__package__, "shapes.json.xz").read_bytes()))
        areas = {ident: tuple(units) for ident, units in content["areas"].items()}
        return Shapes(_sheet(content["detail"]), _sheet(content["world"]), areas)

    def __contains__(self, ident: object) -> bool:
        return ident in self.detail.units or ident in self.areas

    def ids(self) -> list[str]:
        """Return the ids of everything that has a shape, sorted."""
        return sorted({*self.detail.units, *self.areas})

    def units(self, ident: str) -> tuple[str, ...]:
        """Return the units that make a region; empty if it has no shape."""
        return (ident,) if ident in self.detail.units else self.areas.get(ident, ())

    def rings(self, ident: str, *, coarse: bool = False) -> tuple[Ring, ...]:
        """Return the outlines of a region; empty if it has no shape. `coarse`: for a map of the world."""
        if coarse and ident in self.world.units:
            return self.world.rings([ident])
        return self.detail.rings(self.units(ident))


def _sheet(content: dict[str, list[list[int]]]) -> Sheet:
    transform = content["transform"]
    (kx, ky), (x0, y0) = transform["scale"], transform["translate"]  # type: ignore[call-overload]
    arcs = []
    for steps in content["arcs"]:
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        arcs.append(tuple(points))
    units = {
        unit: tuple(tuple(ring) for polygon in polygons for ring in polygon)
        for unit, polygons in content["units"].items()  # type: ignore[attr-defined]
    }
    return Sheet(arcs, units)


def _stitched(arcs: Sequence[Ring], rings: Collection[tuple[int, ...]]) -> Iterable[Ring]:
    """Yield the rings that remain when arcs that two of the rings share are left out."""
    used = Counter(arc if arc >= 0 else ~arc for ring in rings for arc in ring)
    if max(used.values(), default=0) <= 1:
        yield from (_points(arcs, ring) for ring in rings)
        return
    starts: dict[tuple[float, float], list[int]] = {}
    for ring in rings:
        for arc in ring:
            if used[arc if arc >= 0 else ~arc] == 1:
                starts.setdefault(_ends(arcs, arc)[0], []).append(arc)
    while starts:
        chain = [_pop(starts, next(iter(starts)))]
        first, last = _ends(arcs, chain[0])
        while last != first and last in starts:
            chain.append(_pop(starts, last))
            last = _ends(arcs, chain[-1])[1]
        yield _points(arcs, chain)


def _pop(starts: dict[tuple[float, float], list[int]], point: tuple[float, float]) -> int:
    arc = starts[point].pop()
    if not starts[point]:
        del starts[point]
    return arc


def _ends(arcs: Sequence[Ring], arc: int) -> Ring:
    points = arcs[arc if arc >= 0 else ~arc]
    return (points[0], points[-1]) if arc >= 0 else (points[-1], points[0])


def _points(arcs: Sequence[Ring], ring: Iterable[int]) -> Ring:
    """Return the points of a ring; arc ~n is arc n backwards."""
    points: list[tuple[float, float]] = []
    for arc in ring:
        found = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points += found[1 if points else 0 :]
    return tuple(points)
