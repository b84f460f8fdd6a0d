"""Where an institution is at home and for which area it acts, from evidence, with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.nlp.gazetteer import Candidate, Gazetteer, candidates_of, demonyms, prominence
from workingregions.nlp.institutions import key, lexicon
from workingregions.nlp.places import names_in

SHARE = 0.6
"""Share of the evidence that one region must hold to be the home region."""
KNOWN_SHARE = 0.8
"""The same for a widely known body, which documents about any region name."""
LEAST = 2
"""Mentions from which the regions of the passages are informative."""
FAR_AHEAD = 1.0
"""How far ahead in prominence (powers of ten of people) a place must be when no region decides."""
_SCHOOL = re.compile(r"\bUniversity of (?:the )?([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2})")
_LANDS = {
    "USA": "US",
    "US": "US",
    "UK": "GB",
    "EU": "EU",
    "UAE": "AE",
    "DDR": "DE",
    "GB": "GB",
    "NI": "GB-NIR",
}
"""Abbreviations of countries that are written in names."""
_FIRST = re.compile(r"(?:The )?(U\.?S\.?|U\.?K\.?) (?!of\b)\w")
_ENDING = re.compile(r"(?<=[a-z ])(?:USA|UK)$")
_PARTS = frozenset(["state", "region", "nation", "nuts1", "nuts2"])
"""Kinds of places whose name at the head of a body's name says where it is: "Ohio Edison Company"."""
_SIDES = "(?:Central|North|South|East|West|Northern|Southern|Eastern|Western|Upper|Lower)"
_CAPITAL = "Washington"
"""A state that bodies are seldom named after: there are too many other bearers of the name."""
UNANIMOUS = 0.9
"""The share for a national body that is named once."""
_GOVERNMENT = {
    InstitutionType.GOVERNMENT_LOCAL: {"city", "county", "nuts3", "combined_authority"},
    InstitutionType.GOVERNMENT_REGIONAL: {
        "state",
        "region",
        "nation",
        "nuts1",
        "nuts2",
        "combined_authority",
    },
}


@dataclass(frozen=True, slots=True)
class Home:
    """Home region and remit (gazetteer ids, "" where unknown) and the reason for the reader."""

    region: str = ""
    remit: str = ""
    reason: str = ""


def home(
    names: Sequence[str],
    kind: InstitutionType | None,
    scale: Scale | None,
    regions: Mapping[str, float],
    mentions: int,
    *,
    tag: str = "",
    country: str = "",
    seat: tuple[str, str] = ("", ""),
    beside: Mapping[str, float] | None = None,
) -> Home:
    """Return the home region of an institution, by the first evidence that determines it.

    Args:
        names: its names, the canonical one first.
        regions: gazetteer ids with weights, from the passages and documents that name it.
        tag: the place that distinguishes it from others of its name, or "".
        country: ISO 3166-1 alpha-2 of a body that the table of bodies knows, or "".
        seat: gazetteer id and name of the registry it was linked in, or two empty strings.
        beside: gazetteer ids of the places that documents name beside it, with votes.
    """
    gazetteer = Gazetteer.load()
    if tag and gazetteer.get(tag):
        return Home(tag, tag, f"documents name it in passages about {gazetteer.name(tag)}")
    supranational = kind is InstitutionType.GOVERNMENT_SUPRANATIONAL
    said, word = next((found for name in names[:5] if (found := named(name, kind, regions))[0]), ("", ""))
    if said == "region:europe" and supranational:
        said = "EU"  # a body of the Union, not of the continent
    if seat[0]:
        inside = said and gazetteer.within(seat[0], said)
        return Home(seat[0], said if inside else "", f"its record in {seat[1]}")
    school = any(_SCHOOL.search(name) for name in names[:1])
    if said:
        return Home(said, "" if school else said, f"its name says {word}")
    if school and any(_places(name) for name in names[:1]):
        return Home(reason="its name says a place, and several are called so")
    if country and gazetteer.get(country):
        return Home(country, country, "a body of the table of renamings and successors")
    known = any(key(name) in lexicon().by_key for name in names[:1])
    if known and kind is InstitutionType.FIRM:
        return Home(reason="a widely known firm, which works in many regions")
    place = "" if known or scale is Scale.SUPRANATIONAL else _stated(beside or {}, gazetteer)
    if place:
        return Home(place, reason=f"documents name it beside {gazetteer.name(place)}")
    once = kind is InstitutionType.GOVERNMENT_NATIONAL and not known and mentions < LEAST
    share = UNANIMOUS if once else KNOWN_SHARE if known else SHARE
    return _concentrated(scale, regions, LEAST if once else mentions, gazetteer, share)


