"""The truth table: which combinations of conditions cases have, and how consistently the outcome goes along.

Ragin (2008, chapter 7). Each case belongs to the one row in which its membership is above .5.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.models.qca.calibration import CROSSOVER
from workingregions.models.qca.fit import inclusion
from workingregions.models.qca.terms import Floats, corner, corners

CLOSE = 1e-9
"""A figure that falls short of a threshold by less meets it: sums of doubles are not exact."""
MOST_CONDITIONS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What a row must reach to count as sufficient: cases, consistency and PRI."""

    frequency: int = 1
    consistency: float = 0.8
    pri: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthRow:
    """A combination of conditions: its number (from 1, as in R's QCA), cases and fit.

    `outcome` is "1" (sufficient), "0" (not) or "?" (a logical remainder, of too few cases to say).
    Consistency and PRI of a row that no case belongs to are of partial memberships alone.
    """

    row: int
    values: tuple[int, ...]
    cases: tuple[str, ...]
    consistency: float
    pri: float
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthTable:
    """All rows, in order, for the conditions called `conditions`."""

    conditions: tuple[str, ...]
    rows: tuple[TruthRow, ...]

    def numbers(self, outcomes: Collection[str]) -> tuple[int, ...]:
        """Return the numbers of the rows with one of these outcomes."""
        return tuple(row.row for row in self.rows if row.outcome in outcomes)


def truth_table(
    cases: Sequence[str],
    conditions: Sequence[str],
    memberships: npt.ArrayLike,
    outcome: npt.ArrayLike,
    thresholds: Thresholds | None = None,
) -> TruthTable:
    """Return the truth table of calibrated cases.

    Args:
        cases: names.
        conditions: names.
        memberships: of shape (cases, conditions).
        outcome: memberships of shape (cases,).
        thresholds: what a row must reach.

    Raises:
        ValueError: a membership is missing, outside 0 to 1, or at the crossover; or there are more than
            MOST_CONDITIONS conditions.
    """
    x, y = np.asarray(memberships, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    if not np.all((x >= 0) & (x <= 1)) or not np.all((y >= 0) & (y <= 1)):
        raise ValueError("memberships must be between 0 and 1")
    if np.any(x == CROSSOVER):
        raise ValueError("a membership is at the crossover, so its case belongs to no row")
    if len(conditions) > MOST_CONDITIONS:
        raise ValueError(f"more than {MOST_CONDITIONS} conditions")
    own = rows_of(x)
    counts, consistency, pri, codes = coded(x, y, thresholds or Thresholds())
    found = []
    for number in range(1, len(counts) + 1):
        at = number - 1
        found.append(
            TruthRow(
                row=number,
                values=corner(number, len(conditions)),
                cases=tuple(case for case, row in zip(cases, own, strict=True) if row == number),
                consistency=float(consistency[at]),
                pri=float(pri[at]),
                outcome="01?"[codes[at]],
            )
        )
    return TruthTable(conditions=tuple(conditions), rows=tuple(found))


NO, YES, OPEN = 0, 1, 2
"""Codes of a row: not sufficient, sufficient, logical remainder."""


def rows_of(memberships: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the number of each case's row, 0 if unknown: (..., cases) of (..., cases, conditions)."""
    x = np.asarray(memberships, dtype=np.float64)
    places = 2 ** np.arange(x.shape[-1])[::-1]
    rows = (x > CROSSOVER).astype(np.int64) @ places + 1
    return np.where(np.isnan(x).any(axis=-1) | (x == CROSSOVER).any(axis=-1), 0, rows)


def coded(
    memberships: Floats, outcome: Floats, thresholds: Thresholds
) -> tuple[npt.NDArray[np.int64], Floats, Floats, npt.NDArray[np.int64]]:
    """Return for all rows: number of cases, consistency, PRI and code; a case with a NaN counts nowhere.

    Args:
        memberships: of shape (..., cases, conditions).
        outcome: of shape (cases,).
        thresholds: what a row must reach.

    Returns:
        Four arrays of shape (..., rows).
    """
    lacking = np.isnan(memberships).any(axis=-1, keepdims=True)
    degrees = np.where(lacking, 0.0, corners(np.where(lacking, 0.0, memberships)))
    consistency, pri = inclusion(degrees, outcome)
    own = rows_of(memberships)
    counts = (own[..., None] == np.arange(1, degrees.shape[-1] + 1)).sum(axis=-2)
    enough = (consistency >= thresholds.consistency - CLOSE) & (pri >= thresholds.pri - CLOSE)
    codes = np.where(counts < thresholds.frequency, OPEN, np.where(enough, YES, NO))
    return counts, consistency, pri, codes
