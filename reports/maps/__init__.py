"""Maps of regions: their shapes, and shares or counts drawn on them."""

from __future__ import annotations

from workingregions.reports.maps.draw import MapPicture, Mark, draw_map, look, standalone
from workingregions.reports.maps.extents import (
    EUROPE,
    LEVELS,
    WORLD,
    Extent,
    chosen,
    extent,
    fitting,
    in_europe,
    tiles,
)
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
    "fitting",
    "in_europe",
    "look",
    "standalone",
    "tiles",
]
