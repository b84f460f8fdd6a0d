"""A project as of one snapshot: the basis for resolving names and answering questions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from workingregions.app.names.register import Register
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Document
from workingregions.corpus.store import Snapshot, without

if TYPE_CHECKING:
    from workingregions.app.workspace import Workspace
    from workingregions.corpus.codebook import Codebook
    from workingregions.corpus.config import Config
    from workingregions.corpus.ledger import LedgerContent
    from workingregions.models.encoder import Encoder, Vectors

T = TypeVar("T")


class once(cached_property[T]):  # noqa: N801  # a decorator, as cached_property is
    """A property of a `Pinned` that is computed once, even if several threads request it at the same time."""

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object | None, owner: type[Any] | None = None) -> once[T] | T:
        """Return the value; the first caller computes it while others wait."""
        if instance is None:
            return self
        with instance.__dict__["_lock"]:
            return super().__get__(instance, owner)


class Remembered(Generic[T]):
    """The last answers by question; threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = RLock()
        self._kept: OrderedDict[Hashable, T] = OrderedDict()

    def of(self, key: Hashable, answer: Callable[[], T]) -> T:
        """Return the answer to a question, worked out if it is not remembered."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = answer()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found


class Pinned:
    """A workspace as of one snapshot and one reading of its ledger; nothing here writes.

    Attributes:
        snapshot: the snapshot that every answer comes from.
        ledger: the correction ledger as it was when the object was made.
    """

    def __init__(self, workspace: Workspace, snapshot: Snapshot) -> None:
        self._lock = RLock()
        self._workspace = workspace
        self.snapshot = snapshot
        self.ledger: LedgerContent = workspace.ledger.read()

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self._workspace.root

    @property
    def name(self) -> str:
        """The project's name, as shown in reports."""
        return self._workspace.name

    @property
    def config(self) -> Config:
        """The project's configuration."""
        return self._workspace.config

    @property
    def codebook(self) -> Codebook:
        """The project's themes."""
        return self._workspace.codebook

    @property
    def encoder(self) -> Encoder:
        """The sentence encoder that made the project's vectors."""
        return self._workspace.encoder

    @once
    def theme_vectors(self) -> Vectors:
        """Return the vectors of the themes' definitions, of shape (themes, dimensions)."""
        from workingregions.models.theme_vectors import theme_vectors

        return theme_vectors(self._workspace.store.folder, self.codebook.themes, self.encoder)

    @property
    def empty(self) -> bool:
        """Whether there are no documents."""
        return not self.snapshot.manifest.rows["documents"]

    def need_texts(self, what: str) -> None:
        """Raise InputError if the project was shared without texts; `what` needs them, in words."""
        if self.snapshot.textless:
            raise InputError(
                f"The texts of this project's documents were not shared, so {what}.",
                advice="Ask for a file with texts, or ingest the documents if you have them.",
            )

    @once
    def counted(self) -> list[Document]:
        """Return the documents that count: all, or those that do not repeat another, as configured.

        Their pages and the evidence for their metadata are not read.
        """
        columns = without("documents", "pages", "metadata")
        documents: list[Document] = self.snapshot.records("documents", columns=columns)
        if self.config.count.duplicates == "each":
            return documents
        repeats = set(self.snapshot.arrow("duplicates", columns=["document"])["document"].to_pylist())
        return [d for d in documents if d.id not in repeats]

    @once
    def register(self) -> Register:
        """Return the institutions of the snapshot, by the names that documents and users use."""
        return Register(self.snapshot, self.counted)
