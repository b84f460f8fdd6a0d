"""Institutional thickness of regions, side by side: a profile of components, never one number.

After Amin & Thrift (1994), presence, interaction, structure and shared agenda, and Zukauskaite, Trippl &
Plechero (2017), who keep organisations apart from rules and norms and look across scales. Regions are
compared at an equal number of documents; intervals come from drawing the documents again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

from workingregions.corpus.enums import Modality
from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.models.presence import Basis, GovernanceMap, Places, Presence, presence
from workingregions.models.thickness import rarefaction, reading
from workingregions.models.thickness.profile import COLUMNS, COMPONENTS, ThicknessProfile
from workingregions.models.thickness.sample import Draw, Ints, Sample, ei_expected, sample, subset
from workingregions.models.wording import Years

if TYPE_CHECKING:
    import pandas as pd

SUBSETS = 200
"""Random parts of a sample over which a measure without a formula is averaged."""
REDRAWN = 20
"""The same in each of the samples drawn again, of which SUBSETS are used."""
LEVEL = 0.95
LEAST = reading.LEAST_DOCUMENTS
NONE_SEEN = 3.69
"""Upper end of the exact 95 % interval of a Poisson mean of which nothing was seen, -log(.025)."""
LEAST_COVERAGE = 0.5
"""Coverage below which regions are not compared at equal coverage: its own estimate is too rough there."""
BIASED = frozenset({"type_diversity", "type_dominance", "scalar_mix"})
"""Diversities of estimated shares, which come out too low where few institutions are named."""


def thickness(
    tables: GovernanceMap,
    regions: Sequence[str],
    places: Places,
    *,
    years: Years | None = None,
    at: int | None = None,
    draws: int = 1000,
    seed: int = 0,
    only: MapFilter = EVERYTHING,
) -> ThicknessProfile:
    """Return the profile of regions (gazetteer ids), relative to one another.

    Regions with fewer than LEAST documents are left out of a comparison of others that have them.

    Args:
        tables: the governance map.
        regions: two or more to compare; a single one is described.
        places: a gazetteer.
        years: first and last year.
        at: number of documents to compare at; default: that of the smallest region, at most twice that.
        draws: number of resamples of documents for the intervals.
        seed: makes them reproducible.
        only: which institutions and ties count.
    """
    from_here = {r: presence(tables, r, places, years, only) for r in dict.fromkeys(regions)}
    made = {r: sample(tables, here) for r, here in from_here.items()}
    able = {r: s for r, s in made.items() if s.documents >= 2 and len(s.kinds)}
    enough = {r: s for r, s in able.items() if s.documents >= LEAST}
    able = enough if len(enough) > 1 else able
    size = min((s.documents for s in able.values()), default=0)
    size = max(1, min(at, 2 * size)) if at and size else size
    full = {r: Draw(s, np.ones(s.documents, dtype=np.int64)).institutions() for r, s in able.items()}
    target = min((rarefaction.coverage(f, len(f) - 1) for f in full.values()), default=0.0)
    found = {r: estimates(s, size, target, draws=draws, seed=seed) for r, s in able.items()}
    names = {r: here.region_name for r, here in from_here.items()}
    profile = ThicknessProfile(
        years=years,
        snapshot=tables.snapshot,
        at=size,
        asked=at or 0,
        coverage=target,
        draws=draws,
        regions=_regions(from_here, made, size, seed),
        components=_components(found, names),
        by_type=_split(found, names, "type:", {r: NONE_SEEN * size / able[r].documents for r in found}),
        by_scale=_split(found, names, "scale:", {}),
        shared=tuple(_shared(here for region, here in from_here.items() if region in able)),
        documents=tuple(sorted({d.id for here in from_here.values() for d in here.documents})),
        filter=only,
    )
    return reading.read(profile)


def measures(found: Sample, times: Ints, at: int, target: float) -> dict[str, float]:
    """Return all components except centralisation, by id, if document d occurs times[d] times.

    Also "type:..." (institutions of a type) and "scale:..." (share of a scale).
    """
    draw = Draw(found, times)
    everyone = draw.institutions()
    number = rarefaction.richness(everyone, at)
    ties = draw.ties()
    across, within = (rarefaction.richness(draw.ties(found.across == side), at) for side in (1, 0))
    kinds = {k: rarefaction.richness(draw.institutions(who), at) for k, who in found.of_kind.items()}
    scales = {k: rarefaction.richness(draw.institutions(who), at) for k, who in found.of_scale.items()}
    placed = sum(scales.values())
    return {
        "institutions": number,
        "institutions_covered": rarefaction.at_coverage(everyone, target)
        if target >= LEAST_COVERAGE
        else float("nan"),
        "types": rarefaction.richness(draw.types(), at),
        "type_diversity": rarefaction.hill_of_shares(list(kinds.values()), 1),
        "type_dominance": rarefaction.hill_of_shares(list(kinds.values()), 2),
        "diversity": rarefaction.hill(everyone, at, 1),
        "dominance": rarefaction.hill(everyone, at, 2),
        "ties_each": _ratio(rarefaction.richness(ties, at), number),
        "scalar_mix": rarefaction.hill_of_shares(list(scales.values()), 1),
        "cross_scale": _ratio(across - within, across + within),
        "agenda": found.agenda(times),
        **{f"type:{k}": v for k, v in kinds.items()},
        **{f"scale:{k}": _ratio(v, placed) for k, v in scales.items()},
    }


def estimates(
    found: Sample, at: int, target: float, *, draws: int = 1000, seed: int = 0
) -> dict[str, tuple[float, float, float]]:
    """Return for each measure its value at `at` documents and its 95 % interval: value, low, high.

    The interval is that of the bootstrap over documents, corrected for bias and widened for few documents
    as in Hesterberg (2015). An institution named by one document alone counts as another one each time that
    document is drawn; see Sample for the reason.
    """
    generator = np.random.default_rng(seed)
    once = np.ones(found.documents, dtype=np.int64)
    value = {
        **measures(found, once, at, target),
        "centralisation": _centralisation(found, once, at, generator),
    }
    redrawn: dict[str, list[float]] = {name: [] for name in value}
    for number in range(draws):
        times = found.drawn(generator)
        for name, drawn in measures(found, times, at, target).items():
            redrawn[name].append(drawn)
        if number < SUBSETS:
            redrawn["centralisation"].append(_centralisation(found, times, at, generator, REDRAWN))
    bounds = {c.id: (c.least, c.most) for c in COMPONENTS} | {
        f"scale:{s}": (0.0, 1.0) for s in found.of_scale
    }
    for name in BIASED:
        # The samples drawn again fall short of the documents as these do of the region (Efron 1979).
        least, most = bounds[name]
        known = [v for v in redrawn[name] if np.isfinite(v)]
        if known and np.isfinite(value[name]):
            value[name] = float(np.clip(2 * value[name] - np.mean(known), least, most))
    made = {
        name: (value[name], *interval(value[name], redrawn[name], found.documents, bounds.get(name)))
        for name in value
    }
    # Documents drawn again cannot show what none of them states: ties, ties within or across scales.
    if abs(value["cross_scale"]) == 1:
        seen = int((found.across >= 0).sum())
        bound = value["cross_scale"] * (seen - NONE_SEEN) / (seen + NONE_SEEN)
        made["cross_scale"] = (
            value["cross_scale"],
            min(bound, value["cross_scale"]),
            max(bound, value["cross_scale"]),
        )
    if value["ties_each"] == 0:
        made["ties_each"] = (0.0, 0.0, NONE_SEEN * at / found.documents / value["institutions"])
    return made


def interval(
    value: float, drawn: Sequence[float], documents: int, bounds: tuple[float, float] | None
) -> tuple[float, float]:
    """Return the 95 % interval of a value, given those of samples of so many documents drawn again.

    That of the bootstrap, corrected for bias and widened for few documents (Hesterberg 2015). NaN where too
    few of the samples have a value, or all have the same.

    Args:
        value: of the documents themselves.
        drawn: of each sample; NaN where it has none.
        documents: their number.
        bounds: the least and the greatest value there can be; None for 0 and infinity.
    """
    known = np.array(drawn)[np.isfinite(drawn)]
    if not np.isfinite(value) or len(known) < max(10, len(drawn) / 2):
        return float("nan"), float("nan")
    tail = (1 - LEVEL) / 2
    few = (
        np.sqrt(documents / (documents - 1))
        * student.ppf(1 - tail, documents - 1)
        / student.ppf(1 - tail, 1e9)
    )
    low, high = value + few * (np.quantile(known, [tail, 1 - tail]) - known.mean())
    if high - low <= 1e-9 * max(1.0, abs(value)):
        return float("nan"), float("nan")  # samples that do not differ show no uncertainty, not certainty
    least, most = bounds or (0.0, float("inf"))
    return float(max(least, min(low, value))), float(min(most, max(high, value)))


def _centralisation(
    found: Sample, times: Ints, at: int, generator: np.random.Generator, parts: int = SUBSETS
) -> float:
    """Return the mean centralisation of the networks of `at` of the documents; NaN if there are too few."""
    total = int(times.sum())
    if at > total or not len(found.ends):
        return float("nan")
    if at == total:
        return found.centralisation(times)
    values = [found.centralisation(subset(found.documents, at, generator, times)) for _ in range(parts)]
    known = [v for v in values if np.isfinite(v)]
    return float(np.mean(known)) if len(known) >= parts / 2 else float("nan")


def _shared(regions: Iterable[Presence]) -> Iterable[tuple[str, str, int]]:
    for one, two in combinations(regions, 2):
        if both := {d.id for d in one.documents} & {d.id for d in two.documents}:
            yield one.region_name, two.region_name, len(both)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def _regions(here: Mapping[str, Presence], made: Mapping[str, Sample], at: int, seed: int) -> pd.DataFrame:
    """Return raw counts of each region, and the quality of its evidence."""
    import pandas as pd

    rows = []
    for region, found in made.items():
        where = here[region]
        counted = where.rows(Basis.HOME, Basis.ABOVE, Basis.NAMED)
        grounds = counted.drop_duplicates("entity")["basis"].value_counts()
        f = Draw(found, np.ones(found.documents, dtype=np.int64)).institutions()
        seen, expected, p = ei_expected(found.ends, found.scales, seed)
        hedged = [t for t in where.ties if t.modality is not Modality.ASSERTED]
        left = where.left_out
        rows.append(
            {
                "region": region,
                "name": where.region_name,
                "documents": found.documents,
                "unread": sum(not d.is_read for d in where.documents),
                "undated": where.undated,
                "passages": len(where.passages),
                "mentions": int(counted["mentions"].sum()),
                "institutions": len(found.kinds),
                **{
                    basis.value: int(grounds.get(basis.value, 0))
                    for basis in (Basis.HOME, Basis.ABOVE, Basis.NAMED)
                },
                "elsewhere": int(where.rows(Basis.OUTSIDE)["entity"].nunique()),
                "no_scale": sum(not s for s in found.scales),
                "ties": len(found.ends),
                "unsure_ties": len(hedged),
                "firms_left_out": left.institutions.get("firm", 0),
                "institutions_left_out": sum(n for why, n in left.institutions.items() if why != "firm"),
                "ties_left_out": sum(left.ties.values()),
                "chao2": rarefaction.chao2(f) if len(f) > 1 else float("nan"),
                "coverage": rarefaction.coverage(f, found.documents) if found.documents else float("nan"),
                "coverage_at": rarefaction.coverage(f, at) if found.documents > 1 and at else float("nan"),
                "ei": seen,
                "ei_expected": expected,
                "ei_p": p,
            }
        )
    return pd.DataFrame(rows)


def _components(
    found: Mapping[str, Mapping[str, tuple[float, float, float]]], names: Mapping[str, str]
) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (region, names[region], c.id, c.aspect, c.label, *values[c.id])
        for c in COMPONENTS
        for region, values in found.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _split(
    found: Mapping[str, Mapping[str, tuple[float, float, float]]],
    names: Mapping[str, str],
    prefix: str,
    most: Mapping[str, float],
) -> pd.DataFrame:
    """Return the measures whose name starts so. Where a region lacks one, the row has zeros, up to `most`."""
    import pandas as pd

    keys = sorted({key for values in found.values() for key in values if key.startswith(prefix)})
    aspect = "scales" if prefix == "scale:" else "organisations"
    rows = []
    for key in keys:
        label = key.removeprefix(prefix)
        for region, values in found.items():
            lacking = (0.0, 0.0, most.get(region, float("nan")))
            rows.append(
                (region, names[region], label, aspect, label.replace("_", " "), *values.get(key, lacking))
            )
    return pd.DataFrame(rows, columns=COLUMNS)
