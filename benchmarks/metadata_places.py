"""Judging the country and region found against the librarian's column `country_region`.

The column names countries, with a region or a member state in parentheses: UK (Essex), EU (Finland), US/DE.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pycountry

from workingregions.corpus.records import RegionWeight
from workingregions.ingest.metadata.text import key
from workingregions.nlp.gazetteer import Gazetteer

SHORT = {"UK": "GB"}


def named(truth: str) -> tuple[frozenset[str], frozenset[str]]:
    """The countries (ISO 3166-1 alpha-2, EU) and the regions that the column names.

    EU with a member state in parentheses names that state, and not the Union.
    """
    countries: set[str] = set()
    regions: set[str] = set()
    for part in truth.split("/"):
        match = re.fullmatch(r"\s*([^()]+?)\s*(?:\(([^()]+)\))?\s*", part)
        if match is None:
            continue
        inner = _code(match[2]) if match[2] else ""
        countries.add(inner or _code(match[1]))
        if match[2] and not inner:
            regions.add(match[2])
    return frozenset(countries - {""}), frozenset(regions)


def _code(name: str) -> str:
    if name in SHORT or re.fullmatch(r"[A-Z]{2}", name):
        return SHORT.get(name, name)
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        return ""


def judge_place(focal: Sequence[RegionWeight], jurisdiction: str, truth: str) -> dict[str, bool | None]:
    """Whether jurisdiction and regions are right; None where the manifest does not tell.

    country: the jurisdiction is one of the countries named. region: a focal region is the region named,
    or lies in it.
    """
    countries, regions = named(truth)
    gazetteer = Gazetteer.load()
    found: set[str] = set()
    for region in focal:
        line = [region.region]
        while line and (place := gazetteer.get(line[-1])):
            found.add(key(place.name))
            line = list(place.parents[:1])
    return {
        "country": jurisdiction in countries if countries else None,
        "region": bool({key(region) for region in regions} & found) if regions else None,
    }
