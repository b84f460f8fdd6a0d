"""Topic models as files: one .npz for each fit, in a project's folder of topics."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from workingregions.corpus.errors import StoreError
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy
from workingregions.models.topics.frozen import Frozen
from workingregions.models.topics.model import Topic, TopicModel
from workingregions.models.topics.space import Space

FOLDER = "topics"
"""The folder of topics in a project."""
FORMAT = 2
OLD = "topics.json"
"""The file of earlier releases, in the project's folder: format 1, topics without permanent ids."""


def save(folder: Path, name: str, model: TopicModel, frozen: Frozen) -> str:
    """Write a model whole or not at all; return its SHA-256."""
    space = frozen.space
    text = {"format": FORMAT, "vocabulary": list(space.vocabulary), **plain(model)}
    buffer = io.BytesIO()
    np.savez(
        buffer, model=np.frombuffer(json.dumps(text, ensure_ascii=False).encode(), dtype=np.uint8),
        idf=space.idf, axes=space.axes, mean=space.mean, parts=frozen.parts, repeated=frozen.repeated,
    )  # fmt: skip
    content = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{name}.{os.getpid()}.tmp"
    try:
        with temporary.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(folder / name)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return hashlib.sha256(content).hexdigest()


def load(folder: Path, name: str, sha256: str) -> tuple[TopicModel, Frozen]:
    """Read a model that `save` wrote.

    Raises:
        StoreError: the file is missing or damaged.
    """
    path = folder / name
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("its checksum is not that of the fit")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            raw = json.loads(arrays["model"].tobytes().decode())
            raw.pop("format")
            space = Space(tuple(raw.pop("vocabulary")), arrays["idf"], arrays["axes"], arrays["mean"])
            model = _model(raw)
            return model, Frozen(model.method, space, arrays["parts"], arrays["repeated"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, zipfile.BadZipFile) as cause:
        raise StoreError(
            f"The topic model {path} cannot be read: {cause}.", advice=Remedy.FIT_TOPICS
        ) from cause


def _model(raw: dict[str, Any]) -> TopicModel:
    topics = tuple(
        Topic(
            words=tuple((str(word), float(weight)) for word, weight in row.pop("words")),
            passages=tuple(row.pop("passages")),
            **row,
        )
        for row in raw.pop("topics")
    )
    tried = tuple((int(number), float(score)) for number, score in raw.pop("tried"))
    return TopicModel(topics=topics, tried=tried, **raw)


def old_topics(root: Path) -> tuple[dict[str, int], dict[int, str]] | None:
    """Return each passage's strongest topic, and the labels, of a file of earlier releases; None without one.

    A damaged file counts as none: it only lets the new topics keep the numbers of the old ones.
    """
    try:
        raw: Mapping[str, Any] = json.loads((root / OLD).read_text(encoding="utf-8"))
        labels = {int(row["number"]): str(row["label"]) for row in raw["topics"]}
        strongest = {
            str(passage): int(max(pairs, key=lambda pair: pair[1])[0])
            for passage, pairs in raw["weights"].items()
            if pairs
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return strongest, labels
