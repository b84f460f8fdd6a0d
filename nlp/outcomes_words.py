"""Words and units of quantified claims: what a figure measures, and in what."""

from __future__ import annotations

import re
from functools import cache

from workingregions.corpus.records import OutcomeKind
from workingregions.nlp.institutions_lexicon import lines


@cache
def units() -> tuple[dict[str, str], dict[str, float]]:
    """Currency codes (ISO 4217) and factors by the words and signs that stand for them."""
    currencies: dict[str, str] = {}
    factors: dict[str, float] = {}
    for line in lines("outcome_units.csv"):
        word, value = line.split(",")
        if value[0].isdigit():
            factors[word] = float(value)
        else:
            currencies[word] = value
    return currencies, factors


@cache
def cue_words() -> tuple[re.Pattern[str], dict[str, tuple[OutcomeKind, float]], re.Pattern[str]]:
    """A pattern for the words that say what is measured, their kind and trust, and one for promises."""
    kinds: dict[str, tuple[OutcomeKind, float]] = {}
    for line in lines("outcome_words.csv"):
        kind, weight, words = line.split(",", 2)
        for word in words.split("|"):
            kinds.setdefault(word, (OutcomeKind(kind), float(weight)))
    pattern = "|".join(re.escape(w) for w in sorted(kinds, key=lambda w: (-len(w), w)))
    promises = "|".join(re.escape(w) for w in lines("outcome_promises.txt"))
    return (
        re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE),
        kinds,
        re.compile(rf"\b(?:{promises})\b", re.IGNORECASE),
    )
