"""Encoders that a user names, in sentence-transformers and torch, on a GPU if there is one."""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.errors import ConfigError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ADVICE = "Correct [encoder] in workingregions.toml; without `model` the encoder that is shipped is used."
_ON_THE_HUB = re.compile(r"[\w-][\w.-]*(/[\w.-]+)?")
_FILES = ("*.safetensors", "*.json", "*.txt", "*.model")
"""Files of a model on the Hub that are fetched: weights in a format that holds no code, and settings."""
_MATTER = {".safetensors", ".bin", ".json", ".txt", ".model"}
"""Suffixes of the files on which vectors depend."""


class NamedEncoder:
    """A model that sentence-transformers loads from a folder; no code that comes with it is run."""

    def __init__(self, folder: Path, model: str, device: str) -> None:
        self._model = _load(folder, model, device_of(device))
        self.size = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], threads: int | None) -> npt.NDArray[np.float32]:
        """Return one row of unit length per text."""
        with _threads(threads):
            vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def folder_of(
    model: str,
    root: Path,
    *,
    key: str = "encoder.model",
    advice: str = ADVICE,
    author: str = "sentence-transformers",
) -> Path:
    """Return the folder of a model: `model` itself, relative to `root`, or its copy in the Hub's cache.

    A model on the Hub is fetched once. It then stays as it is, though its author may publish another. `key`
    and `advice` are for errors: the key of the configuration and what to do. `author` publishes the models
    whose names state none.

    Raises:
        ConfigError: there is no such folder, and no such model on the Hub or no network.
    """
    folder = root / Path(model).expanduser()
    if folder.is_dir():
        return folder
    if not _ON_THE_HUB.fullmatch(model):
        raise ConfigError(f"{key} = {model!r}: there is no folder {folder}.", advice=advice)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    ident = model if "/" in model else f"{author}/{model}"
    try:
        try:
            return Path(snapshot_download(ident, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(ident, allow_patterns=list(_FILES)))
    except (OSError, ValueError) as cause:
        raise ConfigError(
            f"{key} = {model!r}: there is no folder {folder}, and the model {ident} cannot be "
            f"fetched from the Hugging Face Hub ({first_line(cause)}).",
            advice=f"{advice} A model on the Hub needs a network the first time.",
        ) from cause


def identity(folder: Path, model: str) -> str:
    """Return the last part of the model's name with a digest of the files in `folder` that make vectors."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in _MATTER and path.is_file() and not any(p.startswith(".") for p in inside.parts):
            with path.open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").hexdigest()
            digest.update(f"{inside.as_posix()}\0{content}\n".encode())
    return f"{Path(model).name or folder.resolve().name}@{digest.hexdigest()[:12]}"


def _load(folder: Path, model: str, device: str | None) -> SentenceTransformer:
    library = _library()
    with warnings.catch_warnings(), quiet():
        warnings.simplefilter("ignore")
        try:
            loaded: SentenceTransformer = library(
                str(folder), device=device, local_files_only=True, trust_remote_code=False
            )
        except Exception as cause:
            raise ConfigError(
                f"encoder.model = {model!r}: sentence-transformers cannot load it ({first_line(cause)}).",
                advice=ADVICE,
            ) from cause
    return loaded


def _library() -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as cause:
        raise ConfigError(
            f"encoder.model needs sentence-transformers, which cannot be imported ({first_line(cause)}).",
            advice="Run `pip install sentence-transformers`, or remove encoder.model.",
        ) from cause
    return SentenceTransformer


def device_of(name: str) -> str | None:
    """Return the device for sentence-transformers; None lets it choose."""
    if name == "auto":
        return None
    import torch

    try:
        torch.empty(0, device=name)
    except (RuntimeError, AssertionError) as cause:
        raise ConfigError(
            f"encoder.device = {name!r} cannot be used ({first_line(cause)}).",
            advice='Set it to "auto", "cpu", or a device that torch knows, such as "cuda" or "mps".',
        ) from cause
    return name


def first_line(cause: BaseException) -> str:
    """Return the first line of an error's message."""
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0].rstrip(".")


@contextmanager
def _threads(threads: int | None) -> Iterator[None]:
    """Limit torch to a number of threads."""
    import torch

    before = torch.get_num_threads()
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's progress bars and notes out of users' terminals; errors are still raised."""
    from transformers.utils import logging as notes

    before, bars = notes.get_verbosity(), notes.is_progress_bar_enabled()
    notes.set_verbosity(logging.ERROR)
    notes.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        notes.set_verbosity(before)
        if bars:
            notes.enable_progress_bar()  # type: ignore[no-untyped-call]
