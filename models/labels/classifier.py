"""A classifier per theme that learns from few labels.

The tagger's log-odds are its first feature, so that it begins as the tagger and moves away as far as labels
say so. The others are the passage's vector, centred on the corpus; how much they may say is chosen by
cross-validation within the labels. Logistic regression with an L2 penalty (scikit-learn).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]
    Numbers = npt.NDArray[np.float64]

LEAST, LEAST_EACH = 10, 3
"""Labels, and labels of either answer, below which nothing is learnt."""
SCALES = (0.0, 1.0, 2.0, 4.0)
"""Weights of the vector's block beside the tagger's log-odds; 0 leaves the tagger, set right alone."""
FOLDS, ROUNDS = 5, 4
FLOOR = 0.02
"""Probability of a passage to which the tagger gave no score worth keeping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeModel:
    """What was learnt on one theme; `weights` has one for each dimension of a vector, `prior` the tagger's.

    `name` identifies it in answers and reports: the theme, the number of labels and a digest of its weights.
    `encoder` is that of the vectors, and `labels` and `yes` count what it learnt from.
    """

    theme: str
    name: str
    encoder: str
    codebook: str
    labels: int
    yes: int
    scale: float
    intercept: float
    prior: float
    weights: tuple[float, ...]

    def probability(self, vectors: Vectors, scores: Numbers) -> Numbers:
        """Return probabilities, shape (n,), from vectors (n, dimensions) and the tagger's scores (n,)."""
        import numpy as np

        odds = self.intercept + self.prior * log_odds(scores)
        if any(self.weights):
            odds = odds + vectors.astype(np.float64) @ np.array(self.weights)
        found: Numbers = 1.0 / (1.0 + np.exp(-odds))
        return found


def log_odds(scores: Numbers) -> Numbers:
    """Return the log-odds of the tagger's probabilities, which are kept from 0 and 1."""
    import numpy as np

    held = np.clip(scores, FLOOR, 1 - FLOOR)
    found: Numbers = np.log(held / (1 - held))
    return found


def enough(answers: Sequence[bool]) -> bool:
    """Return whether there are labels enough to learn from."""
    return len(answers) >= LEAST and min(sum(answers), len(answers) - sum(answers)) >= LEAST_EACH


def learn(
    theme: str,
    vectors: Vectors,
    scores: Numbers,
    answers: Sequence[bool],
    centre: Vectors,
    *,
    encoder: str = "",
    codebook: str = "",
) -> ThemeModel | None:
    """Return a model of a theme; None where there are too few labels (see `enough`).

    Args:
        theme: its id.
        vectors: of the labelled passages, shape (n, dimensions).
        scores: the tagger's probabilities, shape (n,).
        answers: whether each passage is about the theme.
        centre: the mean vector of the corpus, shape (dimensions,).
        encoder: the name of the encoder.
        codebook: the version of the codebook.
    """
    import numpy as np

    if not enough(answers):
        return None
    y = np.array(answers, dtype=int)
    deviations = (vectors - centre).astype(np.float64)
    priors = log_odds(scores)
    losses = [_loss(_features(deviations, priors, scale), y) for scale in SCALES]
    # A larger block must earn its place: of equal losses the first, smallest scale is taken.
    scale = SCALES[int(np.argmin(np.round(losses, 3)))]
    fitted = _fitted(_features(deviations, priors, scale), y)
    prior, own = float(fitted.coef_[0, 0]), fitted.coef_[0, 1:] * scale
    intercept = float(fitted.intercept_[0]) - float(own @ centre)
    weights = tuple(round(float(w), 6) for w in own)
    figures = json.dumps([round(intercept, 6), round(prior, 6), weights, encoder])
    digest = hashlib.sha256(figures.encode()).hexdigest()[:6]
    return ThemeModel(
        theme=theme,
        name=f"{theme}-{len(y)}-{digest}",
        encoder=encoder,
        codebook=codebook,
        labels=len(y),
        yes=int(y.sum()),
        scale=scale,
        intercept=round(intercept, 6),
        prior=round(prior, 6),
        weights=weights,
    )


def _features(deviations: Numbers, priors: Numbers, scale: float) -> Numbers:
    import numpy as np

    found: Numbers = np.concatenate([priors[:, None], scale * deviations], axis=1)
    return found


def _fitted(features: Numbers, y: npt.NDArray[np.int_]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0, max_iter=1000).fit(features, y)


def _loss(features: Numbers, y: npt.NDArray[np.int_]) -> float:
    """Return the mean log loss in cross-validation, the folds drawn several times with a fixed seed."""
    import numpy as np
    from sklearn.model_selection import RepeatedStratifiedKFold

    folds = min(FOLDS, int(min(y.sum(), len(y) - y.sum())))
    splits = RepeatedStratifiedKFold(n_splits=folds, n_repeats=ROUNDS, random_state=13)
    losses = []
    for train, test in splits.split(features, y):
        chance = _fitted(features[train], y[train]).predict_proba(features[test])[:, 1]
        chance = np.clip(chance, 1e-6, 1 - 1e-6)
        losses.append(float(-np.mean(np.where(y[test] == 1, np.log(chance), np.log(1 - chance)))))
    return float(np.mean(losses))
