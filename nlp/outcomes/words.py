"""Words and units of quantified claims: what a figure measures, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from workingregions.corpus.enums import OutcomeKind
from workingregions.corpus.files import lines


class Cue(NamedTuple):
    """A word that states what a number measures, and its position.

    `kind` is None for what is not an outcome ("respondents"). `use` is "money" for words that only measure
    sums of money, "near" for those that must follow the sum at once ("a £5m plant"), "public" where the giver
    decides between funding and investment ("committed £5m"), "count" for words that do not measure money,
    "made" for goods, else "".
    """

    start: int
    end: int
    kind: OutcomeKind | None
    weight: float
    use: str


@cache
def units() -> tuple[dict[str, str], dict[str, float]]:
    """Return currency codes (ISO 4217) and factors by the words and signs for them."""
    currencies: dict[str, str] = {}
    factors: dict[str, float] = {}
    for line in lines(__package__, "units.csv"):
        word, value = line.split(",")
        if value[0].isdigit():
            factors[word] = float(value)
        else:
            currencies[word] = value
    return currencies, factors


@cache
def _cue_words() -> tuple[re.Pattern[str], dict[str, tuple[OutcomeKind | None, float, str]]]:
    kinds: dict[str, tuple[OutcomeKind | None, float, str]] = {}
    for line in lines(__package__, "words.csv"):
        kind, weight, use, words = line.split(",", 3)
        for word in words.split("|"):
            kinds.setdefault(word, (None if kind == "none" else OutcomeKind(kind), float(weight), use))
    pattern = "|".join(re.escape(w) for w in sorted(kinds, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE), kinds


_AT_WORK = re.compile(
    r"(?:,? (?:were|are|was|is|who|now|currently|directly|already|still))* (?:employed|work|works"
    r"|worked|working|hired|recruited"
    r"|laid off|made redundant|lost their jobs|in work|into work|in employment)\b"
)
"""Text behind people that makes them workers."""


_ATTRIBUTIVE = re.compile(
    r" (?:facilit|site|staff|force|team|office|manager|process|line|cost|gap|market|licen|control"
    r"|promotion|assistance"
    r"|technique|technolog|system|engineer|director|polic|credit|tax)\w*\b"
)
"""Text behind "production" or "sales" that makes them a part of another noun."""


def cues(text: str) -> list[Cue]:
    """Return the words in `text` that state what is measured, in reading order."""
    words, kinds = _cue_words()
    return [
        Cue(m.start(), m.end(), *kinds[m.group().casefold()])
        for m in words.finditer(text)
        if not text.endswith("per ", 0, m.start())  # "output per worker" measures output
        and not (kinds[m.group().casefold()][2] == "count" and _AT_WORK.match(text, m.end()))
        and not (kinds[m.group().casefold()][0] is OutcomeKind.OUTPUT and _ATTRIBUTIVE.match(text, m.end()))
    ]


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Return a pattern for the words and phrases of a data file."""
    words = "|".join(re.escape(w) for w in sorted(lines(__package__, name), key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


@cache
def _numerals() -> tuple[re.Pattern[str], dict[str, float]]:
    values = {
        word: float(value) for word, value in (line.split(",") for line in lines(__package__, "numerals.csv"))
    }
    words = "|".join(sorted(values, key=lambda w: (-len(w), w)))
    return re.compile(rf"\b(?:half a )?(?:{words})(?:(?:-| and | )(?:{words}))*\b", re.IGNORECASE), values


def spelt(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, value) of numbers in words from two upwards: "six", "half a million"."""
    pattern, values = _numerals()
    for match in pattern.finditer(text):
        words = re.findall(r"[a-z]+", match.group().casefold())
        total = part = 0.0
        for word in words:
            value = values.get(word, 0.0)
            if value < 100 and word != "dozen":
                part += value
            elif value >= 1000:
                total, part = total + (part or 1.0) * value, 0.0
            else:
                part = (part or 1.0) * value
        value = (total + part) / (2 if words[0] == "half" else 1)
        alone = len(words) == 1 and value >= 100  # "thousand jobs" heads a table
        if value >= 2 and not alone and not (words[0] == "half" and value < 50):
            yield match.start(), match.end(), value


@cache
def _fractions() -> tuple[re.Pattern[str], dict[str, float]]:
    values = {
        word: float(value)
        for word, value in (line.split(",") for line in lines(__package__, "fractions.csv"))
    }
    words = "|".join(re.escape(w) for w in sorted(values, key=lambda w: (-len(w), w)))
    return re.compile(
        rf"(?<![\w-])(?:{words})(?![\w-])(?! (?:century|hour|day|party|quarter|an? (?:million|billion"
        rf"|dozen|hundred|thousand)))",
        re.IGNORECASE,
    ), values


def fractions(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, per cent) of shares in words: "a third", "half", "three quarters", "one in six"."""
    pattern, values = _fractions()
    for match in pattern.finditer(text):
        yield match.start(), match.end(), values[match.group().casefold()]
