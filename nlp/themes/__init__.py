"""Themes: what each passage is about, and what it merely names, by the codebook alone."""

from __future__ import annotations

from workingregions.nlp.themes.explain import Reason, ThemeReasons, Word
from workingregions.nlp.themes.meaning import Encode
from workingregions.nlp.themes.model import FEATURES, Weights
from workingregions.nlp.themes.tagger import KEEP, ThemeTagger
from workingregions.nlp.themes.whole import LIKELY, about_as_a_whole

__all__ = [
    "FEATURES",
    "KEEP",
    "LIKELY",
    "Encode",
    "Reason",
    "ThemeReasons",
    "ThemeTagger",
    "Weights",
    "Word",
    "about_as_a_whole",
]
