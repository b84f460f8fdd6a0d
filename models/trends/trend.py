"""The trend of a theme: whether its share of documents rises or falls, and when it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from workingregions.models.trends.intervals import FEW
from workingregions.models.trends.mix import MixChange, mix_changes
from workingregions.models.trends.statistics import (
    ChangePoint,
    change_points,
    firth,
    mann_kendall,
    written,
)

if TYPE_CHECKING:
    import pandas as pd

YEARS, DOCUMENTS = 4, 20
"""Years with documents, and dated documents, below which there is no test."""
PER_COLUMN = 5
"""Documents about the theme, and others, for each category that is held in the regression."""
MOST_HELD = 12
"""Most categories that are held; in a large corpus hundreds would be frequent enough."""
LEVEL = 0.05
HELD = ("type", "publisher")
MIX = ("type", "publisher", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendTest:
    """The trend of a theme among dated documents that were read; None where there is too little.

    `direction` is rising, falling, none or too few, by the logistic regression of the share on the year
    with the categories of `held` held: `odds` is what a year multiplies the odds by, `q` its p after
    Benjamini and Hochberg over the themes tested together, by which the direction is judged. The mix is that
    of the documents before the year `half` and from it on. `tau` to `slope` are those of Mann and Kendall on
    the shares of the years; the slope is in shares a year.
    """

    theme: str
    region: str
    first: int | None = None
    last: int | None = None
    years: int
    documents: int
    of_documents: int
    direction: str
    odds: float | None = None
    odds_low: float | None = None
    odds_high: float | None = None
    p: float | None = None
    q: float | None = None
    held: tuple[str, ...] = ()
    tau: float | None = None
    mann_kendall_z: float | None = None
    mann_kendall_p: float | None = None
    slope: float | None = None
    changes: tuple[ChangePoint, ...] = ()
    half: int | None = None
    mix: tuple[MixChange, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The findings as sentences."""
        counts = f"{self.documents} of {self.of_documents} dated documents of {self.years} years"
        if self.documents in (0, self.of_documents) and self.of_documents:
            return (f"No test: {counts} are about the theme.",)
        if self.p is None or self.odds is None:
            return (f"No test: {counts} are too few (at least {DOCUMENTS} of {YEARS} years).",)
        held = f" with {' and '.join(self.held)} held" if self.held else ""
        trend = {"rising": "The share rises", "falling": "The share falls"}.get(
            self.direction, "No clear trend"
        )
        odds = f"odds x {self.odds:.3g} a year ({self.odds_low:.3g} to {self.odds_high:.3g})"
        several = f", {written(self.q)} after the tests of all themes" if self.q and self.q != self.p else ""
        sentences = [
            f"{trend}{held}: {odds}, p {written(self.p)}{several}; Mann-Kendall tau {self.tau:.2f}, "
            f"p {written(self.mann_kendall_p or 0.0)}; {counts}."
        ]
        sentences += [f"Change: {change.words}." for change in self.changes]
        return tuple(sentences)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What speaks against reading the trend as one of policy."""
        if not self.mix:
            return ()
        differs = "; ".join(change.words(f"before {self.half}", "from then on") for change in self.mix)
        return (f"The documents themselves changed, which alone may move the share: {differs}.",)


def trend_test(
    documents: pd.DataFrame, hits: npt.NDArray[np.bool_], theme: str, region: str = ""
) -> TrendTest:
    """Test whether the share of documents about a theme changed over the years.

    Args:
        documents: one row per dated document that was read; columns year, type, publisher, region.
        hits: which of them are about the theme.
        theme: its id.
        region: id of the region that they are about; "" for all.
    """
    year = documents["year"].to_numpy(dtype=int)
    known = sorted(set(year.tolist()))
    found = TrendTest(
        theme=theme, region=region, first=min(known, default=None), last=max(known, default=None),
        years=len(known), documents=int(hits.sum()), of_documents=len(year), direction="too few",
    )  # fmt: skip
    if len(known) < YEARS or len(year) < DOCUMENTS or found.documents in (0, len(year)):
        return found
    totals = [int((year == y).sum()) for y in known]
    counts = [int(hits[year == y].sum()) for y in known]
    ranks = mann_kendall(known, [h / n for h, n in zip(counts, totals, strict=True)])
    dummies, held = held_columns(documents, hits)
    centred = (year - year.mean())[:, None]
    odds = firth(np.column_stack([centred, dummies]), hits)
    if odds is None:  # the years are those of the publishers, so the mix cannot be held
        held, odds = (), firth(centred, hits)
    assert odds is not None
    half = min((y for y in known[1:]), key=lambda y: (abs(int((year < y).sum()) - len(year) / 2), y))
    later = year >= half
    return replace(
        found, direction=_direction(odds.ratio, odds.p), odds=odds.ratio, odds_low=odds.low,
        odds_high=odds.high, p=odds.p, q=odds.p, held=held, tau=ranks.tau, mann_kendall_z=ranks.z,
        mann_kendall_p=ranks.p, slope=ranks.slope, changes=tuple(change_points(known, counts, totals)),
        half=half, mix=tuple(mix_changes(documents[~later], documents[later], MIX)),
    )  # fmt: skip


def together(tests: Sequence[TrendTest]) -> list[TrendTest]:
    """Return tests that were made together, with the share of false discoveries (Benjamini & Hochberg)."""
    from scipy.stats import false_discovery_control

    known = [test.p for test in tests if test.p is not None]
    adjusted = iter(false_discovery_control(known).tolist() if known else ())
    return [
        test
        if test.p is None or test.odds is None
        else replace(test, q=(q := next(adjusted)), direction=_direction(test.odds, q))
        for test in tests
    ]


def _direction(odds: float, p: float) -> str:
    return "none" if p >= LEVEL else "rising" if odds > 1 else "falling"


def held_columns(
    documents: pd.DataFrame, hits: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """Return a column for each frequent category but the most frequent one, and the facets that they are of.

    There are at most MOST_HELD, and so many that each has PER_COLUMN documents about the theme and as many
    others.
    """
    columns, held = [], []
    room = min(MOST_HELD, int(hits.sum()) // PER_COLUMN, int((~hits).sum()) // PER_COLUMN)
    for facet in HELD:
        values = documents[facet].astype(str)
        sizes = values[values != ""].value_counts()
        # The order among equals must not depend on that of the documents.
        ranked = sorted(sizes.index, key=lambda name: (-sizes[name], name))
        frequent = [name for name in ranked if sizes[name] >= FEW][1 : 1 + room]
        if not frequent and room and len(ranked) > 1 and sizes[ranked[0]] >= FEW:
            frequent = ranked[:1]
        columns += [(values == name).to_numpy(dtype=float) for name in frequent]
        room -= len(frequent)
        held += [{"type": "document type"}.get(facet, facet)] if frequent else []
    kept = np.ones((len(documents), 1))
    for column in columns:  # a publisher's documents may be exactly those of a type
        wider = np.column_stack([kept, column])
        kept = wider if np.linalg.matrix_rank(wider) == wider.shape[1] else kept
    return kept[:, 1:], tuple(held)
