"""A reranker that a user names: a cross-encoder that reads a query and a passage together.

One of BERT's form (as the MS MARCO MiniLM models are) runs in OpenVINO, straight from its weights; any
other in sentence-transformers and torch, on a GPU if there is one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from workingregions.corpus.errors import ConfigError
from workingregions.models.encoder import batches, pad
from workingregions.models.named_encoder import device_of, first_line, folder_of, identity, quiet
from workingregions.nlp.transformer import Graph

KEY = "search.reranker"
ADVICE = "Correct [search] reranker in workingregions.toml; without it nothing is read again."
MAX_TOKENS = 384
"""Maximum number of word pieces of query and passage together; a passage has about 200."""
MAX_CHARS = 8_000
Scores = npt.NDArray[np.float32]


class _Backend(Protocol):
    def score(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        """Return the score of each pair of a query and a text."""


class CrossEncoder:
    """A cross-encoder, loaded at first use; safe to share between threads.

    Args:
        model: a folder, or the name of a model on the Hugging Face Hub.
        root: the folder that `model` may be relative to.
        device: where it runs if it is not of BERT's form: "auto" takes a GPU if there is one.
        expected: the hash that its files must have; "" for any.
    """

    def __init__(self, model: str, *, root: Path, device: str = "auto", expected: str = "") -> None:
        self._model, self._root, self._device, self._expected = model, root, device, expected
        self._lock = Lock()

    @cached_property
    def name(self) -> str:
        """The name of the model with a digest of its files.

        Raises:
            ConfigError: there is no such model, or its files are not those that are expected.
        """
        found = identity(self._folder, self._model)
        if self._expected and found.rpartition("@")[2] != self._expected:
            raise ConfigError(
                f"{KEY} = {self._model!r} has the hash {found.rpartition('@')[2]}, and "
                f"search.reranker_hash is {self._expected}.",
                advice="Restore its files, or set reranker_hash to the hash of those that are there.",
            )
        return found

    @property
    def runtime(self) -> str:
        """Where it runs: openvino or sentence-transformers."""
        return "openvino" if _is_plain(self._folder) else "sentence-transformers"

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return how well each text answers the query; the higher the better.

        Raises:
            ConfigError: the model is missing, was altered or cannot be loaded.
        """
        pairs = [(query[:MAX_CHARS], text[:MAX_CHARS]) for text in texts]
        with self._lock:
            return [float(score) for score in self._backend.score(pairs)] if pairs else []

    @cached_property
    def _folder(self) -> Path:
        return folder_of(self._model, self._root, key=KEY, advice=ADVICE, author="cross-encoder")

    @cached_property
    def _backend(self) -> _Backend:
        assert self.name  # compares the hash
        if _is_plain(self._folder):
            return _Plain(self._folder)
        return _Named(self._folder, self._model, self._device)


def is_cross_encoder(folder: Path) -> bool:
    """Return whether a folder holds a model that scores pairs of texts, not one that makes vectors."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return any(str(name).endswith("ForSequenceClassification") for name in config.get("architectures") or ())


def _is_plain(folder: Path) -> bool:
    """Return whether a model is a BERT with one score, whose weights are in one file."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return (
        config.get("architectures") == ["BertForSequenceClassification"]
        and len(config.get("id2label", {0: ""})) == 1
        and config.get("hidden_act", "gelu") == "gelu"
        and (folder / "model.safetensors").is_file()
        and (folder / "tokenizer.json").is_file()
    )


class _Plain:
    """A BERT in OpenVINO."""

    def __init__(self, folder: Path) -> None:
        from safetensors import safe_open
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        with safe_open(folder / "model.safetensors", framework="numpy") as stored:
            weights = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        self._network = _compiled(weights, config["num_attention_heads"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        self._tokenizer.no_padding()

    def score(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        read = self._tokenizer.encode_batch(list(pairs))
        out = np.empty(len(read), dtype=np.float32)
        for width, picked in batches([len(one.ids) for one in read]):
            ids, mask = pad([read[i].ids for i in picked], width)
            kinds, _ = pad([read[i].type_ids for i in picked], width)
            out[picked] = self._network({"ids": ids, "mask": mask, "kinds": kinds})[0][:, 0]
        return out


def _compiled(weights: dict[str, npt.NDArray[np.float32]], heads: int) -> Any:
    kinds_of = weights["bert.embeddings.token_type_embeddings.weight"]
    weights["kinds"] = kinds_of - kinds_of[:1]  # the graph adds the first row everywhere
    graph = Graph(weights, "bert.", heads)
    ids, mask = graph.input("ids", np.int64), graph.input("mask", np.float32)
    kinds = graph.input("kinds", np.int64)
    vectors = graph.vectors(ids, mask, graph.rows("kinds", kinds))
    first = graph.op.gather(vectors, np.int64(0), np.int64(1))
    pooled = graph.op.tanh(graph.linear(first, "bert.pooler.dense"))
    return graph.compile([graph.linear(pooled, "classifier")], exact=False, threads=None)


class _Named:
    """A model in sentence-transformers; no code that comes with it is run."""

    def __init__(self, folder: Path, model: str, device: str) -> None:
        try:
            from sentence_transformers import CrossEncoder as Library

            with quiet():
                self._model = Library(
                    str(folder),
                    device=device_of(device),
                    local_files_only=True,
                    trust_remote_code=False,
                    max_length=MAX_TOKENS,
                )
        except Exception as cause:
            raise ConfigError(
                f"{KEY} = {model!r}: sentence-transformers cannot load it ({first_line(cause)}).",
                advice=ADVICE,
            ) from cause

    def score(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        found = np.asarray(self._model.predict(list(pairs), show_progress_bar=False), dtype=np.float32)
        if found.ndim != 1:
            raise ConfigError(f"{KEY}: the model gives several scores for a text.", advice=ADVICE)
        return found
