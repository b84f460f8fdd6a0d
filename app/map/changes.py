"""What a map, computed and not yet written, changes in a snapshot, in sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from workingregions.app.map.differences import revised
from workingregions.app.map.words import place
from workingregions.corpus.records import Entity
from workingregions.corpus.store import Snapshot

if TYPE_CHECKING:
    from workingregions.app.map.made import Map

MOST = 12
"""Maximum number of sentences; the number of further ones is reported."""

Spot = tuple[str, str]
"""A document's id and a key by which it names an institution."""


def changes(before: Snapshot, made: Map) -> list[str]:
    """Return what a map changes in a snapshot, in sentences; the most mentioned institutions come first."""
    old, new = owners_before(before), owners_after(made)
    sentences: list[tuple[int, str]] = []
    for identity, keys in new.keys.items():
        entity = new.entities[identity]
        origins = Counter(old.of[k] for k in keys if k in old.of)
        size, documents = new.size(keys), _documents(keys)
        if len(origins) > 1:
            line = f"Merged {len(origins)} names into {entity.name}: {_mentions(size)} in {documents}."
            sentences.append((size, line))
        elif not origins:
            sentences.append((size, f"{entity.name} is now counted: {_mentions(size)} in {documents}."))
        elif old.keys[next(iter(origins))] == keys:
            sentences += [(size, line) for line in altered(old.entities[next(iter(origins))], entity)]
    for identity, keys in old.keys.items():
        ends = Counter(new.of[k] for k in keys if k in new.of)
        name = old.entities[identity].name
        if len(ends) > 1:
            parts = [f"{new.entities[e].name} ({_mentions(new.size(new.keys[e]))})" for e in sorted(ends)]
            sentences.append((old.size(keys), f"{name} is now {len(ends)} institutions: {', '.join(parts)}."))
        gone = [k for k in keys if k not in new.of]
        if gone:
            sentences.append((old.size(gone), f"{name} is no longer counted in {_documents(gone)}."))
    lines = [line for _, line in sorted(sentences, key=lambda item: (-item[0], item[1]))]
    if len(lines) > MOST:
        lines = [*lines[:MOST], f"... and {len(lines) - MOST} more changes."]
    ties = before.manifest.rows.get("entity_ties", 0), len(made.ties)
    if ties[0] != ties[1]:
        lines.append(f"Ties: {ties[0]} before, {ties[1]} now.")
    elif not lines and set(before.records("entity_ties")) != set(made.ties):
        lines.append("A tie changed.")
    return [*revised(before, made.revision), *lines]


class Owners:
    """The institutions of a map, and the names that belong to each."""

    def __init__(self, entities: Iterable[Entity], names: Iterable[tuple[str, str, str, int]]) -> None:
        self.entities: dict[str, Entity] = {e.id: e for e in entities}
        self.of: dict[Spot, str] = {}
        self.keys: dict[str, set[Spot]] = defaultdict(set)
        self._sizes: dict[Spot, int] = {}
        for document, key, entity, mentions in names:
            spot = document, key
            self.of[spot], self._sizes[spot] = entity, mentions
            self.keys[entity].add(spot)

    def size(self, keys: Iterable[Spot]) -> int:
        """Return the number of mentions behind some keys."""
        return sum(self._sizes[k] for k in keys)


def owners_before(snapshot: Snapshot) -> Owners:
    """Return the institutions of a snapshot."""
    columns = ("document", "key", "entity", "mentions")
    names = snapshot.arrow("names", columns=columns)
    rows = zip(*(names[column].to_pylist() for column in columns), strict=True)
    return Owners(snapshot.records("entities"), rows)


def owners_after(made: Map) -> Owners:
    """Return the institutions of a map."""
    names = made.resolution.names
    return Owners(made.resolution.entities, ((n.document, n.key, n.entity, n.mentions) for n in names))


def altered(old: Entity, new: Entity) -> list[str]:
    """Return the changes of one institution whose names stayed the same: type, scale, home and main name."""
    pairs = {
        "type": (old.type, new.type),
        "scale": (old.scale, new.scale),
        "home": (place(old.region), place(new.region)),
    }
    fields = {
        field: " → ".join(str(value or "unknown").replace("_", " ") for value in pair)
        for field, pair in pairs.items()
        if pair[0] != pair[1]
    }
    if "home" in fields and new.region_reason:
        # A home is sought at the scale of the institution, so a new scale may lead to another home.
        follows = "it follows from the scale: " if "scale" in fields else ""
        fields["home"] += f" ({follows}{new.region_reason})"
    lines = [f"{new.name}: {'; '.join(f'{field} {c}' for field, c in fields.items())}."] if fields else []
    if old.name != new.name:
        lines.append(f"{old.name} is now called {new.name}.")
    return lines


def _mentions(count: int) -> str:
    return f"{count} mention{'s' if count != 1 else ''}"


def _documents(keys: Collection[Spot]) -> str:
    count = len({document for document, _ in keys})
    return f"{count} document{'s' if count > 1 else ''}"
