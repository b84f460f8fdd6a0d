"""Theme tagging: how likely each passage is about each theme of the codebook, and whether it names it.

Evidence is of two kinds. Terms: the theme's seeds, and for the default themes further ones
(data/theme_terms.yaml), that occur in the passage or its heading. Meaning: the cosine of the passage's vector
with those of the definition and the seeds. A logistic function with the same weights for every theme
(data/theme_model.json, which records what it was fitted on) turns them into a probability, so that a user's
own themes, described only by a definition and a few seeds, are scored too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.enums import Use
from workingregions.corpus.files import data
from workingregions.corpus.records import Bundle, Passage, ThemeScore
from workingregions.corpus.voices import takes
from workingregions.nlp.text import PhraseMatcher

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts to unit vectors of shape (len(texts), 384)."""
Matrix = npt.NDArray[np.float64]

KEEP = 0.2
"""Scores below this are dropped, unless the passage names a seed term."""
FEATURES = ("definition", "seeds", "lead", "strong", "distinct", "weak", "share")
WEAK = 0.5
"""Contribution of a weak term to a theme's share of all terms found; a strong one counts 1."""
WORDS = 80
"""In a longer passage, terms are counted per this many words, because more of them occur by chance."""
BACKGROUND = (
    "A report on manufacturing policy in a region.",
    "This document describes industry, the economy and government programmes.",
    "Table of contents, foreword, acknowledgements and contact details.",
    "The authors discuss the literature, their data and their methods.",
)
"""Texts that every passage of such a corpus resembles: a theme counts by how far it exceeds them."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic function: one weight for each of FEATURES."""

    intercept: float
    weights: tuple[float, ...]

    @classmethod
    def load(cls) -> Weights:
        """Return the weights of data/theme_model.json."""
        source = data(__package__, "theme_model.json")
        raw = json.loads(source.read_text(encoding="utf-8"))
        return cls(raw["intercept"], tuple(raw["weights"][name] for name in FEATURES))

    def probability(self, features: Matrix) -> Matrix:
        """Return probabilities of shape (...) from features of shape (..., len(FEATURES))."""
        score = features @ np.array(self.weights) + self.intercept
        result: Matrix = 1.0 / (1.0 + np.exp(-score))
        return result


@dataclass(frozen=True, slots=True)
class _Term:
    """A phrase that is evidence for theme number `theme`."""

    theme: int
    phrase: str
    seed: bool
    strong: bool


