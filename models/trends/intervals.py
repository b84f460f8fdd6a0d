"""Intervals of shares: of chance in which documents there are, and of the errors of the tagger as well."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.959963984540054
FEW = 5
"""Documents below which a cell is small: its share says little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerError:
    """How often the tagger errs on a theme: its precision and recall, each measured on `n` passages."""

    precision: float
    recall: float
    n: int

    def __post_init__(self) -> None:
        if not (0 <= self.precision <= 1 and 0 <= self.recall <= 1 and self.n > 0):
            raise ValueError(f"not a precision, a recall and a number of passages: {self}")


BENCHMARK = TaggerError(precision=0.68, recall=0.68, n=37)
"""Error of a theme that was not measured: that of all themes together, as last measured (2026-11-30).

Precision: 25 of 37 passages of documents that nobody tuned to, in a blind audit
(docs/audits/2026-11-30c-themes.csv).
Recall: .676 of 37 codings on gold pages that the tagger was never fitted to (half B; docs/benchmarks.md).
"""


def wilson(hits: float, total: float, z: float = Z95) -> tuple[float, float]:
    """Return the score interval of a share (Wilson 1927), 95 % by default; (0, 1) if `total` is 0."""
    if total <= 0:
        return 0.0, 1.0
    share = hits / total
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    centre = share + z * z / (2 * total)
    low = 0.0 if hits == 0 else (centre - spread) / scale
    high = 1.0 if hits == total else (centre + spread) / scale
    return low, high


def newcombe(hits: int, total: int, other_hits: int, other_total: int) -> tuple[float, float]:
    """Return the 95 % interval of the first share less the second, from their Wilson intervals.

    Method 10 of Newcombe (1998), "Interval estimation for the difference between independent proportions".
    """
    share, other = hits / total, other_hits / other_total
    (low, high), (other_low, other_high) = wilson(hits, total), wilson(other_hits, other_total)
    difference = share - other
    return (
        difference - math.hypot(share - low, other_high - other),
        difference + math.hypot(high - share, other - other_low),
    )


def clustered(hits: int, total: int, squares: float, clusters: int) -> tuple[float, float]:
    """Return the 95 % interval of the share of passages, which are not independent within a document.

    Wilson's interval of the effective number of passages, share * (1 - share) / variance, with the variance
    of a ratio over documents (Cochran 1977, section 6; Korn & Graubard 1998). Where documents do not differ
    or there is one alone, each document counts as one passage.

    Args:
        hits: passages about the theme.
        total: all passages.
        squares: the sum over documents of (passages about the theme - share * passages) squared.
        clusters: documents.
    """
    if total <= 0:
        return 0.0, 1.0
    share = hits / total
    variance = squares / (total * total) * clusters / (clusters - 1) if clusters > 1 else 0.0
    effective = min(float(total), share * (1 - share) / variance) if variance > 0 else float(clusters)
    return wilson(share * effective, effective)


def corrected(share: float, total: float, overall: float, error: TaggerError) -> tuple[float, float, float]:
    """Return the true share that a tagged share stands for, and its 95 % interval; (nan, 0, 1) if unknown.

    The estimate of Rogan & Gladen (1978), with the interval of Lang & Reiczigel (2014), which takes both the
    sample and the measured error as uncertain. Sensitivity is the recall. The rate of false alarms follows
    from the precision and from the share tagged in the whole corpus, where it was measured; that it is the
    same in each cell is the assumption.

    Args:
        share: tagged share of the cell, 0 to 1.
        total: documents (or effective passages) of the cell.
        overall: tagged share of the whole corpus.
        error: precision and recall.
    """
    # Agresti and Coull's shift towards one half keeps perfect scores from counting as certain.
    n = error.n + 2
    precision, recall = ((rate * error.n + 1) / n for rate in (error.precision, error.recall))
    true = min(overall * precision / recall, 1.0)
    if total <= 0 or true >= 1:
        return math.nan, 0.0, 1.0
    scale = overall / (1 - true)
    alarms = min(scale * (1 - precision), 1.0)
    slope = recall - alarms
    if slope <= 0:  # the tagger tags no more often where the theme is than where it is not
        return math.nan, 0.0, 1.0
    in_recall = recall * (1 - recall) / n
    in_alarms = scale * scale * precision * (1 - precision) / n
    size = total + Z95**2
    shifted = (share * total + Z95**2 / 2) / size
    middle = (shifted - alarms) / slope
    middle_shift = 2 * Z95**2 * (middle * in_recall - (1 - middle) * in_alarms)
    spread = math.sqrt(shifted * (1 - shifted) / size + middle**2 * in_recall + (1 - middle) ** 2 * in_alarms)
    half = Z95 * spread / slope
    estimate = _bounded((share - alarms) / slope)
    low, high = _bounded(middle + middle_shift - half), _bounded(middle + middle_shift + half)
    return estimate, min(low, estimate), max(high, estimate)


def _bounded(share: float) -> float:
    return min(max(share, 0.0), 1.0)
