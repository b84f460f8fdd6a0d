"""How probable it is that the map is wrong about a name, a type, a scale or a home."""

from __future__ import annotations

import re
from collections import Counter

from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.corpus.records import Entity, Merge

LEAST = 0.1
"""The probability of an error from which a person is asked."""
MEASURED = {"type": 0.09, "scale": 0.24}
"""Share of types and scales that are wrong on judged samples (docs/benchmarks.md)."""
MISSING = 0.15
"""The weight of a value that is missing: nothing false is stated, but a count lacks it."""
ALIKE = 0.85
"""Likeness of two names, kept apart, from which the resolution records them."""
_SHARE = re.compile(r"(\d+)% of its")
_HOMES = {"its name says a place": 0.5, "its name says": 0.05, "documents name it beside": 0.2}


def pair_doubt(merge: Merge) -> float:
    """Return the probability that two names are wrongly one, or wrongly two.

    Scores of names that were kept apart are their likeness: names nearly alike are one in half of the cases.
    """
    if merge.merged:
        return 1.0 - merge.score
    if merge.rule == "apart":
        return 0.5 * max(0.0, (merge.score - ALIKE) / (1.0 - ALIKE))
    return merge.score


def vote_doubt(kind: str, now: str, votes: Counter[str], *, firm: bool = False) -> float:
    """Return the probability that a type or scale is wrong, by the documents in which each is read.

    Documents that agree make an error less likely. The scale of a firm is seldom stated, and seldom used.
    """
    if now in (InstitutionType.OTHER.value, Scale.UNKNOWN.value):
        return 0.0 if firm else MISSING
    return min(1.0, (votes.total() - votes[now] + MEASURED[kind]) / max(1, votes.total()))


def home_doubt(entity: Entity) -> float:
    """Return the probability that a home is wrong, by the reason for it."""
    reason = entity.region_reason
    if not entity.region and entity.scale is not Scale.SUPRANATIONAL and "widely known" not in reason:
        return MISSING
    if share := _SHARE.match(reason):
        return 1.0 - int(share.group(1)) / 100
    return next((doubt for start, doubt in _HOMES.items() if reason.startswith(start)), 0.0)
