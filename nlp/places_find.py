"""Where place names stand in a text: the tagger's and the gazetteer's proposals, and what they are not.

A span inside an institution's name is not a place ("University of Essex"), nor is one inside a
person's. A single word that is also a common word, a month or a given name ("Reading", "Union",
"May") needs the tagger or the words around it to vouch for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from workingregions.nlp.gazetteer import Candidate, Gazetteer, prominence
from workingregions.nlp.places_resolve import candidates_of, demonyms

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST = 6  # words in a name
LARGE = frozenset({"supranational", "country", "nation", "state", "region", "nuts1", "nuts2"})
TAGGED, NAMED, CUED, BARE, ADJECTIVE, UNKNOWN = 0.95, 0.9, 0.8, 0.7, 0.5, 0.4
"""How sure a span is a place name at all, by what vouches for it."""

_WORD = re.compile(r"[^\W\d_][\w.'’&-]*(?<![.'’&-])|[A-Z](?:\.[A-Z])+\.?")
_CUE = re.compile(
    r"\b(?:in|at|near|from|across|around|outside|throughout|within|based in|to|of|for|between|and|or|city of|region of)"
    r"\s+(?:the\s+)?$"
)
_STRONG_CUE = re.compile(
    r"\b(?:in|near|across|around|outside|throughout|within)\s+(?:the\s+)?$", re.IGNORECASE
)
_STATE_AFTER = re.compile(r"^,\s+(?:[A-Z]{2}\b|[A-Z][a-z]+\.?)")
_JOINED = re.compile(r"^\s+(?!(?:and|in|to|is|was|has|for|the|of|or)\b)[A-Z][a-z]")
_ROAD = re.compile(
    r"^\s+(?:Street|St\b|Road|Rd\b|Avenue|Ave\b|Drive|Lane|Way|Boulevard|Blvd|Highway|Close|Court|House|Square|Place|"
    r"Building|Park|University|College|School|Hospital|Airport|Council|Inc|Ltd|LLC|plc|Corporation|Company|Group|"
    r"Institute|Act|Journal|Press|Review|Times|Post|Business School|Foundation)\b"
)
_PERSON_AFTER = re.compile(r"^\s+(?:[A-Z]\.\s*)?[A-Z][a-z]+(?:son|man|ez|ski)\b")


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] may be a place name; `sure` (0..1) says how likely."""

    start: int
    end: int
    sure: float


def spans(
    text: str, doc: Doc | None, taken: Sequence[tuple[int, int]], *, english: bool = True
) -> list[Span]:
    """Place names in a text, left to right, without overlaps.

    Args:
        text: of the passage.
        doc: the text read by the entity recogniser, or None where there is none for its language.
        taken: offsets of institutions' names, inside which no place is told.
        english: False keeps to the names of countries, states, named regions and very large cities.
    """
    blocked = _Ranges(taken)
    tagged, people, bodies = _tagged(text, doc)
    # A tagger that calls a country a person errs; a name it calls an organisation may be longer.
    found = [s for s in tagged if not blocked.inside(s.start, s.end)]
    named = _Ranges([(s.start, s.end) for s in found])
    for start, end, choices in _matches(text):
        if blocked.inside(start, end) or named.covers(start, end):
            continue
        sure = _vouch(text, start, end, choices, people, bodies, english=english)
        if sure:
            found.append(Span(start, end, sure))
    return _longest(found)


class _Ranges:
    """Offsets to ask about: is this span inside one, or does it overlap one?"""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [start for start, _ in self._ranges]

    def inside(self, start: int, end: int) -> bool:
        """Whether a longer range contains the span, or the span crosses a range's edge."""
        near = self._near(end)
        return any(s < end and start < e and not (start <= s and e <= end) for s, e in near)

    def covers(self, start: int, end: int) -> bool:
        """Whether a range is the span or contains it."""
        return any(s <= start and end <= e for s, e in self._near(end))

    def _near(self, end: int) -> list[tuple[int, int]]:
        stop = bisect_right(self._starts, end)
        return self._ranges[max(0, stop - 12) : stop]


