"""The words of a text as topic models count them, fixed pairs of words, and tf-idf."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.nlp.wordlists import small_words

Words = list[list[str]]

SHORT = 20
"""Mean number of words below which the texts of a corpus are short: titles, not articles."""
LARGEST = 20_000
"""Maximum number of distinct words that count, the most frequent ones."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def tokenize(text: str) -> list[str]:
    """Return the words of three letters or more, in lower case, without stop words."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group().replace("’", "'").casefold().removesuffix("'s")
        if len(word) > 2 and "'" not in word and word not in stop_words():
            found.append(word)
    return found


def phrases(words: Words) -> Words:
    """Return the texts with fixed pairs of words joined ("supply_chain"), by their NPMI (Bouma 2009)."""
    from gensim.models.phrases import Phrases

    model = Phrases(words, min_count=8, threshold=0.5, scoring="npmi")
    return joined(words, model.export_phrases())


def joined(words: Sequence[Sequence[str]], pairs: Container[str]) -> Words:
    """Return the texts with the words of each pair ("supply_chain") joined, from left to right."""
    found = []
    for text in words:
        made: list[str] = []
        i = 0
        while i < len(text):
            pair = f"{text[i]}_{text[i + 1]}" if i + 1 < len(text) else ""
            made.append(pair if pair in pairs else text[i])
            i += 2 if pair in pairs else 1
        found.append(made)
    return found


@cache
def stop_words() -> frozenset[str]:
    """Return the English words that are never words of a topic."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | small_words()


def are_short(words: Sequence[Sequence[str]]) -> bool:
    """Return whether the texts have fewer than SHORT words on average."""
    return sum(map(len, words)) < SHORT * max(1, len(words))


def rare(texts: int) -> int:
    """Return how many of so many texts must contain a word for it to count."""
    # Words of very few texts make topics of single documents.
    return 1 if texts < 50 else 2 if texts < 500 else 5


def counts(words: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> Any:
    """Return how often each text contains each word: a sparse matrix of shape (texts, vocabulary)."""
    from scipy.sparse import csr_matrix

    place = {word: i for i, word in enumerate(vocabulary)}
    indices: list[int] = []
    starts = [0]
    for text in words:
        indices += [place[word] for word in text if word in place]
        starts.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float32)
    matrix = csr_matrix((ones, indices, starts), shape=(len(words), len(vocabulary)))
    matrix.sum_duplicates()
    return matrix


def vocabulary_of(words: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that count, in alphabetical order: neither rare nor in half of the texts."""
    from collections import Counter

    held = Counter(word for text in words for word in set(text))
    least, most = rare(len(words)), len(words) / 2
    known = [(-number, word) for word, number in held.items() if least <= number <= most]
    return sorted(word for _, word in sorted(known)[:LARGEST])


def idf_of(matrix: Any) -> npt.NDArray[np.float32]:
    """Return the smoothed inverse document frequency of each word (column)."""
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    return np.asarray(np.log((1 + matrix.shape[0]) / (1 + held)) + 1, dtype=np.float32)


def tfidf(matrix: Any, idf: npt.NDArray[np.float32]) -> Any:
    """Return the tf-idf of counts, with sublinear tf and rows of unit length."""
    from sklearn.preprocessing import normalize

    weighted = matrix.copy()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    return normalize(weighted, copy=False)
