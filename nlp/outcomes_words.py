"""Words and units of quantified claims: what a figure measures, and in what."""

from __future__ import annotations

import re
from functools import cache

from workingregions.corpus.records import OutcomeKind
from workingregions.nlp.institutions_lexicon import lines

SCALES = {
    "hundred": 1e2, "k": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mil": 1e6,
    "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9,
    "t": 1e12, "tn": 1e12, "trn": 1e12, "trillion": 1e12,
}  # fmt: skip
CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "meur": "EUR", "ecu": "EUR", "¥": "JPY", "yen": "JPY", "c$": "CAD", "a$": "AUD", "cad": "CAD", "aud": "AUD",
    "chf": "CHF", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN",
}  # fmt: skip


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
