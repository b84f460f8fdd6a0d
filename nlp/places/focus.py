"""The regions that a document is about: weighted mentions, summed up the hierarchy.

Each passage contributes what it names, by the logarithm of how often, so that one table of states does not
dominate the text. Titles and headings count more, addresses and reference lists hardly at all. From the top
of the hierarchy the search descends as long as one area holds most of the weight, so that a report on Ohio's
cities is about Ohio, and one on all states about the United States. A place abroad that a firm comes from is
not a subject: "a Munich-based supplier" states nothing about Munich's policy. Such mentions count little, and
a town or region abroad that is focal only through occasional mentions, and that no title or heading names, is
left out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from itertools import pairwise

from workingregions.corpus.enums import InstitutionType, MentionKind, Use
from workingregions.corpus.records import Document, Mention, Passage, RegionWeight
from workingregions.corpus.voices import takes
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.institutions import classify
from workingregions.nlp.places.find import names_in
from workingregions.nlp.places.jurisdictions import country_of, places_named, wording
from workingregions.nlp.places.passing import passing, passing_at
from workingregions.nlp.places.resolve import Toponym, resolve

TITLE, HEADING, INSTITUTION, ADDRESS, BODY = 6.0, 1.5, 0.6, 0.1, 0.4
"""Weights relative to a mention in running text (1). BODY is for words that indicate a jurisdiction."""
ORIGIN = 0.2
"""Weight of a mention abroad that states where somebody or something comes from."""
ABROAD = 0.4
"""Share of the document's weight from which a place below the level of a country stays focal abroad."""
ISSUED = 3.0
"""Weight of the area whose own government or agency published the text, times the scale of a title."""
GO_DOWN = 0.55
"""Share of an area's weight that a part of it must hold for the search to descend into it."""
STAND = 0.12
"""Share of the document's weight from which a region is focal."""
PASS_OVER = 0.45
"""Share of an area's weight from mentions of the area itself at which it is focal beside its part."""
UNNAMED = 0.1
"""Share of an area's weight from mentions of the area itself below which it is only the sum of its parts."""
SAID = 2.0
"""Weight that the wording adds at most for each unit that places in the country have."""
UNSAID = 0.4
"""Weight that the wording adds at most for a country that the text does not name."""
FEW = 3.0
"""Weight of all places from which the text names enough to judge a wording by."""
MOST_REGIONS = 6

_ADDRESS = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b[A-Z]{2}\s+\d{5}\b|\b\d{5}\s+[A-Z]|@|www\.|https?:|"
    r"\b(?:Tel|Fax|Telephone|Phone|Email|E-mail|P\.?\s?O\.?\s?Box|Postfach)\b|\b\d+,?\s+[A-Z]\w+\s+"
    r"(?:Street|Road|Avenue|Lane|Drive|Square|Strasse|Straße|Blvd|Boulevard)\b|©|\bISBN\b|\bPublish"
)
_COMES_FROM = re.compile(
    r"\b(?:based|headquartered|headquarters|head office|offices?|plants?|factory|factories|"
    r"parent(?: company)?|incorporated|registered|founded|imports?|imported|arriving|hails|came|comes|coming)"
    r"\s(?:in|at|of|from|near|outside)\s(?:the\s)?$"
)
_OF_THERE = re.compile(
    r"^(?:[-–]|\s)(?:based|headquartered|owned|born|built|made)\b|^['’]s\s(?=[A-Z]\w+\s(?:AG|SE|Inc|Corp|Ltd|Co)\b)"
)
_GOVERNMENT = frozenset(
    {
        InstitutionType.GOVERNMENT_LOCAL,
        InstitutionType.GOVERNMENT_REGIONAL,
        InstitutionType.GOVERNMENT_NATIONAL,
        InstitutionType.DEVELOPMENT_AGENCY,
    }
)


