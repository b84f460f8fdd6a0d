"""NMF over tf-idf (Lee & Seung 1999) and LDA over counts (Blei, Ng & Jordan 2003)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.models.topics.words import Words, counts, tfidf

Matrix = npt.NDArray[np.float64]
Array = npt.NDArray[np.float32]

ROUNDS = 100
CLOSE = 1e-3


def fit_nmf(words: Words, vocabulary: Sequence[str], idf: Array, number: int, seed: int) -> Matrix:
    """Return the weights of the words in each topic, of shape (topics, words)."""
    from sklearn.decomposition import NMF

    model = NMF(n_components=number, init="nndsvda", random_state=seed, max_iter=400, tol=1e-4)
    model.fit(tfidf(counts(words, vocabulary), idf).astype(np.float64))
    return np.asarray(model.components_)


def nmf_shares(matrix: Any, parts: Array) -> Matrix:
    """Return each text's shares of the topics, of shape (texts, topics), for tf-idf and the topics' words."""
    from sklearn.decomposition import non_negative_factorization

    shares, _, _ = non_negative_factorization(
        matrix.astype(np.float64), H=parts.astype(np.float64), update_H=False,
        n_components=len(parts), tol=1e-4, max_iter=400,
    )  # fmt: skip
    return _shares(shares)


def fit_lda(words: Words, vocabulary: Sequence[str], number: int, seed: int) -> Matrix:
    """Return the probabilities of the words in each topic, of shape (topics, words)."""
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    known = set(vocabulary)
    dictionary = Dictionary([sorted(known)])
    bags = [dictionary.doc2bow([word for word in text if word in known]) for text in words]
    model = LdaModel(
        bags, id2word=dictionary, num_topics=number, random_state=seed, passes=10, iterations=100,
        alpha="symmetric", eta="auto", chunksize=min(2000, -(-len(bags) // 4)), eval_every=None,
    )  # fmt: skip
    order = [dictionary.token2id[word] for word in vocabulary]
    return np.asarray(model.get_topics(), dtype=np.float64)[:, order]


def lda_shares(matrix: Any, parts: Array) -> Matrix:
    """Return each text's shares of the topics, of shape (texts, topics), for counts and the topics' words.

    The topics stay as they are: only the inner loop of variational inference is run (Hoffman, Blei & Bach
    2010), with the symmetric prior of 1 / topics.
    """
    from scipy.special import digamma

    number = len(parts)
    found = np.full((matrix.shape[0], number), 1.0 / number)
    for i in range(matrix.shape[0]):
        row = matrix.getrow(i)
        if not row.nnz:
            continue
        likely = parts[:, row.indices].astype(np.float64)
        gamma = np.full(number, 1.0 / number + row.data.sum() / number)
        for _ in range(ROUNDS):
            theta = np.exp(digamma(gamma) - digamma(gamma.sum()))
            norm = theta @ likely + 1e-100
            before, gamma = gamma, 1.0 / number + theta * (likely @ (row.data / norm))
            if np.abs(gamma - before).mean() < CLOSE:
                break
        found[i] = gamma
    return _shares(found)


def _shares(strengths: Matrix) -> Matrix:
    return np.asarray(strengths / np.maximum(strengths.sum(axis=1, keepdims=True), 1e-12))
