"""Stages: callables that declare their name, version, inputs and outputs.

The pipeline runs a stage only on documents whose fingerprint changed: the stage's name, version and
configuration, together with the fingerprints of the stages that made its inputs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Protocol

from workingregions.corpus.records import Bundle


class Stage(Protocol):
    """A deterministic, stateless map from a document's bundle to a richer bundle."""

    @property
    def name(self) -> str:
        """A short, unique name for fingerprints and messages."""

    @property
    def version(self) -> str:
        """The version, raised whenever the same input would give another output."""

    @property
    def needs(self) -> frozenset[str]:
        """Names of the Bundle fields that the stage reads."""

    @property
    def gives(self) -> frozenset[str]:
        """Names of the Bundle fields that the stage writes."""

    @property
    def config(self) -> Mapping[str, object]:
        """What the output depends on besides the input; JSON-compatible."""

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with the fields of `gives` replaced."""


def fingerprint(stage: Stage, made: Mapping[str, str], base: str) -> str:
    """Return the fingerprint of `stage` on one document, as 16 hex digits.

    Args:
        stage: the stage about to run.
        made: for each Bundle field, the fingerprint of the stage that wrote it.
        base: the document's sha256, which every chain starts from.
    """
    inputs = [made.get(layer, base) for layer in sorted(stage.needs)]
    text = json.dumps([base, stage.name, stage.version, dict(stage.config), inputs], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def chain(stages: Iterable[Stage], base: str) -> dict[str, str]:
    """Return the fingerprints of all `stages`, in order, for a document with sha256 `base`.

    Raises:
        ValueError: a stage reads a layer that no earlier stage writes.
    """
    written = {"source": base}
    prints: dict[str, str] = {}
    for stage in stages:
        if missing := stage.needs - written.keys():
            raise ValueError(f"stage {stage.name!r} needs {sorted(missing)}, which no earlier stage gives")
        prints[stage.name] = fingerprint(stage, written, base)
        written.update(dict.fromkeys(stage.gives, prints[stage.name]))
    return prints
