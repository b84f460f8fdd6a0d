"""Passages, sentences and phrases of a text."""

from __future__ import annotations

from workingregions.nlp.text.passages import (
    Segmenter,
    page_of,
)
from workingregions.nlp.text.phrases import (
    PhraseMatcher,
    content_keys,
    word_runs,
)
from workingregions.nlp.text.segmentation import (
    sentences,
    statements,
    stretches,
)

__all__ = [
    "PhraseMatcher",
    "Segmenter",
    "content_keys",
    "page_of",
    "sentences",
    "statements",
    "stretches",
    "word_runs",
]
