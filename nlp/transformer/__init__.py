"""The transformer that encoder and tagger share: weights and network."""

from __future__ import annotations

from workingregions.nlp.transformer.network import (
    Graph,
    Numbers,
)
from workingregions.nlp.transformer.weights import (
    WEIGHTS_SHA256,
    Floats,
    default_folder,
    load_tokenizer,
    load_weights,
)

__all__ = ["WEIGHTS_SHA256", "Floats", "Graph", "Numbers", "default_folder", "load_tokenizer", "load_weights"]
