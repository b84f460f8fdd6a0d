"""The tagger's network in OpenVINO operations: BERT (Devlin et al. 2019) with word shapes and three heads.

The vectors of word pieces and places come from the encoder's package, all other weights from
data/tagger.npz, where matrices are kept in steps of a 127th of each row's largest weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import data
from workingregions.nlp.transformer import default_folder, import_openvino, verify

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
WIDTH, HEADS = 384, 12
_LAYERS = 6
_EPSILON = 1e-12
_HIDDEN = -1e9
"""Added to the attention that goes to padding."""


class Network:
    """The compiled network: one thread, single precision, so that figures do not depend on the company."""

    def __init__(self, weights: Path | None = None) -> None:
        openvino = import_openvino()
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": "1",
            # Pinned, the threads of all worker processes would share the first core.
            "ENABLE_CPU_PINNING": "NO",
        }
        self._compiled = openvino.Core().compile_model(_Builder(_weights(weights)).model(), "CPU", options)

    def __call__(self, ids: Numbers, shapes: Numbers, mask: Floats) -> list[Floats]:
        """Logits of labels, types and scales, each of shape (batch, pieces, its number of classes).

        Args:
            ids, shapes: of shape (batch, pieces).
            mask: of the same shape, 1 for a piece and 0 for padding.
        """
        told = self._compiled({"ids": ids, "shapes": shapes, "mask": mask})
        # A result is a view into memory that the next call overwrites.
        return [np.array(told[at], dtype=np.float32) for at in range(3)]


def _weights(path: Path | None) -> dict[str, Floats]:
    """All weights by name, in single precision."""
    from safetensors.numpy import load_file

    source = path or data(__package__, "tagger.npz")
    with source.open("rb") as stream, np.load(stream, allow_pickle=False) as raw:
        kept = {name: raw[name] for name in raw.files if name != "held_out"}
    found = {
        name: values.astype(np.float32) * (kept[f"{name}.step"][:, None] if f"{name}.step" in kept else 1)
        for name, values in kept.items()
        if not name.endswith(".step")
    }
    given = default_folder() / "model.safetensors"
    verify(given)
    return found | {
        f"encoder.{name}": w for name, w in load_file(given).items() if name.startswith("embeddings")
    }


class _Builder:
    """Lays the operations out."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        from openvino import opset13

        self.op, self.weights = opset13, weights

    def model(self) -> Any:
        op = self.op
        ids, shapes = (op.parameter([-1, -1], np.int64, name=name) for name in ("ids", "shapes"))
        mask = op.parameter([-1, -1], np.float32, name="mask")
        vectors = self._normal(self._embedded(ids, shapes), "encoder.embeddings.LayerNorm")
        away = op.multiply(op.subtract(mask, np.float32(1)), np.float32(-_HIDDEN))
        away = op.unsqueeze(op.unsqueeze(away, np.int64(1)), np.int64(1))
        for number in range(_LAYERS):
            vectors = self._layer(vectors, away, f"encoder.encoder.layer.{number}")
        told = [self._linear(vectors, f"heads.{number}") for number in range(3)]
        model = import_openvino().Model(told, [ids, shapes, mask], "tagger")
        for parameter, name in zip(model.inputs, ("ids", "shapes", "mask"), strict=True):
            parameter.set_names({name})
        return model

    def _embedded(self, ids: Any, shapes: Any) -> Any:
        op, base = self.op, "encoder.embeddings"
        words = op.gather(self._constant(f"{base}.word_embeddings.weight"), ids, np.int64(0))
        forms = op.gather(self._constant("shapes.weight"), shapes, np.int64(0))
        places = self.weights[f"{base}.position_embeddings.weight"]
        places = places + self.weights[f"{base}.token_type_embeddings.weight"][:1]
        size = op.gather(op.shape_of(ids), np.array([1]), np.int64(0))
        here = op.slice(op.constant(places), np.array([0]), size, np.array([1]), np.array([0]))
        return op.add(op.add(words, forms), here)

    def _layer(self, given: Any, away: Any, name: str) -> Any:
        op = self.op
        split = np.array([0, 0, HEADS, WIDTH // HEADS])
        turn = np.array([0, 2, 1, 3])

        def part(which: str) -> Any:
            rows = self._linear(given, f"{name}.attention.self.{which}")
            return op.transpose(op.reshape(rows, split, special_zero=True), turn)

        seen = op.scaled_dot_product_attention(part("query"), part("key"), part("value"), away)
        seen = op.reshape(op.transpose(seen, turn), np.array([0, 0, WIDTH]), special_zero=True)
        seen = op.add(self._linear(seen, f"{name}.attention.output.dense"), given)
        seen = self._normal(seen, f"{name}.attention.output.LayerNorm")
        wide = op.gelu(self._linear(seen, f"{name}.intermediate.dense"), "erf")
        return self._normal(
            op.add(self._linear(wide, f"{name}.output.dense"), seen), f"{name}.output.LayerNorm"
        )

    def _linear(self, given: Any, name: str) -> Any:
        rows = self.op.matmul(given, self._constant(f"{name}.weight"), False, True)
        return self.op.add(rows, self._constant(f"{name}.bias"))

    def _normal(self, given: Any, name: str) -> Any:
        flat = self.op.mvn(given, np.array([-1]), True, _EPSILON, "inside_sqrt")
        return self.op.add(
            self.op.multiply(flat, self._constant(f"{name}.weight")), self._constant(f"{name}.bias")
        )

    def _constant(self, name: str) -> Any:
        return self.op.constant(self.weights[name])
