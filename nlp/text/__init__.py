"""Passages, sentences and phrases of a text."""

from __future__ import annotations

from workingregions.nlp.text.citations import (
    citation_spans,
    cited_spans,
    is_cited,
    with_citations,
)
from workingregions.nlp.text.passages import (
    Segmenter,
    page_of,
)
from workingregions.nlp.text.phrases import (
    PhraseHit,
    PhraseMatcher,
    content_keys,
    word_runs,
)
from workingregions.nlp.text.segmentation import (
    sentences,
    statements,
    stretches,
)
from workingregions.nlp.text.table_heads import repeated_heads

__all__ = [
    "PhraseHit",
    "PhraseMatcher",
    "Segmenter",
    "citation_spans",
    "cited_spans",
    "content_keys",
    "is_cited",
    "page_of",
    "repeated_heads",
    "sentences",
    "statements",
    "stretches",
    "with_citations",
    "word_runs",
]
