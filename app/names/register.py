"""The register: the institutions of a snapshot, by the names that documents and users use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from workingregions.corpus.errors import AmbiguousNameError, Candidate, NotFoundError
from workingregions.corpus.records import Document, Entity, Mention, Name
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.selection import Called
from workingregions.corpus.sql import quote
from workingregions.corpus.store import Among, Snapshot
from workingregions.models.named import COUNTED
from workingregions.nlp.institutions import key

if TYPE_CHECKING:
    from workingregions.nlp.gazetteer import Gazetteer


class Register:
    """The institutions of a snapshot, and the institution that each mention refers to."""

    def __init__(self, snapshot: Snapshot, documents: Iterable[Document]) -> None:
        self.snapshot = snapshot
        self.documents = {d.id: d for d in documents}
        self.entities: dict[str, Entity] = {e.id: e for e in snapshot.records("entities")}

    def names(self, where: str = "", *, among: Among | None = None) -> list[Name]:
        """Return what documents call the institutions; arguments as of `Snapshot.records`."""
        return self.snapshot.records("names", where=where, among=among)

    def mentions(self, entity: Entity) -> list[Mention]:
        """Return the counted mentions of an institution, in the documents that count."""
        keys = {(n.document, n.key) for n in self.names(f"entity = {quote(entity.id)}")}
        found: list[Mention] = self.snapshot.records(
            "mentions", where=COUNTED, among=("entity", {key for _, key in keys})
        )
        return [m for m in found if m.document in self.documents and (m.document, m.entity) in keys]

    def find(self, name: str, near: str = "") -> Entity:
        """Return the institution that a user calls `name`; `near` is a region that distinguishes namesakes.

        Raises:
            NotFoundError: no institution has this name; `nearest` holds the most similar names.
            AmbiguousNameError: several institutions have this name.
        """
        fits = self.called(name, near)
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise self.several(name, fits)
        raise NotFoundError("institution", name, self.forms, advice=Remedy.LIST_INSTITUTIONS)

    def called(self, name: str, near: str = "") -> list[Entity]:
        """Return the institutions called `name`: by main name, otherwise by alias, otherwise by key."""
        wanted, same = " ".join(name.split()).casefold(), key(name)
        fits = [e for e in self.entities.values() if e.id == name or e.name.casefold() == wanted]
        fits = fits or [e for e in self.entities.values() if wanted in (a.casefold() for a in e.aliases)]
        fits = fits or [e for e in self.entities.values() if same and same in map(key, (e.name, *e.aliases))]
        return [e for e in fits if _near(e, near)] if near and len(fits) > 1 else fits

    @property
    def forms(self) -> list[str]:
        """Every name and alias, for suggestions."""
        return [form for e in self.entities.values() for form in (e.name, *e.aliases)]

    def several(self, name: str, fits: Sequence[Entity]) -> AmbiguousNameError:
        """Return the error that lists the institutions called `name`."""
        documents: dict[str, set[str]] = defaultdict(set)
        for found in self.names(among=("entity", {e.id for e in fits})):
            documents[found.entity].add(found.document)
        candidates = [
            Candidate(
                id=e.id,
                name=e.name,
                region=gazetteer().name(e.region) if e.region else "place unknown",
                documents=len(documents[e.id]),
            )
            for e in fits
        ]
        return AmbiguousNameError("institution", name, candidates, advice=Remedy.NARROW_BY_REGION)


def called(register: Register, name: str) -> tuple[Called, ...]:
    """Return the keys under which passages name the institution called `name`, per document."""
    return keys_of(register, [register.find(name)])


def keys_of(register: Register, entities: Sequence[Entity]) -> tuple[Called, ...]:
    """Return the keys under which passages name any of these institutions, per document."""
    wanted = {entity.id for entity in entities}
    owners: dict[str, set[str]] = defaultdict(set)
    own: dict[str, list[str]] = defaultdict(list)
    names = register.names(among=("entity", wanted))
    for found in register.names(among=("key", {name.key for name in names})):
        owners[found.key].add(found.entity)
    for found in names:
        own[found.key].append(found.document)
    return tuple(
        # A key that means another institution elsewhere counts only in the documents where it means this one.
        Called(k, tuple(sorted(documents)) if owners[k] - wanted else ())
        for k, documents in sorted(own.items())
    )


def gazetteer() -> Gazetteer:
    """Return the gazetteer, which is loaded at first use."""
    from workingregions.nlp.gazetteer import Gazetteer

    return Gazetteer.load()


def _near(entity: Entity, region: str) -> bool:
    homes = [home for home in (entity.region, entity.remit) if home]
    return any(gazetteer().within(home, region) or gazetteer().within(region, home) for home in homes)
