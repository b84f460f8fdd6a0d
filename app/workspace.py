"""The workspace of a project: creating it, finding it, and what all its parts share."""

from __future__ import annotations

import os
import unicodedata
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from workingregions.corpus.config import FILE_NAME, Config, default_text, load
from workingregions.corpus.errors import (
    InputError,
    ProjectError,
    StoreError,
)
from workingregions.corpus.files import make_folder, unwritable, write_atomically
from workingregions.corpus.ledger import FILE_NAME as LEDGER
from workingregions.corpus.ledger import Ledger
from workingregions.corpus.remedies import Advice, Remedy
from workingregions.corpus.store import (
    Store,
)

if TYPE_CHECKING:
    from workingregions.app.pages import Pictures
    from workingregions.corpus.codebook import Codebook
    from workingregions.models.encoder import Encoder
    from workingregions.models.entities import Material

STORE = "store"


class Workspace:
    """An open project: its folder, configuration, store, correction ledger, codebook and encoder."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.config = config
        self.store = Store(root / STORE)
        self.ledger = Ledger(root / LEDGER)

    # --- making and finding

    @classmethod
    def create(cls, folder: str | Path) -> Self:
        """Create a project in `folder`; the folder is created if it does not exist.

        Raises:
            ProjectError: the folder is already a project, or `folder` is a file.
            InputError: the folder cannot be written.
        """
        root = Path(folder).resolve()
        if (root / FILE_NAME).exists():
            raise ProjectError(
                f"{root} is already a project.", advice=Advice(Remedy.OPEN_PROJECT, {"folder": str(folder)})
            )
        if root.exists() and not root.is_dir():
            raise ProjectError(f"{root} is a file.", advice="Choose another name for the project's folder.")
        _check_path(root)
        make_folder(root)
        try:
            Store.create(root / STORE)
            # The configuration is what makes a folder a project, so it is written last.
            write_atomically(root / FILE_NAME, default_text(root.name))
        except OSError as cause:
            raise unwritable(root, cause) from cause
        return cls.open(root)

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Open the project in `folder`.

        Raises:
            ProjectError: there is no project, or a newer version wrote it.
            ConfigError: its workingregions.toml is invalid.
        """
        root = Path(folder).resolve()
        if root.is_file():
            raise ProjectError(f"{root} is a file.", advice="A project is a folder; give its path.")
        if not (root / FILE_NAME).is_file():
            missing = "does not exist" if not root.exists() else f"has no {FILE_NAME}"
            raise ProjectError(
                f"{root} {missing}.", advice=Advice(Remedy.CREATE_PROJECT, {"folder": str(folder)})
            )
        _check_path(root)
        project = cls(root, load(root / FILE_NAME))
        with suppress(StoreError):  # a damaged manifest is reported by `check` and by whatever reads it
            project.store.manifest()
        return project

    @classmethod
    def find(cls, start: Path) -> Self:
        """Open the nearest project at or above `start`.

        Raises:
            ProjectError: there is no project.
        """
        for folder in [start.resolve(), *start.resolve().parents]:
            if (folder / FILE_NAME).is_file():
                return cls.open(folder)
        raise ProjectError(
            f"There is no project in {start.resolve()} or above it.",
            advice=Remedy.CHOOSE_PROJECT,
        )

    def reload(self) -> None:
        """Read the configuration and the codebook again, after they were written."""
        self.config = load(self.root / FILE_NAME)
        self.__dict__.pop("codebook", None)

    @property
    def name(self) -> str:
        """The project's name, as shown in reports."""
        return self.config.project.name or self.root.name

    @cached_property
    def material(self) -> Material:
        """What the institution map is computed from, kept for the next correction."""
        from workingregions.models.entities import Material

        return Material()

    @cached_property
    def codebook(self) -> Codebook:
        """The project's themes."""
        from workingregions.corpus.codebook import Codebook

        path = self.config.codebook.path
        return Codebook.load(self.root / path if path else None)

    @cached_property
    def encoder(self) -> Encoder:
        """The sentence encoder that the configuration names."""
        from workingregions.models.encoder import Encoder

        return Encoder.configured(self.config.encoder, self.root)

    @cached_property
    def pictures(self) -> Pictures:
        """The pictures of the documents' pages."""
        from workingregions.app.pages import Pictures

        return Pictures(self.root)


def _check_path(root: Path) -> None:
    """Raise InputError for a path that LanceDB cannot open."""
    try:
        text = os.fspath(root).encode().decode()
    except UnicodeEncodeError:
        text = ""
    if not text or any(unicodedata.category(c) == "Cc" for c in text):
        raise InputError(
            f"The path {os.fspath(root)!r} contains control characters or bytes that are not UTF-8.",
            advice="Use a folder whose path contains none.",
        )
