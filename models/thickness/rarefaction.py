"""How many things so many documents name: rarefaction, extrapolation, coverage and Hill numbers.

A thing (an institution, a tie) is named in a document or it is not, so the data are incidences and the
document is the sampling unit. All functions take the frequencies `f`: f[k] is the number of things named
in exactly k of T documents, T = len(f) - 1. Methods: Colwell et al. (2012), Chao & Jost (2012), Chao et
al. (2014).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]


def frequencies(counts: npt.ArrayLike, documents: int, weights: npt.ArrayLike | None = None) -> Floats:
    """Return f from the number of documents that name each thing; `weights` is how many things are alike."""
    return np.bincount(np.asarray(counts, dtype=np.int64), weights, minlength=documents + 1).astype(
        np.float64
    )


def observed(f: Floats) -> float:
    """Return the number of things that the documents name."""
    return float(f[1:].sum())


def chao2(f: Floats) -> float:
    """Return the minimum number of things, named or not (Chao 1987, bias-corrected without doubles)."""
    return observed(f) + unseen(f)


def unseen(f: Floats) -> float:
    """Return the minimum number of things that no document names, by Chao2."""
    documents = len(f) - 1
    if documents < 2:
        return 0.0
    singles, doubles = f[1], f[2]
    pairs = singles**2 / (2 * doubles) if doubles else singles * (singles - 1) / 2
    return float((documents - 1) / documents * max(pairs, 0.0))


def richness(f: Floats, at: int) -> float:
    """Return the things expected in `at` documents: extrapolated beyond T (Colwell et al. 2012)."""
    documents = len(f) - 1
    if at <= documents:
        return float(f @ _seen(documents, at))
    missing = unseen(f)
    if not missing:
        return observed(f)
    rate = f[1] / (f[1] + documents * missing)
    return observed(f) + missing * float(1 - (1 - rate) ** (at - documents))


def coverage(f: Floats, at: int) -> float:
    """Return the share of mentions that belong to things named in `at` documents (Chao & Jost 2012); 0..1."""
    documents = len(f) - 1
    total = float(f @ np.arange(len(f)))
    if not total:
        return 0.0
    if at < documents:
        return 1.0 - float(f @ _spared(documents, at)) / total
    if documents < 2:
        return 0.0
    singles, doubles = f[1], f[2]
    others = 2 * doubles if doubles else 2.0
    share = (documents - 1) * singles / ((documents - 1) * singles + others)
    return float(1.0 - singles / total * share ** (at - documents + 1))


def at_coverage(f: Floats, target: float) -> float:
    """Return the things expected at the coverage `target`, in at most twice the documents available."""
    low, high = 0, 2 * (len(f) - 1)
    if not observed(f) or coverage(f, high) <= target:
        return richness(f, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if coverage(f, middle) < target else (low, middle)
    below = coverage(f, low) if low else 0.0
    part = (target - below) / (coverage(f, high) - below)
    fewer = richness(f, low) if low else 0.0
    return fewer + part * (richness(f, high) - fewer)


def hill(f: Floats, at: int, order: int) -> float:
    """Return the Hill number of order 1 or 2 in `at` documents: equally common things of the same diversity.

    Chao et al. (2014). NaN if nothing is named, and for order 1 beyond T, which is not extrapolated.
    """
    documents = len(f) - 1
    counts = np.arange(len(f), dtype=np.float64)
    total = float(f @ counts)
    if not total:
        return float("nan")
    if order == 2:
        mean = total / documents
        pairs = 0.0 if documents < 2 else float(f @ (counts * (counts - 1))) / (documents * (documents - 1))
        return 1.0 / (1.0 / (at * mean) + (at - 1) / at * pairs / mean**2)
    if at > documents:
        return float("nan")
    namings = at * total / documents
    concentrated = sum(f[k] * _k_log_k(documents, at, int(k)) for k in np.flatnonzero(f))
    return float(np.exp(np.log(namings) - concentrated / namings))


def hill_of_shares(amounts: npt.ArrayLike, order: int) -> float:
    """Return the Hill number of order 1 or 2 of given amounts (Hill 1973); NaN if all are zero."""
    given = np.asarray(amounts, dtype=np.float64)
    shares = given[given > 0] / given.sum() if given.sum() > 0 else given[:0]
    if not len(shares):
        return float("nan")
    return float(np.exp(-(shares * np.log(shares)).sum()) if order == 1 else 1 / (shares**2).sum())


@lru_cache(maxsize=4096)
def _seen(documents: int, at: int) -> Floats:
    """Return for k = 0..T the chance that a thing named in k of T documents is named in `at` of them."""
    return 1.0 - missed(np.arange(documents + 1), documents, at)


@lru_cache(maxsize=4096)
def _spared(documents: int, at: int) -> Floats:
    """Return for k = 0..T: k times the chance that `at` of the other T - 1 documents miss the thing."""
    k = np.arange(documents + 1)
    return k * missed(k, documents, at, documents - 1)


def missed(k: npt.NDArray[np.int64], documents: int, at: int, among: int | None = None) -> Floats:
    """Return the chance that `at` documents of T miss a thing named in k: C(T - k, at) / C(among, at)."""
    among = documents if among is None else among
    left = documents - k
    possible = left >= at
    left = np.where(possible, left, at)
    log = gammaln(left + 1) - gammaln(left - at + 1) - gammaln(among + 1) + gammaln(among - at + 1)
    return np.where(possible, np.exp(log), 0.0)


@lru_cache(maxsize=100_000)
def _k_log_k(documents: int, at: int, named: int) -> float:
    """Return the expectation of k log k, where k of `at` documents name a thing that `named` of T name."""
    k = np.arange(max(1, at - documents + named), min(named, at) + 1, dtype=np.float64)
    log = (
        _log_choose(named, k)
        + _log_choose(documents - named, at - k)
        - _log_choose(documents, np.float64(at))
    )
    return float((np.exp(log) * k * np.log(k)).sum())


def _log_choose(n: int, k: npt.NDArray[np.float64] | np.float64) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))
