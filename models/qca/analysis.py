"""A whole analysis of calibrated cases: necessity, truth table, solutions, robustness, for Y and for ~Y."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.models.qca.fit import Necessity, necessity
from workingregions.models.qca.robustness import Robustness, robustness
from workingregions.models.qca.solutions import KINDS, Solutions, charts, solve
from workingregions.models.qca.truth import Thresholds, TruthTable, truth_table
from workingregions.models.wording import listed, plural

FEWEST = 10
"""Cases below which nothing is minimised: any combination of few cases is unlike the others by chance."""
SKEWED = 0.8
"""Share of the cases on one side of a crossover from which a condition separates few cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The analysis of the outcome, or of its negation (`negated`), whose name is `outcome`.

    `robust` is None without draws.
    """

    outcome: str
    negated: bool
    necessity: tuple[Necessity, ...]
    table: TruthTable
    solutions: Solutions
    robust: Robustness | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The analysis of an outcome and of its negation.

    `sides` is empty with fewer than FEWEST cases. `both` are remainders (numbers of rows) that the
    parsimonious solutions of the outcome and of its negation both assume, which cannot be.
    """

    sides: tuple[Side, ...]
    both: tuple[int, ...]
    warnings: tuple[str, ...]


def analyse(
    cases: Sequence[str],
    conditions: Sequence[str],
    memberships: npt.ArrayLike,
    outcome: npt.ArrayLike,
    *,
    name: str = "Y",
    thresholds: Thresholds | None = None,
    expected: Mapping[str, int] | None = None,
    draws: npt.ArrayLike | None = None,
) -> Analysis:
    """Return the analysis of calibrated cases.

    Args:
        cases: names.
        conditions: names.
        memberships: of shape (cases, conditions), none at the crossover.
        outcome: memberships of shape (cases,).
        name: what the outcome is called.
        thresholds: what a row must reach.
        expected: by condition, 1 if its presence should go with the outcome, 0 if its absence should; the
            opposite is expected of the negation.
        draws: memberships in samples drawn again, of shape (draws, cases, conditions).

    Raises:
        ValueError: as for `truth_table`.
    """
    x, y = np.asarray(memberships, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    limits, hoped = thresholds or Thresholds(), dict(expected or {})
    warnings = list(_warnings(cases, conditions, x, y, name)) if len(cases) else []
    if len(cases) < FEWEST:
        few = f"{plural(len(cases), 'case')}: fewer than {FEWEST} are compared, but not minimised."
        return Analysis(sides=(), both=(), warnings=(few, *warnings))
    again = None if draws is None else np.asarray(draws, dtype=np.float64)
    present = _side(cases, conditions, x, y, name, False, limits, hoped, again)
    absent = _side(
        cases, conditions, x, 1 - y, f"~{name}", True, limits, {k: 1 - v for k, v in hoped.items()}, again
    )
    assumed = [
        {row for model in side.solutions.parsimonious.models for row in model.assumed}
        for side in (present, absent)
    ]
    return Analysis(
        sides=(present, absent), both=tuple(sorted(assumed[0] & assumed[1])), warnings=tuple(warnings)
    )


def _side(
    cases: Sequence[str],
    conditions: Sequence[str],
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    name: str,
    negated: bool,
    thresholds: Thresholds,
    expected: Mapping[str, int],
    draws: npt.NDArray[np.float64] | None,
) -> Side:
    table = truth_table(cases, conditions, x, y, thresholds)
    sufficient, remainders = table.numbers("1"), table.numbers("?")
    solved = solve(cases, conditions, x, y, sufficient=sufficient, remainders=remainders, expected=expected)
    robust = None
    if draws is not None and len(draws):
        found = charts(sufficient, remainders, len(conditions), [expected.get(c) for c in conditions])
        robust = robustness(cases, conditions, draws, y, found, thresholds=thresholds, expected=expected)
    return Side(
        outcome=name,
        negated=negated,
        necessity=tuple(
            necessity(label, degrees, y)
            for n, condition in enumerate(conditions)
            for label, degrees in ((condition, x[:, n]), (f"~{condition}", 1 - x[:, n]))
        ),
        table=table,
        solutions=solved,
        robust=robust,
    )


def _warnings(
    cases: Sequence[str],
    conditions: Sequence[str],
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    name: str,
) -> list[str]:
    found = []
    rows = 2 ** len(conditions)
    if rows > len(cases):
        found.append(
            f"{plural(len(conditions), 'condition')} make {rows} combinations, more than the "
            f"{plural(len(cases), 'case')}: most rows are empty, and a solution may fit any data "
            "(Marx & Dusa "
            "2011). Leave conditions out."
        )
    shares = {label: (x[:, n] > 0.5).mean() for n, label in enumerate(conditions)}
    shares[name] = (y > 0.5).mean()
    skewed = [label for label, share in shares.items() if max(share, 1 - share) >= SKEWED]
    if skewed and len(cases) >= FEWEST:
        found.append(
            f"{listed(skewed)}: at least {SKEWED:.0%} of the cases are on one side of the crossover, so "
            "consistency is high whatever the other conditions are (Schneider & Wagemann 2012, section 9.2)."
        )
    return found


__all__ = ["FEWEST", "KINDS", "Analysis", "Side", "analyse"]
