"""The tagger's network: the shared transformer with word shapes and three heads.

The vectors of word pieces and positions come from the encoder's package, all other weights from
data/tagger.npz, which stores matrices in steps of a 127th of each row's largest weight. A fourth head gives
the states of an inner layer, projected to a few numbers (data/states.npz, made by tools/train_ties.py): what
the network knows of a word in its sentence, for other classifiers.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from workingregions.corpus.files import data
from workingregions.nlp.transformer import Floats, Graph, Numbers, load_weights

STATES = 96
"""Width of the states."""
LAYER = 3
"""The layer that they are taken from: the fourth of six."""


class TaggerNetwork:
    """The compiled network: one thread, single precision; results do not depend on the rest of the batch."""

    def __init__(self, weights: Path | None = None) -> None:
        graph = Graph(_weights(weights), "encoder.")
        ids, shapes = graph.input("ids", np.int64), graph.input("shapes", np.int64)
        mask = graph.input("mask", np.float32)
        vectors = graph.vectors(ids, mask, graph.rows("shapes.weight", shapes))
        heads = [graph.linear(vectors, f"heads.{number}") for number in range(3)]
        heads.append(graph.linear(graph.layers[LAYER], "states"))
        self._compiled = graph.compile(heads, exact=True, threads=1)

    def __call__(self, ids: Numbers, shapes: Numbers, mask: Floats) -> list[Floats]:
        """Return logits of labels, types and scales, each of shape (batch, pieces, its number of classes),
        and the states, of shape (batch, pieces, STATES).

        Args:
            ids, shapes: of shape (batch, pieces).
            mask: of the same shape, 1 for a piece and 0 for padding.
        """
        logits = self._compiled({"ids": ids, "shapes": shapes, "mask": mask})
        # A result is a view into memory that the next call overwrites.
        return [np.array(logits[number], dtype=np.float32) for number in range(4)]


def _weights(path: Path | None, *, states: bool = True) -> dict[str, Floats]:
    """Return all weights by name, in single precision; the projection of the states if `states`."""
    source = path or data(__package__, "tagger.npz")
    with source.open("rb") as stream, np.load(stream, allow_pickle=False) as raw:
        kept = {name: raw[name] for name in raw.files if name != "held_out"}
    found = {
        name: values.astype(np.float32) * (kept[f"{name}.step"][:, None] if f"{name}.step" in kept else 1)
        for name, values in kept.items()
        if not name.endswith(".step")
    }
    if states:
        with data(__package__, "states.npz").open("rb") as stream, np.load(stream) as raw:
            found |= {name: raw[name].astype(np.float32) for name in raw.files}
    return found | {f"encoder.{name}": values for name, values in load_weights("embeddings").items()}
