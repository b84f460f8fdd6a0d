"""Maps of regions: their shapes, and shares or counts drawn on them."""

from __future__ import annotations

from workingregions.reports.maps.draw import Mark, MapPicture, draw_map, look, standalone
from workingregions.reports.maps.extents import EUROPE, LEVELS, WORLD, Extent, chosen, extent, in_europe, tiles
from workingregions.reports.maps.shapes import Shapes

__all__ = [
    "EUROPE",
    "LEVELS",
    "WORLD",
    "Extent",
    "MapPicture",
    "Mark",
    "Shapes",
    "chosen",
    "draw_map",
    "extent",
    "in_europe",
    "look",
    "standalone",
    "tiles",
]
