"""Components of a region's profile in many samples of its documents at once.

The same figures as `measures` of one sample after the other, to the last digits: sums over institutions and
ties become products with matrices of what each document names, and the shared agenda a quadratic form of how
often each document was drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.models.presence import GovernanceMap, Places, Presence, presence
from workingregions.models.thickness import rarefaction
from workingregions.models.thickness.profile import COMPONENTS
from workingregions.models.thickness.sample import Draw, Ints, Sample, sample, subset

if TYPE_CHECKING:
    from workingregions.models.wording import Years

Floats = rarefaction.Floats
MEASURED = (
    "institutions", "types", "type_diversity", "ties_each", "scalar_mix", "cross_scale", "agenda",
    "centralisation",
)  # fmt: skip
"""The components that are computed over many samples at once."""
PARTS = 200
"""Random parts of a sample over which the centralisation of smaller networks is averaged."""
PARTS_DRAWN = 20
"""The same in each of the samples drawn again."""
TAIL = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """Components of one region, and what they are in samples of its documents drawn again.

    `values` is by component; `draws` has an array of one figure per sample for each. The figures are centred
    on the value and widened for few documents, as the interval of a profile is (Hesterberg 2015).
    `coverage` is the sample coverage of its documents. Both are empty if there are too few documents.
    """

    region: str
    name: str
    documents: int
    coverage: float
    here: Presence
    values: Mapping[str, float] = field(default_factory=dict)
    draws: Mapping[str, Floats] = field(default_factory=dict)

    def interval(self, component: str) -> tuple[float, float] | None:
        """Return the 95 % interval of a component; None if it is not known."""
        value, drawn = self.values[component], self.draws[component]
        known = drawn[np.isfinite(drawn)]
        if not np.isfinite(value) or len(known) < max(10, len(drawn) / 2):
            return None
        low, high = np.quantile(known, [TAIL, 1 - TAIL])
        if high - low <= 1e-9 * max(1.0, abs(value)):
            return None  # samples that do not differ show no certainty
        return float(min(low, value)), float(max(high, value))


def redrawn(
    tables: GovernanceMap,
    regions: Sequence[str],
    places: Places,
    *,
    components: Sequence[str] = MEASURED,
    years: Years | None = None,
    least: int = 5,
    least_coverage: float = 0.0,
    draws: int = 500,
    seed: int = 0,
    only: MapFilter = EVERYTHING,
) -> tuple[int, list[Redrawn]]:
    """Return the components of regions at an equal number of documents, and in samples drawn again.

    Args:
        tables: the governance map.
        regions: gazetteer ids.
        places: a gazetteer.
        components: some of MEASURED.
        years: first and last year.
        least: documents that a region needs.
        least_coverage: sample coverage that its documents need.
        draws: number of samples of each region's documents.
        seed: makes them reproducible.
        only: which institutions and ties count.

    Returns:
        The number of documents that regions are compared at, and one result per region, in order.
    """
    here = [presence(tables, region, places, years, only) for region in regions]
    made = [sample(tables, one) for one in here]
    covered = [_coverage(found) for found in made]
    able = [
        found.documents >= max(2, least) and len(found.kinds) > 0 and share >= least_coverage
        for found, share in zip(made, covered, strict=True)
    ]
    at = min((found.documents for found, fine in zip(made, able, strict=True) if fine), default=0)
    results = []
    for number, (one, found, fine) in enumerate(zip(here, made, able, strict=True)):
        values: dict[str, float] = {}
        again: dict[str, Floats] = {}
        if fine:
            values, again = _redraw(found, at, components, draws, (seed, crc32(one.region.encode())))
        results.append(
            Redrawn(
                region=one.region, name=one.region_name, documents=found.documents,
                coverage=covered[number],
                here=one, values=values, draws=again,
            )
        )  # fmt: skip
    return at, results


def _coverage(found: Sample) -> float:
    """Return the sample coverage of a region's documents; NaN without documents."""
    if not found.documents:
        return float("nan")
    once = np.ones(found.documents, dtype=np.int64)
    return rarefaction.coverage(Draw(found, once).institutions(), found.documents)


def _redraw(
    found: Sample, at: int, components: Sequence[str], draws: int, seed: tuple[int, int]
) -> tuple[dict[str, float], dict[str, Floats]]:
    generator = np.random.default_rng(seed)
    # Values depend neither on the seed nor on the number of draws.
    fixed = np.random.default_rng((0, seed[1]))
    once, total = np.ones((1, found.documents), dtype=np.int64), found.documents
    even = np.full(total, 1 / total)
    wanted = [name for name in components if name != "centralisation"]
    value = {name: float(v[0]) for name, v in measures_of(found, once, at, wanted).items()}
    biased = [name for name in wanted if name in BIASED and np.isfinite(value[name])]
    for name, figures in measures_of(found, fixed.multinomial(total, even, size=FIXED), at, biased).items():
        # As in a profile: samples fall short of the documents as these do of the region (Efron 1979).
        value[name] = float(np.clip(2 * value[name] - figures[np.isfinite(figures)].mean(), *BOUNDS[name]))
    times = generator.multinomial(total, even, size=draws)
    drawn = dict(measures_of(found, times, at, wanted))
    if "centralisation" in components:
        value["centralisation"] = float(_centralisation(found, once, at, fixed, PARTS)[0])
        drawn["centralisation"] = _centralisation(found, times, at, generator, PARTS_DRAWN)
    few = (
        np.sqrt(found.documents / (found.documents - 1))
        * student.ppf(1 - TAIL, found.documents - 1)
        / student.ppf(1 - TAIL, 1e9)
    )
    for name, figures in drawn.items():
        known = figures[np.isfinite(figures)]
        if not len(known) or not np.isfinite(value[name]):
            continue
        drawn[name] = np.clip(value[name] + few * (figures - known.mean()), *BOUNDS[name])
    return value, drawn


