"""What became of topics when a model was fitted again: which ids go on, which are new, which are retired.

Both models assign the same passages. Topics are matched one to one so that the shared passages are most
(Kuhn 1955, on the Jaccard index); what is left over was split off, merged, is new or retired.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

SAME = 0.6
"""Least overlap (Jaccard index of the passages) of a topic that is the same."""
DRIFTED = 0.3
"""Least overlap of a topic that drifted, but keeps its id."""
MOST = 0.5
"""Share of a topic's passages from which it was split off another, or merged into it."""


class Fate(StrEnum):
    """What became of a topic."""

    SAME = "same"
    DRIFTED = "drifted"
    SPLIT = "split"  # a new topic, most of which was part of another
    NEW = "new"
    MERGED = "merged"  # it ended: most of it is part of another now
    RETIRED = "retired"  # it ended, and its passages are spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """The fate of a topic at a fit.

    `of` is the topic that it was split off or merged into, else 0. `overlap` is the Jaccard index with its
    former self, or the share of it that it has in common with `of`.
    """

    topic: int
    fate: Fate
    of: int = 0
    overlap: float = 0.0
    name: str = ""


def descend(before: Sequence[int], after: Sequence[int], topics: int, first: int) -> list[Descent]:
    """Return the fate of each topic: first those of the new model, in its order, then those that ended.

    Args:
        before: the former topic (a permanent id, from 1) of each passage; 0 or less for none.
        after: the topic of the same passage in the new model, counted from 0; negative for none.
        topics: number of topics of the new model.
        first: the first id that was never used.
    """
    from scipy.optimize import linear_sum_assignment

    old = sorted({topic for topic in before if topic > 0})
    shared = np.zeros((len(old), topics))
    place = {topic: i for i, topic in enumerate(old)}
    for a, b in zip(before, after, strict=True):
        if a > 0 and b >= 0:
            shared[place[a], b] += 1
    own, theirs = shared.sum(axis=1, keepdims=True), shared.sum(axis=0, keepdims=True)
    overlap = shared / np.maximum(own + theirs - shared, 1)
    matched = {
        int(b): int(a)
        for a, b in zip(*linear_sum_assignment(-overlap.round(9)), strict=True)
        if overlap[a, b] >= DRIFTED
    }
    ids, fates, unused = {}, [], first
    for b in range(topics):
        if b in matched:
            a = matched[b]
            fate = Fate.SAME if overlap[a, b] >= SAME else Fate.DRIFTED
            fates.append(Descent(topic=old[a], fate=fate, overlap=round(float(overlap[a, b]), 3)))
        else:
            fates.append(_begun(shared[:, b], old, unused))
            unused += 1
        ids[b] = fates[-1].topic
    gone = [a for a in range(len(old)) if a not in matched.values()]
    return [*fates, *(_ended(shared[a], old[a], ids) for a in gone)]


def _begun(column: np.ndarray, old: Sequence[int], ident: int) -> Descent:
    """Return the fate of a topic that is not a former one, from its passages in each former topic."""
    share = float(column.max() / column.sum()) if column.sum() else 0.0
    if share < MOST:
        return Descent(topic=ident, fate=Fate.NEW)
    return Descent(topic=ident, fate=Fate.SPLIT, of=old[int(column.argmax())], overlap=round(share, 3))


def _ended(row: np.ndarray, ident: int, ids: dict[int, int]) -> Descent:
    """Return the fate of a former topic that is none now, from its passages in each topic."""
    share = float(row.max() / row.sum()) if row.sum() else 0.0
    if share < MOST:
        return Descent(topic=ident, fate=Fate.RETIRED)
    return Descent(topic=ident, fate=Fate.MERGED, of=ids[int(row.argmax())], overlap=round(share, 3))
