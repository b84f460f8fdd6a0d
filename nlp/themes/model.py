"""The evidence for a theme as numbers, and the logistic function that turns it into a probability."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import data

Matrix = npt.NDArray[np.float64]

FEATURES = ("likeness", "lead", "margin", "sentence", "named", "heading", "vocabulary", "around")
"""Evidence for a theme, in this order:

likeness: cosine with the two descriptions that fit best, mean of the passage's and of its best sentence's;
lead: by how much the likeness exceeds the median of all themes and of what lies outside them;
margin: by how much it exceeds the best rival: another theme, an exclude rule, or what lies outside;
sentence: the same for the sentence where it is greatest, as a passage may be about several things;
named: how often seed terms occur, each as specific as its words are rare, log(1 + n per 80 words);
heading: whether the heading directly above holds a seed term;
vocabulary: the weight of the words shared with the theme's texts;
around: likeness of the passages before and after, above their mean over all themes.
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic function, the same for every theme: one weight for each of FEATURES."""

    intercept: float
    weights: tuple[float, ...]

    @classmethod
    def load(cls) -> Weights:
        """Return the weights of data/theme_model.json, which records what they were fitted on."""
        source = data(__package__, "theme_model.json")
        raw = json.loads(source.read_text(encoding="utf-8"))
        return cls(raw["intercept"], tuple(raw["weights"][name] for name in FEATURES))

    def probability(self, features: Matrix) -> Matrix:
        """Return probabilities of shape (...) from features of shape (..., len(FEATURES))."""
        score = features @ np.array(self.weights) + self.intercept
        result: Matrix = 1.0 / (1.0 + np.exp(-score))
        return result
