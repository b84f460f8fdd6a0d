"""Spans of place names in a text: the proposals of the tagger and the gazetteer, without false ones.

A span inside an institution's name is not a place ("University of Essex"), and neither is one inside a
person's. A single word that is also a common word, a month or a given name ("Reading", "Union", "May")
requires support from the tagger or the words around it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from workingregions.corpus.files import lines
from workingregions.nlp.gazetteer import (
    Candidate,
    Gazetteer,
    Place,
    abbreviations,
    candidates_of,
    demonyms,
    known_place,
    prominence,
    senses,
)
from workingregions.nlp.places.resolve import Toponym, container

if TYPE_CHECKING:
    from workingregions.nlp.tagger import TaggerReading

LONGEST = 6  # words in a name
LARGE = frozenset({"supranational", "country", "nation", "state", "region", "nuts1", "nuts2"})
TAGGED, NAMED, CUED, BARE, ADJECTIVE, UNKNOWN, MAYBE = 0.95, 0.9, 0.8, 0.7, 0.5, 0.4, 0.3
"""How certain a span is a place name at all, by what supports it."""

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_][\w.'’&-]*(?<![.'’&-])")
_IN = re.compile(r"\b(?:in|near|across|around|outside|throughout|within)\s+(?:the\s+)?$", re.IGNORECASE)
_CUE = re.compile(r"\b(?:in|at|near|from|to|of|for|between|and|or)\s+(?:the\s+)?$")
_STATE_AFTER = re.compile(r"^,\s+(?:[A-Z]{2}\b|[A-Z][a-z]+\.?)")
_JOINED = re.compile(r"^\s+(?!(?:and|in|to|is|was|has|for|the|of|or)\b)[A-Z][a-z]")
_JOINED_BEFORE = re.compile(r"[A-Z][a-z]+\s$")
_ROAD = re.compile(
    r"^\s+(?:Street|St\b|Road|Rd\b|Avenue|Ave\b|Drive|Lane|Way|Boulevard|Blvd|Highway|Close|Court|House|"
    r"Square|Place|Building|Park|University|College|School|Hospital|Airport|Council|Inc|Ltd|LLC|plc|"
    r"Corporation|Company|Group|Institute|Act|Journal|Press|Review|Times|Post|Foundation)\b"
)
_BODY_BEFORE = re.compile(
    r"(?:\b(?!(?:EU|UE|US|USA|UK|NE|NW|SE|SW|NO|SO)\b)[A-ZÄÖÜ][A-Za-z]?[A-ZÄÖÜ]{1,4}"
    r"|\b(?:Universit\w+|Hochschule|Fachhochschule|Institut\w*|Stadtwerke|Messe|Flughafen|Handelskammer|Kammer|Verlag|"
    r"[ÉE]cole|Istituto|Fundaci[oó]n|Yliopisto|Hogeschool)(?:\s(?:zu|in|de|di|du|der|van|la))*)\s$"
)
"""What stands before the seat in a body's name, where no institutions are read: DIW Berlin."""
_COUNCIL = re.compile(r"^\s+Council\b")
_AREA_WORDS = frozenset({"area", "corridor", "countries", "county", "region", "states", "valley"})
_SCHOOL = re.compile(r"\b(?:University|College|School|Institute) (?:of|at|in) (?:the )?$")


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """text[start:end] may be a place name; `sure` (0..1) is how likely that is."""

    start: int
    end: int
    sure: float


def spans(
    text: str, reading: TaggerReading | None, taken: Sequence[tuple[int, int]], *, english: bool = True
) -> list[PlaceSpan]:
    """Return the place names in a text, left to right, without overlaps.

    Args:
        text: of the passage.
        reading: the tagger's output for the text, or None if it does not read the language.
        taken: offsets of institutions' names, inside which no place is reported.
        english: False restricts to names of countries, states, named regions and very large cities.
    """
    blocked = _Ranges(taken)
    tagged, people, bodies = _tagged(text, reading)
    # A tagger that labels a country a person errs; a name that it labels an organisation may be longer.
    found = [s for s in tagged if not blocked.inside(s.start, s.end)]
    named = _Ranges([(s.start, s.end) for s in found])
    for start, end, choices in _matches(text):
        if blocked.inside(start, end) or named.covers(start, end):
            continue
        sure = _vouch(text, (start, end, choices), people, bodies, english=english)
        if sure:
            found.append(PlaceSpan(start, end, sure))
    return _longest(found)


