"""What region a document is about: mentions weighed, gathered up the hierarchy, and read off.

Every passage is a witness: what it names counts by the logarithm of how often, so that one table of
states does not drown the text. Titles and headings count more, addresses and reference lists hardly.
From the top of the hierarchy the reading goes down for as long as one area holds most of the weight,
so that a report on Ohio's cities is about Ohio, and one on all states about the United States.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from workingregions.corpus.records import (
    Document,
    InstitutionType,
    Mention,
    MentionKind,
    Passage,
    RegionWeight,
)
from workingregions.nlp.gazetteer import Gazetteer, Place
from workingregions.nlp.places_find import LARGE, spans
from workingregions.nlp.places_resolve import Toponym, candidates_of, resolve

TITLE, HEADING, INSTITUTION, ADDRESS, BODY = 6.0, 1.5, 0.35, 0.1, 0.4
"""Weights beside a mention in running text, which counts 1. BODY is for words that tell a jurisdiction."""
GO_DOWN = 0.55
"""Share of an area's weight that a part of it must hold for the reading to go down into it."""
STAND = 0.12
"""Share of the document's weight from which a region is focal."""
PASS_OVER = 0.45
"""Share of an area's weight said of the area itself at which it is focal beside the part of it."""
MOST_REGIONS = 6

_ADDRESS = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b[A-Z]{2}\s+\d{5}\b|\b\d{5}\s+[A-Z]|@|www\.|https?:|"
    r"\b(?:Tel|Fax|Telephone|Phone|Email|E-mail|P\.?\s?O\.?\s?Box|Postfach)\b|\b\d+,?\s+[A-Z]\w+\s+"
    r"(?:Street|Road|Avenue|Lane|Drive|Square|Strasse|Straße|Blvd|Boulevard)\b|©|\bISBN\b|\bPublish"
)
_GOVERNMENT = frozenset(
    {
        InstitutionType.GOVERNMENT_LOCAL,
        InstitutionType.GOVERNMENT_REGIONAL,
        InstitutionType.GOVERNMENT_NATIONAL,
        InstitutionType.DEVELOPMENT_AGENCY,
    }
)


