"""Governance networks of regions compared at an equal number of documents.

A region with more documents names more institutions and states more ties, whatever it is like. So all are
reduced to the number of documents of the smallest, by drawing that many at random again and again, and every
measure is the mean over these. Intervals come from drawing the documents themselves again (bootstrap).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, combinations_with_replacement

import numpy as np

from workingregions.corpus.enums import Modality
from workingregions.models.networks import GROUPS, group_of
from workingregions.models.presence import Basis, Presence
from workingregions.models.thickness import interval
from workingregions.models.trends import wilson

DRAWS = 500
"""Samples of documents drawn again for an interval."""
LEAST = 3
"""Documents of the smallest region below which networks are not compared: nothing could be drawn again."""
NONE_SEEN = 3.69
"""Upper end of the exact 95 % interval of a Poisson mean of which nothing was seen, -log(.025)."""
SCALES = ("local", "regional", "national", "supranational")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A value with its 95 % interval; None for what is not known."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two regions share, at equal documents: institutions, and ties among them, as counts and shares.

    `institutions_shared` and `ties_shared` are shares of all that either names (Jaccard 1901).
    """

    one: str
    other: str
    institutions: Measured
    institutions_shared: Measured
    ties: Measured
    ties_shared: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualNetworks:
    """The networks of regions at `at` documents each; `left_out` regions have too few.

    By region: `institutions` and `ties` expected in so many documents, `kinds` the share of its institutions
    in each group of kinds, `mixing` the share of its ties between each two scales (those with both known).
    `shared` are ids of institutions that all regions name, in all of their documents.
    """

    at: int
    regions: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    documents: Mapping[str, int] = field(default_factory=dict)
    institutions: Mapping[str, Measured] = field(default_factory=dict)
    ties: Mapping[str, Measured] = field(default_factory=dict)
    kinds: Mapping[tuple[str, str], Measured] = field(default_factory=dict)
    mixing: Mapping[tuple[str, Pair], Measured] = field(default_factory=dict)
    overlaps: tuple[Overlap, ...] = ()
    shared: tuple[str, ...] = ()
    draws: int = DRAWS


@dataclass(frozen=True, slots=True)
class _Region:
    """What each read document of a region names and states, by number of document."""

    named: list[frozenset[str]]
    stated: list[frozenset[Pair]]
    group: Mapping[str, str]
    scale: Mapping[str, str]


def equal_networks(regions: Mapping[str, Presence], draws: int = DRAWS, seed: int = 0) -> EqualNetworks:
    """Return the networks of regions, given who is present in each, at the documents of the smallest.

    Args:
        regions: by region (an id), in the order in which they are shown.
        draws: samples of documents.
        seed: makes them reproducible.
    """
    read = {region: _read(here) for region, here in regions.items()}
    able = {region: own for region, own in read.items() if len(own.named) >= LEAST}
    left_out = tuple(region for region in regions if region not in able)
    sizes = {region: len(own.named) for region, own in read.items()}
    if not able:
        return EqualNetworks(at=0, regions=(), left_out=left_out, documents=sizes)
    at = min(len(own.named) for own in able.values())
    generator = np.random.default_rng(seed)
    plain = [_measures(able, at, generator, again=False) for _ in range(draws)]
    again = [_measures(able, at, generator, again=True) for _ in range(draws)]
    found = {key: _measured(key, plain, again, at) for key in dict.fromkeys(k for m in plain for k in m)}
    every = [frozenset().union(*own.named) for own in able.values()]
    return EqualNetworks(
        at=at,
        regions=tuple(able),
        left_out=left_out,
        documents=sizes,
        institutions={r: found["institutions", r] for r in able},
        ties={r: found["ties", r] for r in able},
        kinds={(r, g): found["kind", r, g] for r in able for g in GROUPS if ("kind", r, g) in found},
        mixing={
            (r, pair): found["mixing", r, pair]
            for r in able
            for pair in combinations_with_replacement(SCALES, 2)
            if ("mixing", r, pair) in found
        },
        overlaps=tuple(_overlap(found, a, b) for a, b in combinations(able, 2)),
        shared=tuple(sorted(frozenset.intersection(*every))) if len(every) > 1 else (),
        draws=draws,
    )