def _tagged(text: str, doc: Doc | None) -> tuple[list[Span], _Ranges, _Ranges]:
    """The tagger's places that look like names, and the ranges it gives to people and organisations."""
    found, people, bodies = [], [], []
    for entity in doc.ents if doc is not None else ():
        start, end = _trim(text, entity.start_char, min(entity.end_char, len(text)))
        name = text[start:end]
        if entity.label_ == "PERSON":
            people.append((start, end))
        elif entity.label_ in {"ORG", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"}:
            bodies.append((start, end))
        elif (
            entity.label_ in {"GPE", "LOC"}
            and _looks_like_name(name)
            and not _ROAD.match(text[end : end + 20])
        ):
            found.append(Span(start, end, TAGGED if known(name) else UNKNOWN))
        elif entity.label_ == "NORP" and name in demonyms():
            found.append(Span(start, end, ADJECTIVE))
    return found, _Ranges(people), _Ranges(bodies)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    lead = re.match(r"(?:the|The)\s+", text[start:end])
    start += lead.end() if lead else 0
    tail = re.search(r"(?:['’]s?|[\s,;:.)(\"”]+)$", text[start:end])
    if tail and not re.search(r"\b[A-Z]\.$", text[start:end]):
        end -= len(tail.group())
    return start, end


def _looks_like_name(name: str) -> bool:
    plain = len(name) > 1 and name[0].isupper() and "\n" not in name and not any(c.isdigit() for c in name)
    return plain and len(name.split()) <= LONGEST and name not in not_names()


def _matches(text: str) -> Iterator[tuple[int, int, list[Candidate]]]:
    """Longest runs of words that the gazetteer or the demonyms know, beginning with a capital."""
    words = [m.span() for m in _WORD.finditer(text)]
    number = 0
    while number < len(words):
        start = words[number][0]
        if not text[start].isupper():
            number += 1
            continue
        for size in range(min(LONGEST, len(words) - number), 0, -1):
            end = words[number + size - 1][1]
            if end - start > 60 or not text[words[number + size - 1][0]].isupper():
                continue
            choices = _known(" ".join(text[start:end].split())) if "\n\n" not in text[start:end] else ()
            if choices:
                yield start, end, list(choices)
                number += size - 1
                break
        number += 1


@lru_cache(maxsize=100_000)
def _known(name: str) -> tuple[Candidate, ...]:
    if name in demonyms():
        return tuple(candidates_of(name))
    return tuple(Gazetteer.load().candidates(name))


def known(name: str) -> bool:
    """Whether the gazetteer has the name in some form."""
    return bool(_known(name)) or bool(candidates_of(name))


def _vouch(
    text: str,
    start: int,
    end: int,
    choices: list[Candidate],
    people: _Ranges,
    bodies: _Ranges,
    *,
    english: bool,
) -> float:
    """How sure a gazetteer match is a place name; 0 when nothing vouches for it."""
    name, after = text[start:end], text[end : end + 24]
    strong = [c.place for c in choices if c.strong]
    if not strong or _ROAD.match(after) and not any(p.kind in LARGE for p in strong):
        return 0.0
    if name in demonyms():
        return ADJECTIVE if english else 0.0
    best = max(strong, key=prominence)
    large = best.kind in LARGE and (
        best.kind != "state" or best.country in {"US", "GB", "CA", "DE"} or best.population > 10**6
    )
    if _short(name):
        return NAMED if large and name.isupper() or "." in name else 0.0
    if people.inside(start, end) or (people.covers(start, end) and not large):
        return 0.0
    if bodies.inside(start, end):
        return 0.0
    if not english:
        return CUED if best.kind in LARGE - {"nuts2"} and large or best.population >= 500_000 else 0.0
    if name in not_names() or name.title() in not_names():
        return CUED if _STATE_AFTER.match(after) and _inside(strong, after) else 0.0
    if large:
        return NAMED
    many = len(name.split()) > 1 or "-" in name
    if many and (best.kind != "city" or best.population >= 5_000):
        return CUED
    if _STATE_AFTER.match(after) and _inside(strong, after):
        return CUED
    if _JOINED.match(after) or re.search(r"[A-Z][a-z]+\s$", text[max(0, start - 12) : start]):
        return 0.0
    before = text[max(0, start - 20) : start]
    if _STRONG_CUE.search(before) and (best.population >= 5_000 or best.kind != "city"):
        return CUED
    if best.population >= 150_000 or best.kind == "county" and best.country == "GB":
        return CUED if _CUE.search(before) else BARE
    return 0.0


def _short(name: str) -> bool:
    return len(name.replace(".", "")) <= 3


def _inside(places: list, after: str) -> bool:
    from workingregions.nlp.places_resolve import Toponym, container

    above = container(Toponym("", after))
    gazetteer = Gazetteer.load()
    return bool(above) and any(gazetteer.within(p.id, above) for p in places)


def _longest(found: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(found, key=lambda s: (s.start - s.end, s.start)):
        if not any(span.start < k.end and k.start < span.end for k in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


@cache
def not_names() -> frozenset[str]:
    """Words that are also names of places, capitalised."""
    text = files("workingregions.nlp").joinpath("data", "place_not_names.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