def passage_regions(passage: Passage, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Ids of the regions the passage itself names, sorted; adjectives ("Scottish") count here too."""
    named = {m.place for m in mentions if m.kind is MentionKind.PLACE and m.passage == passage.id and m.place}
    return tuple(sorted(named))


def focal_regions(
    document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]
) -> tuple[RegionWeight, ...]:
    """The regions the document is about, heaviest first; weights sum to 1. Empty when it names none.

    Args:
        document: for its title and publisher.
        passages: of the document.
        mentions: its place and institution mentions.
    """
    weights = _weights(document, passages, mentions)
    focal = _read_off(weights)
    total = sum(focal.values())
    gazetteer = Gazetteer.load()
    ranked = sorted(focal.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        RegionWeight(region=r, name=gazetteer.name(r), weight=round(w / total, 3)) for r, w in ranked
    )


def jurisdiction(document: Document, focal: Sequence[RegionWeight], mentions: Sequence[Mention]) -> str:
    """Whose policy it is: ISO 3166-1 alpha-2, EU, or "" where nothing tells.

    The publisher decides where its name tells a country; else the institutions named, with the
    countries of the focal regions.
    """
    gazetteer = Gazetteer.load()
    votes: Counter[str] = Counter()
    for text, weight in ((document.publisher, 1.0), (document.title, 0.3)):
        for country, share in _told(text).items():
            votes[country] += weight * share
    for region in focal:
        place = gazetteer.get(region.region)
        country = place.country or (place.id if place and place.id == "EU" else "") if place else ""
        votes[country] += region.weight
    names = [m for m in mentions if m.kind is MentionKind.INSTITUTION and m.counted]
    bodies: Counter[str] = Counter()
    for text in {m.text for m in names}:
        bodies.update(_told(text))
    most = sum(bodies.values())
    for country, count in bodies.items():
        votes[country] += 0.8 * count / most
    votes.pop("", None)
    return max(votes, key=lambda c: (votes[c], c)) if votes else ""


def _told(text: str) -> dict[str, float]:
    """Countries that a name or title tells, by place names or by its wording; shares of 1."""
    gazetteer = Gazetteer.load()
    found: Counter[str] = Counter()
    for place in _named(text):
        found["EU" if place.id == "EU" else place.country] += 1.0
    for country, weight in _wording(text).items():
        found[country] += weight
    found.pop("", None)
    total = sum(found.values())
    del gazetteer
    return {country: count / total for country, count in sorted(found.items())} if total else {}


def _named(text: str) -> list[Place]:
    """Places a short text names, resolved among themselves."""
    found = spans(text, None, ())
    resolved = resolve([Toponym(text[s.start : s.end], text[s.end : s.end + 40]) for s in found])
    return [r.place for r in resolved if r.place is not None and r.confidence > 0.4]


def _weights(
    document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]
) -> dict[str, float]:
    """Weight of every place, before the hierarchy."""
    weights: dict[str, float] = defaultdict(float)
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    senses: dict[str, str] = {}
    for mention in mentions:
        by_passage[mention.passage].append(mention)
        if mention.place:
            senses.setdefault(mention.text, mention.place)
    headings: set[str] = set()
    for passage in passages:
        if passage.reference:
            continue
        _passage(passage, by_passage[passage.id], weights)
        headings |= set(passage.section)
        for country, weight in _wording(passage.text).items():
            weights[country] += BODY * min(weight, 2.0)
    scale = max(1.0, math.log2(1 + len(passages)))
    _add_names(document.title, TITLE * scale, senses, weights)
    for heading in sorted(headings):
        _add_names(heading, HEADING, senses, weights)
    return weights


def _passage(passage: Passage, mentions: Sequence[Mention], weights: dict[str, float]) -> None:
    counts: dict[str, float] = defaultdict(float)
    for mention in mentions:
        if mention.kind is MentionKind.PLACE and mention.place and mention.counted:
            around = passage.text[max(0, mention.start - 50) : mention.end + 50]
            counts[mention.place] += mention.confidence * (ADDRESS if _ADDRESS.search(around) else 1.0)
        elif mention.kind is MentionKind.INSTITUTION and mention.type in _GOVERNMENT and mention.counted:
            for place in _places_of(mention.text):
                counts[place] += INSTITUTION
    for place, count in counts.items():
        weights[place] += count if count < 1 else 1.0 + math.log(count)


@cache
def _places_of(name: str) -> tuple[str, ...]:
    return tuple(place.id for place in _named(name))


def _add_names(text: str, weight: float, senses: Mapping[str, str], weights: dict[str, float]) -> None:
    """Add the places a title or heading names, in the sense the text gives them."""
    for span in spans(text, None, ()):
        name = text[span.start : span.end]
        found = candidates_of(name)
        place = senses.get(name) or (found[0].place.id if found else "")
        if name not in senses and found:
            place = max(found, key=lambda c: (c.strong, c.place.kind in LARGE, c.place.population)).place.id
        if place:
            weights[place] += weight * span.sure


def _read_off(weights: Mapping[str, float]) -> dict[str, float]:
    """The focal regions among weighed places: where the weight lies, at the level that holds it."""
    gazetteer = Gazetteer.load()
    tree: dict[str, float] = defaultdict(float)
    children: dict[str, set[str]] = defaultdict(set)
    for ident in sorted(weights):
        line = (ident, *_line(ident, gazetteer))
        for below, above in zip(line, line[1:], strict=False):
            children[above].add(below)
        for area in line:
            tree[area] += weights[ident]
    total = sum(weights.values())
    focal: dict[str, float] = {}
    tops = [area for area in tree if not _line(area, gazetteer)]
    for top in sorted(tops):
        if tree[top] >= STAND * total:
            _descend(top, tree, children, weights, focal, total)
    if not focal and tops:
        top = max(sorted(tops), key=lambda area: tree[area])
        focal[top] = tree[top]
    kept = sorted(focal.items(), key=lambda item: (-item[1], item[0]))[:MOST_REGIONS]
    return dict(kept)


def _line(ident: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The one line of areas above a place up to its country: where it has several parents, the first."""
    line: list[str] = []
    place = gazetteer.get(ident)
    while place and place.parents and place.kind not in {"country", "supranational"}:
        place = gazetteer.get(place.parents[0])
        if place is None or place.id in line or place.kind == "supranational":
            break
        line.append(place.id)
    return tuple(line)


def _descend(
    area: str,
    tree: Mapping[str, float],
    children: Mapping[str, set[str]],
    own: Mapping[str, float],
    focal: dict[str, float],
    total: float,
) -> None:
    below = sorted(children.get(area, ()), key=lambda child: (-tree[child], child))
    # What is said of the country in passing does not keep the reading from a part that is the subject.
    parts = tree[area] - own.get(area, 0.0)
    heavy = [child for child in below if tree[child] >= GO_DOWN * parts and tree[child] >= STAND * total]
    if not heavy or tree[heavy[0]] < (1 - PASS_OVER - 0.15) * tree[area]:
        focal[area] = tree[area]
        return
    if own.get(area, 0.0) >= PASS_OVER * tree[area]:
        focal[area] = own[area]
    _descend(heavy[0], tree, children, own, focal, total)
    rest = [child for child in below[1:] if tree[child] >= 2 * STAND * total]
    for child in rest:
        _descend(child, tree, children, own, focal, total)


@cache
def _wordings() -> list[tuple[str, float, re.Pattern[str]]]:
    text = files("workingregions.nlp").joinpath("data", "place_bodies.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    found = []
    for country, weight, phrases in rows:
        words = "|".join(re.escape(p) for p in sorted(phrases.split("|"), key=len, reverse=True))
        found.append(
            (country, float(weight), re.compile(rf"(?<!\w)(?:{words})(?!\w)|(?<=\s)(?:{words})(?=\d)"))
        )
    return found


def _wording(text: str) -> dict[str, float]:
    """Countries that the wording tells: the weights of distinct phrases."""
    found: dict[str, float] = defaultdict(float)
    for country, weight, pattern in _wordings():
        found[country] += weight * len(set(pattern.findall(text)))
    return {country: weight for country, weight in found.items() if weight}
