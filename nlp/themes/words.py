"""The words of a passage that are evidence for a theme: its seed terms, and the words of all its texts.

A word of the texts weighs the more the rarer it is in English and in the codebook's other themes. How rare it
is in English is read off the rank of its word piece, for that vocabulary is ordered by frequency (Wu et al.
2016; Devlin et al. 2019).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from workingregions.corpus.codebook import Codebook, Theme
from workingregions.corpus.enums import Voice
from workingregions.corpus.records import Passage
from workingregions.nlp.text import PhraseHit, PhraseMatcher, content_keys, word_runs
from workingregions.nlp.themes.model import Matrix
from workingregions.nlp.transformer import load_tokenizer

FIRST, LAST, UNKNOWN = 1996, 30522, 4 * 30522
"""Ranks of the most frequent word and the least frequent word piece, and that of a word that is none."""
COMMON = 0.3
"""Weight of the most frequent words; the rarest word pieces weigh 1."""
SPECIFIC = 2.0
"""The most that a seed term may weigh."""
OFTEN = 3
"""Occurrences in a theme's texts above which a word weighs no more."""
WORDS = 80
"""In a longer passage, seed terms are counted per this many words, because more occur by chance."""
ENOUGH = 0.7
"""Weight of shared words from which more of them add little: a short text can consist of them."""
NAME = 60
"""Letters on each side of a word that show whether it stands in running text."""
SHORT, SLIDE = 25, 12
"""A passage of fewer different words is treated as one of this many, as one word is not a subject; a slide
says in a few words what it is about."""

_STOP = re.compile(r"[.!?][\"'”’)\]]*\s*\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """The words of one passage: evidence of shape (themes,), and the seed terms in its text."""

    named: Matrix
    heading: Matrix
    vocabulary: Matrix
    length: Matrix
    hits: tuple[tuple[int, PhraseHit], ...]
    """(theme, occurrence) in the order of the text."""


class ThemeWords:
    """The seeds and the vocabulary of a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._theme_of = [number for number, theme in enumerate(codebook) for _ in theme.seeds]

    def find(self, passage: Passage) -> Found:
        """Return the evidence of words in a passage and in the heading directly above it."""
        size = len(self._codebook)
        named, heading = np.zeros(size), np.zeros(size)
        hits = tuple((self._theme_of[hit.phrase], hit) for hit in self._seeds.find(passage.text))
        meant = [(theme, hit) for theme, hit in hits if not is_name(passage.text, hit)]
        for theme, hit in meant:
            named[theme] += self._specific[hit.phrase]
        # The heading directly above shows the subject of a passage; those further up, that of the report.
        for hit in self._seeds.find("".join(passage.section[-1:])):
            heading[self._theme_of[hit.phrase]] = 1.0
        words = len(passage.text.split())
        least = SLIDE if passage.voice is Voice.SLIDE else SHORT
        # The matcher sees that "re-shored" is reshored; its words count as those of the seed.
        counted = frozenset().union(*(self._keys[hit.phrase] for _, hit in meant))
        names = frozenset().union(*(self._keys[hit.phrase] for _, hit in hits)) - counted
        shared = (content_keys(passage.text) | counted) - names
        scale = ENOUGH * max(len(shared), least) ** 0.5
        weights = [sum(known[key] for key in shared & known.keys()) / scale for known in self.vocabulary]
        return Found(
            named=np.log1p(named / max(words / WORDS, 1.0)),
            heading=heading,
            vocabulary=np.tanh(weights),
            length=np.full(size, _length(passage.text, words / least)),
            hits=hits,
        )

    @cached_property
    def vocabulary(self) -> list[dict[str, float]]:
        """The weight of each word of each theme's texts, by the key that PhraseMatcher compares."""
        counted = [_count(theme) for theme in self._codebook]
        spread = Counter(key for words in counted for key in words)
        themes = len(counted)
        return [
            {
                key: self._rarity(form) * float(np.log((themes + 1) / spread[key]) / np.log(themes + 1))
                * min(number, OFTEN) ** 0.5
                for key, (number, form) in words.items()
            }
            for words in counted
        ]  # fmt: skip

    def _rarity(self, form: str) -> float:
        """Return the weight of a word in lower case: COMMON for the most frequent ones."""
        rank = self._tokenizer.token_to_id(form) or UNKNOWN
        place = np.log(max(rank, FIRST) / FIRST) / np.log(LAST / FIRST)
        return COMMON + (1 - COMMON) * float(place)

    @cached_property
    def _keys(self) -> list[frozenset[str]]:
        """The words of each seed."""
        return [content_keys(seed) for theme in self._codebook for seed in theme.seeds]

    @cached_property
    def _specific(self) -> list[float]:
        """The weight of each seed: the sum of its words' rarity, at most SPECIFIC."""
        seeds = [seed for theme in self._codebook for seed in theme.seeds]
        runs = [[form for run in word_runs(seed) for _, form in run] for seed in seeds]
        return [min(sum(self._rarity(form.casefold()) for form in forms) or 1.0, SPECIFIC) for forms in runs]

    @cached_property
    def _seeds(self) -> PhraseMatcher:
        return PhraseMatcher([seed for theme in self._codebook for seed in theme.seeds])

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer()


def _length(text: str, share: float) -> float:
    """Return how far a passage is long enough to state something, from its words as a share of enough."""
    short = min(share, 1.0)
    return (1.0 + short) / 2 if _STOP.search(text) else short


def is_name(text: str, hit: PhraseHit) -> bool:
    """Return whether a seed of one word begins a name in running text, as in "Brownfield House".

    A name that is a seed counts ("Enterprise Zone"), and so do headings, where most words have capitals.
    """
    if not text[hit.start].isupper() or " " in text[hit.start : hit.end]:
        return False
    before = re.findall(r"[^\W\d_]+", text[max(hit.start - NAME, 0) : hit.start])
    after = re.findall(r"[^\W\d_]+", text[hit.end : hit.end + NAME])
    lower = sum(word[0].islower() for word in (*before, *after))
    beside = re.match(r" [A-Z]\w", text[hit.end : hit.end + 3])
    return beside is not None and lower * 2 > len(before) + len(after)


def _count(theme: Theme) -> dict[str, tuple[int, str]]:
    """Return how often each word occurs in a theme's texts, and its form there."""
    texts = (
        theme.label,
        theme.definition,
        *theme.descriptions,
        *theme.include,
        *theme.examples,
        *theme.seeds,
    )
    found: dict[str, tuple[int, str]] = {}
    for text in texts:
        for run in word_runs(text):
            for key, form in run:
                number, first = found.get(key, (0, form.casefold()))
                found[key] = number + 1, first
    return found
