"""Regions compared: the share of each theme, its difference, and whether it outlasts the mix of documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from workingregions.models.trends.intervals import FEW, newcombe
from workingregions.models.trends.statistics import firth
from workingregions.models.trends.trend import held_columns

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The share of documents about a theme in one region `b`, less that in another, `a`.

    Documents about both regions are left out. `low` to `high` is the 95 % interval of `difference` (Newcombe
    1998), `p` by Fisher's exact test, `q` after Benjamini and Hochberg over the themes. `odds` is b against
    a with the document types and publishers of `held` held (Firth's logistic regression), with `held_p`.
    None where a region has fewer than FEW documents, and where type and publisher tell the regions apart.
    """

    a: str
    b: str
    theme: str
    label: str
    documents_a: int
    of_a: int
    documents_b: int
    of_b: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    odds: float | None = None
    odds_low: float | None = None
    odds_high: float | None = None
    held_p: float | None = None
    held: tuple[str, ...] = ()


def differences(
    documents: pd.DataFrame,
    inside: Sequence[bool],
    about: Mapping[str, Collection[str]],
    labels: Mapping[str, str],
    names: tuple[str, str] = ("a", "b"),
) -> list[Difference]:
    """Return the difference between two groups of documents for each theme, in the order of `labels`.

    Args:
        documents: one row per document; columns id, type, publisher.
        inside: whether each is of the group b.
        about: the ids of the documents about each theme.
        labels: of the themes.
        names: of the groups a and b.
    """
    from scipy.stats import false_discovery_control, fisher_exact

    of_b = np.asarray(inside, bool)
    total_a, total_b = int((~of_b).sum()), int(of_b.sum())
    rows = []
    for theme, label in labels.items():
        hits = documents["id"].isin(set(about.get(theme, ()))).to_numpy(dtype=bool)
        a, b = int(hits[~of_b].sum()), int(hits[of_b].sum())
        row = Difference(
            a=names[0], b=names[1], theme=theme, label=label, documents_a=a, of_a=total_a, documents_b=b,
            of_b=total_b,
        )  # fmt: skip
        if min(total_a, total_b) >= FEW:
            low, high = newcombe(b, total_b, a, total_a)
            p = float(fisher_exact([[b, total_b - b], [a, total_a - a]]).pvalue)
            row = replace(row, difference=b / total_b - a / total_a, low=low, high=high, p=p)
            if 0 < a + b < total_a + total_b:
                held_to, held = held_columns(documents, hits)
                odds = firth(np.column_stack([of_b.astype(float), held_to]), hits)
                if odds is not None:
                    row = replace(
                        row, odds=odds.ratio, odds_low=odds.low, odds_high=odds.high, held_p=odds.p, held=held
                    )
        rows.append(row)
    known = [row.p for row in rows if row.p is not None]
    adjusted = iter(false_discovery_control(known).tolist() if known else ())
    return [row if row.p is None else replace(row, q=next(adjusted)) for row in rows]