def _read(here: Presence) -> _Region:
    rows = here.rows(Basis.HOME, Basis.ABOVE, Basis.NAMED)
    documents = [d.id for d in here.documents if d.is_read]
    named: dict[str, set[str]] = {d: set() for d in documents}
    for entity, document in zip(rows["entity"], rows["document"], strict=True):
        if document in named:
            named[document].add(str(entity))
    known = set(rows["entity"])
    stated: dict[str, set[Pair]] = {d: set() for d in documents}
    for tie in here.ties:
        ends = tie.source in known and tie.target in known
        if tie.document in stated and ends and tie.modality is not Modality.NEGATED:
            one, other = sorted((tie.source, tie.target))
            stated[tie.document].add((one, other))
    first = rows.drop_duplicates("entity").set_index("entity")
    return _Region(
        named=[frozenset(named[d]) for d in documents],
        stated=[frozenset(stated[d]) for d in documents],
        group={str(e): group_of(str(kind)) for e, kind in first["type"].items()},
        scale={str(e): str(scale) for e, scale in first["scale"].items()},
    )


def _measures(
    regions: Mapping[str, _Region], at: int, generator: np.random.Generator, *, again: bool
) -> dict[tuple[object, ...], float]:
    """Return all measures of one draw of `at` documents of each region, of those `again` drawn if asked."""
    found: dict[tuple[object, ...], float] = {}
    names: dict[str, frozenset[str]] = {}
    ties: dict[str, frozenset[Pair]] = {}
    for region, own in regions.items():
        pool = np.arange(len(own.named))
        if again:
            pool = generator.choice(pool, len(pool))
        chosen = generator.choice(pool, at, replace=False).tolist()
        names[region] = frozenset().union(*(own.named[n] for n in chosen))
        ties[region] = frozenset().union(*(own.stated[n] for n in chosen))
        found["institutions", region] = len(names[region])
        found["ties", region] = len(ties[region])
        groups = Counter(own.group[e] for e in names[region])
        for group in GROUPS:
            found["kind", region, group] = _ratio(groups[group], len(names[region]))
            found["size", "kind", region, group] = len(names[region])
        for pair, count, total in _mixing(own, ties[region]):
            found["mixing", region, pair] = _ratio(count, total)
            found["size", "mixing", region, pair] = total
    for a, b in combinations(regions, 2):
        for what, sets in (("institutions", names), ("ties", ties)):
            both, either = len(sets[a] & sets[b]), len(sets[a] | sets[b])
            found["shared", what, a, b], found["jaccard", what, a, b] = both, _ratio(both, either)
            found["size", "jaccard", what, a, b] = either
    return found


def _mixing(own: _Region, ties: Iterable[Pair]) -> list[tuple[Pair, int, int]]:
    """Return for each two scales the ties that join them, and all ties with known scales."""
    order = {scale: n for n, scale in enumerate(SCALES)}
    counts: Counter[Pair] = Counter()
    for a, b in ties:
        scales = sorted((own.scale[a], own.scale[b]), key=lambda s: order.get(s, -1))
        if scales[0] in order:
            counts[scales[0], scales[1]] += 1
    total = sum(counts.values())
    return [(pair, counts[pair], total) for pair in combinations_with_replacement(SCALES, 2)]


def _measured(
    key: tuple[object, ...],
    plain: Sequence[Mapping[tuple[object, ...], float]],
    again: Sequence[Mapping[tuple[object, ...], float]],
    at: int,
) -> Measured:
    values = np.array([m.get(key, np.nan) for m in plain])
    known = values[np.isfinite(values)]
    if len(known) < len(values) / 2:
        return Measured(value=None)
    value = float(known.mean())
    bounds = None if key[0] in ("institutions", "ties", "shared") else (0.0, 1.0)
    low, high = interval(value, [m.get(key, np.nan) for m in again], at, bounds)
    if low != low:
        sizes = [m[("size", *key)] for m in plain if ("size", *key) in m]
        return _without_spread(value, float(np.mean(sizes)) if sizes else float("nan"))
    return Measured(value=value, low=low, high=high)


def _without_spread(value: float, size: float) -> Measured:
    """Return a value that all samples have: what none of them shows may be there all the same.

    Of a share, the interval is Wilson's for its mean size; of a count of none, the exact one of Poisson.
    """
    if size == size and round(size):
        low, high = wilson(value * round(size), round(size))
        return Measured(value=value, low=low, high=high)
    return (
        Measured(value=value, low=0.0, high=NONE_SEEN)
        if value == 0 and size != size
        else Measured(value=value)
    )


def _overlap(found: Mapping[tuple[object, ...], Measured], a: str, b: str) -> Overlap:
    return Overlap(
        one=a,
        other=b,
        institutions=found["shared", "institutions", a, b],
        institutions_shared=found["jaccard", "institutions", a, b],
        ties=found["shared", "ties", a, b],
        ties_shared=found["jaccard", "ties", a, b],
    )


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
