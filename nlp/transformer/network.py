"""A BERT encoder (Devlin et al. 2019) as a graph of OpenVINO operations, from weights by name.

It is built directly from the weights, so that neither torch nor a converted copy of the model is needed.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.imports import import_openvino
from workingregions.nlp.transformer.weights import Floats

Numbers = npt.NDArray[np.int64]

HEADS = 12
_EPSILON = 1e-12
_HIDDEN = -1e9
"""Added to the attention on padding."""


class Graph:
    """The graph of operations.

    Args:
        weights: all weights by name, named as in BertModel of transformers.
        prefix: the common prefix of the names of the encoder's own weights.
        heads: number of attention heads. All other sizes are those of the weights.
    """

    def __init__(self, weights: Mapping[str, Floats], prefix: str = "", heads: int = HEADS) -> None:
        import_openvino()
        from openvino import opset13

        self.op, self.weights, self._prefix, self._heads = opset13, weights, prefix, heads
        self._width = weights[f"{prefix}embeddings.word_embeddings.weight"].shape[1]
        names = (f"{prefix}encoder.layer.{number}." for number in itertools.count())
        self._depth = next(
            number for number, name in enumerate(names) if not any(w.startswith(name) for w in weights)
        )
        self._inputs: dict[str, Any] = {}
        self.layers: list[Any] = []

    def input(self, name: str, kind: type[np.generic]) -> Any:
        """Return a new input of shape (batch, pieces)."""
        node = self.op.parameter([-1, -1], kind, name=name)
        node.output(0).set_names({name})
        self._inputs[name] = node
        return node

    def vectors(self, ids: Any, mask: Any, *added: Any) -> Any:
        """Return token vectors of shape (batch, pieces, width).

        Args:
            ids: numbers of word pieces.
            mask: 1.0 for a piece and 0.0 for padding.
            *added: vectors to add to those of the word pieces.
        """
        op = self.op
        given = self.rows(f"{self._prefix}embeddings.word_embeddings.weight", ids)
        for more in added:
            given = op.add(given, more)
        given = op.add(given, self._positions(ids))
        vectors = self._normal(given, f"{self._prefix}embeddings.LayerNorm")
        away = op.multiply(op.subtract(mask, np.float32(1)), np.float32(-_HIDDEN))
        away = op.unsqueeze(op.unsqueeze(away, np.int64(1)), np.int64(1))
        for number in range(self._depth):
            vectors = self._layer(vectors, away, f"{self._prefix}encoder.layer.{number}")
            self.layers.append(vectors)
        return vectors

    def rows(self, name: str, numbers: Any) -> Any:
        """Return the rows of the weights `name` at `numbers`."""
        return self.op.gather(self._constant(name), numbers, np.int64(0))

    def linear(self, given: Any, name: str) -> Any:
        """Return a linear layer over the last axis of `given`."""
        rows = self.op.matmul(given, self._constant(f"{name}.weight"), False, True)
        return self.op.add(rows, self._constant(f"{name}.bias"))

    def compile(self, outputs: Sequence[Any], *, exact: bool, threads: int | None) -> Any:
        """Compile the graph for the CPU.

        Args:
            outputs: its results.
            exact: keep to single precision. Otherwise OpenVINO uses bfloat16 if the processor has it.
            threads: number of cores to use; None leaves the choice to OpenVINO.
        """
        openvino = import_openvino()
        options = {"PERFORMANCE_HINT": "LATENCY"}
        if exact:
            options["INFERENCE_PRECISION_HINT"] = "f32"
        if threads is not None:
            options["INFERENCE_NUM_THREADS"] = str(threads)
            # If they were pinned, the threads of all worker processes would share the first cores.
            options["ENABLE_CPU_PINNING"] = "NO"
        model = openvino.Model(list(outputs), list(self._inputs.values()))
        return openvino.Core().compile_model(model, "CPU", options)

    def _positions(self, ids: Any) -> Any:
        op, base = self.op, f"{self._prefix}embeddings"
        positions = self.weights[f"{base}.position_embeddings.weight"]
        positions = positions + self.weights[f"{base}.token_type_embeddings.weight"][:1]
        size = op.gather(op.shape_of(ids), np.array([1]), np.int64(0))
        return op.slice(op.constant(positions), np.array([0]), size, np.array([1]), np.array([0]))

    def _layer(self, given: Any, away: Any, name: str) -> Any:
        op = self.op
        split = np.array([0, 0, self._heads, self._width // self._heads])
        turn = np.array([0, 2, 1, 3])

        def part(which: str) -> Any:
            rows = self.linear(given, f"{name}.attention.self.{which}")
            return op.transpose(op.reshape(rows, split, special_zero=True), turn)

        seen = op.scaled_dot_product_attention(part("query"), part("key"), part("value"), away)
        seen = op.reshape(op.transpose(seen, turn), np.array([0, 0, self._width]), special_zero=True)
        seen = op.add(self.linear(seen, f"{name}.attention.output.dense"), given)
        seen = self._normal(seen, f"{name}.attention.output.LayerNorm")
        wide = op.gelu(self.linear(seen, f"{name}.intermediate.dense"), "erf")
        return self._normal(
            op.add(self.linear(wide, f"{name}.output.dense"), seen), f"{name}.output.LayerNorm"
        )

    def _normal(self, given: Any, name: str) -> Any:
        flat = self.op.mvn(given, np.array([-1]), True, _EPSILON, "inside_sqrt")
        return self.op.add(
            self.op.multiply(flat, self._constant(f"{name}.weight")), self._constant(f"{name}.bias")
        )

    def _constant(self, name: str) -> Any:
        return self.op.constant(self.weights[name])
