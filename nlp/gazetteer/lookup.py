"""From a name as written to the places of the gazetteer that it may mean."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from workingregions.corpus.files import rows
from workingregions.nlp.gazetteer.gazetteer import Candidate, Gazetteer
from workingregions.nlp.gazetteer.keys import name_key

MAX_CANDIDATES = 40
_LEADS = re.compile(
    r"^(?:the\s+)?(?:(?:north|south|east|west|central|mid|upper|lower|inner|outer|greater|metro|downtown|rural|"
    r"northern|southern|eastern|western|north-?east(?:ern)?|north-?west(?:ern)?|south-?east(?:ern)?|"
    r"south-?west(?:ern)?|state of|city of|county of|town of|province of|commonwealth of)\s+)+",
    re.IGNORECASE,
)
_TAILS = re.compile(
    r"(?:['’]s?|\s+(?:area|region|city|metropolitan area|sub-region|based|wide)|-based|-wide)$", re.IGNORECASE
)
COUNTY = re.compile(r"\b(?:County|Parish|Borough|Co\.)$")


def candidates_of(text: str) -> list[Candidate]:
    """Return the places that a written name may mean, also by demonym or without "northern", "City of",
    "'s"."""
    gazetteer = Gazetteer.load()
    text = text.strip()
    adjective = demonyms().get(text.removeprefix("the "))
    if adjective:
        place = gazetteer.get(adjective)
        return [Candidate(place, True)] if place else []
    short = abbreviations().get(text)
    if short and "." in text:
        state = gazetteer.get(short)
        return [Candidate(state, True)] if state else []
    for variant in _variants(text):
        found = gazetteer.candidates(variant)
        if found:
            # A two-letter name in the text is an abbreviation of something large, never a hamlet.
            small = len(name_key(variant)) <= 3
            kept = [c for c in found if not small or c.place.kind != "city"] or found
            return kept[:MAX_CANDIDATES]
    return []


@lru_cache(maxsize=100_000)
def senses(name: str) -> tuple[Candidate, ...]:
    """Return the places that a name has by itself or as a demonym, without taking words off it."""
    if name in demonyms():
        return tuple(candidates_of(name))
    return tuple(Gazetteer.load().candidates(name))


def known_place(name: str) -> bool:
    """Return whether the gazetteer has the name in some form."""
    return bool(senses(name)) or bool(candidates_of(name))


@cache
def demonyms() -> dict[str, str]:
    """Return adjectives and names of inhabitants, as written, with the id of the place."""
    found: dict[str, str] = {}
    for ident, _, adjectives in rows(__package__, "countries.tsv"):
        for word in filter(None, adjectives.split("|")):
            found.setdefault(word, ident)
    return found


@cache
def abbreviations() -> dict[str, str]:
    """Return abbreviations of states and provinces that follow a town's name, with the state's id."""
    return {
        form: ident for ident, forms in rows(__package__, "abbreviations.tsv") for form in forms.split("|")
    }


def _variants(text: str) -> list[str]:
    variants = [text]
    stripped = _TAILS.sub("", text)
    if stripped != text:
        variants.append(stripped)
    bare = _LEADS.sub("", stripped)
    if bare and bare != stripped:
        variants.append(bare)
    if COUNTY.search(stripped):
        variants.append(COUNTY.sub("", stripped).strip())
    if ", " in text:
        variants.append(text.partition(", ")[0])
    return variants
