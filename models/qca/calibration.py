"""Calibration: from a measured value to the degree of membership in a set, by three anchors.

The direct method of Ragin (2008, chapter 5): values below and above the crossover are scaled by their anchor
so that log odds of membership are linear on each side, with a membership of .05 at full non-membership, .5 at
the crossover and .95 at full membership, as R's QCA has them (Dusa 2019, chapter 4). The extremes are not
set to 0 and 1, as R's QCA does below .0001 and above .9999.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from workingregions.models.qca.terms import Floats

CROSSOVER = 0.5
"""Membership of maximum ambiguity; a case that has it belongs to no row of a truth table."""
MEMBER = 0.95
"""Membership at the anchor of full membership; that of full non-membership is 1 less this."""
SIDE = 0.2
"""Least share of the cases that a proposed crossover leaves on each side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Values of full non-membership, of the crossover and of full membership; they rise or they fall.

    Raise ValueError if they do neither.
    """

    out: float
    crossover: float
    full: float

    def __post_init__(self) -> None:
        if not (self.out < self.crossover < self.full or self.out > self.crossover > self.full):
            raise ValueError(f"anchors that neither rise nor fall: {self.out}, {self.crossover}, {self.full}")


def calibrated(values: npt.ArrayLike, anchors: Anchors) -> Floats:
    """Return the memberships of measured values (any shape), 0 to 1; NaN stays NaN."""
    x = np.asarray(values, dtype=np.float64)
    rising = anchors.full > anchors.out
    low, high = (anchors.out, anchors.full) if rising else (anchors.full, anchors.out)
    distance = x - anchors.crossover
    scale = np.where(distance < 0, anchors.crossover - low, high - anchors.crossover)
    odds = np.log(MEMBER / (1 - MEMBER)) * distance / scale
    # Beyond 700 the exponential overflows; the membership is 0 or 1 long before.
    found = 1 / (1 + np.exp(-np.clip(odds if rising else -odds, -700, 700)))
    return np.asarray(np.where(distance == 0, CROSSOVER, found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Anchors at gaps in a distribution, and the cases around the crossover; None where there is no gap.

    `below` and `above` are the cases nearest to the crossover, nearest first, with their values; `gaps` are
    the widest gaps, as (lower value, higher value), widest first.
    """

    out: float | None
    crossover: float | None
    full: float | None
    below: tuple[tuple[str, float], ...]
    above: tuple[tuple[str, float], ...]
    gaps: tuple[tuple[float, float], ...]


def propose_anchors(cases: Sequence[str], values: Sequence[float], near: int = 2) -> Proposal:
    """Return anchors in the middles of gaps between the values of cases.

    A proposal, not a calibration: a gap separates cases that differ, but only knowledge of the cases says
    which of them are members of the set. The crossover lies in the widest gap that leaves a fifth of the
    cases on each side, the others in the widest gap below and above it.

    Args:
        cases: names.
        values: one per case; NaN where it is not known.
        near: cases on each side of the crossover to name.
    """
    ranked = sorted((v, c) for v, c in zip(values, cases, strict=True) if v == v)
    found = [v for v, _ in ranked]
    steps = [(high - low, low, high) for low, high in pairwise(found) if high > low]
    widest = sorted(steps, key=lambda step: (-step[0], step[1]))
    middle = _middle(found, steps)
    below = [step for step in steps if middle is not None and step[2] < middle]
    above = [step for step in steps if middle is not None and step[1] > middle]
    split = [] if middle is None else [(v, c) for v, c in ranked if v < middle][::-1][:near]
    over = [] if middle is None else [(v, c) for v, c in ranked if v > middle][:near]
    return Proposal(
        out=_within(below),
        crossover=middle,
        full=_within(above),
        below=tuple((c, v) for v, c in split),
        above=tuple((c, v) for v, c in over),
        gaps=tuple((low, high) for _, low, high in widest[:5]),
    )


def _middle(found: Sequence[float], steps: Sequence[tuple[float, float, float]]) -> float | None:
    least = SIDE * len(found)
    fair = [s for s in steps if least <= sum(v <= s[1] for v in found) <= len(found) - least]
    return _within(fair)


def _within(steps: Sequence[tuple[float, float, float]]) -> float | None:
    """Return a short number within the widest of the gaps, near its middle; None without gaps."""
    if not steps:
        return None
    wide, low, high = max(steps, key=lambda step: (step[0], -step[1]))
    middle = (low + high) / 2
    for digits in range(1, 16):
        short = float(f"{middle:.{digits}g}")
        if low + wide / 4 <= short <= high - wide / 4:
            return short
    return middle
