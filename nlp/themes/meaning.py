"""What a passage means, beside what the codebook says of its themes: cosines of sentence vectors.

The likeness with a theme is the mean cosine of the two descriptions that fit best: one alone may fit by
chance, and a passage is never like all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from workingregions.corpus.codebook import Codebook, Theme
from workingregions.corpus.files import lines
from workingregions.nlp.themes.model import Matrix

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to unit vectors of shape (len(texts), 384)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Texts beside a codebook.

    `likeness` has shape (texts, themes); `outside`, the cosines with what is about none of the themes, shape
    (texts, number of those); `rules`, the best cosine with an exclude rule of each theme, (texts, themes).
    """

    likeness: Matrix
    outside: Matrix
    rules: Matrix

    def __getitem__(self, rows: slice) -> Comparison:
        return Comparison(self.likeness[rows], self.outside[rows], self.rules[rows])

    def copy(self) -> Comparison:
        """Return a copy that may be changed."""
        return Comparison(self.likeness.copy(), self.outside.copy(), self.rules.copy())

    def mix(self, row: int, sentences: Comparison) -> None:
        """Make a row the mean of itself and of the best of some sentences."""
        self.likeness[row] = (self.likeness[row] + sentences.likeness.max(axis=0)) / 2
        self.outside[row] = (self.outside[row] + sentences.outside.max(axis=0)) / 2
        self.rules[row] = (self.rules[row] + sentences.rules.max(axis=0)) / 2

    @property
    def lead(self) -> Matrix:
        """By how much the likeness exceeds the median of all themes and of what lies outside them."""
        field = np.concatenate([self.likeness, self.outside], axis=1)
        result: Matrix = self.likeness - np.median(field, axis=1, keepdims=True)
        return result

    @property
    def clear(self) -> Matrix:
        """By how much the likeness exceeds that with the nearest text about none of the themes."""
        result: Matrix = self.likeness - self.outside.max(axis=1, keepdims=True)
        return result

    @property
    def margin(self) -> Matrix:
        """By how much the likeness exceeds the best rival: a theme, a text outside all, an exclude rule."""
        best = np.sort(np.concatenate([self.likeness, self.outside], axis=1), axis=1)
        # The best of all is a theme's rival, unless it is that theme: then the second is.
        rival = np.where(self.likeness >= best[:, -1:], best[:, -2:-1], best[:, -1:])
        result: Matrix = self.likeness - np.maximum(rival, self.rules)
        return result


def texts_of(theme: Theme) -> tuple[str, ...]:
    """Return the texts that passages about a theme are like; without descriptions, its seeds serve."""
    said = theme.descriptions + theme.examples
    return (f"{theme.label}: {theme.definition}", *(said or theme.seeds))


class ThemeMeaning:
    """The vectors of a codebook, and the likeness of other vectors with them."""

    def __init__(self, codebook: Codebook, encode: Encode) -> None:
        self._encode = encode
        self.texts = [texts_of(theme) for theme in codebook]
        self.excluded = [theme.exclude for theme in codebook]
        self.elsewhere = lines(__package__, "elsewhere.txt")

    def likeness(self, vectors: Vectors) -> Matrix:
        """Return the likeness of vectors, shape (n, dimensions), with the themes: shape (n, themes)."""
        themes, _, _ = self._vectors
        return np.stack([best_two(vectors @ theme.T) for theme in themes], axis=1)

    def rules(self, vectors: Vectors) -> Matrix:
        """Return the best cosine with an exclude rule of each theme, shape (n, themes); -1 without rules."""
        _, rules, _ = self._vectors
        best = [(vectors @ r.T).max(axis=1) if len(r) else np.full(len(vectors), -1.0) for r in rules]
        return np.stack(best, axis=1).astype(np.float64)

    def outside(self, vectors: Vectors) -> Matrix:
        """Return the cosines with the texts about none of the themes, shape (n, texts)."""
        return (vectors @ self._vectors[2].T).astype(np.float64)

    def cosines(self, vector: Vectors, theme: int) -> Matrix:
        """Return the cosines of one vector with the texts of a theme."""
        return (self._vectors[0][theme] @ vector).astype(np.float64)

    def rule_cosines(self, vector: Vectors, theme: int) -> Matrix:
        """Return the cosines of one vector with the exclude rules of a theme."""
        return (self._vectors[1][theme] @ vector).astype(np.float64)

    @cached_property
    def _vectors(self) -> tuple[list[Vectors], list[Vectors], Vectors]:
        groups = [*self.texts, *self.excluded, self.elsewhere]
        flat = self._encode([text for group in groups for text in group])
        *parts, outside = np.split(flat, np.cumsum([len(group) for group in groups])[:-1])
        return parts[: len(self.texts)], parts[len(self.texts) :], outside


def best_two(cosines: npt.NDArray[np.float32]) -> Matrix:
    """Return the mean of the two highest of each row."""
    result: Matrix = np.sort(cosines, axis=1)[:, -2:].mean(axis=1).astype(np.float64)
    return result
