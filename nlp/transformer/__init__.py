"""The transformer that the sentence encoder and the tagger of names share: all-MiniLM-L6-v2 in OpenVINO."""

from workingregions.nlp.transformer.network import Graph, Numbers
from workingregions.nlp.transformer.weights import (
    WEIGHTS_SHA256,
    Floats,
    default_folder,
    load_tokenizer,
    load_weights,
)

__all__ = [
    "WEIGHTS_SHA256",
    "Floats",
    "Graph",
    "Numbers",
    "default_folder",
    "load_tokenizer",
    "load_weights",
]
