"""A learned classifier of relations that votes on what the rules read in a sentence.

A linear classifier over the tagger's states of the two names, of what stands between and around them, and
over the relation that a rule reads (data/votes.npz, trained by tools/train_ties.py). Its probability of the
rule's relation and the trust of the rule give the confidence of the tie; it proposes no tie by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from workingregions.corpus.enums import Relation
from workingregions.corpus.files import data
from workingregions.corpus.records import Mention, Passage
from workingregions.nlp.tagger import STATES, TaggerReading

Floats = npt.NDArray[np.float32]
Span = tuple[int, int]
_DIRECTED = tuple(relation for relation in Relation if relation is not Relation.PARTNERS)
CLASSES = ("none", "partners", *(f"{r.value}>" for r in _DIRECTED), *(f"{r.value}<" for r in _DIRECTED))
"""No tie, partners, and each other relation from the first name to the second and the other way."""
FEATURES = 6 * STATES + 4 + len(CLASSES)
_AROUND = 4
"""Words before and after the pair that count."""
_MOST_BETWEEN = 5
_LEAST = 1e-4


def label(relation: Relation, *, forward: bool) -> str:
    """Return the class of a relation whose source is the first of two names (`forward`) or the second."""
    if relation is Relation.PARTNERS:
        return "partners"
    return relation.value + (">" if forward else "<")


def features(
    reading: TaggerReading, first: Span, second: Span, others: Iterable[Span], rule: str
) -> Floats | None:
    """Return the features of two names of a text, the first before the second; None if one holds no word.

    Args:
        reading: the tagger's reading of the text.
        first, second: start and end of the names.
        others: those of all names near them.
        rule: the class that a rule reads.
    """
    states = reading.states
    one, two = (_words(reading.words, span) for span in (first, second))
    if not len(one) or not len(two):
        return None
    between = np.arange(one[-1] + 1, max(two[0], one[-1] + 1))
    before = np.arange(max(0, one[0] - _AROUND), one[0])
    after = np.arange(two[-1] + 1, min(len(states), two[-1] + 1 + _AROUND))
    pooled = [_mean(states, part) for part in (one, two, between)]
    most = states[between].max(axis=0) if len(between) else np.zeros(STATES)
    pooled.append(most.astype(np.float32))
    pooled += [_mean(states, part) for part in (before, after)]
    inside = sum(first[1] <= start and end <= second[0] for start, end in others)
    shape = [np.log1p(len(between)), min(inside, _MOST_BETWEEN), not len(between), one[0] == 0]
    voted = [float(name == rule) for name in CLASSES]
    return np.concatenate([*pooled, shape, voted]).astype(np.float32)


def _words(words: list[Span], span: Span) -> npt.NDArray[np.int64]:
    return np.array(
        [i for i, (start, end) in enumerate(words) if start < span[1] and span[0] < end], dtype=np.int64
    )


def _mean(states: npt.NDArray[np.float16], part: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    return states[part].astype(np.float32).mean(axis=0) if len(part) else np.zeros(STATES, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Votes:
    """The classifier: `weights` of shape (len(CLASSES), FEATURES), `bias`, and how vote and trust join."""

    weights: Floats
    bias: Floats
    joint: Floats  # constant, factor of the log odds of the trust, factor of those of the vote

    def probability(self, given: Floats, rule: str) -> float:
        """Return the probability of the class `rule`."""
        scores = self.weights @ given + self.bias
        odds = np.exp(scores - scores.max())
        return float(odds[CLASSES.index(rule)] / odds.sum())

    def confidence(self, trust: float, vote: float) -> float:
        """Return how often ties that rules trust and the classifier believes as much are right."""
        constant, by_trust, by_vote = (float(x) for x in self.joint)
        return float(1 / (1 + np.exp(-(constant + by_trust * log_odds(trust) + by_vote * log_odds(vote)))))


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, which is kept off 0 and 1."""
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return float(np.log(kept / (1 - kept)))


@cache
def shipped() -> Votes:
    """Return the classifier that is shipped, loaded at the first call of a process."""
    with data(__package__, "votes.npz").open("rb") as stream, np.load(stream) as raw:
        return Votes(*(raw[name].astype(np.float32) for name in ("weights", "bias", "joint")))


class Voter:
    """The votes on the ties of one document.

    Args:
        readings: the tagger's reading of each passage, by the passage's id.
        mentions: its institutions, by passage.
    """

    def __init__(
        self, readings: Mapping[str, TaggerReading], mentions: Mapping[str, Sequence[Mention]]
    ) -> None:
        self._readings, self._mentions = readings, mentions

    def confidence(
        self,
        passage: Passage,
        start: int,
        end: int,
        source: str,
        relation: Relation,
        target: str,
        trust: float,
    ) -> float:
        """Return how often such ties are right: `trust` alone where the names do not stand in running text.

        Args:
            passage: the tie's passage; passage.text[start:end] states it.
            source, relation, target: the tie, its ends as keys of entities.
            trust: how often ties of its rule are right.
        """
        reading = self._readings.get(passage.id)
        if reading is None or passage.text[start : start + 1] == "|":
            return trust
        near = [m for m in self._mentions.get(passage.id, ()) if start <= m.start and m.end <= end]
        pairs = [(a, b) for a in near if a.entity == source for b in near if b.entity == target]
        if not pairs:
            return trust
        one, other = min(pairs, key=lambda pair: abs(pair[0].start - pair[1].start))
        forward = one.start < other.start
        ends = ((one.start, one.end), (other.start, other.end))
        first, second = ends if forward else ends[::-1]
        rule = label(relation, forward=forward)
        given = features(reading, first, second, [(m.start, m.end) for m in near], rule)
        if given is None:
            return trust
        return shipped().confidence(trust, shipped().probability(given, rule))
