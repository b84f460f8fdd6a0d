"""How the two rankings become one score.

The score of a passage is its cosine plus a share of its words: the convex combination of Bruch, Gai &
Ingber (2023) with a scale that depends on neither the corpus nor the other passages. `words` is a passage's
BM25 score divided by the sum of the best scores that each word of the query has alone, so about the share
of the query, by rarity, that the passage holds. Words therefore count little where the corpus has few of
them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.enums import Voice
from workingregions.corpus.files import lines
from workingregions.corpus.records import Passage

Vector = npt.NDArray[Any]

MEAN, SPREAD = 0.1, 0.12
"""Mean and deviation of the cosines of a query and all passages, with the encoder that is shipped."""
WORDS = 0.35
"""Weight of the words beside the meaning, fitted on tuning queries."""
SHORT = 0.1
"""What a passage without words would lose; one of FULL words loses nothing."""
FULL = 25
"""Number of words below which a passage is a title, a name or a fragment."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The cosines of another encoder on the scale of the one that is shipped, for which the weights hold.

    `mean` and `covariance` are those of passages' vectors: mean and deviation of a query's cosines follow.
    """

    mean: Vector
    covariance: Vector

    @classmethod
    def of(cls, vectors: Vector) -> Scale:
        """Return the scale of a sample of the passages' vectors, of shape (passages, dimensions)."""
        return cls(vectors.mean(axis=0), np.atleast_2d(np.cov(vectors, rowvar=False)))

    def shifted(self, query: Vector, cosine: float) -> float:
        """Return a cosine with `query` on the usual scale."""
        spread = math.sqrt(max(float(query @ self.covariance @ query), 1e-12))
        return MEAN + SPREAD * (cosine - float(query @ self.mean)) / spread


@dataclass(frozen=True, slots=True)
class Legs:
    """The two scores of a passage: `meaning`, the cosine (-1 to 1), and `words` (0 to 1), None in a mode
    without them."""

    meaning: float | None = None
    words: float | None = None

    @property
    def score(self) -> float:
        """The mixed score."""
        if self.meaning is None:
            return self.words or 0.0
        return self.meaning + WORDS * (self.words or 0.0)


def penalty(passage: Passage) -> float:
    """Return what a passage loses because it is not running text: by its voice, and by how short it is."""
    size = passage.text.count(" ") + 1
    return _voices().get(passage.voice, 0.0) + SHORT * max(0.0, 1 - size / FULL)


@cache
def _voices() -> Mapping[Voice, float]:
    rows = (line.split(",") for line in lines(__package__, "voices.csv"))
    return {Voice(voice): float(loss) for voice, loss in rows}
