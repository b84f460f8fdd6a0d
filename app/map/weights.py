"""What depends on each institution: the documents that name it and the ties that it has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.corpus.records import Entity, Name, Tie

if TYPE_CHECKING:
    from workingregions.app.names import Pinned

SHOWN = 3
"""Names, in different documents, that are shown as evidence."""


class Weights:
    """The names and the ties of institutions, in the documents that count."""

    def __init__(self, pinned: Pinned) -> None:
        register = pinned.register
        self.documents = register.documents
        self.names: dict[str, list[Name]] = defaultdict(list)
        self.by_key: dict[str, list[Name]] = defaultdict(list)
        for name in register.names():
            if name.document in self.documents:
                self.names[name.entity].append(name)
                self.by_key[name.key].append(name)
        found: list[Tie] = pinned.snapshot.records("entity_ties")
        self.ties = [tie for tie in found if tie.document in self.documents]
        self.by_end: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            for end in {tie.source, tie.target}:
                self.by_end[end].append(tie)
        self._bearers = Counter(entity.name.casefold() for entity in register.entities.values())

    def size(self, entity: str) -> tuple[int, int]:
        """Return the number of documents that name an institution, and of its ties."""
        return len({name.document for name in self.names.get(entity, ())}), len(self.by_end.get(entity, ()))

    def near(self, entity: Entity) -> str:
        """Return the region that distinguishes an institution from its namesakes; "" if there are none."""
        return entity.region if self._bearers[entity.name.casefold()] > 1 else ""

    def around(self, entity: str) -> list[str]:
        """Return the regions of the documents that name an institution, the most frequent first."""
        found: Counter[str] = Counter()
        for document in {name.document for name in self.names.get(entity, ())}:
            found.update(region.region for region in self.documents[document].regions)
        return [region for region, _ in found.most_common()]


def spoken(names: Sequence[Name]) -> tuple[Name, ...]:
    """Return a few names, in different documents, those mentioned most first."""
    best: dict[str, Name] = {}
    for name in sorted(names, key=lambda n: (-n.mentions, n.document, n.key)):
        best.setdefault(name.document, name)
    return tuple(best.values())[:SHOWN]
