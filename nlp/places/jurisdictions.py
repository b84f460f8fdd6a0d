"""Whose policy a text is: by its publisher, its institutions, its wording and the places that it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from workingregions.corpus.enums import MentionKind, Use
from workingregions.corpus.files import rows
from workingregions.corpus.records import Document, Mention, RegionWeight
from workingregions.corpus.voices import takes
from workingregions.nlp.gazetteer import Gazetteer, Place
from workingregions.nlp.places.find import names_in
from workingregions.nlp.places.resolve import Toponym, resolve

PUBLISHER = 1.6
"""Votes on the jurisdiction of the publisher's country; the focal regions together have 1."""
LANGUAGE = 0.4
"""Votes on the jurisdiction that a language other than English gives to its largest country."""
LEAST_VOTES = 0.3
"""Votes that a jurisdiction needs; all institutions together have 0.8."""

_ANY_PART = re.compile(
    r"(?:North|South|East|West|Northern|Southern|Eastern|Western|Central|Upper|Lower)"
    r"(?:[- ]?(?:East|West|Eastern|Western))?"
    r"\s(?:Region|Province|District|Division|Area|Territory|Department|Zone)"
)


def jurisdiction(document: Document, focal: Sequence[RegionWeight], mentions: Sequence[Mention]) -> str:
    """Return whose policy it is: ISO 3166-1 alpha-2, EU, or "" if nothing determines it.

    The publisher decides if its name indicates a country; else the institutions named, with the countries of
    the focal regions.
    """
    gazetteer = Gazetteer.load()
    votes: dict[str, float] = defaultdict(float)
    # The location of a scholarly publisher is independent of the subject of its articles.
    publisher = 0.1 if document.genre == "scholarly" else PUBLISHER
    for text, weight in ((document.publisher, publisher), (document.title, 0.3)):
        for country, share in _indicated(text).items():
            votes[country] += weight * share
    votes[_languages().get(document.language, "")] += LANGUAGE
    for region in focal:
        place = gazetteer.get(region.region)
        if place:
            votes[country_of(place)] += region.weight * (0.5 if place.kind == "supranational" else 1.0)
    names = [
        m for m in mentions if m.kind is MentionKind.INSTITUTION and m.counted and takes(Use.REGIONS, m.voice)
    ]
    bodies: dict[str, float] = defaultdict(float)
    for text in sorted({m.text for m in names}):
        for country, share in _indicated(text).items():
            bodies[country] += share
    most = max(sum(bodies.values()), 3.0)  # a single unusual name proves little
    for country, count in bodies.items():
        votes[country] += 0.8 * count / most
    votes.pop("", None)
    best = max(votes, key=lambda c: (votes[c], c), default="")
    return best if best and votes[best] >= LEAST_VOTES else ""


def country_of(place: Place) -> str:
    """Return the ISO code of a place's country, EU for the Union and for Europe, "" for other continents."""
    return "EU" if place.id in {"EU", "region:europe"} else place.country


def _indicated(text: str) -> dict[str, float]:
    """Return the countries that a name or title indicates, by place names or by its wording; shares of 1."""
    found: dict[str, float] = defaultdict(float)
    for place in places_named(text):
        found[country_of(place)] += 1.0
    for country, weight in wording(text).items():
        found[country] += weight
    found.pop("", None)
    total = sum(found.values())
    return {country: count / total for country, count in sorted(found.items())} if total else {}


def places_named(text: str) -> list[Place]:
    """Return the places that a name or title names, resolved together."""
    # Every organisation may have a Northern Region; such a name locates it only beside another place.
    found = [(start, end) for start, end in names_in(text) if not _ANY_PART.fullmatch(text[start:end])]
    resolved = resolve([Toponym(text[s:e], text[e : e + 40]) for s, e in found])
    return [r.place for r in resolved if r.place is not None and r.confidence > 0.4]


@cache
def _languages() -> dict[str, str]:
    return dict(rows(__package__, "languages.tsv"))


@cache
def _wordings() -> list[tuple[str, float, re.Pattern[str]]]:
    found = []
    for country, weight, phrases in rows(__package__, "bodies.tsv"):
        words = "|".join(re.escape(p) for p in sorted(phrases.split("|"), key=len, reverse=True))
        found.append(
            (country, float(weight), re.compile(rf"(?<!\w)(?:{words})(?!\w)|(?<=\s)(?:{words})(?=\d)"))
        )
    return found


def wording(text: str) -> dict[str, float]:
    """Return the countries that the wording indicates: the weights of distinct phrases."""
    found: dict[str, float] = defaultdict(float)
    for country, weight, pattern in _wordings():
        found[country] += weight * len(set(pattern.findall(text)))
    return {country: weight for country, weight in found.items() if weight}
