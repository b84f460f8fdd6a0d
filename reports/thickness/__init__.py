"""Thickness profiles as charts, pages and files."""

from __future__ import annotations

from workingregions.reports.thickness.write import (
    write_thickness,
)

__all__ = [
    "write_thickness",
]