def names_in(text: str) -> list[tuple[int, int]]:
    """Return offsets of places in a title or in an institution's name, where every word has a capital.

    Only countries, areas, British counties, towns of some size and adjectives of places are included; the
    names of schools ("University of Essex") and roads are not.
    """
    found = []
    for start, end, choices in _matches(text):
        if text[start:end].endswith(" County") and _COUNCIL.match(text[end:]):
            shire = senses(text[start : end - 7])
            if any(c.place.country in {"GB", "IE"} and c.place.kind == "county" for c in shire):
                end, choices = end - 7, list(shire)  # "Kent County Council" governs Kent
        name, after = text[start:end], text[end : end + 24]
        best = max((c.place for c in choices if c.strong), key=prominence, default=None)
        if best is None or name in not_names() or name.title() in not_names():
            continue
        if _SCHOOL.search(text[max(0, start - 30) : start]) or (_short(name) and not name.isupper()):
            continue
        if _ROAD.match(after) and not _COUNCIL.match(after):
            continue
        area = best.kind in LARGE or (best.kind == "county" and (" " in name or best.country in {"GB", "IE"}))
        if name in demonyms() or area or (best.population >= 30_000 and not _short(name)):
            found.append((start, end))
    return found


class _Ranges:
    """Offset ranges, with queries whether a span is inside one or overlaps one."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [start for start, _ in self._ranges]

    def inside(self, start: int, end: int) -> bool:
        """Return whether a longer range contains the span, or the span crosses a range's edge."""
        near = self._near(end)
        return any(s < end and start < e and not (start <= s and e <= end) for s, e in near)

    def covers(self, start: int, end: int) -> bool:
        """Return whether a range equals the span or contains it."""
        return any(s <= start and end <= e for s, e in self._near(end))

    def _near(self, end: int) -> list[tuple[int, int]]:
        stop = bisect_right(self._starts, end)
        return self._ranges[max(0, stop - 12) : stop]


def _tagged(text: str, reading: TaggerReading | None) -> tuple[list[PlaceSpan], _Ranges, _Ranges]:
    """Return the tagger's places that look like names, and its ranges for people and organisations."""
    found, people, bodies = [], [], []
    for begin, stop, label in reading.entities if reading is not None else ():
        start, end = _trim(text, begin, stop)
        name = text[start:end]
        if label == "PERSON":
            people.append((start, end))
        elif label in {"ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"}:
            bodies.append((start, end))
        elif label in {"GPE", "LOC"} and _looks_like_name(name) and not _ROAD.match(text[end : end + 20]):
            found.append(PlaceSpan(start, end, TAGGED if known_place(name) else UNKNOWN))
        elif label == "NORP" and name in demonyms():
            found.append(PlaceSpan(start, end, ADJECTIVE))
    return found, _Ranges(people), _Ranges(bodies)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    lead = re.match(r"(?:the|The)\s+", text[start:end])
    start += lead.end() if lead else 0
    tail = re.search(r"(?:['’]s?|[\s,;:.)(\"”]+)$", text[start:end])
    if tail and not re.search(r"\b[A-Z]\.$", text[start:end]) and text[start:end] not in abbreviations():
        end -= len(tail.group())
    elif text[start : end + 1] in abbreviations():
        end += 1  # the tagger left the full stop of "W.Va." outside
    return start, end


def _looks_like_name(name: str) -> bool:
    plain = len(name) > 1 and name[0].isupper() and "\n" not in name and not any(c.isdigit() for c in name)
    words = name.split()
    return (
        plain
        and len(words) <= LONGEST
        and max(map(len, words)) < 25
        and (not {name, name.title()} & not_names() or _town(name))
    )


def _town(name: str) -> bool:
    """Return whether a common word or given name is also a place large enough to be one if tagged so."""
    return any(c.strong and (c.place.kind in LARGE or c.place.population >= 50_000) for c in senses(name))


