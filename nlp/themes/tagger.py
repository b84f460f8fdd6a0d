"""The stage that scores passages against a codebook."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.enums import Use
from workingregions.corpus.records import Bundle, Passage, ThemeScore
from workingregions.corpus.voices import takes
from workingregions.nlp.text import statements
from workingregions.nlp.themes.explain import ThemeReasons, reasons
from workingregions.nlp.themes.meaning import Comparison, Encode, ThemeMeaning, Vectors
from workingregions.nlp.themes.model import Matrix, Weights
from workingregions.nlp.themes.words import Found, ThemeWords

KEEP = 0.2
"""Scores below this are dropped, unless the passage names a seed term."""
WORTH = 0.3
"""Probability by the passage's vector from which its sentences are encoded too."""
NEAR = 3
"""Greatest distance, in the document's order, of passages that are each other's surroundings."""
NAMED = 0.1
"""Advantage of a sentence that holds a seed term when the best one is chosen for quoting."""
SHORT = 50
"""Letters below which a sentence is rather a heading: it is quoted only if no other is nearly as good."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each theme in some passages.

    `features` has shape (passages, themes, len(FEATURES)); `sentences` holds the offsets of each passage's
    sentences, `near` their likeness with the themes, shape (sentences, themes), or None where no theme is
    likely enough to encode them.
    """

    features: Matrix
    found: Sequence[Found]
    sentences: Sequence[Sequence[tuple[int, int]]]
    near: Sequence[Matrix | None]


class ThemeTagger:
    """Scores passages against a codebook: how likely each is about a theme, and whether it names it.

    Evidence is of two kinds, the same for every theme, so that a user's own themes are scored too: meaning,
    the likeness of the passage, its best sentence and its surroundings with the theme's descriptions; and
    words, the theme's seeds and the vocabulary of its texts. model.py names them, and a logistic function
    turns them into a probability.

    Args:
        codebook: the themes.
        encode: the encoder that also made the passages' vectors.
    """

    name = "themes"
    version = "5"
    needs = frozenset({"passages"})
    gives = frozenset({"themes"})

    def __init__(self, codebook: Codebook, encode: Encode) -> None:
        self._codebook = codebook
        self._encode = encode
        self._meaning = ThemeMeaning(codebook, encode)
        self._words = ThemeWords(codebook)

    @property
    def config(self) -> Mapping[str, object]:
        """The version of the codebook and a digest of the weights, on which every score depends."""
        weights = self._weights
        model = json.dumps(
            [weights.intercept, *weights.weights, *weights.calibration, *self._meaning.elsewhere]
        )
        digest = hashlib.sha256(model.encode()).hexdigest()[:16]
        return {"codebook": self._codebook.version, "model": digest}

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with theme scores for the passages in voices that themes take."""
        return replace(bundle, themes=tuple(self.score(scored(bundle.passages))))

    def score(self, passages: Sequence[Passage]) -> list[ThemeScore]:
        """Return scores worth keeping: where a seed term is named or `about` is at least KEEP.

        Passages of one document are each other's surroundings if they stand near each other in it.
        """
        if not passages:
            return []
        evidence = self.evidence(passages)
        about = self._weights.probability(evidence.features)
        scores = []
        for i, passage in enumerate(passages):
            named = {theme for theme, _ in evidence.found[i].hits}
            for j, theme in enumerate(self._codebook):
                if j in named or about[i, j] >= KEEP:
                    start, end = _best(passage, evidence, i, j)
                    scores.append(
                        ThemeScore(
                            document=passage.document,
                            passage=passage.id,
                            theme=theme.id,
                            about=round(float(about[i, j]), 4),
                            mention=j in named,
                            start=start,
                            end=end,
                        )
                    )
        return scores

    def explain(self, passages: Sequence[Passage], chosen: Passage) -> list[ThemeReasons]:
        """Return for a passage why it is about each theme or is not, the likeliest first.

        Args:
            passages: those of its document, which surround it.
            chosen: the passage.
        """
        others = [p for p in scored(passages) if 0 < abs(p.ordinal - chosen.ordinal) <= NEAR]
        passages, number = [chosen, *others], 0
        evidence = self.evidence(passages)
        one = Evidence(
            evidence.features[number : number + 1],
            evidence.found[number : number + 1],
            evidence.sentences[number : number + 1],
            evidence.near[number : number + 1],
        )
        vector = self._vectors(passages[number : number + 1])[0]
        spans = [_best(passages[number], one, 0, j) for j in range(len(self._codebook))]
        return reasons(
            passages[number], vector, one.features[0], one.found[0].hits, spans,
            self._codebook, self._weights, self._meaning, self._words,
        )  # fmt: skip

    def features(self, passages: Sequence[Passage]) -> tuple[Matrix, npt.NDArray[np.bool_]]:
        """Return evidence of shape (passages, themes, len(FEATURES)), and whether a seed is named there."""
        evidence = self.evidence(passages)
        named = np.zeros(evidence.features.shape[:2], dtype=np.bool_)
        for i, found in enumerate(evidence.found):
            named[i, [theme for theme, _ in found.hits]] = True
        return evidence.features, named

    def evidence(self, passages: Sequence[Passage]) -> Evidence:
        """Return what speaks for each theme in each passage."""
        found = [self._words.find(passage) for passage in passages]
        whole = self._compare(self._vectors(passages))
        around = surroundings(passages, whole.likeness)
        sentences = [_sentences(passage) for passage in passages]
        features = _features(whole, found, around)
        likely = self._weights.probability(features).max(axis=1) >= WORTH
        worth: list[int] = np.flatnonzero(likely).tolist()
        near: list[Matrix | None] = [None] * len(passages)
        texts = [passages[i].text[a:b] for i in worth for a, b in sentences[i]]
        if texts:
            parts = self._compare(self._encode(texts))
            best = whole.copy()
            first = 0
            for i in worth:
                part = parts[first : first + len(sentences[i])]
                first += len(sentences[i])
                near[i] = part.likeness
                best.mix(i, part)
            features = _features(best, found, around)
        return Evidence(features, found, sentences, near)

    def _compare(self, vectors: Vectors) -> Comparison:
        meaning = self._meaning
        return Comparison(meaning.likeness(vectors), meaning.outside(vectors), meaning.rules(vectors))

    def _vectors(self, passages: Sequence[Passage]) -> Vectors:
        missing = [p.text for p in passages if p.vector is None]
        encoded = iter(self._encode(missing) if missing else ())
        return np.stack([next(encoded) if p.vector is None else p.vector for p in passages])

    @cached_property
    def _weights(self) -> Weights:
        return Weights.load()


def scored(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that are scored: those in voices that themes take, with text."""
    return [p for p in passages if takes(Use.THEMES, p.voice) and p.text.strip()]


