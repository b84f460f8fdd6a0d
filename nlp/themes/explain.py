"""Why a passage is, or is not, about a theme: the words and the texts of the codebook that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.records import Passage
from workingregions.nlp.text import PhraseHit, word_runs
from workingregions.nlp.themes.meaning import ThemeMeaning, Vectors
from workingregions.nlp.themes.model import FEATURES, Matrix, Weights
from workingregions.nlp.themes.words import ThemeWords

MOST = 8
"""Number of shared words that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A piece of evidence: its name (one of model.FEATURES), its value, and what it adds to the log-odds."""

    evidence: str
    value: float
    effect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that the passage shares with a theme's texts, as written, and its weight."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeReasons:
    """Why a passage is as likely about a theme as `about` says.

    `seeds` are the seed terms that it names, as written; `words` those that it shares with the theme's
    texts, the weightiest first; `description` is the theme's text that fits best, at `cosine`; `rival`
    what fits best beside it: the id of another theme, an exclude rule, or a text about none of the
    themes. `start` and `end` delimit the best sentence in the passage's text. The effects of `reasons`
    and `prior`, the intercept, add up to log-odds, of which calibration makes `about` (see Weights).
    """

    theme: str
    about: float
    seeds: tuple[str, ...]
    words: tuple[Word, ...]
    description: str
    cosine: float
    rival: str
    start: int
    end: int
    prior: float
    reasons: tuple[Reason, ...]


def reasons(
    passage: Passage,
    vector: Vectors,
    features: Matrix,
    hits: Sequence[tuple[int, PhraseHit]],
    spans: Sequence[tuple[int, int]],
    codebook: Codebook,
    weights: Weights,
    meaning: ThemeMeaning,
    words: ThemeWords,
) -> list[ThemeReasons]:
    """Return the reasons for every theme, the likeliest first.

    Args:
        passage: the passage.
        vector: its vector.
        features: the evidence, shape (themes, len(FEATURES)).
        hits: (theme, occurrence of a seed term).
        spans: the best sentence for each theme.
        codebook, weights, meaning, words: what the tagger scores with.
    """
    about = weights.probability(features)
    forms = {key: form for run in word_runs(passage.text) for key, form in run}
    found = []
    for j, theme in enumerate(codebook):
        seeds = dict.fromkeys(passage.text[hit.start : hit.end] for t, hit in hits if t == j)
        shared = sorted(
            ((weight, key) for key, weight in words.vocabulary[j].items() if key in forms), reverse=True
        )
        cosines = meaning.cosines(vector, j)
        best = int(cosines.argmax())
        found.append(
            ThemeReasons(
                theme=theme.id,
                about=round(float(about[j]), 4),
                seeds=tuple(" ".join(seed.split()) for seed in seeds),
                words=tuple(Word(word=forms[key], weight=round(w, 2)) for w, key in shared[:MOST]),
                description=meaning.texts[j][best],
                cosine=round(float(cosines[best]), 3),
                rival=_rival(vector, j, codebook, meaning),
                start=spans[j][0],
                end=spans[j][1],
                prior=weights.intercept,
                reasons=tuple(
                    Reason(evidence=name, value=round(float(x), 3), effect=round(float(x) * w, 2))
                    for name, x, w in zip(FEATURES, features[j], weights.weights, strict=True)
                ),
            )
        )
    return sorted(found, key=lambda one: -one.about)


def _rival(vector: Vectors, theme: int, codebook: Codebook, meaning: ThemeMeaning) -> str:
    """Return what the passage is most like beside the theme."""
    rows = vector[None, :]
    rivals = [(float(x), t) for t, x in zip(codebook.ids, meaning.likeness(rows)[0], strict=True)]
    del rivals[theme]
    outside = zip(meaning.outside(rows)[0], meaning.elsewhere, strict=True)
    rules = zip(meaning.rule_cosines(vector, theme), meaning.excluded[theme], strict=True)
    return max([*rivals, *((float(x), text) for x, text in (*outside, *rules))])[1]
