"""Whether a share holds: without each document or group of them, at other thresholds, at equal weights."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from workingregions.models.trends import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The share of hits when a group, called `name`, is left out: `hits` of `total`."""

    name: str
    hits: int
    total: int

    @property
    def share(self) -> float:
        """Hits as a share, 0..1."""
        return self.hits / self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class AtThreshold:
    """The documents that count as hits from a probability on."""

    threshold: float
    hits: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """A share in which the categories of a facet weigh alike, with its 95 % interval over documents."""

    facet: str
    categories: int
    share: float
    low: float
    high: float


def without_each(groups: Mapping[str, Collection[str]], hits: Collection[str], total: int) -> list[Without]:
    """Return the share without each group, the greatest change first.

    Args:
        groups: ids of documents by the name of their group.
        hits: ids of the documents that count as hits.
        total: number of all documents.
    """
    found = set(hits)
    whole = len(found) / total if total else 0.0
    rows = [
        Without(name=name, hits=len(found - set(own)), total=total - len(own))
        for name, own in groups.items()
        if len(own) < total
    ]
    return sorted(rows, key=lambda row: (-round(abs(row.share - whole), 12), row.name))


def sweep(peaks: Mapping[str, float], total: int, thresholds: Sequence[float]) -> list[AtThreshold]:
    """Return the hits at each threshold.

    Args:
        peaks: the greatest probability of a passage of each document; documents without one have none.
        total: number of all documents.
        thresholds: probabilities.
    """
    return [
        AtThreshold(threshold=t, hits=sum(peak >= t for peak in peaks.values()), total=total)
        for t in thresholds
    ]


def standardised(facet: str, cells: Mapping[str, tuple[int, int]]) -> Standardised | None:
    """Return the share if each category had the same weight; None for fewer than two categories.

    Direct standardisation to equal weights. The interval is Wilson's of the effective number of documents,
    (sum of weights)^2 / sum of squared weights (Kish 1965).

    Args:
        facet: its name.
        cells: hits and documents of each category.
    """
    known = {name: cell for name, cell in cells.items() if cell[1]}
    if len(known) < 2:
        return None
    share = sum(hits / total for hits, total in known.values()) / len(known)
    # Each document of a category of n documents weighs 1 / n.
    effective = len(known) ** 2 / sum(1 / total for _, total in known.values())
    low, high = wilson(share * effective, effective)
    return Standardised(facet=facet, categories=len(known), share=share, low=low, high=high)
