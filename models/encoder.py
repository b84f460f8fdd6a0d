"""The sentence encoder: texts to unit vectors, the same vectors whatever the batch.

The default is all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020), whose weights come as a Python
package and run in OpenVINO. Any other model runs in sentence-transformers (models/named_encoder.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from workingregions.corpus.config import EncoderSection
from workingregions.nlp.transformer import WEIGHTS_SHA256, Graph, load_tokenizer, load_weights

DEFAULT = "all-MiniLM-L6-v2"
SHIPPED = f"{DEFAULT}@{WEIGHTS_SHA256[:12]}"
MAX_TOKENS = 256
BATCH = 16
SLAB = 4096  # texts encoded at a time, so that memory does not grow with the corpus
MAX_CHARS = 16_000  # no text needs more to fill MAX_TOKENS; keeps a hostile one cheap

Vectors = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.int64]


class Backend(Protocol):
    """A loaded model."""

    @property
    def size(self) -> int:
        """Dimensions of a vector."""

    def encode(self, texts: Sequence[str], threads: int | None) -> Vectors:
        """Return one row of unit length per text; at least one text."""


class Encoder:
    """Turns texts into unit vectors. Loads its weights on first use; safe to share between threads.

    Args:
        model: "" for the default, else a folder or the name of a model on the Hugging Face Hub.
        root: the folder that `model` may be relative to.
        device: where another model than the default runs: "auto" takes a GPU if there is one.
        exact: keep the default model to single precision. Otherwise OpenVINO uses bfloat16 where the
            processor has it, twice as fast; vectors of two kinds of processor differ a little (cosine .9999).
    """

    def __init__(
        self, model: str = "", *, root: Path | None = None, device: str = "auto", exact: bool = False
    ) -> None:
        self._model = "" if model == DEFAULT else model
        self._root = root or Path()
        self._device = device
        self._exact = exact
        self._lock = Lock()

    @classmethod
    def configured(cls, section: EncoderSection, root: Path) -> Encoder:
        """Return the encoder that the configuration of the project in `root` names."""
        return cls(section.model, root=root, device=section.device)

    @cached_property
    def name(self) -> str:
        """The name of the model with a digest of its weights: vectors of one name may be compared.

        Raises:
            ConfigError: there is no such model.
        """
        if not self._model:
            return SHIPPED
        from workingregions.models.named_encoder import folder_of, identity

        return identity(folder_of(self._model, self._root), self._model)

    def encode(self, texts: Sequence[str], *, threads: int | None = None) -> Vectors:
        """Encode `texts` to float32 of shape (len(texts), dimensions), each row of unit length.

        Texts longer than the model reads (256 tokens for the default) are cut. The vector of a text does not
        depend on the others (to 1e-5). `threads` limits the cores used; None leaves it to the runtime.

        Raises:
            ConfigError: the model is missing, was altered or cannot be loaded.
        """
        with self._lock:
            out = np.empty((len(texts), self._backend.size), dtype=np.float32)
            for start in range(0, len(texts), SLAB):
                slab = [text[:MAX_CHARS].strip() for text in texts[start : start + SLAB]]
                out[start : start + len(slab)] = self._backend.encode(slab, threads)
        return out

    @cached_property
    def _backend(self) -> Backend:
        if not self._model:
            return _Shipped(exact=self._exact)
        from workingregions.models.named_encoder import NamedEncoder, folder_of

        return NamedEncoder(folder_of(self._model, self._root), self._model, self._device)


class _Shipped:
    """The default model in OpenVINO; compiled once per number of threads asked for."""

    size = 384

    def __init__(self, *, exact: bool) -> None:
        self._exact = exact
        self._network = lru_cache(maxsize=2)(self._compile)

    def encode(self, texts: Sequence[str], threads: int | None) -> Vectors:
        """Return one row of unit length per text."""
        if threads == 1:
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        network = self._network(threads)
        rows: list[list[int]] = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        out = np.empty((len(rows), self.size), dtype=np.float32)
        for width, picked in batches([len(row) for row in rows]):
            ids, mask = pad([rows[i] for i in picked], width)
            out[picked] = _pool(network({"ids": ids, "mask": mask})[0], mask)
        return out

    def _compile(self, threads: int | None) -> Any:
        graph = Graph(load_weights())
        ids, mask = graph.input("ids", np.int64), graph.input("mask", np.float32)
        return graph.compile([graph.vectors(ids, mask)], exact=self._exact, threads=threads)

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = load_tokenizer()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer


def batches(lengths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield widths and indices of texts, at most BATCH of one width (a multiple of 16 tokens) together.

    A text is padded to a width of its own, not its batch's, so that rounding does not depend on the others.
    """
    widths: dict[int, list[int]] = {}
    for i, length in enumerate(lengths):
        widths.setdefault(-(-length // 16) * 16, []).append(i)
    for width, picked in sorted(widths.items()):
        for start in range(0, len(picked), BATCH):
            yield width, picked[start : start + BATCH]


def pad(rows: Sequence[Sequence[int]], width: int) -> tuple[Tokens, Vectors]:
    """Return ids and mask of shape (len(rows), width)."""
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.float32)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask


def _pool(tokens: Vectors, mask: Vectors) -> Vectors:
    """Return the mean of the token vectors under the mask, scaled to unit length: (batch, dimensions)."""
    weight = mask[:, :, None]
    mean = (tokens * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    pooled: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
    return pooled
