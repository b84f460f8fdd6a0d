"""The transformer that encoder and tagger share: weights and network."""

from __future__ import annotations

from workingregions.nlp.transformer.weights import (
    WEIGHTS_SHA256,
    default_folder,
    import_openvino,
    verify,
)

__all__ = [
    "WEIGHTS_SHA256",
    "default_folder",
    "import_openvino",
    "verify",
]
