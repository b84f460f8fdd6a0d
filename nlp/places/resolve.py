"""The place that a name means, from its population, its neighbours in the text and the document's home.

Each candidate gets a score that is linear in a few features; candidates of all names of a document support
each other if they share a state, a country or a neighbourhood, in a few rounds of soft assignment (similar to
Lieberman, Samet and Sankaranarayanan 2010, who call it toponym resolution with local and global lexicons). A
name has one sense in a document, unless its own container is written beside it ("Springfield, Ohio").
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from workingregions.nlp.gazetteer import (
    COUNTY,
    Candidate,
    Gazetteer,
    Place,
    abbreviations,
    candidates_of,
    name_key,
    prominence,
)

Floats = npt.NDArray[np.float64]

ROUNDS = 3
FEATURES = (
    "people",  # log10 of the population
    "country",
    "state",
    "county",
    "area",
    "weak",  # a short or foreign form of the name
    "container",  # lies in the area written right after the name
    "conflict",  # does not
    "county_word",  # a county, and the text states so
    "home",
    "same_country",  # share of the other names that lie in the same country, state
    "same_state",
    "state_told",  # whether any other name lies in the same state, neighbourhood
    "near",
)
WEIGHTS = np.array([1.57, 0.24, -1.66, -1.91, -1.68, -1.78, 5.0, -5.0, 1.0, 1.5, 2.8, 1.4, 2.0, 2.3])
"""How much each feature moves a candidate's score; fitted by benchmarks/geoparsing.py --fit, except that a
container written beside the name is decisive, and that county_word and home, which the benchmark does not
exercise, are set by hand."""

NOWHERE = 7.0
"""Score of "none of these": that of a lone town of twenty thousand people without any supporting evidence."""

LONDON = "GB-LND"  # a region in the hierarchy, a city in usage
_STATES = frozenset({"state", "nation", "nuts1"})
_PLAIN_KINDS = frozenset({"country", "supranational", "state", "nation", "county", "city"})
_BESIDE = re.compile(r"^(?:\s*,\s*|\s*\(\s*)")
_COMPASS = re.compile(
    r"(?:the\s+)?(?:(?:north|south|east|west)(?:ern)?|central)"
    r"(?:\s+(?:region|province|district|division|area|zone))?",
    re.IGNORECASE,
)
"""Names that half the world's countries give to a part of theirs, and unions and firms to a branch."""
TOLD = 0.5
"""Weight of a text's other names in a state from which a county there is meant and not a namesake."""
VOUCHED = 0.1
"""Share of a document's other names that must lie in a country whose "Northern Region" is meant."""


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name as written. `after` is the text that follows it; 40 characters are enough."""

    text: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class PlaceResolution:
    """The place that a name means, None if no candidate is known, and its probability (0..1)."""

    place: Place | None
    confidence: float


def resolve(toponyms: Sequence[Toponym], home: Mapping[str, float] | None = None) -> list[PlaceResolution]:
    """Resolve the toponyms of one document together.

    Args:
        toponyms: in reading order.
        home: ids of places that the document is known to belong to (its publisher's country), with weights
            0..1.

    Returns:
        One resolution per toponym, in the same order.
    """
    found: list[PlaceResolution] = [PlaceResolution(None, 0.0)] * len(toponyms)
    for members, candidates, features in described(toponyms, home or {}, WEIGHTS):
        if not candidates:
            continue
        scores = features @ WEIGHTS
        text = toponyms[members[0]].text
        if _COMPASS.fullmatch(text):
            scores = np.where(_vouched(features), scores, -np.inf)
        elif COUNTY.search(text) and sum(c.place.kind == "county" for c in candidates) > 1:
            # Nineteen states have a Madison County: which one is meant, only the text can tell.
            scores = np.where(_in_state(features), scores, -np.inf)
        if not np.isfinite(scores).any():
            continue
        chances = softmax(np.append(scores, NOWHERE))
        best = int(np.argmax(scores))
        result = PlaceResolution(candidates[best].place, _confidence(best, candidates, chances))
        for member in members:
            found[member] = result
    return found


def _vouched(features: Floats) -> npt.NDArray[np.bool_]:
    """Return which candidates lie in a country that the text or the document's home names; shape (n,)."""
    columns = {name: features[:, FEATURES.index(name)] for name in ("container", "home", "same_country")}
    vouched: npt.NDArray[np.bool_] = (
        (columns["container"] > 0) | (columns["home"] > 0) | (columns["same_country"] >= VOUCHED)
    )
    return vouched


def _in_state(features: Floats) -> npt.NDArray[np.bool_]:
    """Return which candidates lie in a state that the text or the document's home names; shape (n,)."""
    columns = {name: features[:, FEATURES.index(name)] for name in ("container", "home", "state_told")}
    told: npt.NDArray[np.bool_] = (
        (columns["container"] > 0) | (columns["home"] > 0) | (columns["state_told"] >= TOLD)
    )
    return told


def _confidence(best: int, candidates: list[Candidate], chances: Floats) -> float:
    """Return the probability of the best candidate and of those within or around it: Berlin, city and
    state."""
    gazetteer = Gazetteer.load()
    chosen = candidates[best].place.id
    related = [
        chance
        for candidate, chance in zip(candidates, chances[:-1], strict=True)
        if gazetteer.within(candidate.place.id, chosen) or gazetteer.within(chosen, candidate.place.id)
    ]
    return min(1.0, float(sum(related)))


def described(
    toponyms: Sequence[Toponym], home: Mapping[str, float], weights: Floats
) -> list[tuple[list[int], list[Candidate], Floats]]:
    """Return, per sense, the indices of its toponyms, n candidates, and features (n, len(FEATURES))."""
    groups = _groups(toponyms)
    features = _start(groups, home)
    for _ in range(ROUNDS):
        _support(groups, features, [softmax(f @ weights) for f in features])
    return [(g.members, g.candidates, f) for g, f in zip(groups, features, strict=True)]


def softmax(scores: Floats) -> Floats:
    """Return probabilities from scores; same shape (n,)."""
    if not len(scores):
        return scores
    powers = np.exp(scores - scores.max())
    chances: Floats = powers / powers.sum()
    return chances


@dataclass(slots=True)
class _Group:
    """Toponyms of a document that share one sense: same key, same container beside them."""

    key: str
    container: str
    members: list[int]
    candidates: list[Candidate]


def _groups(toponyms: Sequence[Toponym]) -> list[_Group]:
    found: dict[tuple[str, str], _Group] = {}
    containers: dict[str, set[str]] = defaultdict(set)
    beside = [container(t) for t in toponyms]
    for toponym, above in zip(toponyms, beside, strict=True):
        if above:
            containers[name_key(toponym.text)].add(above)
    for number, (toponym, above) in enumerate(zip(toponyms, beside, strict=True)):
        key = name_key(toponym.text)
        known = containers.get(key, set())
        # A town that is written once with its state keeps it for the whole document.
        sense = above or (next(iter(known)) if len(known) == 1 else "")
        group = found.get((key, sense))
        if group is None:
            group = found[key, sense] = _Group(key, sense, [], candidates_of(toponym.text))
        group.members.append(number)
    return list(found.values())


def container(toponym: Toponym) -> str:
    """Return the id of the state, country or large area written right after the name, or an empty string."""
    text = toponym.text
    inner = text.partition(", ")[2]
    after = inner or toponym.after
    match = None if inner else _BESIDE.match(after)
    if not inner and not match:
        return ""
    rest = after[match.end() :] if match else after
    words = re.match(r"(?:[A-Z][\w.'-]*)(?:\s+(?:of\s+)?[A-Z][\w.'-]*){0,3}", rest)
    if not words:
        return ""
    parts = words.group().split(" ")
    gazetteer = Gazetteer.load()
    for size in range(len(parts), 0, -1):
        name = " ".join(parts[:size])
        short = abbreviations().get(name) or abbreviations().get(name.rstrip(".,;)"))
        if short:
            return short
        for candidate in gazetteer.candidates(name.rstrip(".,"))[:3]:
            if candidate.place.kind in {"country", "state", "nation", "nuts1"} and candidate.strong:
                return _preferred(candidate.place, gazetteer.candidates(name.rstrip(".,")))
    return ""


def _preferred(place: Place, found: list[Candidate]) -> str:
    areas = [c.place for c in found if c.strong and c.place.kind in {"country", "state", "nation", "nuts1"}]
    # Beside a town, Georgia is the American state: more of its towns are written that way.
    us = [p for p in areas if p.country == "US"]
    return us[0].id if us else max(areas, key=prominence).id if areas else place.id


def _start(groups: list[_Group], home: Mapping[str, float]) -> list[Floats]:
    gazetteer = Gazetteer.load()
    features = []
    for group in groups:
        rows = np.zeros((len(group.candidates), len(FEATURES)))
        namesakes = {p for c in group.candidates if c.place.kind == "city" for p in c.place.parents}
        for row, candidate in zip(rows, group.candidates, strict=True):
            place = candidate.place
            above = {place.id, *gazetteer.ancestors(place.id)}
            row[0] = math.log10((place.population or 100_000) + 10)
            row[1], row[2] = place.kind in {"country", "supranational"}, place.kind in {"state", "nation"}
            # A British county's bare name is its own (Essex), a district's that of its town (Reading).
            bare = place.kind == "county" and (place.country != "GB" or place.id in namesakes)
            row[3], row[4] = bare, place.kind not in _PLAIN_KINDS and place.id != LONDON
            row[5] = not candidate.strong
            if group.container:
                inside = group.container in above and group.container != place.id
                row[6], row[7] = inside, not inside
            row[8] = place.kind == "county" and bool(COUNTY.search(group.key.title()))
            row[9] = max((weight for ident, weight in home.items() if ident in above), default=0.0)
        features.append(rows)
    return features


def _support(groups: list[_Group], features: list[Floats], chances: list[Floats]) -> None:
    """Write the features that depend on the likely places of the other names."""
    countries: dict[str, float] = defaultdict(float)
    states: dict[str, float] = defaultdict(float)
    cells: dict[tuple[int, int], float] = defaultdict(float)
    total = 0.0
    shares = []
    for group, chance in zip(groups, chances, strict=True):
        # A name that occurs ten times is stronger evidence than one that occurs once, but not ten times.
        weight = 1.0 + math.log(len(group.members)) if group.members else 0.0
        share: list[tuple[float, str, str, tuple[int, int] | None]] = []
        for candidate, p in zip(group.candidates, chance, strict=True):
            amount = weight * float(p)
            country, state, cell = _where(candidate.place)
            share.append((amount, country, state, cell))
            countries[country] += amount
            states[state] += amount
            if cell:
                cells[cell] += amount
        total += weight if group.candidates else 0.0
        shares.append(share)
    for rows, share in zip(features, shares, strict=True):
        own_weight = _own_weight(share)
        rest = max(total - sum(amount for amount, *_ in share), 1.0)
        for row, (_, country, state, cell) in zip(rows, share, strict=True):
            row[10] = max(countries[country] - own_weight[country], 0.0) / rest if country else 0.0
            others = max(states[state] - own_weight[state], 0.0) if state else 0.0
            row[11], row[12] = others / rest, min(others, 1.0)
            row[13] = min(_around(cells, own_weight, cell), 2.0) / 2.0 if cell else 0.0


def state_of(place: Place) -> str:
    """Return the id of the state, nation or English region that a place is or lies in; "" for larger ones."""
    return "" if place.kind == "country" else _where(place)[1]


def _where(place: Place) -> tuple[str, str, tuple[int, int] | None]:
    """Return country, state (or itself, if it is one) and one-degree cell of a place below the country."""
    if place.kind == "supranational":
        return "", "", None
    state = place.id if place.kind in _STATES or place.id == LONDON else _state(place.id)
    small = place.kind not in {"country", "state", "nation", "nuts1"} and place.lat is not None
    cell = (math.floor(place.lat or 0.0), math.floor(place.lon or 0.0)) if small else None
    return place.country, state, cell


@cache
def _state(ident: str) -> str:
    gazetteer = Gazetteer.load()
    for above in gazetteer.ancestors(ident):
        place = gazetteer.get(above)
        if above == LONDON or (place and place.kind in _STATES):
            return above
    return ""


def _own_weight(share: list[tuple[float, str, str, tuple[int, int] | None]]) -> dict[object, float]:
    weights: dict[object, float] = defaultdict(float)
    for amount, country, state, cell in share:
        for key in {country, state, cell} - {"", None}:
            weights[key] += amount
    return weights


def _around(
    cells: Mapping[tuple[int, int], float], own_weight: Mapping[object, float], cell: tuple[int, int]
) -> float:
    lat, lon = cell
    found = 0.0
    for north in (-1, 0, 1):
        for east in (-1, 0, 1):
            near = (lat + north, lon + east)
            found += cells.get(near, 0.0) - own_weight.get(near, 0.0)
    return max(found, 0.0)
