"""Parameters of fit: how far fuzzy sets are subsets of one another.

Consistency and coverage: Ragin (2006). PRI (proportional reduction in inconsistency): Schneider & Wagemann
(2012, section 9.2), with the formula of R's QCA. RoN (relevance of necessity): Schneider & Wagemann (2012,
equation 9.6). Ratios without cases are NaN, and 0 where membership exists but none of it is shared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.models.qca.terms import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficiency:
    """How far X is a subset of Y: wherever X is, Y is."""

    consistency: float
    pri: float
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Necessity:
    """How far Y is a subset of X: Y is not without X. A low `ron` marks an X that nearly all cases have."""

    condition: str
    consistency: float
    coverage: float
    ron: float


def sufficiency(x: npt.ArrayLike, y: npt.ArrayLike) -> Sufficiency:
    """Return how far X is sufficient for Y; both of shape (cases,)."""
    consistency, pri = inclusion(np.asarray(x, dtype=np.float64)[:, None], y)
    shared = np.minimum(x, y).sum()
    return Sufficiency(
        consistency=float(consistency[0]), pri=float(pri[0]), coverage=_ratio(shared, np.sum(y))
    )


def inclusion(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return consistency and PRI of the sufficiency of many sets for Y.

    Args:
        x: memberships of shape (..., cases, sets).
        y: memberships of shape (cases,), or (..., cases).

    Returns:
        Two arrays of shape (..., sets); NaN for a set without members.
    """
    sets = np.asarray(x, dtype=np.float64)
    outcome = np.asarray(y, dtype=np.float64)[..., None]
    both = np.minimum(sets, outcome)
    shared, total = both.sum(axis=-2), sets.sum(axis=-2)
    # What supports both the outcome and its negation supports neither.
    neither = np.minimum(both, 1 - outcome).sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        consistency = shared / total
        pri = np.where(total - neither > 1e-12, (shared - neither) / (total - neither), 0.0)
    # A sum that is 0 but for the last digit of a double counts as 0.
    return consistency, np.where(total > 0, np.where(np.abs(pri) < 1e-12, 0.0, pri), np.nan)


def necessity(condition: str, x: npt.ArrayLike, y: npt.ArrayLike) -> Necessity:
    """Return how far X, which is called `condition`, is necessary for Y; both of shape (cases,)."""
    sets, outcome = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    both = np.minimum(sets, outcome)
    return Necessity(
        condition=condition,
        consistency=_ratio(both.sum(), outcome.sum()),
        coverage=_ratio(both.sum(), sets.sum()),
        ron=_ratio((1 - sets).sum(), (1 - both).sum()),
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
