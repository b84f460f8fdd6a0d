"""What of an analysis survives if its conditions are measured again.

The conditions are measured in documents, so another sample of documents would give other memberships, other
rows and perhaps other solutions. Given the memberships in many samples, each is analysed with the same
anchors and thresholds; the shares say how often each finding came out. (Common practice varies the
thresholds and takes the scores as known: Oana & Schneider 2024.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.models.qca.fit import inclusion
from workingregions.models.qca.solutions import KINDS, Charts, charts
from workingregions.models.qca.terms import Term, expression, members
from workingregions.models.qca.truth import CLOSE, NO, OPEN, YES, Thresholds, coded, rows_of

LARGEST = 10_000_000
"""About how many memberships in rows are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShare:
    """A row of the truth table: shares of draws in which it is sufficient, is not, or has too few cases."""

    row: int
    sufficient: float
    insufficient: float
    remainder: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TermShare:
    """A term of a solution, and the shares of draws in which it holds.

    `found` is the share in which some model of the same kind of solution has this very term; `sufficient`
    that in which the term reaches the thresholds of consistency and PRI.
    """

    kind: str
    term: str
    found: float
    sufficient: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRows:
    """The rows that a case is in, with the share of draws in each, the largest first.

    `unknown` is the share in which a condition could not be measured.
    """

    case: str
    rows: tuple[tuple[int, float], ...]
    unknown: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """The shares of `draws` samples in which rows, terms and whole solutions come out as they did.

    `same` is, for each kind of solution, the share of draws with exactly the same models.
    """

    draws: int
    rows: tuple[RowShare, ...]
    terms: tuple[TermShare, ...]
    regions: tuple[RegionRows, ...]
    same: Mapping[str, float]


def robustness(
    cases: Sequence[str],
    conditions: Sequence[str],
    memberships: npt.ArrayLike,
    outcome: npt.ArrayLike,
    found: Charts,
    *,
    thresholds: Thresholds,
    expected: Mapping[str, int] | None = None,
) -> Robustness:
    """Return how often the findings of an analysis come out in samples drawn again.

    Args:
        cases: names.
        conditions: names.
        memberships: of shape (draws, cases, conditions); NaN where a condition could not be measured, which
            leaves the case out of that draw.
        outcome: memberships of shape (cases,).
        found: the charts of the analysis.
        thresholds: those of the analysis.
        expected: directional expectations, as for `solve`.
    """
    x, y = np.asarray(memberships, dtype=np.float64), np.asarray(outcome, dtype=np.float64)
    draws = len(x)
    parts = max(1, x.size * 2 ** len(conditions) // LARGEST)
    codes = np.concatenate([coded(part, y, thresholds)[3] for part in np.array_split(x, parts)])
    hoped = [(expected or {}).get(name) for name in conditions]
    models = _models(codes, hoped)
    return Robustness(
        draws=draws,
        rows=tuple(
            RowShare(
                row=n + 1,
                sufficient=float((codes[:, n] == YES).mean()),
                insufficient=float((codes[:, n] == NO).mean()),
                remainder=float((codes[:, n] == OPEN).mean()),
            )
            for n in range(codes.shape[1])
        ),
        terms=_terms(x, y, found, models, conditions, thresholds),
        regions=_regions(cases, rows_of(x)),
        same={kind: sum(set(m[kind]) == set(found.models(kind)) for m in models) / draws for kind in KINDS},
    )


_Models = Mapping[str, tuple[tuple[Term, ...], ...]]


def _models(codes: npt.NDArray[np.int64], hoped: Sequence[int | None]) -> list[_Models]:
    """Return the models of each draw; draws with the same truth table share their minimisation."""
    known: dict[bytes, _Models] = {}
    found = []
    for row in codes:
        key = row.tobytes()
        if key not in known:
            made = charts(
                (np.flatnonzero(row == YES) + 1).tolist(),
                (np.flatnonzero(row == OPEN) + 1).tolist(),
                len(hoped),
                hoped,
            )
            known[key] = {kind: made.models(kind) for kind in KINDS}
        found.append(known[key])
    return found


def _terms(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    found: Charts,
    models: Sequence[_Models],
    conditions: Sequence[str],
    thresholds: Thresholds,
) -> tuple[TermShare, ...]:
    known = np.where(np.isnan(x).any(axis=-1, keepdims=True), np.nan, x)
    shares = []
    for kind in KINDS:
        for term in dict.fromkeys(t for model in found.models(kind) for t in model):
            degrees = np.nan_to_num(members(known, term), nan=0.0)
            consistency, pri = inclusion(degrees[..., None], y)
            enough = (consistency >= thresholds.consistency - CLOSE) & (pri >= thresholds.pri - CLOSE)
            present = [any(term in model for model in drawn[kind]) for drawn in models]
            shares.append(
                TermShare(
                    kind=kind,
                    term=expression(term, conditions),
                    found=float(np.mean(present)),
                    sufficient=float(enough.mean()),
                )
            )
    return tuple(shares)


def _regions(cases: Sequence[str], rows: npt.NDArray[np.int64]) -> tuple[RegionRows, ...]:
    found = []
    for n, case in enumerate(cases):
        numbers, counts = np.unique(rows[:, n], return_counts=True)
        ranked = sorted(
            zip(numbers.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0])
        )
        found.append(
            RegionRows(
                case=case,
                rows=tuple((row, count / len(rows)) for row, count in ranked if row),
                unknown=float((rows[:, n] == 0).mean()),
            )
        )
    return tuple(found)
