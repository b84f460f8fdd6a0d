"""A gazetteer with hierarchy: countries, states, counties, metros, NUTS, UK areas, cities, named regions.

Compiled by tools/compile_gazetteer.py; sources and licences are in docs/data.md. Two sorted text files are
kept as lists of lines and searched by bisection, so that loading costs one decompression and a place is
parsed only on request.

Ids are well-known codes: "GB" (ISO 3166-1), "US-OH" and "GB-ESS" (ISO 3166-2), "UKC" (NUTS 2010, where no ISO
division is the same area), "Cuyahoga County, OH", "Cleveland, OH", "geonames:2643743", and readable names for
the rest: "metro:...", "lep:...", "ca:...", "area:...", "region:...".
"""

from __future__ import annotations

import lzma
import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.files import data, rows
from workingregions.nlp.gazetteer.keys import name_key

LEVELS = {
    "supranational": "supranational",
    "country": "national",
    "nation": "regional",
    "state": "regional",
    "region": "regional",
    "nuts1": "regional",
    "nuts2": "regional",
    "metro": "regional",
    "lep": "regional",
    "combined_authority": "regional",
    "nuts3": "local",
    "county": "local",
    "city": "local",
}
_BONUS = {
    "supranational": 3.0,
    "country": 2.0,
    "nation": 2.0,
    "state": 1.0,
    "region": 1.5,
    "nuts1": 1.5,
    "nuts2": 0.5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place. `parents` are the ids of the smallest areas that contain it; `lat`, `lon` in degrees (WGS 84).

    `kind` is a key of LEVELS, `level` its value; `codes` are other codes of the same place (NUTS, ISO
    alpha-3, "geonames:<id>"); `start` and `end` are the first and last year of an area that was created or
    abolished, None where they are unknown or do not apply.
    """

    id: str
    name: str
    kind: str
    country: str
    parents: tuple[str, ...]
    lat: float | None
    lon: float | None
    population: int
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None

    @property
    def level(self) -> str:
        """The level: local, regional, national or supranational."""
        return LEVELS[self.kind]

    @property
    def code(self) -> str:
        """The id if it is a public code or "city, ST"; empty for ids of GeoNames or of this project."""
        return "" if ":" in self.id else self.id


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean; `strong` if the name is its usual one, not a short or foreign form."""

    place: Place
    strong: bool


class Gazetteer:
    """All places; `Gazetteer.load()` returns the instance of the process."""

    def __init__(self, places: list[str], names: list[str]) -> None:
        self._places = places
        self._names = names
        self._place = lru_cache(maxsize=50_000)(self._parse)
        self._above = lru_cache(maxsize=50_000)(self._find_ancestors)

    @staticmethod
    @cache
    def load() -> Gazetteer:
        """Return the gazetteer that ships with the package."""
        return Gazetteer(_lines("places.tsv.xz"), _lines("names.tsv.xz"))

    def __len__(self) -> int:
        return len(self._places)

    def ids(self) -> list[str]:
        """Return the ids of all places, sorted."""
        return [line[: line.index("\t")] for line in self._places]

    def candidates(self, name: str) -> list[Candidate]:
        """Return the places that `name` may mean: usual names first, then by population, largest first."""
        key = name_key(name)
        entries = self._entries(key) or self._entries(self._foreign.get(key, ""))
        return [Candidate(self._place(number), strong) for number, strong in entries]

    def lookup(self, name: str) -> list[Place]:
        """Return the places called `name`, in the order of `candidates`; empty if there are none."""
        return [candidate.place for candidate in self.candidates(name)]

    def known(self, name: str) -> bool:
        """Return whether any place is called `name`."""
        return bool(self._entries(name_key(name))) or name_key(name) in self._foreign

    def get(self, ident: str) -> Place | None:
        """Return the place with this id or code (UKC, FI194, DEU, geonames:5165418), or None."""
        number = bisect_left(self._places, ident + "\t")
        if number < len(self._places) and self._places[number].startswith(ident + "\t"):
            return self._place(number)
        entries = self._entries("=" + ident.lower())
        return self._place(entries[0][0]) if entries else None

    def ancestors(self, ident: str) -> tuple[str, ...]:
        """Return the ids of all areas that contain the place, nearest first; empty for an unknown id."""
        return self._above(ident)

    def within(self, ident: str, ancestor: str) -> bool:
        """Return whether a place is `ancestor` or lies in it."""
        return ident == ancestor or ancestor in self.ancestors(ident)

    def area(self, ident: str) -> str:
        """Return the id of the district that has the name of its town ("Bhopal"), or else the id itself."""
        place = self.get(ident)
        areas = [outer for above in self.ancestors(ident) if (outer := self.get(above)) is not None]
        named = [outer.id for outer in areas if outer.level == "local" and place and _alike(outer, place)]
        return named[-1] if named else ident

    def name(self, ident: str) -> str:
        """Return the place's name, or the id itself if it is unknown."""
        place = self.get(ident)
        return place.name if place else ident

    def find(self, query: str) -> Place:
        """Return the place that a user means by a code or a name: "UKC", "North East", "Ohio", "Cleveland,
        OH".

        Raises:
            NotFoundError: no place has this code or name; `nearest` holds similar names.
        """
        query = query.strip()
        place = self.get(query) or self.get(query.upper()) if query else None
        if place is None and (head := query.partition(",")[0].strip()) != query:
            place = self._contained(head, query.partition(",")[2].strip())
        if place is None:
            found = self.candidates(query)
            best = max(found, key=lambda c: (c.strong, prominence(c.place)), default=None)
            place = best.place if best else None
        if place is None:
            raise NotFoundError("region", query, self._similar(query))
        return place

    def _contained(self, head: str, container: str) -> Place | None:
        above = {p.id for p in self.lookup(container)} | {f"US-{container.upper()}"}
        inside = [p for p in self.lookup(head) if above & set(self.ancestors(p.id))]
        return inside[0] if inside else None

    def _similar(self, query: str) -> Iterable[str]:
        """Return names to compare with a query that failed: those of areas, and of similarly spelt cities."""
        key = name_key(query)
        start = bisect_left(self._names, key[:2])
        stop = bisect_left(self._names, key[:2] + "\uffff")
        near = [line.partition("\t")[0] for line in self._names[start:stop]] if key else []
        numbers = [self._entries(k)[0][0] for k in near if abs(len(k) - len(key)) <= 3][:20_000]
        return [*self._area_names, *dict.fromkeys(self._place(n).name for n in numbers)]

    @cached_property
    def _foreign(self) -> dict[str, str]:
        """The key of each foreign name of an area, with that of its usual name."""
        return {
            name_key(form): name_key(usual)
            for usual, forms in rows(__package__, "exonyms.tsv")
            for form in forms.split("|")
        }

    @cached_property
    def _area_names(self) -> list[str]:
        kinds = ("country", "nation", "state", "region", "nuts1", "nuts2")
        marks = tuple(f"\t{kind}\t" for kind in kinds)
        return [line.split("\t", 2)[1] for line in self._places if any(mark in line for mark in marks)]

    def _entries(self, key: str) -> list[tuple[int, bool]]:
        number = bisect_left(self._names, key + "\t")
        if not key or number == len(self._names) or not self._names[number].startswith(key + "\t"):
            return []
        cells = self._names[number][len(key) + 1 :].split(" ")
        return [(int(cell.rstrip("~")), not cell.endswith("~")) for cell in cells]

    def _parse(self, number: int) -> Place:
        ident, name, kind, country, parents, lat, lon, population, codes, aliases, start, end = self._places[
            number
        ].split("\t")
        return Place(
            id=ident,
            name=name,
            kind=kind,
            country=country,
            parents=_split(parents),
            lat=float(lat) if lat else None,
            lon=float(lon) if lon else None,
            population=int(population),
            codes=_split(codes),
            aliases=_split(aliases),
            start=int(start) if start else None,
            end=int(end) if end else None,
        )

    def _find_ancestors(self, ident: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        place = self.get(ident)
        todo = list(place.parents) if place else []
        while todo:
            above = todo.pop(0)
            if above not in found:
                found[above] = None
                parent = self.get(above)
                todo += parent.parents if parent else ()
        return tuple(found)


def _alike(one: Place, other: Place) -> bool:
    return name_key(one.name) == name_key(other.name)


def prominence(place: Place) -> float:
    """Return how likely a bare name means this place: log10 of its population, more for larger kinds."""
    # Areas without a population count are assumed to have a hundred thousand people.
    return math.log10((place.population or 100_000) + 10) + _BONUS.get(place.kind, 0.0)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _lines(name: str) -> list[str]:
    packed = data(__package__, name).read_bytes()
    return lzma.decompress(packed).decode().split("\n")