def _stated(votes: Mapping[str, float], gazetteer: Gazetteer) -> str:
    """Return the smallest place within which most places beside the name are, "" if there is none."""
    total = sum(votes.values())
    held: dict[str, float] = {}
    for place, vote in votes.items():
        for area in (place, *gazetteer.ancestors(place)):
            held[area] = held.get(area, 0.0) + vote
    fitting = [
        (len(gazetteer.ancestors(area)), vote, area)
        for area, vote in held.items()
        if vote >= max(1.0, SHARE * total)
        and (known := gazetteer.get(area)) is not None
        and known.kind != "supranational"
    ]
    return max(fitting)[2] if fitting else ""


def named(name: str, kind: InstitutionType | None, regions: Mapping[str, float]) -> tuple[str, str]:
    """Return the place that a name contains and the words for it; two empty strings if none is clear.

    One that the documents are about comes first. Firms are called after people and fancies that are also
    places: theirs must be the place's own name, and the documents must be about it.
    """
    plain = ("", "")
    # "American Chamber of Commerce in Spain" is in Spain.
    for start, end in sorted(_places(name), key=lambda span: not name[: span[0]].endswith(" in ")):
        word = name[start:end]
        if _is_stray(name, word, kind):
            continue
        found = [c for c in _candidates(word) if c.strong] or list(_candidates(word))
        if kind is InstitutionType.GOVERNMENT_NATIONAL:
            # "Department for Exiting the European Union": a nation's body is at home in a nation.
            found = [c for c in found if c.place.kind != "supranational"]
        if kind is InstitutionType.FIRM and word not in demonyms():
            found = [c for c in found if c.place.name.casefold() == word.casefold().removesuffix("'s")]
        chosen, near = _choose(found, kind, regions)
        if chosen and (near or _heads(name, word, chosen, kind, regions)):
            return chosen, word
        clear = not regions or _about(name, word)
        if chosen and clear and kind is not InstitutionType.FIRM and not plain[0]:
            plain = chosen, word
    if plain[0]:
        return plain
    first = _FIRST.match(name)
    if first:
        return _LANDS[first.group(1).replace(".", "")], first.group(1)
    ending = _ENDING.search(name)
    if ending:
        return _LANDS[ending.group()], ending.group()
    return "", ""


def _is_stray(name: str, word: str, kind: InstitutionType | None) -> bool:
    """Return whether a word in a name only looks like a place: "PRC Health".

    An abbreviation is not a country unless commonly written so; a firm whose name is all place and legal
    form ("Metro AG") has a brand.
    """
    if word.isupper() and len(word) <= 4 and word not in _LANDS:
        return True
    return kind is InstitutionType.FIRM and key(name) == key(word)


def _heads(
    name: str, word: str, place: str, kind: InstitutionType | None, regions: Mapping[str, float]
) -> bool:
    """Return whether a state or region heads or ends a name: "Michigan State University", "Ohio Edison
    Company", "Public Service Company of New Mexico". Of a firm the documents must be about the country."""
    known = Gazetteer.load().get(place)
    if known is not None and known.kind == "country":
        return name.endswith(f" {known.name}")  # "Olympus Corporation Japan"
    if known is None or known.kind not in _PARTS or word == _CAPITAL:
        return False
    where = re.escape(word)
    if not re.match(rf"(?:The )?(?:{_SIDES} )?{where} \w|.*\b(?:of|for) {where}$", name):
        return False
    if any(_country(region) == known.country for region in regions):
        return True
    return kind is not InstitutionType.FIRM and word.casefold() in lexicon().scales[Scale.REGIONAL]


