"""Tests of change: Mann-Kendall, Firth's logistic regression, and the point of a change."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.models.trends.intervals import FEW

Numbers = npt.NDArray[np.float64]

CHI2_95 = 3.841458820694124
DRAWS = 999
"""Permutations; with the observed one, the least p is .001."""
_STEPS, _NEAR, _LONGEST = 100, 1e-8, 3.0
_WIDEST = 12.0
"""Logarithm of odds beyond which a bound of an interval is not searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MannKendall:
    """Kendall's sum of signs `s`, its variance, `z`, two-sided `p`, `tau` (b) and Sen's `slope` per unit."""

    s: int
    variance: float
    z: float
    p: float
    tau: float
    slope: float


def mann_kendall(times: Sequence[float], values: Sequence[float]) -> MannKendall:
    """Test a series for a monotone trend (Mann 1945; Kendall 1975); slope by Sen (1968).

    The variance is corrected for ties. Without ties among at most 30 values p is exact; otherwise it is that
    of the normal distribution with a correction for continuity.

    Args:
        times: distinct times, such as years.
        values: one per time; at least two.
    """
    from scipy.stats import kendalltau, norm

    order = np.argsort(np.asarray(times, float))
    t, x = np.asarray(times, float)[order], np.asarray(values, float)[order]
    n = len(x)
    first, second = np.triu_indices(n, 1)
    signs = np.sign(x[second] - x[first])
    s = int(signs.sum())
    ties = list(Counter(x.tolist()).values())
    variance = (n * (n - 1) * (2 * n + 5) - sum(k * (k - 1) * (2 * k + 5) for k in ties)) / 18
    z = (s - math.copysign(1, s)) / math.sqrt(variance) if s and variance else 0.0
    pairs = n * (n - 1) / 2
    untied = pairs - sum(k * (k - 1) / 2 for k in ties)
    exact = len(ties) == n <= 30
    p = float(kendalltau(t, x, method="exact").pvalue) if exact else 2 * float(norm.sf(abs(z)))
    slope = float(np.median((x[second] - x[first]) / (t[second] - t[first])))
    tau = s / math.sqrt(pairs * untied) if untied else 0.0
    return MannKendall(s=s, variance=variance, z=z, p=min(p, 1.0), tau=tau, slope=slope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """What a unit of one column multiplies the odds by, its 95 % interval and two-sided p."""

    ratio: float
    low: float
    high: float
    p: float


def firth(columns: Numbers, hits: npt.NDArray[np.bool_]) -> Odds | None:
    """Return the odds ratio of the first column in a logistic regression on all columns.

    None if the columns are not independent, so that its part cannot be told from that of the others.

    Likelihood penalised by Jeffreys' prior (Firth 1993), which stays finite where a column separates the
    hits from the others; p and interval by the penalised likelihood ratio (Heinze & Schemper 2002).

    Args:
        columns: of shape (rows, columns), without a constant.
        hits: of shape (rows,).
    """
    from scipy.optimize import brentq
    from scipy.stats import chi2

    x = np.column_stack([columns, np.ones(len(columns))])
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return None
    y = hits.astype(float)
    free = np.ones(x.shape[1], bool)
    best, top = _fit(x, y, np.zeros(x.shape[1]), free)
    held = free.copy()
    held[0] = False

    near = best.copy()

    def fall(value: float) -> float:
        nonlocal near
        near = near.copy()
        near[0] = value
        near, reached = _fit(x, y, near, held)
        return 2 * (top - reached)

    def bound(sign: float) -> float:
        step = 0.5
        while step < _WIDEST and fall(best[0] + sign * step) < CHI2_95:
            step *= 2
        if step >= _WIDEST:
            return sign * math.inf
        found = brentq(lambda d: fall(best[0] + sign * d) - CHI2_95, 0.0, step, xtol=1e-3)
        return float(best[0] + sign * found)

    return Odds(
        ratio=math.exp(best[0]),
        low=math.exp(bound(-1.0)),
        high=math.exp(bound(1.0)),
        p=float(chi2.sf(max(fall(0.0), 0.0), 1)),
    )


def _fit(x: Numbers, y: Numbers, start: Numbers, free: npt.NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Return coefficients, of which those `free` maximise the penalised likelihood, and its logarithm."""
    beta = start.copy()
    value, score, information = _penalised(x, y, beta)
    for _ in range(_STEPS):
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
        step *= min(1.0, _LONGEST / max(float(np.abs(step).max()), _NEAR))
        while True:
            new, new_score, new_information = _penalised(x, y, beta + step)
            if new >= value - 1e-12 or float(np.abs(step).max()) < _NEAR:
                break
            step /= 2
        beta, value, score, information = beta + step, new, new_score, new_information
        if float(np.abs(step).max()) < 1e-4:
            break
    return beta, value


def _penalised(x: Numbers, y: Numbers, beta: Numbers) -> tuple[float, Numbers, Numbers]:
    """Return the penalised log likelihood, its modified score and the information."""
    linear = np.clip(x @ beta, -20, 20)
    p = 1 / (1 + np.exp(-linear))
    weight = p * (1 - p)
    weighted = x * np.sqrt(weight)[:, None]
    information = weighted.T @ weighted
    hat = np.einsum("ij,ji->i", weighted, np.linalg.solve(information, weighted.T))
    penalty = np.linalg.slogdet(information)[1]
    value = float((y * linear - np.logaddexp(0, linear)).sum() + 0.5 * penalty)
    return value, x.T @ (y - p + hat * (0.5 - p)), information


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePoint:
    """From `year` on the share differs: counts before and from then on, within `first` to `last`.

    `p` is the share of permutations whose greatest change is at least as great.
    """

    year: int
    first: int
    last: int
    documents_before: int
    of_before: int
    documents_after: int
    of_after: int
    p: float

    @property
    def words(self) -> str:
        """The change as a clause: "a rise from 3 of 20 (15 %) to 9 of 12 (75 %) in 2014 (p .004)"."""
        before, after = self.documents_before / self.of_before, self.documents_after / self.of_after
        return (
            f"a {'rise' if after > before else 'fall'} from {self.documents_before} of {self.of_before} "
            f"({before:.0%}) to {self.documents_after} of {self.of_after} ({after:.0%}) in {self.year}, "
            f"p {written(self.p)}"
        )


def change_points(
    years: Sequence[int], hits: Sequence[int], totals: Sequence[int], *, level: float = 0.05, seed: int = 13
) -> list[ChangePoint]:
    """Return the years in which the share of documents changed, earliest first.

    The greatest likelihood ratio of a change in a binomial probability (Worsley 1983), with its significance
    by permutation of the documents over the years, so that the search over years is paid for. After a
    significant change both sides are searched (binary segmentation, Scott & Knott 1974).

    Args:
        years: ascending.
        hits: documents about the theme of each year.
        totals: documents of each year. Each side of a change has at least FEW.
        level: greatest p of a change.
        seed: of the permutations.
    """
    years, hits, totals = list(years), list(hits), list(totals)
    if sum(hits) in (0, sum(totals)):
        return []
    ratios = likelihood_ratios(np.asarray([hits]), np.asarray(totals))[0]
    if not len(ratios) or not np.isfinite(ratios).any():
        return []
    at = int(np.argmax(ratios)) + 1
    draws = np.random.default_rng(seed).multivariate_hypergeometric(totals, sum(hits), size=DRAWS)
    most = likelihood_ratios(draws, np.asarray(totals)).max(axis=1)
    p = (1 + int((most >= ratios[at - 1] - 1e-9).sum())) / (DRAWS + 1)
    if p > level:
        return []
    found = ChangePoint(
        year=years[at], first=years[0], last=years[-1], documents_before=sum(hits[:at]),
        of_before=sum(totals[:at]), documents_after=sum(hits[at:]), of_after=sum(totals[at:]), p=p,
    )  # fmt: skip
    return [
        *change_points(years[:at], hits[:at], totals[:at], level=level, seed=seed),
        found,
        *change_points(years[at:], hits[at:], totals[at:], level=level, seed=seed),
    ]


def likelihood_ratios(hits: npt.NDArray[np.int64], totals: npt.NDArray[np.int64]) -> Numbers:
    """Return twice the log likelihood ratio of a change before each year but the first.

    Args:
        hits: of shape (draws, years).
        totals: of shape (years,).

    Returns:
        Of shape (draws, years - 1); -inf where a side has fewer than FEW documents.
    """
    before, of_before = hits.cumsum(axis=1)[:, :-1], totals.cumsum()[:-1]
    every, of_every = hits.sum(axis=1, keepdims=True), totals.sum()
    ratios: Numbers = 2 * (
        _entropy(before, of_before)
        + _entropy(every - before, of_every - of_before)
        - _entropy(every, np.asarray(of_every))
    )
    small = (of_before < FEW) | (of_every - of_before < FEW)
    return np.where(small[None, :], -np.inf, ratios)


def _entropy(hits: npt.NDArray[np.int64], totals: npt.NDArray[np.int64]) -> Numbers:
    """Return the log likelihood of binomial counts at their own share."""
    from scipy.special import xlogy

    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(totals > 0, hits / totals, 0.0)
    found: Numbers = xlogy(hits, share) + xlogy(totals - hits, 1 - share)
    return found


def written(p: float) -> str:
    """Return a probability as papers print it: ".034", "<.001"."""
    return "<.001" if p < 0.001 else f"{p:.3f}".lstrip("0") if p < 0.9995 else "1"
