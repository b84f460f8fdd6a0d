"""A topic model as it was frozen: texts that come later get a topic, and the topics stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from workingregions.models.topics import factors
from workingregions.models.topics.prose import Marks, asides
from workingregions.models.topics.space import Array, Space
from workingregions.models.topics.words import counts, joined, tfidf, tokenize

Method = Literal["kmeans", "nmf", "lda"]
METHODS: tuple[Method, ...] = ("kmeans", "nmf", "lda")

NONE = -1
"""The topic of a text that makes none."""
AT_ONCE = 5_000


class Assigned(NamedTuple):
    """The topic of each text (its row in the model, or NONE) and its weight.

    For kmeans the weight is the cosine to the topic's centre, for nmf and lda the topic's share of the text.
    """

    topic: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """What assigns texts to the topics of a fit.

    `parts` has one row per topic: its centre in the space (kmeans), or the weights of the words (nmf, lda).
    `repeated` has the marks of boilerplate (see `prose.boilerplate`).
    """

    method: Method
    space: Space
    parts: Array
    repeated: Marks

    def assign(self, texts: Sequence[str], vectors: Array) -> Assigned:
        """Return the topics of texts; `vectors` has a row of unit length for each."""
        left_out = [aside is not None for aside in asides(texts, self.repeated)]
        pairs = frozenset(word for word in self.space.vocabulary if "_" in word)
        words = joined(
            [[] if out else tokenize(text) for text, out in zip(texts, left_out, strict=True)], pairs
        )
        found = self.assign_words(words, vectors)
        found.topic[left_out] = NONE
        found.weight[left_out] = 0
        return found

    def assign_words(self, words: Sequence[Sequence[str]], vectors: Array) -> Assigned:
        """Return the topics of texts that are lists of words; those without a known word have none."""
        topic = np.full(len(words), NONE, dtype=np.intp)
        weight = np.zeros(len(words), dtype=np.float32)
        known = frozenset(self.space.vocabulary)
        for start in range(0, len(words), AT_ONCE):
            some = words[start : start + AT_ONCE]
            strengths = self._strengths(some, vectors[start : start + AT_ONCE])
            held = np.array([not known.isdisjoint(text) for text in some], dtype=bool)
            topic[start : start + len(some)] = np.where(held, strengths.argmax(axis=1), NONE)
            weight[start : start + len(some)] = np.where(held, strengths.max(axis=1), 0)
        return Assigned(topic, weight)

    def _strengths(self, words: Sequence[Sequence[str]], vectors: Array) -> npt.NDArray[np.floating]:
        if self.method == "kmeans":
            return self.space.place(words, vectors) @ self.parts.T
        matrix = counts(words, self.space.vocabulary)
        if self.method == "nmf":
            return factors.nmf_shares(tfidf(matrix, self.space.idf), self.parts)
        return factors.lda_shares(matrix, self.parts)
