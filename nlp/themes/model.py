"""The evidence for a theme as numbers, and the logistic function that turns it into a probability."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import data

Matrix = npt.NDArray[np.float64]

FEATURES = ("likeness", "lead", "margin", "clear", "named", "heading", "vocabulary", "around", "length")
"""Evidence for a theme, in this order:

likeness: cosine with the two descriptions that fit best, mean of the passage's and of its best sentence's;
lead: by how much the likeness exceeds the median of all themes and of what lies outside them;
margin: by how much it exceeds the best rival: another theme, an exclude rule, or what lies outside;
clear: by how much it exceeds the likeness with a title page, thanks, a survey, a map and the like;
named: how often seed terms occur, each as specific as its words are rare, log(1 + n per 80 words);
heading: whether the heading directly above holds a seed term;
vocabulary: the weight of the words shared with the theme's texts, approaching 1;
around: likeness of the passages before and after, above their mean over all themes;
length: words of the passage as a share of 25 (of 12 on a slide), at most 1; its distance from 1 counts half
    where a sentence ends the passage: a title or a label states nothing.
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic function, the same for every theme, and what makes a probability of its value.

    `weights` has one weight for each of FEATURES. `calibration` are the parameters (a, b, c) of beta
    calibration (Kull, Silva Filho and Flach 2017): the log-odds of the probability are
    a ln v - b ln(1 - v) + c, with v the value of the logistic function.
    """

    intercept: float
    weights: tuple[float, ...]
    calibration: tuple[float, float, float] = (1.0, 1.0, 0.0)

    @classmethod
    def load(cls) -> Weights:
        """Return the weights of data/theme_model.json, which records what they were fitted on."""
        source = data(__package__, "theme_model.json")
        raw = json.loads(source.read_text(encoding="utf-8"))
        a, b, c = raw["calibration"]
        return cls(raw["intercept"], tuple(raw["weights"][name] for name in FEATURES), (a, b, c))

    def probability(self, features: Matrix) -> Matrix:
        """Return probabilities of shape (...) from features of shape (..., len(FEATURES))."""
        score = features @ np.array(self.weights) + self.intercept
        # The logarithms of the logistic function's value and of its complement.
        yes, no = -np.logaddexp(0.0, -score), -np.logaddexp(0.0, score)
        a, b, c = self.calibration
        result: Matrix = 1.0 / (1.0 + np.exp(b * no - a * yes - c))
        return result