class ThemeTagger:
    """The stage that scores passages against a codebook.

    Args:
        codebook: the themes.
        encode: the encoder that also made the passages' vectors.
    """

    name = "themes"
    version = "3"
    needs = frozenset({"passages"})
    gives = frozenset({"themes"})

    def __init__(self, codebook: Codebook, encode: Encode) -> None:
        self._codebook = codebook
        self._encode = encode

    @property
    def config(self) -> Mapping[str, object]:
        """A digest of the codebook, the terms and the weights, on which every score depends."""
        themes = [[t.id, t.label, t.definition, *t.seeds] for t in self._codebook]
        terms = [[t.theme, t.phrase, t.strong] for t in self._terms]
        model = [self._weights.intercept, *self._weights.weights]
        return {"themes": hashlib.sha256(json.dumps([themes, terms, model]).encode()).hexdigest()[:16]}

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with theme scores for the passages in voices that themes take."""
        passages = [p for p in bundle.passages if takes(Use.THEMES, p.voice) and p.text.strip()]
        return replace(bundle, themes=tuple(self.score(passages)))

    def score(self, passages: Sequence[Passage]) -> list[ThemeScore]:
        """Return scores worth keeping: where a seed term is named or `about` is at least KEEP."""
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

    def features(self, passages: Sequence[Passage]) -> tuple[Matrix, npt.NDArray[np.bool_]]:
        """Return evidence of shape (passages, themes, len(FEATURES)), and whether a seed is named there."""
        counted = [self._count(passage) for passage in passages]
        similar = self._similarities(passages)
        features = np.concatenate([similar, np.stack([evidence for evidence, _ in counted])], axis=2)
        return features, np.stack([named for _, named in counted])

    def _similarities(self, passages: Sequence[Passage]) -> Matrix:
        """Return the cosine above background with definition and seeds, and the lead over the median
        theme."""
        themes, background = self._vectors
        vectors = self._passage_vectors(passages)
        base = (vectors @ background.T).max(axis=1, keepdims=True)
        definition = vectors @ np.stack([t[0] for t in themes]).T
        # The two seeds that fit best: one alone may fit by chance, and all of them never do.
        seeds = np.stack([np.sort(vectors @ t[1:].T, axis=1)[:, -2:].mean(axis=1) for t in themes], axis=1)
        both = (definition + seeds) / 2
        lead = both - np.median(both, axis=1, keepdims=True)
        return np.stack([definition - base, seeds - base, lead], axis=2).astype(np.float64)

    def _count(self, passage: Passage) -> tuple[Matrix, npt.NDArray[np.bool_]]:
        """Return evidence of terms, shape (themes, 4), and whether the text names a seed, shape (themes,)."""
        strong, weak, distinct = np.zeros((3, len(self._codebook)))
        named = np.zeros(len(self._codebook), dtype=np.bool_)
        hits = [self._terms[hit.phrase] for hit in self._matcher.find(passage.text)]
        for term in hits:
            named[term.theme] |= term.seed
        # The heading directly above shows the subject of a passage; those further up, that of the report.
        hits += [self._terms[hit.phrase] for hit in self._matcher.find("".join(passage.section[-1:]))]
        for term in hits:
            (strong if term.strong else weak)[term.theme] += 1
        for term in set(hits):
            distinct[term.theme] += term.strong
        weight = strong + WEAK * weak
        share = weight / max(weight.sum(), WEAK)
        length = max(len(passage.text.split()) / WORDS, 1.0)
        dense = [np.log1p(strong / length), np.minimum(distinct, 4), np.log1p(weak / length), share]
        return np.stack(dense, axis=1), named

    def _passage_vectors(self, passages: Sequence[Passage]) -> npt.NDArray[np.float32]:
        missing = [p.text for p in passages if p.vector is None]
        encoded = iter(self._encode(missing) if missing else ())
        return np.stack([next(encoded) if p.vector is None else p.vector for p in passages])

    @cached_property
    def _weights(self) -> Weights:
        return Weights.load()

    @cached_property
    def _vectors(self) -> tuple[list[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
        """For each theme, one row for its definition and one for each seed; and the background's rows."""
        texts = [[f"{t.label}: {t.definition}", *t.seeds] for t in self._codebook]
        flat = self._encode([*(text for group in texts for text in group), *BACKGROUND])
        cuts = np.cumsum([len(group) for group in texts])
        *themes, background = np.split(flat, cuts)
        return list(themes), background

    @cached_property
    def _matcher(self) -> PhraseMatcher:
        return PhraseMatcher([term.phrase for term in self._terms])

    @cached_property
    def _terms(self) -> tuple[_Term, ...]:
        return tuple(_all_terms(self._codebook))


def _all_terms(codebook: Codebook) -> Iterable[_Term]:
    """Yield seeds and, for themes with the id and label of a default one, the further terms of that theme."""
    import yaml

    source = data(__package__, "theme_terms.yaml")
    further = yaml.safe_load(source.read_text(encoding="utf-8"))
    labels = {theme.id: theme.label for theme in Codebook.load()}
    for number, theme in enumerate(codebook):
        yield from (_Term(number, seed, seed=True, strong=True) for seed in theme.seeds)
        known = further.get(theme.id, {}) if labels.get(theme.id) == theme.label else {}
        used = {seed.casefold() for seed in theme.seeds}
        for strength in ("strong", "weak"):
            for phrase in known.get(strength, ()):
                if phrase not in used:
                    used.add(phrase)
                    yield _Term(number, phrase, seed=False, strong=strength == "strong")