def _about(name: str, word: str) -> bool:
    """Return whether the name is clearly of the place: "Essex County Council", "Bank of Italy"; not
    "Rivers Robotics Council", which no document about the Nigerian state names."""
    place = re.escape(word)
    before = rf"(?:the )?{place} (?:(?:County|City|Borough|District) )?[\w’'-]+"
    after = rf".*\b(?:of|for|in) (?:the )?{place}"
    return re.fullmatch(f"{before}|{after}", name.strip(), re.IGNORECASE) is not None


def _choose(
    found: Sequence[Candidate], kind: InstitutionType | None, regions: Mapping[str, float]
) -> tuple[str, bool]:
    """Return the most likely place ("" if rivals are too close), and whether any region supports it."""
    gazetteer = Gazetteer.load()
    wanted = _GOVERNMENT.get(kind, set()) if kind else set()
    scored = []
    for candidate in found:
        place = candidate.place
        held = [
            (region, weight)
            for region, weight in regions.items()
            if gazetteer.within(place.id, region) or gazetteer.within(region, place.id)
        ]
        near = sum(weight for _, weight in held)
        near += 0.5 * sum(w for region, w in regions.items() if place.country == _country(region))
        # Every country has a town of that name: only a region, or the country itself, speaks for a place.
        told = any(not _is_country(region) or gazetteer.within(region, place.id) for region, _ in held)
        score = prominence(place) + 3 * min(near, 1.0) + (place.kind in wanted)
        scored.append((score, near > 0, place.id, told))
    scored.sort(key=lambda s: (-s[0], s[2]))
    if not scored:
        return "", False
    first = scored[0]
    rivals = [
        s for s in scored[1:] if not gazetteer.within(s[2], first[2]) and not gazetteer.within(first[2], s[2])
    ]
    if rivals and not first[1] and first[0] - rivals[0][0] < FAR_AHEAD:
        return "", False
    return first[2], first[3]


@lru_cache(maxsize=100_000)
def _places(name: str) -> tuple[tuple[int, int], ...]:
    """Return where places occur in a name. A school named after a place is there, though not about it."""
    school = _SCHOOL.search(name)
    if school and _candidates(school.group(1)):
        return (school.span(1),)
    return tuple(names_in(name))


@lru_cache(maxsize=50_000)
def _is_country(region: str) -> bool:
    place = Gazetteer.load().get(region)
    return place is None or place.kind in {"country", "supranational"}


@lru_cache(maxsize=50_000)
def _country(region: str) -> str:
    place = Gazetteer.load().get(region)
    return place.country if place and place.country else "-"


@lru_cache(maxsize=50_000)
def _candidates(word: str) -> tuple[Candidate, ...]:
    return tuple(candidates_of(word))


def _concentrated(
    scale: Scale | None, regions: Mapping[str, float], mentions: int, gazetteer: Gazetteer, share: float
) -> Home:
    """Return the region with `share` of the weight, at the level of the institution's scale."""
    if mentions < LEAST or not regions or scale is Scale.SUPRANATIONAL:
        return Home(reason="the evidence does not tell")
    total = sum(regions.values())
    held: dict[str, float] = {}
    for region, weight in regions.items():
        for area in (region, *gazetteer.ancestors(region)):
            held[area] = held.get(area, 0.0) + weight
    fitting = []
    for area, weight in held.items():
        place = gazetteer.get(area)
        if place is None or place.kind == "supranational" or weight < share * total:
            continue
        country = place.kind == "country"
        if country == (scale is Scale.NATIONAL) or (scale in {None, Scale.UNKNOWN} and not country):
            fitting.append((len(gazetteer.ancestors(area)), weight, area))
    if not fitting:
        return Home(reason="the evidence does not tell")
    _, weight, area = max(fitting)
    held_here = round(100 * weight / total)
    reason = f"{held_here}% of its {mentions} mentions are in passages about {gazetteer.name(area)}"
    return Home(area, area if scale is Scale.NATIONAL else "", reason)
