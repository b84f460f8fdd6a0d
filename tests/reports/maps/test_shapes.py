"""Shapes of regions: who has one, and that they fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from workingregions.nlp.gazetteer import Gazetteer
from workingregions.reports.maps import LEVELS, Shapes, extent, tiles
from workingregions.reports.maps.extents import in_union
from workingregions.reports.maps.projections import Projection, albers, equal_earth, lambert

ROOT = Path(__file__).resolve().parents[3]
ENGLAND = ["UKC", "UKD", "UKE", "UKF", "UKG", "UKH", "GB-LND", "UKJ", "UKK"]
STATES = [p for p in Gazetteer.load().ids() if re.fullmatch("US-[A-Z]{2}", p) and p != "US-UM"]
KINDS = frozenset({"country", "nation", "state", "nuts1", "nuts2"})


def area(rings: Iterable[Iterable[tuple[float, float]]]) -> float:
    """The area of rings, holes subtracted, on the unit sphere."""
    project = equal_earth()
    total = 0.0
    for ring in rings:
        points = [project(*p) for p in ring]
        total += sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points)) / 2
    return abs(total)


def test_states_of_the_us_and_regions_of_the_uk_have_shapes() -> None:
    shapes = Shapes.load()
    assert len(STATES) >= 51
    for ident in [*STATES, *ENGLAND, "GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "US", "GB", "EU"]:
        assert shapes.rings(ident), ident


def test_regions_of_the_union_without_a_shape_are_those_the_documents_list() -> None:
    shapes, places = Shapes.load(), Gazetteer.load()
    known = (p for i in places.ids() if (p := places.get(i)) and p.kind in KINDS)
    lacking = {p.id for p in known if in_union(p.country) and p.id not in shapes}
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    listed = re.search(r"Regions of the EU without a shape: (.*?)\.\n", text, re.DOTALL)
    assert listed
    assert lacking == set(re.findall(r"`([^`]+)`", listed[1]))


def test_an_area_is_as_large_as_its_units_and_has_no_seam() -> None:
    shapes = Shapes.load()
    for ident in ("UKH", "UKC", "GB-SCT", "FR-IDF", "ES-PV", "IT-25", "region:midwest", "ca:tees-valley"):
        units = shapes.units(ident)
        assert len(units) > 1
        whole, parts = area(shapes.rings(ident)), sum(area(shapes.detail.rings([u])) for u in units)
        assert whole == pytest.approx(parts, rel=1e-6), ident
        arcs = [abs(a if a >= 0 else ~a) for u in units for ring in shapes.detail.units[u] for a in ring]
        inner = len(arcs) - len(set(arcs))
        assert inner > 0
        assert sum(map(len, shapes.rings(ident))) < sum(
            len(r) for u in units for r in shapes.detail.rings([u])
        )


@pytest.mark.parametrize("country", ["GB", "US", "DE", "FR", "ES", "IT", "PL", "SE", "HU", "BE", "IE"])
def test_the_tiles_of_a_country_cover_it_once(country: str) -> None:
    shapes, shown = Shapes.load(), extent(country)
    for level in shown.levels:
        own = tiles(shown, level)
        assert len(own) > 1
        units = [u for t in own for u in shapes.units(t)]
        assert len(units) == len(set(units)), "tiles overlap"
        covered = sum(area(shapes.rings(t)) for t in own) / area(shapes.rings(country))
        # Provinces that were merged since have no county of their own.
        assert (0.995 if level == "region" else 0.95) < covered < 1.005


def test_every_country_can_be_shown() -> None:
    for country in Shapes.load().world.units:
        shown = extent(country)
        assert set(shown.levels) <= set(LEVELS)
        assert tiles(shown, shown.levels[0])


@pytest.mark.parametrize(
    "project",
    [equal_earth(11), lambert(11, 52), albers(-96, 38, 29.5, 45.5)],
    ids=["earth", "lambert", "albers"],
)
def test_projections_keep_areas(project: Projection) -> None:
    import math

    step = 0.01
    for lon in (-20.0, 5.0, 40.0):
        for lat in (-30.0, 0.0, 35.0, 60.0):
            corners = [(lon, lat), (lon + step, lat), (lon + step, lat + step), (lon, lat + step)]
            points = [project(*c) for c in corners]
            drawn = sum(
                a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)
            )
            true = math.radians(step) * (math.sin(math.radians(lat + step)) - math.sin(math.radians(lat)))
            assert abs(drawn) / 2 == pytest.approx(true, rel=1e-3)
