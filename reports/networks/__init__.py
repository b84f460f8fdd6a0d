"""Networks as charts, pages and files."""

from __future__ import annotations

from workingregions.reports.networks.write import (
    FORMATS,
    TEXTS,
    network_text,
    write_network,
)

__all__ = [
    "FORMATS",
    "TEXTS",
    "network_text",
    "write_network",
]
