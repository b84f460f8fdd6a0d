"""The sentence encoder: texts to unit vectors, the same vectors whatever the batch.

The default is all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020), whose weights come as a
Python package and are checked before they are loaded. Where OpenVINO can be imported the default model
runs through it; otherwise, and for other models, through sentence-transformers and torch.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from workingregions.corpus.errors import ConfigError
from workingregions.corpus.records import VECTOR_SIZE
from workingregions.nlp.transformer import WEIGHTS_SHA256, default_folder, verify

log = logging.getLogger(__name__)

DEFAULT = "all-MiniLM-L6-v2"
MAX_TOKENS = 256
BATCH = 16
SLAB = 4096  # texts tokenised at a time, so that memory does not grow with the corpus
MAX_CHARS = 16_000  # no text needs more to fill MAX_TOKENS; keeps a hostile one cheap

Vectors = npt.NDArray[np.float32]
Tokens = npt.NDArray[np.int64]


class Runtime(Protocol):
    """Runs the network on one padded batch."""

    def __call__(self, ids: Tokens, mask: Tokens, threads: int | None) -> Vectors:
        """Token vectors of shape (batch, tokens, 384) for ids and mask of shape (batch, tokens)."""


class Encoder:
    """Turns texts into unit vectors. Loads its weights on first use; safe to share between threads.

    Args:
        model: None for the default, else a folder or a name that sentence-transformers can load.
        accelerate: use OpenVINO for the default model where it can be imported.
        exact: keep OpenVINO to single precision. Otherwise it may use the processor's half precision,
            twice as fast, and vectors of two kinds of processor differ a little (cosine .9999).
    """

    def __init__(
        self, model: str | Path | None = None, *, accelerate: bool = True, exact: bool = False
    ) -> None:
        self._model = None if model in (None, "", DEFAULT) else str(model)
        self._accelerate = accelerate
        self._exact = exact
        self._runtime: Runtime | None = None
        self._tokenizer: Any = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Names the weights, for fingerprints: vectors of one name may be compared."""
        return self._model or f"{DEFAULT}@{WEIGHTS_SHA256[:12]}"

    def encode(self, texts: Sequence[str], *, threads: int | None = None) -> Vectors:
        """Encode `texts` to float32 of shape (len(texts), 384), each row of unit length.

        Longer texts are cut after 256 tokens. The vector of a text does not depend on the others
        (to 1e-5). `threads` limits the cores used; None leaves it to the runtime.

        Raises:
            ConfigError: the weights are missing, were altered, or have another vector size.
        """
        out = np.empty((len(texts), VECTOR_SIZE), dtype=np.float32)
        if not len(texts):
            return out
        with self._lock:
            if self._runtime is None:
                self._load()
            if threads == 1:
                os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            for start in range(0, len(texts), SLAB):
                slab = texts[start : start + SLAB]
                out[start : start + len(slab)] = self._encode_slab(slab, threads)
        return out

    def _encode_slab(self, texts: Sequence[str], threads: int | None) -> Vectors:
        assert self._runtime is not None
        encodings = self._tokenizer.encode_batch([text[:MAX_CHARS].strip() for text in texts])
        rows: list[list[int]] = [encoding.ids for encoding in encodings]
        out = np.empty((len(rows), VECTOR_SIZE), dtype=np.float32)
        for width, picked in _batches([len(row) for row in rows]):
            ids, mask = _pad([rows[i] for i in picked], width)
            out[picked] = _pool(self._runtime(ids, mask, threads), mask)
        return out

    def _load(self) -> None:
        folder = default_folder() if self._model is None else Path()
        if self._model is None and self._accelerate:
            self._runtime = _accelerated(folder, self._exact)
        if self._runtime is None:
            model = load_checked(folder) if self._model is None else _sentence_transformer(self._model)
            self._runtime = TorchRuntime(model[0].auto_model)
            self._tokenizer = model.tokenizer.backend_tokenizer
        else:
            from tokenizers import Tokenizer

            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()


class TorchRuntime:
    """The network in torch."""

    def __init__(self, network: Any) -> None:
        self._network = network.eval()

    def __call__(self, ids: Tokens, mask: Tokens, threads: int | None) -> Vectors:
        """Token vectors, as `Runtime` says."""
        import torch

        before = torch.get_num_threads()
        if threads is not None and threads != before:
            torch.set_num_threads(threads)
        try:
            with torch.inference_mode():
                out = self._network(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))
        finally:
            if threads is not None and threads != before:
                torch.set_num_threads(before)
        vectors: Vectors = out.last_hidden_state.numpy()
        return vectors


def _accelerated(folder: Path, exact: bool) -> Runtime | None:
    try:
        from workingregions.models import openvino_runtime

        return openvino_runtime.load(folder, exact=exact)
    except ConfigError:
        raise
    except Exception as error:  # noqa: BLE001  an accelerator may fail in any way; torch gives the same vectors
        log.warning("OpenVINO is not usable (%s); encoding with torch, which is slower.", error)
        return None


def load_checked(folder: Path) -> Any:
    """The default model as a SentenceTransformer, its weights checked first.

    Raises:
        ConfigError: the weights are missing or were altered.
    """
    verify(folder / "model.safetensors")
    return _sentence_transformer(str(folder), local=True)


def _sentence_transformer(model: str, *, local: bool = False) -> Any:
    import warnings

    from sentence_transformers import SentenceTransformer

    with warnings.catch_warnings(), quiet_transformers():
        warnings.simplefilter("ignore")
        try:
            loaded = SentenceTransformer(model, device="cpu", local_files_only=local)
        except Exception as error:
            raise ConfigError(f"The sentence encoder {model!r} cannot be loaded: {error}") from error
    if (size := loaded.get_embedding_dimension()) != VECTOR_SIZE:
        raise ConfigError(
            f"The sentence encoder {model!r} gives {size} dimensions; {VECTOR_SIZE} are needed."
        )
    return loaded


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Keeps the library's progress bars and notes out of our users' terminals; errors are still raised."""
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


def _batches(lengths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Widths and indices of texts, at most BATCH of one width (a multiple of 16 tokens) together.

    A text is padded to a width of its own, not its batch's, so that rounding is the same in any company.
    """
    widths: dict[int, list[int]] = {}
    for i, length in enumerate(lengths):
        widths.setdefault(-(-length // 16) * 16, []).append(i)
    for width, picked in sorted(widths.items()):
        for start in range(0, len(picked), BATCH):
            yield width, picked[start : start + BATCH]


def _pad(rows: Sequence[Sequence[int]], width: int) -> tuple[Tokens, Tokens]:
    """Ids and mask of shape (len(rows), width)."""
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask


def _pool(tokens: Vectors, mask: Tokens) -> Vectors:
    """Mean of the token vectors under the mask, scaled to unit length: (batch, 384)."""
    weight = mask[:, :, None].astype(np.float32)
    mean = (tokens * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    pooled: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
    return pooled
