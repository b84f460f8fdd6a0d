"""What most needs a person: doubts about the map, ordered by the harm that an error would do.

The expected harm of a doubt is the probability of an error times what depends on it: documents and ties. The
probabilities come from the scores and votes of the resolution, and, where these are silent, from the
precision measured for the whole (docs/benchmarks.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workingregions.app import ask
from workingregions.app.map.asking import Doubt, Doubts, ReviewAnswer
from workingregions.app.map.standing import Standing
from workingregions.app.map.weights import SHOWN, spoken
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Mention, Name, Passage, Tie
from workingregions.corpus.store import without
from workingregions.models.named import COUNTED

if TYPE_CHECKING:
    from workingregions.app.names import Pinned

Sought = Name | Tie | str
"""What an item's evidence is: a document's name for an institution, a tie, or the id of a passage."""
KINDS = ("conflict", "merge", "apart", "institution", "type", "scale", "home", "tie", "theme")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A doubt that a person can settle.

    `id` is the same in every snapshot. `current` is what the corpus states now, and `reason` why; `evidence`
    holds evidence ids. `institution` is an id, or "". `documents` and `ties` depend on it, `doubt` is the
    probability of an error and `harm` the product.
    """

    id: str
    kind: str
    question: str
    current: str
    reason: str
    answers: tuple[ReviewAnswer, ...]
    evidence: tuple[str, ...]
    institution: str
    name: str
    documents: int
    ties: int
    doubt: float
    harm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQueue:
    """The doubts that nobody has settled: the first `items` of `total`; `counts` by kind."""

    total: int
    counts: Mapping[str, int]
    items: tuple[ReviewItem, ...]
    snapshot: str


def review_queue(
    pinned: Pinned, standing: Standing, kinds: Sequence[str], n: int, labelled: Mapping[str, Collection[str]]
) -> ReviewQueue:
    """See View.review_queue."""
    for kind in kinds:
        if kind not in KINDS:
            raise NotFoundError("kind of review", kind, KINDS, advice=f"One of: {', '.join(KINDS)}.")
    doubts = Doubts(pinned, standing, labelled)
    found = [doubt for kind in kinds or KINDS for doubt in doubts.of(kind)]
    found.sort(key=lambda d: (-round(d.harm, 6), d.kind, d.subject))
    return ReviewQueue(
        total=len(found),
        counts=dict(Counter(doubt.kind for doubt in found)),
        items=tuple(_items(pinned, found[:n])),
        snapshot=pinned.snapshot.id,
    )


def _items(pinned: Pinned, doubts: Sequence[Doubt]) -> Iterator[ReviewItem]:
    """Yield the items of doubts, with evidence ids."""
    sought = [_shown(doubt.sought) for doubt in doubts]
    found = _stretches(pinned, [one for own in sought for one in own])
    known = list(found.values())
    ids = dict(zip(found, ask.evidence_ids(pinned.snapshot, known), strict=True))
    for doubt, own in zip(doubts, sought, strict=True):
        evidence = tuple(dict.fromkeys(filter(None, (ids.get(one) for one in own))))
        yield ReviewItem(
            id=doubt.id,
            kind=doubt.kind,
            question=doubt.question,
            current=doubt.current,
            reason=doubt.reason,
            answers=tuple(_at(answer, evidence) for answer in doubt.answers),
            evidence=evidence,
            institution=doubt.entity.id if doubt.entity else "",
            name=doubt.entity.name if doubt.entity else "",
            documents=doubt.documents,
            ties=doubt.ties,
            doubt=round(doubt.doubt, 4),
            harm=round(doubt.harm, 4),
        )


def _shown(sought: Sequence[Sought]) -> Sequence[Sought]:
    """Return what is shown of the evidence: of many names a few."""
    names = [one for one in sought if isinstance(one, Name)]
    return spoken(names) if len(names) == len(sought) > SHOWN + 1 else sought


def _stretches(pinned: Pinned, sought: Sequence[Sought]) -> dict[Sought, Any]:
    """Return what evidence ids are made of: ties, passages, and of names the first mention."""
    spots = {(one.passage, one.key): one for one in sought if isinstance(one, Name)}
    texts = {one for one in sought if isinstance(one, str)}
    found: dict[Sought, Any] = {one: one for one in sought if isinstance(one, Tie)}
    mentions: list[Mention] = pinned.snapshot.records(
        "mentions", where=COUNTED, among=("passage", [passage for passage, _ in spots])
    )
    for mention in mentions:
        name = spots.get((mention.passage, mention.entity))
        if name is not None:
            found.setdefault(name, mention)
    columns = without("passages", "vector")
    passages: list[Passage] = pinned.snapshot.records("passages", columns=columns, among=("id", texts))
    return found | {passage.id: passage for passage in passages}


def _at(answer: ReviewAnswer, evidence: Sequence[str]) -> ReviewAnswer:
    """Return an answer with the evidence id that a correction of a theme needs."""
    of_passage = answer.action is Action.THEME and evidence
    return replace(answer, evidence=evidence[0]) if of_passage else answer
