"""The tagger: which words of a text are a name, of what kind, and what type of institution it names.

A transformer (Vaswani et al. 2017) of six layers, the default encoder adapted by tools/train_tagger.py,
classifies each word: a BIO label, and for institutions a type and a scale. Names are decoded from the
likeliest sequence of labels (Viterbi 1967).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.nlp.tagger.network import STATES, TaggerNetwork
from workingregions.nlp.tagger.windows import Window, windows

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Labels = npt.NDArray[np.int64]
Entity = tuple[int, int, str]
"""Start, end and label of a name."""

KINDS = ("ORG", "PERSON", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT")
"""Labels of OntoNotes."""
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
TYPES = tuple(t.value for t in InstitutionType)
SCALES = tuple(s.value for s in Scale)
_BATCH = 16
_LEAST = 1e-6
"""Added to a probability before its logarithm is taken."""
_INSIDE = np.arange(2, len(LABELS), 2)
"""Columns of the I labels; the B label of each immediately precedes it."""
_IS_INSIDE = np.isin(np.arange(len(LABELS)), _INSIDE)
_LEANING = 2.0
"""Added to the log odds of organisations when candidates are searched for."""
_ORGANISATION = [LABELS.index("B-ORG"), LABELS.index("I-ORG")]


def decode(words: Sequence[tuple[int, int]], log_labels: Floats) -> list[Entity]:
    """Return the names of the likeliest label sequence, in order.

    Args:
        words: start and end of each word.
        log_labels: log probabilities of shape (words, len(LABELS)).
    """
    path = log_labels.argmax(axis=1)
    follows = np.concatenate([[0], path[:-1]])
    if (_IS_INSIDE[path] & (follows != path) & (follows != path - 1)).any():
        path = _likeliest(log_labels)
    found: list[Entity] = []
    for index in np.flatnonzero(path).tolist():
        part, _, kind = LABELS[path[index]].partition("-")
        if part == "B":
            found.append((*words[index], kind))
        else:
            found[-1] = (found[-1][0], words[index][1], kind)
    return found


def _likeliest(log_labels: Floats) -> Labels:
    """Return the likeliest sequence in which an I label follows only the B or I of its kind."""
    words, size = log_labels.shape
    best = log_labels[0].astype(np.float64)
    best[_INSIDE] = -np.inf
    back = np.zeros((words, size), dtype=np.int64)
    for index in range(1, words):
        top = int(best.argmax())
        back[index] = top
        score = np.full(size, best[top])
        begun = best[_INSIDE - 1] >= best[_INSIDE]
        score[_INSIDE] = np.where(begun, best[_INSIDE - 1], best[_INSIDE])
        back[index, _INSIDE] = np.where(begun, _INSIDE - 1, _INSIDE)
        best = score + log_labels[index]
    path = [int(best.argmax())]
    for index in range(words - 1, 0, -1):
        path.append(int(back[index, path[-1]]))
    return np.array(path[::-1])


@dataclass(frozen=True, slots=True)
class InstitutionScores:
    """Mean log probabilities of the types, of shape (len(TYPES),), and of the scales, (len(SCALES),)."""

    types: Floats
    scales: Floats

    @staticmethod
    def mean(parts: Sequence[InstitutionScores]) -> InstitutionScores:
        """Return the mean of the scores of several occurrences, at least one."""
        return InstitutionScores(
            np.mean([p.types for p in parts], axis=0), np.mean([p.scales for p in parts], axis=0)
        )


@dataclass(frozen=True, slots=True)
class TaggerReading:
    """The tagger's output for one text.

    `words` has start and end of each word; `labels`, `types` and `scales` their probabilities, of shape
    (words, len(LABELS)), (words, len(TYPES)) and (words, len(SCALES)); `entities` the names; `leaning` start
    and end of what would be an organisation if organisations were considerably likelier; `states` what the
    network knows of each word, of shape (words, STATES), in half precision.
    """

    words: list[tuple[int, int]]
    labels: Floats
    types: Floats
    scales: Floats
    entities: list[Entity]
    leaning: list[tuple[int, int]]
    states: Halves

    def institution_scores(self, start: int, end: int) -> InstitutionScores:
        """Return type and scale scores of the institution named in text[start:end]."""
        inside = [i for i, (a, z) in enumerate(self.words) if a < end and start < z]
        return InstitutionScores(
            np.log(self.types[inside] + _LEAST).mean(axis=0)
            if inside
            else np.zeros(len(TYPES), dtype=np.float32),
            np.log(self.scales[inside] + _LEAST).mean(axis=0)
            if inside
            else np.zeros(len(SCALES), dtype=np.float32),
        )


def read(texts: Sequence[str], network: TaggerNetwork | None = None) -> list[TaggerReading]:
    """Return one result per text, in order. The result for a text does not depend on the other texts.

    `network` replaces the one that is shipped.
    """
    cut = [windows(text) for text in texts]
    flat = [window for found in cut for window in found]
    scored = _judged(flat, network or shipped()) if flat else []
    readings, first = [], 0
    for found in cut:
        readings.append(_reading(found, scored[first : first + len(found)]))
        first += len(found)
    return readings


@cache
def shipped() -> TaggerNetwork:
    """Return the network, loaded at the first call of a process."""
    return TaggerNetwork()


def _judged(found: Sequence[Window], network: TaggerNetwork) -> list[list[Floats]]:
    """Return log probabilities of each window's words under the three heads, and their states.

    A window is padded to a width of its own, a multiple of 16, so that rounding does not depend on the rest
    of the batch.
    """
    scores: list[list[Floats]] = [[] for _ in found]
    widths: dict[int, list[int]] = {}
    for number, window in enumerate(found):
        widths.setdefault(-(-len(window.ids) // 16) * 16, []).append(number)
    for width, picked in sorted(widths.items()):
        for start in range(0, len(picked), _BATCH):
            some = picked[start : start + _BATCH]
            ids, shapes = np.zeros((2, len(some), width), dtype=np.int64)
            mask = np.zeros((len(some), width), dtype=np.float32)
            for row, number in enumerate(some):
                size = len(found[number].ids)
                ids[row, :size], shapes[row, :size] = found[number].ids, found[number].shapes
                mask[row, :size] = 1
            logits = network(ids, shapes, mask)
            for row, number in enumerate(some):
                firsts = found[number].firsts
                scores[number] = [_log_softmax(head[row, firsts]) for head in logits[:3]]
                scores[number].append(logits[3][row, firsts])
    return scores


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def _reading(found: Sequence[Window], scores: Sequence[list[Floats]]) -> TaggerReading:
    words = [word for window in found for word in window.words]
    entities, leaning = [], []
    for window, (labels, *_) in zip(found, scores, strict=True):
        entities += decode(window.words, labels)
        leant = labels.copy()
        leant[:, _ORGANISATION] += _LEANING
        leaning += [(start, end) for start, end, kind in decode(window.words, leant) if kind == "ORG"]
    sizes = (len(LABELS), len(TYPES), len(SCALES))
    joint = [
        np.exp(np.concatenate([heads[head] for heads in scores]))
        if scores
        else np.zeros((0, size), dtype=np.float32)
        for head, size in enumerate(sizes)
    ]
    states = np.concatenate([heads[3] for heads in scores]) if scores else np.zeros((0, STATES))
    return TaggerReading(words, joint[0], joint[1], joint[2], entities, leaning, states.astype(np.float16))
