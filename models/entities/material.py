"""What entities are resolved from, kept between computations: a correction changes few documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol

from workingregions.corpus.records import Acronym, Document, Tie
from workingregions.corpus.store import Snapshot, without
from workingregions.models.entities.observations import Observation, observe
from workingregions.models.entities.resolution import Memo
from workingregions.models.entities.workings import Workings
from workingregions.models.named import COUNTED

if TYPE_CHECKING:
    from workingregions.nlp.registry import Registry

AT_ONCE = 1_000
"""Documents whose mentions are held in memory at once."""
LINKS = "links.json"
"""Beside a registry: the file of the links to it."""
_OBSERVED = ("documents", "passages", "mentions")


class Revised(Protocol):
    """Documents as corrections describe them."""

    @property
    def changed(self) -> Collection[str]:
        """The ids of documents whose description, or whose passages' regions, change."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents whose description changes, by id."""

    @property
    def regions(self) -> Mapping[str, tuple[str, ...]]:
        """The regions of passages, where they change."""


class Material:
    """The records of a snapshot that the map is computed from, read once for each version of their tables.

    Hold `lock` while computing with it. What it returns is shared: nobody changes it.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.workings = Workings()
        self._read: dict[str, tuple[object, Any]] = {}

    def observations(self, snapshot: Snapshot, revision: Revised) -> list[Observation]:
        """Return what each document, as revised, calls its institutions."""
        tables = snapshot.manifest.tables
        version = tuple(tables.get(name) for name in _OBSERVED)
        if self._read.get("observations", ("",))[0] != version:
            self._read["observations"] = version, _observed(snapshot, None, None)
        found: list[Observation] = self._read["observations"][1]
        if not revision.changed:
            return found
        kept = [one for one in found if one.document not in revision.changed]
        return kept + _observed(snapshot, revision.changed, revision)

    def acronyms(self, snapshot: Snapshot) -> list[Acronym]:
        """Return the acronyms that documents define."""
        return self._records(snapshot, "acronyms")

    def ties(self, snapshot: Snapshot) -> list[Tie]:
        """Return the ties that documents state, between names."""
        return self._records(snapshot, "ties")

    def _records(self, snapshot: Snapshot, name: str) -> list[Any]:
        version = snapshot.manifest.tables.get(name)
        if self._read.get(name, ("",))[0] != version:
            self._read[name] = version, snapshot.records(name)
        found: list[Any] = self._read[name][1]
        return found

    def registry(self, folder: Path, ident: str) -> tuple[Registry, Memo]:
        """Return the registry in a folder, which has this id, and the links to it that are known."""
        from workingregions.nlp.registry import Registry

        if self._read.get("registry", ("",))[0] != ident:
            self._read["registry"] = ident, (Registry.load(folder), Memo.load(folder / LINKS))
        found: tuple[Registry, Memo] = self._read["registry"][1]
        return found


def _observed(
    snapshot: Snapshot, chosen: Collection[str] | None, revision: Revised | None
) -> list[Observation]:
    """Return what documents (all, or those chosen) call their institutions; some are read at a time."""
    among = None if chosen is None else ("id", list(chosen))
    columns = without("documents", "pages", "metadata")
    documents = snapshot.records("documents", columns=columns, among=among)
    if revision is not None:
        documents = [revision.documents.get(d.id, d) for d in documents]
    documents.sort(key=lambda d: d.id)
    found: list[Observation] = []
    for start in range(0, len(documents), AT_ONCE):
        some = documents[start : start + AT_ONCE]
        own = "document", [document.id for document in some]
        mentions = snapshot.records("mentions", where=COUNTED, among=own)
        rows = snapshot.arrow("passages", columns=["id", "regions"], among=own)
        regions = dict(zip(rows["id"].to_pylist(), map(tuple, rows["regions"].to_pylist()), strict=True))
        if revision is not None:
            regions.update(revision.regions)
        found += observe(mentions, some, regions)
    return found
