"""Precision, recall and prevalence of a theme, from the passages that were drawn at random, with intervals.

The random part is a stratified sample: within a stratum (what the machine said when the passage was drawn),
every passage had the same chance. An answer therefore stands for size / answers passages of its stratum. The
intervals are 95 % posterior ones: of the passages not seen, the number about the theme is beta-binomial under
Jeffreys' prior, which keeps them honest where a stratum has no yes (L. D. Brown, T. T. Cai and A. DasGupta
2001, Interval estimation for a binomial proportion; W. G. Cochran 1977, Sampling techniques, ch. 5). Samples
drawn under different machines are weighted by their number of answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workingregions.models.labels.final import Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ENOUGH = 50
"""Random passages that must have an answer before anything is stated."""
ENOUGH_TAGGED = 20
"""Those among them that the machine tagged, before precision is stated."""
ENOUGH_ABOUT = 10
"""Those among them that are about the theme, before recall is stated."""
DRAWS = 4_000
TARGET = 0.1
"""Half the width that an interval of recall should have, for the advice on how many labels are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An estimate (0..1) with its 95 % interval, or None with the reason, "not enough"."""

    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How well the machine finds a theme, from `labels` random passages standing for `population` passages.

    `tagged` of the labelled ones carry the machine's tag, `about` are about the theme; `advice` says how many
    labels are missing, or whether more are worth while.
    """

    labels: int
    tagged: int
    about: int
    population: int
    precision: Figure
    recall: Figure
    f1: Figure
    prevalence: Figure
    advice: str = ""


@dataclass(frozen=True, slots=True)
class _Cell:
    """The labelled passages of a stratum that the machine tags, or does not: those about the theme, all.

    `size` is how many passages of the corpus they stand for, `share` the weight of their sample.
    """

    tagged: bool
    about: int
    labels: int
    size: float
    share: float


def accuracy(finals: Iterable[Final], tagged: frozenset[str] | set[str]) -> Accuracy:
    """Return precision, recall, F1 and prevalence with 95 % intervals.

    Args:
        finals: answers on one theme; those that were not drawn at random, or are open, do not count.
        tagged: the passages that the machine now takes to be about the theme.
    """
    used = [f for f in finals if f.measures and f.about is not None and f.draw.size]
    hits = sum(f.passage in tagged for f in used)
    about = sum(bool(f.about) for f in used)
    cells = _cells(used, tagged)
    figures = _figures(cells) if used else {}

    def figure(name: str, enough: bool, note: str) -> Figure:
        return figures[name] if enough and used else Figure(value=None, note=f"not enough: {note}")

    whole = len(used) >= ENOUGH
    few = f"{len(used)} of {ENOUGH} random passages labelled"
    sure = whole and hits >= ENOUGH_TAGGED
    known = whole and about >= ENOUGH_ABOUT
    tags = few if not whole else f"{hits} of {ENOUGH_TAGGED} labelled passages that the machine tags"
    yes = few if not whole else f"{about} of {ENOUGH_ABOUT} labelled passages about the theme"
    made = Accuracy(
        labels=len(used),
        tagged=hits,
        about=about,
        population=round(sum(cell.share * cell.size for cell in cells)),
        precision=figure("precision", sure, tags),
        recall=figure("recall", known, yes),
        f1=figure("f1", sure and known, tags if not sure else yes),
        prevalence=figure("prevalence", whole, few),
    )
    return _advised(made)


def _cells(used: Sequence[Final], tagged: frozenset[str] | set[str]) -> list[_Cell]:
    surveys: dict[str, dict[str, list[Final]]] = defaultdict(lambda: defaultdict(list))
    for final in used:
        surveys[final.draw.survey][final.draw.stratum].append(final)
    cells = []
    for strata in surveys.values():
        share = sum(map(len, strata.values())) / len(used)
        for own in strata.values():
            size = max(final.draw.size for final in own)
            for verdict in (True, False):
                part = [final for final in own if (final.passage in tagged) is verdict]
                if part:
                    stands = max(size * len(part) / len(own), len(part))
                    cells.append(_Cell(verdict, sum(bool(f.about) for f in part), len(part), stands, share))
    return cells


def _figures(cells: Sequence[_Cell]) -> dict[str, Figure]:
    import numpy as np

    random = np.random.default_rng(13)
    point = np.array([[cell.share * cell.size * cell.about / cell.labels for cell in cells]])
    drawn = np.stack([_drawn(cell, random) for cell in cells], axis=1)
    at, spread = _rates(cells, point), _rates(cells, drawn)
    made = {}
    for name, value in at.items():
        if np.isnan(value[0]):
            made[name] = Figure(
                value=None, note="not defined: nothing is tagged or nothing is about the theme"
            )
            continue
        low, high = np.nanquantile(spread[name], [0.025, 0.975])
        # The posterior leans to the middle; the interval never leaves out what was counted.
        made[name] = Figure(
            value=float(value[0]), low=float(min(low, value[0])), high=float(max(high, value[0]))
        )
    return made


def _drawn(cell: _Cell, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return draws of how many passages of a cell are about the theme: those seen, the others by chance."""
    chance = random.beta(cell.about + 0.5, cell.labels - cell.about + 0.5, size=DRAWS)
    unseen = random.binomial(max(round(cell.size) - cell.labels, 0), chance)
    drawn: npt.NDArray[np.float64] = cell.share * (cell.about + unseen.astype(float))
    return drawn


def _rates(cells: Sequence[_Cell], about: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[np.float64]]:
    """Return the figures for each row of `about`, the number of passages about the theme in each cell."""
    import numpy as np

    tagged = np.array([cell.tagged for cell in cells])
    sizes = np.array([cell.share * cell.size for cell in cells])
    hits, all_about = about[:, tagged].sum(axis=1), about.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = hits / np.full(len(about), sizes[tagged].sum())
        recall = hits / all_about
        f1 = 2 * hits / (sizes[tagged].sum() + all_about)
    return {"precision": precision, "recall": recall, "f1": f1, "prevalence": all_about / sizes.sum()}


def _advised(found: Accuracy) -> Accuracy:
    recall = found.recall
    if recall.low is None or recall.high is None:
        return replace(found, advice=_missing(found))
    half = (recall.high - recall.low) / 2
    if half <= TARGET:
        advice = f"Enough: recall is at least {recall.low:.2f}, known to ±{half:.2f}."
    else:
        # The width of an interval shrinks with the square root of the number of labels.
        needed = round(found.labels * ((half / TARGET) ** 2 - 1))
        advice = (
            f"Recall is at least {recall.low:.2f}, known to ±{half:.2f}; for ±{TARGET:.2f}, "
            f"about {needed} more random passages."
        )
    return replace(found, advice=advice)


def _missing(found: Accuracy) -> str:
    if found.labels < ENOUGH:
        return f"Label {ENOUGH - found.labels} more random passages."
    rate = max(found.about, 1) / found.labels
    return f"Label about {round((ENOUGH_ABOUT - found.about) / rate)} more random passages."
