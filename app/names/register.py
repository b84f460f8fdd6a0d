"""The register: the institutions of a snapshot, by the names that documents and users give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Document, Entity, Mention, Name
from workingregions.corpus.selection import Called
from workingregions.corpus.store import Snapshot
from workingregions.nlp.institutions import key

if TYPE_CHECKING:
    from workingregions.nlp.gazetteer import Gazetteer

LIKE = 60
"""Likeness (0 to 100) from which a name is suggested for another."""


class Register:
    """The institutions of a snapshot, and which of them each mention is of."""

    def __init__(self, snapshot: Snapshot, documents: Iterable[Document]) -> None:
        self.snapshot = snapshot
        self.documents = {d.id: d for d in documents}
        self.entities: dict[str, Entity] = {e.id: e for e in snapshot.records("entities")}

    @cached_property
    def names(self) -> list[Name]:
        """What documents call them."""
        return self.snapshot.records("names")

    @cached_property
    def of(self) -> dict[tuple[str, str], str]:
        """Document and key to entity id."""
        return {(n.document, n.key): n.entity for n in self.names}

    @cached_property
    def mentions(self) -> list[Mention]:
        """The counted mentions that are of an entity, in the documents that count."""
        found = self.snapshot.records("mentions", where="kind = 'institution' AND counted")
        return [m for m in found if m.document in self.documents and (m.document, m.entity) in self.of]

    def find(self, name: str, near: str = "") -> Entity:
        """The institution that a user calls `name`; `near` is the region that tells it from its namesakes.

        Raises:
            NotFoundError: none is called so, or several are.
        """
        fits = self.called(name, near)
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise several(name, fits)
        alike = self.like(name)
        hint = f"Did you mean {', '.join(map(repr, alike))}?" if alike else "`wr institutions` lists them."
        error = NotFoundError("institution", name, advice=hint)
        error.nearest = tuple(alike)
        raise error

    def called(self, name: str, near: str = "") -> list[Entity]:
        """The institutions called `name`: by it as it is, else as an alias, else by its key."""
        wanted, same = " ".join(name.split()).casefold(), key(name)
        fits = [e for e in self.entities.values() if e.id == name or e.name.casefold() == wanted]
        fits = fits or [e for e in self.entities.values() if wanted in (a.casefold() for a in e.aliases)]
        fits = fits or [e for e in self.entities.values() if same and same in map(key, (e.name, *e.aliases))]
        return [e for e in fits if _near(e, near)] if near and len(fits) > 1 else fits

    def like(self, name: str) -> list[str]:
        """At most three names that come nearest to `name`, for messages, best first."""
        from rapidfuzz import fuzz, utils

        wanted = utils.default_process(name)

        def score(known: str) -> float:
            # Shared words tell most, and of the names that share them the one of like length.
            other = utils.default_process(known)
            return (fuzz.ratio(wanted, other) + fuzz.token_set_ratio(wanted, other)) / 2

        forms = {form: score(form) for e in self.entities.values() for form in (e.name, *e.aliases)}
        near = sorted((form for form in forms if forms[form] >= LIKE), key=lambda f: (-forms[f], f))
        return near[:3]


def called(register: Register, name: str) -> tuple[Called, ...]:
    """The keys under which passages name the institution called `name`, document by document."""
    entity = register.find(name)
    owners: dict[str, set[str]] = defaultdict(set)
    own: dict[str, list[str]] = defaultdict(list)
    for found in register.names:
        owners[found.key].add(found.entity)
        if found.entity == entity.id:
            own[found.key].append(found.document)
    return tuple(
        # A key that means another institution elsewhere counts only in the documents where it means this one.
        Called(k, tuple(sorted(documents)) if len(owners[k]) > 1 else ())
        for k, documents in sorted(own.items())
    )


def gazetteer() -> Gazetteer:
    """The gazetteer, loaded when first asked for."""
    from workingregions.nlp.gazetteer import Gazetteer

    return Gazetteer.load()


def several(name: str, fits: Sequence[Entity]) -> NotFoundError:
    """Says that several institutions are called `name`, and which."""
    places = [gazetteer().name(e.region) if e.region else "place unknown" for e in fits]
    told = ", ".join(f"{e.id!r} ({place})" for e, place in zip(fits, places, strict=True))
    advice = f"It could be {told}. Say which with --near REGION, or where that is no option, by this id."
    return NotFoundError("institution that alone is called", name, advice=advice)


def _near(entity: Entity, region: str) -> bool:
    homes = [home for home in (entity.region, entity.remit) if home]
    return any(gazetteer().within(home, region) or gazetteer().within(region, home) for home in homes)
