"""Equal-area projections of the sphere, one for each kind of extent, and straight lines of a path.

An area on the map is as large as on the ground in proportion, so that a pale large region says no more than
a dark small one. Formulas: Snyder, Map Projections: A Working Manual (1987); Equal Earth: Šavrič, Patterson
& Jenny (2018).
"""

from __future__ import annotations

import math
from collections.abc import Callable

Projection = Callable[[float, float], tuple[float, float]]
"""From longitude and latitude in degrees to x (east) and y (south), in radii of the sphere."""


def lambert(lon0: float, lat0: float) -> Projection:
    """Return Lambert's azimuthal equal-area projection around a centre: for a continent or a country."""
    sin0, cos0 = math.sin(math.radians(lat0)), math.cos(math.radians(lat0))

    def project(lon: float, lat: float) -> tuple[float, float]:
        across = math.radians(lon - lon0)
        sin, cos = math.sin(math.radians(lat)), math.cos(math.radians(lat))
        toward = max(1 + sin0 * sin + cos0 * cos * math.cos(across), 1e-6)
        k = math.sqrt(2 / toward)
        return k * cos * math.sin(across), -k * (cos0 * sin - sin0 * cos * math.cos(across))

    return project


def albers(lon0: float, lat0: float, south: float, north: float) -> Projection:
    """Return Albers' conic equal-area projection with two standard parallels: for a country wide from east to
    west."""
    one, two = math.sin(math.radians(south)), math.sin(math.radians(north))
    n = (one + two) / 2
    c = 1 - one * one + 2 * n * one
    rho0 = math.sqrt(c - 2 * n * math.sin(math.radians(lat0))) / n

    def project(lon: float, lat: float) -> tuple[float, float]:
        rho = math.sqrt(max(c - 2 * n * math.sin(math.radians(lat)), 0)) / n
        angle = n * math.radians((lon - lon0 + 180) % 360 - 180)
        return rho * math.sin(angle), rho * math.cos(angle) - rho0

    return project


def equal_earth(lon0: float = 0.0) -> Projection:
    """Return the Equal Earth projection: for the world."""
    a = (1.340264, -0.081106, 0.000893, 0.003796)
    root = math.sqrt(3)

    def project(lon: float, lat: float) -> tuple[float, float]:
        t = math.asin(root / 2 * math.sin(math.radians(lat)))
        two, six = t * t, t**6
        slope = a[0] + 3 * a[1] * two + six * (7 * a[2] + 9 * a[3] * two)
        x = 2 * root / 3 * math.radians(lon - lon0) * math.cos(t) / slope
        return x, -t * (a[0] + a[1] * two + six * (a[2] + a[3] * two))

    return project