def _matches(text: str) -> Iterator[tuple[int, int, list[Candidate]]]:
    """Yield the longest capitalised runs of words that the gazetteer or the demonyms contain."""
    words = [m.span() for m in _WORD.finditer(text)]
    number = 0
    while number < len(words):
        start = words[number][0]
        if not text[start].isupper() or text[start : words[number][1]] == "The":
            number += 1
            continue
        for size in range(min(LONGEST, len(words) - number), 0, -1):
            end = words[number + size - 1][1]
            last = text[words[number + size - 1][0] : end]
            if end - start > 60 or not (last[0].isupper() or (size > 1 and last in _AREA_WORDS)):
                continue
            if size == 1 and text[start : end + 1] in abbreviations() and text[start - 2 : start] == ", ":
                yield start, end + 1, candidates_of(text[start : end + 1])
                break
            choices = senses(" ".join(text[start:end].split())) if "\n\n" not in text[start:end] else ()
            if last.endswith(("'s", "’s")) and (bare := senses(" ".join(text[start : end - 2].split()))):
                choices, end = bare, end - 2
            if choices:
                yield start, end, list(choices)
                number += size - 1
                break
        number += 1


def _vouch(
    text: str, match: tuple[int, int, list[Candidate]], people: _Ranges, bodies: _Ranges, *, english: bool
) -> float:
    """Return how certain a gazetteer match is a place name; 0 if nothing supports it."""
    start, end, choices = match
    name, after = text[start:end], text[end : end + 24]
    strong = [c.place for c in choices if c.strong]
    if not strong or bodies.inside(start, end) or people.inside(start, end):
        return 0.0
    if name in demonyms():
        return ADJECTIVE if english else 0.0
    if not english and _BODY_BEFORE.search(text[max(0, start - 40) : start]):
        return 0.0
    if name in abbreviations() and "." in name:
        return NAMED
    best = max(strong, key=prominence)
    large = _is_large(best)
    if _short(name):
        return NAMED if large and (name.isupper() or "." in name) else 0.0
    if _ROAD.match(after) and not large:
        return 0.0
    common = name in not_names() or name.title() in not_names()
    if not english:
        safe = (large and best.kind != "nuts2") or best.population >= 500_000
        return CUED if safe and not common else 0.0
    if people.covers(start, end):
        return BARE if large and not common else 0.0
    if _STATE_AFTER.match(after) and _inside(strong, after):
        return CUED
    if common:
        return 0.0
    return NAMED if large else _small(text, start, end, best)


def _is_large(place: Place) -> bool:
    # The first level of many countries is not better known than a town, and as easily another word.
    known_state = place.country in {"US", "GB", "CA", "DE"} or place.population > 1_000_000
    return place.kind in LARGE and (place.kind != "state" or known_state)


def _small(text: str, start: int, end: int, best: Place) -> float:
    """Return how certain the name of a town, county or similar is a place, from the words around it."""
    name, after = text[start:end], text[end : end + 24]
    if (" " in name or "-" in name) and (best.kind != "city" or best.population >= 5_000):
        return CUED
    if _JOINED.match(after) or _JOINED_BEFORE.search(text[max(0, start - 12) : start]):
        return 0.0
    before = text[max(0, start - 20) : start]
    if _IN.search(before) and (best.population >= 5_000 or best.kind != "city"):
        return CUED
    if best.population >= 150_000 or (best.kind == "county" and best.country == "GB"):
        return CUED if _CUE.search(before) else BARE
    # Left to the other places of the text: Basildon in a text on Essex.
    return MAYBE if best.population >= 10_000 else 0.0


def _short(name: str) -> bool:
    return len(name.replace(".", "")) <= 3


def _inside(places: Sequence[Place], after: str) -> bool:
    """Return whether one of the places lies in the area written after the name."""
    above = container(Toponym("", after))
    gazetteer = Gazetteer.load()
    return bool(above) and any(gazetteer.within(p.id, above) for p in places)


def _longest(found: list[PlaceSpan]) -> list[PlaceSpan]:
    """Return the longest spans that do not overlap, left to right."""
    kept: list[PlaceSpan] = []
    for span in sorted(found, key=lambda s: (s.start - s.end, s.start)):
        index = bisect_right(kept, span.start, key=_start)
        before_it = index == 0 or kept[index - 1].end <= span.start
        if before_it and (index == len(kept) or span.end <= kept[index].start):
            kept.insert(index, span)
    return kept


def _start(span: PlaceSpan) -> int:
    return span.start


@cache
def not_names() -> frozenset[str]:
    """Return words that are also names of places, capitalised."""
    return frozenset(lines(__package__, "not_names.txt"))
