"""How likely a hit is to be relevant, and whether a corpus answers a query at all.

The probability comes from a logistic function of a passage's two scores, fitted on queries whose passages
were graded by readers (data/relevance.json records which, and how well it agrees with others that were kept
apart).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from workingregions.corpus.files import data
from workingregions.models.search.mix import Legs


class Verdict(StrEnum):
    """What the best hits show about a whole answer."""

    ANSWERED = "answered"
    WEAK = "weak"  # what is found may be beside the point
    NOTHING = "nothing"  # nothing in the corpus answers the query


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the logistic function, and thresholds.

    Below `weak` a hit is weak. The mean relevance of the best hits is compared with `answered` and `nothing`.
    A hit with at least the share `named` of the query's words answers it, whatever its meaning: names have
    little meaning to an encoder.
    """

    intercept: float
    meaning: float
    words: float
    weak: float
    answered: float
    nothing: float
    named: float

    def relevance(self, legs: Legs) -> float:
        """Return the probability (0 to 1) that a passage with these scores is relevant."""
        # A ranking by one leg alone knows nothing about the other one, which is taken to be as usual.
        meaning = USUAL if legs.meaning is None else legs.meaning
        score = self.intercept + self.meaning * meaning + self.words * (legs.words or 0.0)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))

    def verdict(self, hits: Sequence[Legs], known: float) -> Verdict:
        """Return what the best hits show.

        Args:
            hits: their scores, best first.
            known: the share of the query's words, by rarity, that the corpus has: where it lacks one, what is
                found is about something else.
        """
        if any((legs.words or 0.0) >= self.named for legs in hits):
            return Verdict.ANSWERED
        top = sorted(map(self.relevance, hits), reverse=True)[:TOP]
        best = known * sum(top) / max(1, len(top))
        if best < self.nothing:
            return Verdict.NOTHING
        return Verdict.ANSWERED if best >= self.answered else Verdict.WEAK


def likelihood(relevance: float) -> str:
    """Return the probability of being relevant in words."""
    return next(words for least, words in _WORDS if relevance >= least)


_WORDS = ((0.8, "very likely relevant"), (0.6, "likely relevant"), (0.35, "perhaps relevant"), (0.0, "weak"))
"""Words for probabilities from each on; the last but one begins where hits stop being weak."""
USUAL = 0.35
"""Cosine of a hit with a query, about, where it was not computed."""
TOP = 3
"""Number of the best hits on which a verdict rests."""


@cache
def calibration() -> Calibration:
    """Return the weights and thresholds of data/relevance.json."""
    raw = json.loads(data(__package__, "relevance.json").read_text(encoding="utf-8"))
    return Calibration(**{name: float(raw[name]) for name in (f.name for f in fields(Calibration))})
