"""Strands of a set of passages: groups alike in meaning, named by the words that set them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.corpus.records import Passage
from workingregions.nlp.text import word_runs

FEWEST = 8
"""Fewer passages than this are one strand."""
MOST = 6
"""Most strands: what a reader can keep apart."""
TERMS = 5


@dataclass(frozen=True, slots=True)
class Strand:
    """Passages (by id, the most typical first) and the terms that set them apart, strongest first."""

    terms: tuple[str, ...]
    passages: tuple[str, ...]


def strands(passages: Sequence[Passage], common: Iterable[str] = (), seed: int = 0) -> list[Strand]:
    """Group passages by their vectors (k-means) and name each group; largest group first.

    The number of groups grows with the square root of the number of passages, up to MOST. Terms are one
    or two words, weighted as by class-based tf-idf (Grootendorst 2022); words of `common`, such as the
    theme's own name, which does not distinguish a part of it, are left out.
    """
    ordered = sorted(passages, key=lambda p: p.id)
    vectors = [p.vector for p in ordered if p.vector is not None]
    if len(ordered) < FEWEST or len(vectors) < len(ordered):
        groups = [list(range(len(ordered)))] if ordered else []
        typical = [groups[0]] if groups else []
    else:
        typical = _clusters(np.stack(vectors), min(MOST, round(math.sqrt(len(ordered) / 2))), seed)
    banned = {word for run in map(word_runs, common) for words in run for word, _ in words}
    named = _terms([[ordered[i].text for i in members] for members in typical], banned)
    found = [
        Strand(terms, tuple(ordered[i].id for i in members))
        for terms, members in zip(named, typical, strict=True)
    ]
    return sorted(found, key=lambda s: (-len(s.passages), s.passages))


def _clusters(vectors: npt.NDArray[np.float32], count: int, seed: int) -> list[list[int]]:
    """Return the indices of each cluster's members, nearest to its centre first."""
    from sklearn.cluster import KMeans

    model = KMeans(n_clusters=count, n_init=10, random_state=seed).fit(vectors)
    distance = np.linalg.norm(vectors - model.cluster_centers_[model.labels_], axis=1).round(6)
    return [
        sorted(np.flatnonzero(model.labels_ == c).tolist(), key=lambda i: (distance[i], i))
        for c in range(count)
    ]


def _terms(groups: Sequence[Sequence[str]], banned: set[str]) -> list[tuple[str, ...]]:
    """Return for each group of texts the terms that are frequent in it and rare in the others."""
    counts: list[Counter[str]] = []
    spread: list[Counter[str]] = []
    shown: dict[str, Counter[str]] = {}
    for texts in groups:
        total: Counter[str] = Counter()
        texts_with: Counter[str] = Counter()
        for text in texts:
            terms = list(candidates(text, banned, shown))
            total.update(terms)
            texts_with.update(set(terms))
        counts.append(total)
        spread.append(texts_with)
    overall = sum(counts, Counter())
    average = sum(overall.values()) / max(len(groups), 1)
    named = []
    for total, texts_with, texts in zip(counts, spread, groups, strict=True):
        size = max(sum(total.values()), 1)
        least = 2 if len(texts) > 2 else 1
        scores = {
            term: n / size * math.log(1 + average / overall[term]) * (1.6 if " " in term else 1.0)
            for term, n in total.items()
            if texts_with[term] >= least
        }
        best = sorted(scores, key=lambda term: (-scores[term], term))
        named.append(tuple(written(shown[term]) for term in _distinct(best)))
    return named


def candidates(text: str, banned: Collection[str], shown: dict[str, Counter[str]]) -> Iterable[str]:
    """Yield content words and pairs of neighbours, by key; `shown` collects their written forms."""
    for run in word_runs(text):
        for i, (key, form) in enumerate(run):
            if key in banned or len(key) < 3 or key.isdigit():
                continue
            shown.setdefault(key, Counter())[form] += 1
            yield key
            if i + 1 < len(run) and run[i + 1][0] not in banned and len(run[i + 1][0]) > 2:
                pair = f"{key} {run[i + 1][0]}"
                shown.setdefault(pair, Counter())[f"{form} {run[i + 1][1]}"] += 1
                yield pair


def written(forms: Counter[str]) -> str:
    """Return the form to show: in lower case unless nearly all forms are capitalised, as names are."""
    small = Counter({form: n for form, n in forms.items() if form == form.lower()})
    chosen = small if small.total() * 4 >= forms.total() else forms
    return min(chosen, key=lambda form: (-chosen[form], form))


def _distinct(terms: Iterable[str]) -> list[str]:
    """Return the first TERMS terms that share no word with an earlier one."""
    kept: list[str] = []
    for term in terms:
        if not any(set(term.split()) & set(other.split()) for other in kept):
            kept.append(term)
        if len(kept) == TERMS:
            break
    return kept
