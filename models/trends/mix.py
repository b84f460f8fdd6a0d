"""Whether groups of documents differ in what they are made of, so that their shares may differ for that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workingregions.models.trends.intervals import FEW

if TYPE_CHECKING:
    import pandas as pd

NAMES: Mapping[str, str] = {
    "genre": "genre", "type": "document type", "publisher": "publisher", "region": "region", "year": "date",
    "language": "language",
}  # fmt: skip
LEAST = 0.15
"""Part of the documents that would have to change category, beyond what chance explains, to be reported."""
LEVEL = 0.05
DRAWS = 999
OTHER = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixChange:
    """A facet in which two groups of documents differ.

    `distance` is the part of the documents, 0 to 1, that would have to change category for the groups to
    be alike (total variation), `expected` what chance gives, `p` from permutations. `category` is the one
    that differs most, with its share in each group.
    """

    facet: str
    distance: float
    expected: float
    p: float
    category: str
    share_a: float
    share_b: float

    def words(self, a: str, b: str) -> str:
        """Return the difference as a clause, for groups called `a` and `b`."""
        category = self.category.replace("_", " ") or "unknown"
        return f"{NAMES[self.facet]} ({category}: {self.share_a:.0%} {a}, {self.share_b:.0%} {b})"


def mix_changes(a: pd.DataFrame, b: pd.DataFrame, facets: Sequence[str], seed: int = 13) -> list[MixChange]:
    """Return the facets in which the documents `a` and `b` differ by more than chance, greatest first.

    Nothing is said of groups of fewer than FEW documents. A difference is reported if permutations of the
    documents over the groups seldom give as great a one (p < LEVEL), and if it exceeds what they give by
    LEAST. Categories of fewer than FEW documents are one category.

    Args:
        a: one row per document, with a column of strings per facet.
        b: likewise.
        facets: columns.
        seed: of the permutations.
    """
    if min(len(a), len(b)) < FEW:
        return []
    found = []
    for facet in facets:
        values = [str(v) for v in (*a[facet], *b[facet])]
        sizes = Counter(values)
        values = [v if sizes[v] >= FEW else OTHER for v in values]
        names = sorted(set(values))
        of_a, of_b = (
            np.array([side.count(name) for name in names]) for side in (values[: len(a)], values[len(a) :])
        )
        gaps = of_a / len(a) - of_b / len(b)
        distance = float(np.abs(gaps).sum() / 2)
        # Drawing the documents of a from all of them is a permutation of the documents over the groups.
        drawn = np.random.default_rng(seed).multivariate_hypergeometric(of_a + of_b, len(a), size=DRAWS)
        by_chance = np.abs(drawn / len(a) - (of_a + of_b - drawn) / len(b)).sum(axis=1) / 2
        expected = float(by_chance.mean())
        p = (1 + int((by_chance >= distance - 1e-12).sum())) / (DRAWS + 1)
        if p >= LEVEL or distance - expected < LEAST:
            continue
        most = int(np.argmax(np.abs(gaps)))
        found.append(
            MixChange(
                facet=facet, distance=distance, expected=expected, p=p, category=names[most],
                share_a=float(of_a[most] / len(a)), share_b=float(of_b[most] / len(b)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda change: -change.distance)