def _features(best: Comparison, found: Sequence[Found], around: Matrix) -> Matrix:
    """Return evidence of shape (passages, themes, len(FEATURES))."""
    named, heading, vocabulary, length = (
        np.stack([getattr(f, name) for f in found]) for name in ("named", "heading", "vocabulary", "length")
    )
    meaning = (best.likeness, best.lead, best.margin, best.clear)
    return np.stack([*meaning, named, heading, vocabulary, around, length], axis=2)


def surroundings(passages: Sequence[Passage], whole: Matrix) -> Matrix:
    """Return the likeness of the passages before and after each, above its mean over the themes.

    Args:
        passages: in any order; those of one document with near ordinals are neighbours.
        whole: their likeness with the themes, shape (passages, themes).
    """
    total, number = np.zeros_like(whole), np.zeros((len(passages), 1))
    order = sorted(range(len(passages)), key=lambda i: (passages[i].document, passages[i].ordinal))
    for a, b in pairwise(order):
        before, after = passages[a], passages[b]
        if before.document == after.document and after.ordinal - before.ordinal <= NEAR:
            total[a] += whole[b]
            total[b] += whole[a]
            number[[a, b]] += 1
    mean = total / np.maximum(number, 1)
    result: Matrix = mean - mean.mean(axis=1, keepdims=True)
    return result


def _sentences(passage: Passage) -> list[tuple[int, int]]:
    """Return the offsets of the sentences that may show a theme: of three words or more, if there are any."""
    spans = statements(passage)
    return [(a, b) for a, b in spans if len(passage.text[a:b].split()) >= 3] or spans


def _best(passage: Passage, evidence: Evidence, number: int, theme: int) -> tuple[int, int]:
    """Return the offsets of the sentence that is most about a theme, for quoting."""
    spans, near = evidence.sentences[number], evidence.near[number]
    if not spans:
        return 0, len(passage.text)
    score = near[:, theme].copy() if near is not None else np.zeros(len(spans))
    for k, (start, end) in enumerate(spans):
        hits = sum(t == theme and start <= hit.start < end for t, hit in evidence.found[number].hits)
        score[k] += NAMED * min(hits, 2) - (NAMED if end - start < SHORT else 0.0)
    return spans[int(score.argmax())]