def passage_places(passage: Passage, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the ids of the places that the passage names in its own voice, each as often as it is named,
    sorted; adjectives ("Scottish") count too, places in passing (a dateline, a comparison) do not."""
    named = [
        m
        for m in mentions
        if m.kind is MentionKind.PLACE and m.passage == passage.id and takes(Use.REGIONS, m.voice)
    ]
    aside = passing(passage.text, sorted(named, key=lambda m: m.start))
    return tuple(sorted(m.place for m in named if m.place and m.id not in aside))


def focal_regions(
    document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]
) -> tuple[RegionWeight, ...]:
    """Return the regions that the document is about, heaviest first; weights sum to 1. Empty if it names
    none.

    Args:
        document: for its title and publisher.
        passages: of the document.
        mentions: its place and institution mentions.
    """
    weights, headed = _weights(document, passages, mentions)
    focal = _at_home(_read_off(weights), weights, headed)
    total = sum(focal.values())
    gazetteer = Gazetteer.load()
    ranked = sorted(focal.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        RegionWeight(region=r, name=gazetteer.name(r), weight=round(w / total, 3)) for r, w in ranked
    )


def _at_home(focal: Mapping[str, float], weights: Mapping[str, float], headed: Set[str]) -> dict[str, float]:
    """Return the focal regions without towns and regions abroad that the text mentions only in passing."""
    home = _home(weights)
    gazetteer = Gazetteer.load()
    total = sum(focal.values())
    kept = {}
    for region, weight in focal.items():
        place = gazetteer.get(region)
        below = place is not None and place.level in ("local", "regional")
        abroad = below and place is not None and place.country != home and region not in headed
        if not abroad or weight >= ABROAD * total:
            kept[region] = weight
    return kept or dict(focal)


def _home(weights: Mapping[str, float]) -> str:
    """Return the country with the largest weight of all places, or the empty string."""
    gazetteer = Gazetteer.load()
    sums: dict[str, float] = defaultdict(float)
    for ident in sorted(weights):
        place = gazetteer.get(ident)
        if place is not None and place.country:
            sums[place.country] += weights[ident]
    return max(sums, key=lambda country: (sums[country], country), default="")


def _weights(
    document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]
) -> tuple[dict[str, float], frozenset[str]]:
    """Return the weight of every place, before the hierarchy, and the places in the title or a heading."""
    weights: dict[str, float] = defaultdict(float)
    origins: dict[str, float] = defaultdict(float)
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    senses: dict[str, str] = {}
    for mention in mentions:
        if not takes(Use.REGIONS, mention.voice):
            continue
        by_passage[mention.passage].append(mention)
        if mention.place:
            senses.setdefault(mention.text, mention.place)
    headings: set[str] = set()
    worded: dict[str, float] = defaultdict(float)
    for passage in passages:
        if not takes(Use.REGIONS, passage.voice):
            continue
        _passage(passage, by_passage[passage.id], weights, origins)
        headings |= set(passage.section)
        for country, weight in wording(passage.text).items():
            worded[country] += BODY * min(weight, 2.0)
    _add_wording(worded, weights)
    home, gazetteer = _home(weights), Gazetteer.load()
    for ident, weight in sorted(origins.items()):
        place = gazetteer.get(ident)
        weights[ident] += weight * (1.0 if place is None or place.country == home else ORIGIN)
    if 0.0 < weights.get("region:europe", 0.0) <= weights.get("EU", 0.0):
        weights["EU"] += weights.pop("region:europe", 0.0)  # "European" where the Union is the subject
    scale = max(1.0, math.log2(1 + len(passages)))
    headed = _add_names(document.title, TITLE * scale, senses, weights)
    for heading in sorted(headings):
        headed |= _add_names(heading, HEADING, senses, weights)
    for area in _territory(document):
        weights[area] += ISSUED * scale
    return weights, frozenset(headed)


def _add_wording(worded: Mapping[str, float], weights: dict[str, float]) -> None:
    """Add the countries that the wording indicates, as far as the text also names them or names none.

    A "federal government" and a "Senate" are those of Australia in a text on Sydney.
    """
    gazetteer = Gazetteer.load()
    named: dict[str, float] = defaultdict(float)
    for ident in sorted(weights):
        place = gazetteer.get(ident)
        if place is not None:
            named[country_of(place)] += weights[ident]
    known = sum(weight for country, weight in named.items() if country)
    for country, weight in worded.items():
        least = UNSAID if known >= FEW else weight
        weights[country] += min(weight, SAID * named[country] + least)


def _territory(document: Document) -> tuple[str, ...]:
    """Return the areas below a country that the publisher, if it is a government body, is named after."""
    if document.genre == "scholarly" or classify(document.publisher)[0] not in _GOVERNMENT:
        return ()
    return tuple(p.id for p in places_named(document.publisher) if p.level in ("local", "regional"))


def _passage(
    passage: Passage, mentions: Sequence[Mention], weights: dict[str, float], origins: dict[str, float]
) -> None:
    counts: dict[str, float] = defaultdict(float)
    comes_from: set[str] = set()
    stays: set[str] = set()
    aside = passing(passage.text, [m for m in mentions if m.kind is MentionKind.PLACE])
    for mention in mentions:
        if mention.kind is MentionKind.PLACE and mention.place and mention.counted:
            around = passage.text[max(0, mention.start - 50) : mention.end + 50]
            little = mention.id in aside or _ADDRESS.search(around)
            counts[mention.place] += mention.confidence * (ADDRESS if little else 1.0)
            (comes_from if _is_origin(passage.text, mention) else stays).add(mention.place)
        elif mention.kind is MentionKind.INSTITUTION and mention.type in _GOVERNMENT and mention.counted:
            for place in _places_of(mention.text):
                counts[place] += INSTITUTION
    for place, count in counts.items():
        into = origins if place in comes_from - stays else weights
        into[place] += count if count < 1 else 1.0 + math.log(count)


def _is_origin(text: str, mention: Mention) -> bool:
    """Return whether a mention states where a firm or person comes from."""
    before, after = text[max(0, mention.start - 30) : mention.start], text[mention.end : mention.end + 20]
    return bool(_COMES_FROM.search(before) or _OF_THERE.match(after))


@cache
def _places_of(name: str) -> tuple[str, ...]:
    return tuple(place.id for place in places_named(name))


def _add_names(text: str, weight: float, senses: Mapping[str, str], weights: dict[str, float]) -> set[str]:
    """Add the places in a title or heading, in the sense that the text gives them; return their ids."""
    # Among the capitals of a title the finder is cautious; what the text names as a place is one here too.
    known = [word for word in senses if word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
    known = [word for word in known if not passing_at(text, text.find(word), text.find(word) + len(word))]
    places = {word: senses[word] for word in known}
    spare = [
        (text[s:e], e)
        for s, e in names_in(text)
        if not any(text[s:e] in word for word in known) and not passing_at(text, s, e)
    ]
    resolved = resolve([Toponym(name, text[end : end + 40]) for name, end in spare])
    for (name, _), result in zip(spare, resolved, strict=True):
        if result.place is not None and result.confidence > 0.4:
            places[name] = result.place.id
    named = {name for name in places if not any(name != other and name in other for other in places)}
    for name in sorted(named):
        weights[places[name]] += weight
    return {places[name] for name in named}


def _read_off(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the focal regions among weighted places: where the weight lies, at the level that holds it."""
    gazetteer = Gazetteer.load()
    tree: dict[str, float] = defaultdict(float)
    children: dict[str, set[str]] = defaultdict(set)
    for ident in sorted(weights):
        line = (ident, *(area for area in _line(ident, gazetteer) if area in weights or _is_used(area)))
        for below, above in pairwise(line):
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


def _is_used(area: str) -> bool:
    """Return whether people use an area's name: outside Britain, bare NUTS regions are statistical."""
    place = Gazetteer.load().get(area)
    return place is not None and (place.country == "GB" or not place.kind.startswith("nuts"))


def _line(ident: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return one chain of areas above a place up to its country: with several parents, the first counts."""
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
    direct: Mapping[str, float],
    focal: dict[str, float],
    total: float,
) -> None:
    below = sorted(children.get(area, ()), key=lambda child: (-tree[child], child))
    # Mentions of the country in passing do not prevent a descent to the part that is the subject.
    parts = tree[area] - direct.get(area, 0.0)
    heavy = [child for child in below if tree[child] >= GO_DOWN * parts and tree[child] >= STAND * total]
    if not heavy and direct.get(area, 0.0) < UNNAMED * tree[area]:
        heavy = _outstanding(below, tree, area)
    elif heavy and tree[heavy[0]] < (1 - PASS_OVER - 0.15) * tree[area]:
        heavy = []
    if not heavy:
        focal[area] = tree[area]
        return
    if direct.get(area, 0.0) >= PASS_OVER * tree[area]:
        focal[area] = direct[area]
    _descend(heavy[0], tree, children, direct, focal, total)
    rest = [child for child in below[1:] if tree[child] >= 2 * STAND * total]
    for child in rest:
        _descend(child, tree, children, direct, focal, total)


def _outstanding(below: Sequence[str], tree: Mapping[str, float], area: str) -> list[str]:
    """Return the part that dominates an area nobody names: a third of its weight, twice the next part's."""
    if not below or tree[below[0]] < tree[area] / 3:
        return []
    following = tree[below[1]] if len(below) > 1 else 0.0
    return [below[0]] if tree[below[0]] >= 2 * following else []
