"""Agreement between coders: Krippendorff's alpha, nominal, with missing values and bootstrap intervals.

K. Krippendorff (2011), Computing Krippendorff's alpha-reliability; the tests hold its published examples.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from workingregions.models.labels.final import Judgement

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ROUNDS = 2_000
"""Bootstrap samples of units."""
ENOUGH_UNITS = 20
"""Passages that two coders must share before an alpha is stated."""

Unit = Sequence[Hashable]
"""The values that coders gave one passage, of those who gave any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far coders agree on a theme, over `units` passages that at least two of them judged.

    `alpha` is None if it is not defined (all say the same of everything) or the units are too few; `low` and
    `high` bound 95 %. `same` is the share of pairs of answers that agree, and `same_named` that among the
    passages to which at least one coder said yes, as nearly all agree on what is never coded.
    """

    coders: tuple[str, ...]
    units: int
    alpha: float | None
    low: float | None
    high: float | None
    same: float | None
    same_named: float | None
    note: str = ""


def alpha(units: Iterable[Unit]) -> float | None:
    """Return Krippendorff's alpha of nominal values; None where it is not defined.

    Args:
        units: per unit, the values it was given; units with fewer than two values do not count.
    """
    import numpy as np

    counted = [Counter(unit) for unit in units if len(unit) > 1]
    if not counted:
        return None
    values = sorted({value for unit in counted for value in unit}, key=repr)
    table = np.array([[unit[value] for value in values] for unit in counted], dtype=float)
    found = _alphas(table, np.ones((1, len(table))))[0]
    return None if np.isnan(found) else float(found)


def _alphas(table: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return alpha for each row of `weights` (rounds, units), of counts of shape (units, values)."""
    import numpy as np

    size = table.sum(axis=1)
    # Pairs of different values within a unit, each unit weighted by 1 / (its values - 1).
    apart = (size**2 - (table**2).sum(axis=1)) / (size - 1)
    totals = weights @ table
    n = totals.sum(axis=1)
    observed = weights @ apart / n
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = (n**2 - (totals**2).sum(axis=1)) / (n * (n - 1))
        found: npt.NDArray[np.float64] = np.where(expected > 0, 1 - observed / expected, np.nan)
    return found


def interval(units: Iterable[Unit], *, seed: int = 13) -> tuple[float, float] | None:
    """Return the 95 % interval of alpha by a bootstrap of the units; None where alpha is not defined."""
    import numpy as np

    counted = [Counter(unit) for unit in units if len(unit) > 1]
    values = sorted({value for unit in counted for value in unit}, key=repr)
    if len(values) < 2:
        return None
    table = np.array([[unit[value] for value in values] for unit in counted], dtype=float)
    random = np.random.default_rng(seed)
    weights = random.multinomial(len(table), np.full(len(table), 1 / len(table)), size=ROUNDS)
    found = _alphas(table, weights.astype(float))
    found = found[~np.isnan(found)]
    if len(found) < ROUNDS / 2:
        return None
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def agreement(judgements: Iterable[Judgement], coders: Sequence[str] = ()) -> Agreement:
    """Return how far coders agree on one theme; "unsure" is a missing answer.

    Args:
        judgements: on one theme.
        coders: those compared; all of them, if it is empty.
    """
    given: dict[str, dict[str, bool]] = defaultdict(dict)
    for judgement in judgements:
        if judgement.about is not None and (not coders or judgement.who in coders):
            given[judgement.passage][judgement.who] = judgement.about
    return _of(given, tuple(coders) or tuple(sorted({who for unit in given.values() for who in unit})))


def _of(given: Mapping[str, Mapping[str, bool]], coders: tuple[str, ...]) -> Agreement:
    units = [list(given[passage].values()) for passage in sorted(given) if len(given[passage]) > 1]
    named = [unit for unit in units if any(unit)]
    found, bounds, note = None, None, ""
    if len(units) < ENOUGH_UNITS:
        note = f"not enough: {len(units)} passages that two coders judged, of {ENOUGH_UNITS}"
    else:
        found, bounds = alpha(units), interval(units)
        note = "" if found is not None else "not defined: all answers are the same"
    low, high = bounds or (None, None)
    return Agreement(
        coders=coders,
        units=len(units),
        alpha=found,
        low=low if found is not None else None,
        high=high if found is not None else None,
        same=_same(units),
        same_named=_same(named),
        note=note,
    )


def _same(units: Sequence[Sequence[bool]]) -> float | None:
    pairs = [one == other for unit in units for one, other in combinations(unit, 2)]
    return sum(pairs) / len(pairs) if pairs else None
