"""Networks as charts, pages and files."""

from __future__ import annotations

from workingregions.reports.networks.picture import (
    MOST,
    Look,
    NetworkPicture,
    draw,
    figure,
    look_sheet,
    png,
    standalone,
)
from workingregions.reports.networks.write import (
    FORMATS,
    TEXTS,
    network_text,
    write_network,
)

__all__ = [
    "FORMATS",
    "MOST",
    "TEXTS",
    "Look",
    "NetworkPicture",
    "draw",
    "figure",
    "look_sheet",
    "network_text",
    "png",
    "standalone",
    "write_network",
]
