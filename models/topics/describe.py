"""The words that describe topics, and how well they keep company.

Of articles: the words by document lift, and among the first of them those that occur together (NPMI, Bouma
2009). Of short texts, in which words rarely meet: class-based tf-idf (Grootendorst 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.models.topics.words import are_short, counts

Matrix = npt.NDArray[np.float64]

TOP = 10
"""Words by which coherence and diversity are judged."""
SHOWN = 15
CANDIDATES = 30
OWN = 0.5
"""Least strength of a word in a topic, as a share of its strength in the topic where it is strongest."""
WINDOW = 10
SAMPLE = 400_000
"""Words on which company and coherence are measured, about so many."""


def sample(words: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return texts of SAMPLE words together, spread evenly over the corpus; all of a small one."""
    return list(words[:: max(1, sum(map(len, words)) // SAMPLE)])


def describe(
    words: Sequence[Sequence[str]], labels: npt.NDArray[np.intp], vocabulary: Sequence[str], topics: int
) -> list[list[tuple[str, float]]]:
    """Return the words of each of `topics` with weights (they sum to 1), the best first; SHOWN of them.

    Args:
        words: the texts.
        labels: the topic of each text, counted from 0; negative for none.
        vocabulary: the words that may describe a topic.
    """
    inside: list[int] = np.flatnonzero(labels >= 0).tolist()
    matrix = counts([words[i] for i in inside], vocabulary)
    members = _members(labels[inside], topics)
    short = are_short(words)
    strength = (_class_tfidf if short else _lift)(matrix, members)
    own = strength * (strength >= OWN * strength.max(axis=0))
    ranked = [_strongest(row, SHOWN if short else CANDIDATES) for row in own]
    if not short:
        ranked = _company_first(ranked, words, vocabulary)
    found = []
    for topic, row in enumerate(ranked):
        weights = own[topic, row[:SHOWN]]
        total = max(float(weights.sum()), 1e-12)
        pairs = zip(row[:SHOWN], weights, strict=True)
        found.append([(vocabulary[i], round(float(weight) / total, 5)) for i, weight in pairs])
    return found


def _lift(matrix: Any, members: Any) -> Matrix:
    """Return, per topic and word, the share of its texts with the word times the log of its lift."""
    held = (members @ (matrix > 0).astype(np.float64)).toarray()
    sizes = np.asarray(members.sum(axis=1))
    within = (held + 0.01) / np.maximum(sizes, 1)
    overall = held.sum(axis=0) / max(1, matrix.shape[0])
    lift: Matrix = within * np.log(within / np.maximum(overall, 1e-12))
    return np.maximum(lift, 0)


def _class_tfidf(matrix: Any, members: Any) -> Matrix:
    """Return the class-based tf-idf of each topic and word."""
    totals: Matrix = (members @ matrix).toarray().astype(np.float64)
    frequency = totals / np.maximum(totals.sum(axis=1, keepdims=True), 1)
    typical = totals.sum() / len(totals)
    weights: Matrix = frequency * np.log(1 + typical / np.maximum(totals.sum(axis=0), 1))
    return weights


def _members(labels: npt.NDArray[np.intp], topics: int) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(topics, len(labels)))


def _strongest(row: Matrix, count: int) -> list[int]:
    """Return the indices of the largest positive values; equal ones in their order."""
    order = np.argsort(-row.round(12), kind="stable")[:count]
    return [int(i) for i in order if row[i] > 0]


def _company_first(
    ranked: Sequence[list[int]], words: Sequence[Sequence[str]], vocabulary: Sequence[str]
) -> list[list[int]]:
    """Return the candidates of each topic, first the TOP that keep company best, each part by strength."""
    wanted = sorted({i for row in ranked for i in row})
    names = [vocabulary[i] for i in wanted]
    affinity = company(sample(words), names)
    place = {i: j for j, i in enumerate(wanted)}
    found = []
    for row in ranked:
        own = affinity[np.ix_([place[i] for i in row], [place[i] for i in row])]
        chosen = _clique(own, TOP)
        found.append([row[j] for j in chosen] + [row[j] for j in range(len(row)) if j not in chosen])
    return found


def _clique(affinity: Matrix, count: int) -> list[int]:
    """Return the indices, in order, that are left when the one of the least mean affinity goes, each time."""
    kept = list(range(len(affinity)))
    while len(kept) > count:
        inner = affinity[np.ix_(kept, kept)].sum(axis=1)
        kept.pop(int(len(kept) - 1 - inner[::-1].round(9).argmin()))
    return kept


def company(words: Sequence[Sequence[str]], names: Sequence[str]) -> Matrix:
    """Return the NPMI of each pair of `names` within windows of ten words; the diagonal is 0."""
    from scipy.sparse import csr_matrix

    place = {name: i for i, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    window = 0
    for text in words:
        numbers = [place.get(word, -1) for word in text]
        for start in range(max(1, len(numbers) - WINDOW + 1)):
            inside = {i for i in numbers[start : start + WINDOW] if i >= 0}
            rows += [window] * len(inside)
            columns += inside
            window += 1
    ones = np.ones(len(rows))
    matrix = csr_matrix((ones, (rows, columns)), shape=(max(window, 1), len(names)))
    joint = (matrix.T @ matrix).toarray() / max(window, 1)
    single = joint.diagonal().copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        joint_log = np.log(joint + 1e-12)
        found = (joint_log - np.log(np.outer(single, single) + 1e-24)) / -joint_log
    np.fill_diagonal(found, 0)
    return np.asarray(np.clip(np.nan_to_num(found), -1, 1))


def coherence(topics: Sequence[Sequence[str]], texts: Sequence[Sequence[str]]) -> list[float]:
    """Return the NPMI of each topic's words within windows of ten words of `texts`, by gensim's c_npmi."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    # Words outside the topics only keep the others apart; one name for all of them is quicker to count.
    wanted = {word for topic in topics for word in topic}
    reduced = [[word if word in wanted else "\0" for word in text] for text in texts]
    # A word that the sample lacks must still be known to the dictionary.
    dictionary = Dictionary([*reduced, sorted(wanted)])
    model = CoherenceModel(
        topics=[list(topic) for topic in topics],
        texts=reduced,
        dictionary=dictionary,
        coherence="c_npmi",
        topn=TOP,
        processes=1,
    )
    return [0.0 if np.isnan(score) else float(score) for score in model.get_coherence_per_topic()]


def diversity(topics: Sequence[Sequence[str]]) -> float:
    """Return the share of distinct words among the topics' top words (Dieng, Ruiz & Blei 2020)."""
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else 0.0
