"""The folder of a project: making one, finding one, and what every part of it needs."""

from __future__ import annotations

import os
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from workingregions.corpus.config import FILE_NAME, Config, default_text, load
from workingregions.corpus.errors import InputError, ProjectError
from workingregions.corpus.ledger import FILE_NAME as LEDGER
from workingregions.corpus.ledger import Ledger
from workingregions.corpus.snapshot import make_folder, unwritable, write_atomically
from workingregions.corpus.store import Snapshot, Store

if TYPE_CHECKING:
    from workingregions.corpus.codebook import Codebook
    from workingregions.models.encoder import Encoder

STORE = "store"
NO_DOCUMENTS = "The project holds no documents yet. Start with: wr ingest PATH"


class Folder:
    """A project's folder, opened."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.config = config
        self.store = Store(root / STORE)
        self.ledger = Ledger(root / LEDGER)

    # --- making and finding

    @classmethod
    def create(cls, folder: str | Path) -> Self:
        """A new project in `folder`, which is made when it is missing.

        Raises:
            ProjectError: there is a project already, or `folder` is a file.
            InputError: the place cannot be written.
        """
        root = Path(folder).resolve()
        if (root / FILE_NAME).exists():
            raise ProjectError(f"{root} is a project already.", advice=f"Use it with: -p {folder}")
        if root.exists() and not root.is_dir():
            raise ProjectError(f"{root} is a file.", advice="Choose another name for the project's folder.")
        _check_path(root)
        make_folder(root)
        try:
            Store.create(root / STORE)
            # The configuration is what makes a folder a project, so it comes last.
            write_atomically(root / FILE_NAME, default_text(root.name))
        except OSError as cause:
            raise unwritable(root, cause) from cause
        return cls.open(root)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """The project in `folder`.

        Raises:
            ProjectError: there is none, or a newer version wrote it.
            ConfigError: its workingregions.toml is broken.
        """
        root = Path(folder).resolve()
        if root.is_file():
            raise ProjectError(f"{root} is a file.", advice="A project is a folder; name that.")
        if not (root / FILE_NAME).is_file():
            missing = "does not exist" if not root.exists() else f"has no {FILE_NAME}"
            raise ProjectError(f"{root} {missing}.", advice=f"Make a project with: wr init {folder}")
        _check_path(root)
        project = cls(root, load(root / FILE_NAME))
        project.store.manifest()
        return project

    @classmethod
    def find(cls, start: Path) -> Self:
        """The nearest project at or above `start`.

        Raises:
            ProjectError: there is none.
        """
        for folder in [start.resolve(), *start.resolve().parents]:
            if (folder / FILE_NAME).is_file():
                return cls.open(folder)
        raise ProjectError(
            f"There is no project in {start.resolve()} or above it.",
            advice="Name one with --project DIR, or make one with: wr init DIR",
        )

    @property
    def name(self) -> str:
        """The project's name, as reports show it."""
        return self.config.project.name or self.root.name

    @property
    def empty(self) -> bool:
        """Whether the project holds no documents."""
        return not self.store.manifest().rows["documents"]

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self.store.snapshot()

    @cached_property
    def codebook(self) -> Codebook:
        """The project's themes."""
        from workingregions.corpus.codebook import Codebook

        path = self.config.codebook.path
        return Codebook.load(self.root / path if path else None)

    @cached_property
    def encoder(self) -> Encoder:
        """The sentence encoder that made the project's vectors."""
        from workingregions.models.encoder import Encoder

        return Encoder()


def _check_path(root: Path) -> None:
    """Raise InputError for a path that the tables' library cannot open."""
    try:
        text = os.fspath(root).encode().decode()
    except UnicodeEncodeError:
        text = ""
    if not text or any(unicodedata.category(c) == "Cc" for c in text):
        raise InputError(
            f"The path {os.fspath(root)!r} holds control characters or bytes that are not UTF-8.",
            advice="Keep the project in a folder whose path has none.",
        )
