"""Theme tagging: how likely each passage is about each theme of the codebook, and whether it names it.

A theme is described by its definition and seed terms alone, so that a codebook of other themes works
too. Evidence for a passage is of two kinds: seed terms that stand in it or in its headings, and the
cosine of its vector with those of the definition and the seeds. A logistic function with fixed weights
(data/theme_model.json, which says what it was fitted on) turns them into a probability.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources

import numpy as np
import numpy.typing as npt

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.records import Bundle, Passage, ThemeScore
from workingregions.nlp.phrases import PhraseMatcher

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts to unit vectors of shape (len(texts), 384)."""
Matrix = npt.NDArray[np.float64]

KEEP = 0.2
"""Scores below this are dropped, unless the passage names a seed term."""
FEATURES = ("definition", "seeds", "lead", "hits", "distinct", "heading", "share")
BACKGROUND = (
    "A report on manufacturing policy in a region.",
    "This document describes industry, the economy and government programmes.",
    "Table of contents, foreword, acknowledgements and contact details.",
    "The authors discuss the literature, their data and their methods.",
)
"""What every passage of such a corpus resembles: a theme counts by how far it exceeds this."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic function: one weight for each of FEATURES."""

    intercept: float
    weights: tuple[float, ...]

    @classmethod
    def load(cls) -> Weights:
        """The weights of data/theme_model.json."""
        source = resources.files("workingregions.nlp") / "data" / "theme_model.json"
        raw = json.loads(source.read_text(encoding="utf-8"))
        return cls(raw["intercept"], tuple(raw["weights"][name] for name in FEATURES))

    def probability(self, features: Matrix) -> Matrix:
        """From features of shape (..., len(FEATURES)) to probabilities of shape (...)."""
        score = features @ np.array(self.weights) + self.intercept
        result: Matrix = 1.0 / (1.0 + np.exp(-score))
        return result


class ThemeTagger:
    """Scores passages against a codebook.

    Args:
        codebook: the themes.
        encode: the encoder that also made the passages' vectors.
    """

    name = "themes"
    version = "1"
    needs = frozenset({"passages"})
    gives = frozenset({"themes"})

    def __init__(self, codebook: Codebook, encode: Encode) -> None:
        self._codebook = codebook
        self._encode = encode

    @property
    def config(self) -> Mapping[str, object]:
        """The codebook's themes and the weights, on which every score depends."""
        themes = [[t.id, t.label, t.definition, list(t.seeds)] for t in self._codebook]
        return {"themes": themes, "intercept": self._weights.intercept, "weights": self._weights.weights}

    def __call__(self, bundle: Bundle) -> Bundle:
        """The bundle with theme scores; reference lists and contents get none."""
        passages = [p for p in bundle.passages if not p.reference and p.text.strip()]
        return replace(bundle, themes=tuple(self.score(passages)))

    def score(self, passages: Sequence[Passage]) -> list[ThemeScore]:
        """Scores worth keeping: where a seed term is named or `about` is at least KEEP."""
        if not passages:
            return []
        features, hits = self.features(passages)
        about = self._weights.probability(features)
        return [
            ThemeScore(
                document=passage.document,
                passage=passage.id,
                theme=theme.id,
                about=round(float(about[i, j]), 4),
                mention=bool(hits[i, j]),
            )
            for i, passage in enumerate(passages)
            for j, theme in enumerate(self._codebook)
            if hits[i, j] or about[i, j] >= KEEP
        ]

    def features(self, passages: Sequence[Passage]) -> tuple[Matrix, npt.NDArray[np.int64]]:
        """Evidence of shape (passages, themes, len(FEATURES)), and seed hits of shape (passages, themes)."""
        similar = self._similarities(passages)
        named = np.array([self._named(passage) for passage in passages])
        return np.concatenate([similar, named[..., 1:]], axis=2), named[..., 0].astype(np.int64)

    def _similarities(self, passages: Sequence[Passage]) -> Matrix:
        """Cosine above background with definition and seeds, and lead over the passage's median theme."""
        themes, background = self._vectors
        vectors = self._passage_vectors(passages)
        base = (vectors @ background.T).max(axis=1, keepdims=True)
        definition = vectors @ np.stack([t[0] for t in themes]).T
        # The two seeds that fit best: one alone may fit by chance, and all of them never do.
        seeds = np.stack([np.sort(vectors @ t[1:].T, axis=1)[:, -2:].mean(axis=1) for t in themes], axis=1)
        both = (definition + seeds) / 2
        lead = both - np.median(both, axis=1, keepdims=True)
        return np.stack([definition - base, seeds - base, lead], axis=2).astype(np.float64)

    def _named(self, passage: Passage) -> list[list[float]]:
        """For each theme: seed hits, log of hits, distinct seeds, hits in the headings, share of all hits."""
        found = self._count(passage.text)
        headings = self._count("\n".join(passage.section))
        total = sum(sum(counts.values()) for counts in found.values())
        rows = []
        for j in range(len(self._codebook)):
            counts = found.get(j, Counter())
            hits = sum(counts.values())
            heading = float(bool(headings.get(j)))
            rows.append([hits, np.log1p(hits), min(len(counts), 3), heading, hits / total if total else 0.0])
        return rows

    def _count(self, text: str) -> dict[int, Counter[int]]:
        counts: dict[int, Counter[int]] = defaultdict(Counter)
        for hit in self._matcher.find(text):
            counts[self._owners[hit.phrase]][hit.phrase] += 1
        return counts

    def _passage_vectors(self, passages: Sequence[Passage]) -> npt.NDArray[np.float32]:
        missing = [p.text for p in passages if p.vector is None]
        made = iter(self._encode(missing) if missing else ())
        return np.stack([next(made) if p.vector is None else p.vector for p in passages])

    @cached_property
    def _weights(self) -> Weights:
        return Weights.load()

    @cached_property
    def _vectors(self) -> tuple[list[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
        """For each theme a row for its definition and one for each seed; and the background's rows."""
        texts = [[f"{t.label}: {t.definition}", *t.seeds] for t in self._codebook]
        flat = self._encode([*(text for group in texts for text in group), *BACKGROUND])
        cuts = np.cumsum([len(group) for group in texts])
        *themes, background = np.split(flat, cuts)
        return list(themes), background

    @cached_property
    def _matcher(self) -> PhraseMatcher:
        return PhraseMatcher([seed for theme in self._codebook for seed in theme.seeds])

    @cached_property
    def _owners(self) -> list[int]:
        """For each phrase of the matcher, the number of its theme."""
        return [j for j, theme in enumerate(self._codebook) for _ in theme.seeds]