BIASED = frozenset({"type_diversity", "scalar_mix"})
FIXED = 500
"""Samples by which the bias of a value is estimated."""
BOUNDS = {c.id: (c.least, c.most) for c in COMPONENTS}


def measures_of(found: Sample, times: Ints, at: int, components: Sequence[str]) -> dict[str, Floats]:
    """Return components of a region, except centralisation, in many samples of its documents.

    Args:
        found: the region's documents.
        times: of shape (samples, documents), how often each document is in each sample; at least `at` in all.
        at: number of documents to compare at.
        components: some of MEASURED.

    Returns:
        An array of one figure per sample for each component.
    """
    who = _Things(found.named, found.once, found.documents, at)
    expected = who.expected(times)
    number = expected.sum(axis=1)
    made: dict[str, Floats] = {}
    if "institutions" in components:
        made["institutions"] = number
    if "types" in components:
        alone = np.bincount(found.kinds_named[:, 0], minlength=len(found.of_kind)) == 1
        kinds = _Things(found.kinds_named, alone, found.documents, at)
        made["types"] = kinds.expected(times).sum(axis=1)
    for name, groups in (("type_diversity", found.of_kind), ("scalar_mix", found.of_scale)):
        if name in components:
            made[name] = _diversity(expected, list(groups.values()))
    if {"ties_each", "cross_scale"} & set(components):
        ties = _Things(found.stated, found.stated_once, found.documents, at).expected(times)
        with np.errstate(divide="ignore", invalid="ignore"):
            if "ties_each" in components:
                made["ties_each"] = np.where(number > 0, ties.sum(axis=1) / number, np.nan)
            if "cross_scale" in components:
                across, within = (ties[:, found.across == side].sum(axis=1) for side in (1, 0))
                total = across + within
                made["cross_scale"] = np.where(total > 0, (across - within) / total, np.nan)
    if "agenda" in components:
        made["agenda"] = _agenda(found, times)
    return made


@dataclass(frozen=True, slots=True)
class _Things:
    """Institutions or ties, by the documents that name them: pairs (thing, document)."""

    pairs: Ints
    once: npt.NDArray[np.bool_]
    documents: int
    at: int

    def counts(self, times: Ints) -> Ints:
        """Return in how many documents of each sample each thing is named, of shape (samples, things)."""
        held = np.zeros((self.documents, len(self.once)))
        held[self.pairs[:, 1], self.pairs[:, 0]] = 1
        return np.asarray((times @ held).astype(np.int64))

    def expected(self, times: Ints) -> Floats:
        """Return how many of each thing `at` documents of each sample name, of shape (samples, things)."""
        counts = self.counts(times)
        total = int(times[0].sum()) if len(times) else 0
        seen = 1 - rarefaction.missed(np.arange(total + 1), total, self.at)
        # A document drawn again represents another of its kind; see Sample.
        return np.where(self.once, counts * seen[1] if total else 0.0, seen[counts])


def _diversity(expected: Floats, groups: Sequence[npt.NDArray[np.bool_]]) -> Floats:
    """Return the Hill number of order 1 of the shares of groups, per sample; NaN if all are empty."""
    if not groups:
        return np.full(len(expected), np.nan)
    amounts = np.stack([expected[:, group].sum(axis=1) for group in groups], axis=1)
    total = amounts.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = amounts / total
        entropy = -np.where(shares > 0, shares * np.log(shares), 0.0).sum(axis=1)
    return np.where(total[:, 0] > 0, np.exp(entropy), np.nan)


def _agenda(found: Sample, times: Ints) -> Floats:
    """Return the shared agenda per sample: w A w / w B w, where w is how often each document was drawn."""
    weight = times.astype(np.float64)
    above, below = found.agenda_forms()
    total = np.einsum("sd,de,se->s", weight, above, weight, optimize=True)
    pairs = np.einsum("sd,de,se->s", weight, below, weight, optimize=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(pairs > 1e-9, total / pairs, np.nan)


def _centralisation(
    found: Sample, times: Ints, at: int, generator: np.random.Generator, parts: int
) -> Floats:
    """Return the mean centralisation of the networks of `at` documents, per sample; NaN if few have one."""
    if not len(found.ends):
        return np.full(len(times), np.nan)
    if at == int(times[0].sum()):
        return found.centralisations(times)
    cut = np.stack([subset(found.documents, at, generator, row) for row in times for _ in range(parts)])
    values = found.centralisations(cut).reshape(len(times), parts)
    known = np.isfinite(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)
    return np.where(known.sum(axis=1) >= parts / 2, mean, np.nan)
