"""Namesakes decided by the passage: the sense of a name that the places beside it share.

A document on a whole country supports Oswego, Illinois, as well as Oswego, New York; the passages that name
the town beside other places of New York do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from workingregions.nlp.gazetteer import Place, candidates_of, name_key
from workingregions.nlp.places.resolve import PlaceResolution, Toponym, container, state_of

SURE = 0.5
"""Least confidence of a place that vouches for another."""
MOST = 3.0
"""Most that one passage counts for a sense."""
COUNTRY = 0.34
"""What another place in the same country counts; one in the same state counts 1."""
AHEAD = 1.0
"""How much more the passages must say for another sense to displace the one found."""
FAME = 10
"""How many times more people the place found may have than one that displaces it: Paris is not in Texas."""
_BELOW = frozenset({"city", "county", "district", "metro", "neighbourhood"})


@dataclass(frozen=True, slots=True)
class _Beside:
    key: str
    place: Place


def reconsidered(
    passages: Sequence[str], toponyms: Sequence[Toponym], found: Sequence[PlaceResolution]
) -> list[PlaceResolution]:
    """Return the resolutions, with another sense for towns whose passages speak for it.

    Args:
        passages: id of each toponym's passage.
        toponyms: of one document.
        found: what the whole document says that they mean, in the same order.
    """
    beside: dict[str, list[_Beside]] = defaultdict(list)
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (passage, toponym, result) in enumerate(zip(passages, toponyms, found, strict=True)):
        if result.place is None:
            continue
        key = name_key(toponym.text)
        if result.confidence >= SURE:
            beside[passage].append(_Beside(key, result.place))
        if result.place.kind in _BELOW and not container(toponym):
            groups[key].append(number)
    changed = list(found)
    for key, members in groups.items():
        known = found[members[0]].place
        around = [beside[passage] for passage in sorted({passages[n] for n in members})]
        better = _better(known, toponyms[members[0]].text, key, around) if known is not None else None
        if better is not None:
            for number in members:
                changed[number] = PlaceResolution(better, SURE)
    return changed


def _better(known: Place, name: str, key: str, around: Sequence[Sequence[_Beside]]) -> Place | None:
    """Return the sense that the places around a name speak for, None if it is the known one."""
    others = [[one.place for one in places if one.key != key] for places in around]
    if not any(others):
        return None
    least = _support(known, others) + AHEAD
    rivals = [
        c.place for c in candidates_of(name) if c.strong and c.place.kind in _BELOW and c.place.id != known.id
    ]
    rivals = [place for place in rivals if place.population * FAME >= known.population]
    best = max(rivals, key=lambda place: (_support(place, others), place.population), default=None)
    return best if best is not None and _support(best, others) >= least else None


def _support(place: Place, around: Sequence[Sequence[Place]]) -> float:
    state = state_of(place)
    total = 0.0
    for places in around:
        same = sum(bool(state) and state_of(other) == state for other in places)
        country = sum(other.country == place.country for other in places)
        total += min(MOST, (1.0 - COUNTRY) * same + COUNTRY * country)
    return total
