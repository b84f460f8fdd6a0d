"""The space in which topics are regions: the meaning of a text (its vector) beside its words (LSA).

Vectors alone miss the words of a field, words alone miss synonyms. Each text is [its centred vector,
.7 x its position in the latent semantic space of tf-idf (Deerwester and others 1990)], of unit length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.models.topics.words import are_short, counts, idf_of, tfidf, vocabulary_of

Array = npt.NDArray[np.float32]

AXES, AXES_SHORT = 50, 150
"""Dimensions of the latent semantic space, of articles and of short texts.

Samples agree more on fewer, but titles need more.
"""
WEIGHT = 0.7
"""Weight of the words beside the vectors."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A space as it was learned from a corpus; texts that come later are placed in it as it is.

    `idf` has one value per word of the vocabulary, `axes` has shape (words, dimensions of the LSA), `mean` is
    the mean vector of the corpus.
    """

    vocabulary: tuple[str, ...]
    idf: Array
    axes: Array
    mean: Array

    @classmethod
    def learn(cls, words: Sequence[Sequence[str]], vectors: Array) -> Space:
        """Return the space of a corpus; `vectors` has one row of unit length per text."""
        from sklearn.decomposition import TruncatedSVD

        vocabulary = vocabulary_of(words)
        matrix = counts(words, vocabulary)
        idf = idf_of(matrix)
        most = AXES_SHORT if are_short(words) else AXES
        axes = min(most, len(vocabulary) - 1, len(words) - 1)
        model = TruncatedSVD(axes, n_iter=4, random_state=0).fit(tfidf(matrix, idf))
        return cls(tuple(vocabulary), idf, _exact(model.components_.T), _exact(vectors.mean(axis=0)))

    def place(self, words: Sequence[Sequence[str]], vectors: Array) -> Array:
        """Return the positions of texts, rows of unit length."""
        latent = tfidf(counts(words, self.vocabulary), self.idf) @ self.axes
        return unit(np.hstack([unit(vectors - self.mean), WEIGHT * unit(latent)]))


def unit(rows: npt.NDArray[np.floating]) -> Array:
    """Return the rows scaled to unit length; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return _exact(rows / np.maximum(lengths, 1e-9))


def _exact(values: npt.NDArray[np.floating]) -> Array:
    return np.ascontiguousarray(values, dtype=np.float32)
