"""The sentences behind a condition of a region: who is named, and which ties are stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.app.ask import evidence_ids
from workingregions.corpus.enums import Modality
from workingregions.corpus.records import Entity, Passage, Tie
from workingregions.models.presence import Basis, Presence
from workingregions.nlp.text import sentences

if TYPE_CHECKING:
    from workingregions.app.names import Pinned

SHOWN = 3
"""Sentences that stand for what is behind a condition."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, by its offsets."""

    passage: str
    start: int
    end: int


def examples(pinned: Pinned, found: Mapping[str, Presence]) -> dict[tuple[str, bool], tuple[str, ...]]:
    """Return ids of evidence by region and by whether ties are to be shown, the most telling first.

    For ties, the asserted ones of the highest confidence; otherwise sentences that name the institutions
    which most documents of the region name.
    """
    named = {region: _named(here) for region, here in found.items()}
    wanted = {passage for pairs in named.values() for _, passage in pairs}
    passages = {p.id: p for p in pinned.snapshot.records("passages", among=("id", wanted))} if wanted else {}
    known = pinned.register.entities
    items: dict[tuple[str, bool], Sequence[Tie | Sentence]] = {}
    for region, here in found.items():
        pairs = ((known.get(e), passages[p]) for e, p in named[region] if p in passages)
        items[region, False] = [_sentence(entity, passage) for entity, passage in pairs]
        items[region, True] = _ties(here)
    ids = iter(evidence_ids(pinned.snapshot, [item for group in items.values() for item in group]))
    return {
        key: tuple(dict.fromkeys(filter(None, [next(ids) for _ in group]))) for key, group in items.items()
    }


def _named(here: Presence) -> list[tuple[str, str]]:
    """Return the institutions that most documents name, each with a passage; each passage once."""
    rows = here.rows(Basis.HOME, Basis.ABOVE, Basis.NAMED)
    order = (
        rows.groupby("entity")["document"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    )
    first = rows.drop_duplicates("entity").set_index("entity")["passages"]
    found: dict[str, str] = {}
    for entity in order.index:
        passage = next((p for p in first[entity] if p not in found.values()), None)
        if passage is not None:
            found[str(entity)] = passage
        if len(found) == SHOWN:
            break
    return list(found.items())


def _ties(here: Presence) -> list[Tie]:
    inside = set(here.rows(Basis.HOME, Basis.ABOVE, Basis.NAMED)["entity"])
    stated = [
        t for t in here.ties if t.modality is Modality.ASSERTED and t.source in inside and t.target in inside
    ]
    ranked = sorted(stated, key=lambda t: (-t.confidence, t.document, t.passage, t.start))
    distinct = {frozenset((t.source, t.target)): t for t in reversed(ranked)}
    return sorted(distinct.values(), key=ranked.index)[:SHOWN]


def _sentence(entity: Entity | None, passage: Passage) -> Sentence:
    """Return the first sentence of a passage that has one of an institution's names, or its first one."""
    spans = sentences(passage.text) or [(0, len(passage.text))]
    names: Iterable[str] = (entity.name, *entity.aliases) if entity else ()
    folded = [name.casefold() for name in names]
    for start, end in spans:
        text = passage.text[start:end].casefold()
        if any(name in text for name in folded):
            return Sentence(passage.id, start, end)
    return Sentence(passage.id, *spans[0])
