"""Acronyms and the long forms a text gives them: "Local Enterprise Partnership (LEP)".

Candidates are found as by Schwartz and Hearst (2003): a short form in brackets after its long form, or
a long form in brackets after its short form. How a long form spells its short form is then decided by
a ladder of strategies from strict to loose, in the spirit of Ab3P (Sohn et al. 2008): initials of all
words, initials with small words skipped, initials and inner letters, any letters in order. The
strictest strategy that fits decides the extent of the long form and the confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,200})[)\]]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CLAUSE = re.compile(r"[.;:!?](?=\s)|[()\[\]|]|\n")
_SMALL = frozenset(
    "a an and at by de des di du for from in la le of on or per the to und with y e et".split()
)
_QUOTES = "\"'“”‘’ "


@dataclass(frozen=True, slots=True)
class Pair:
    """A short form and its long form with their offsets in the text; confidence 0..1."""

    short: str
    long: str
    short_start: int
    long_start: int
    confidence: float


def find(text: str) -> list[Pair]:
    """All definitions in `text`, in order, each short form at most once a bracket."""
    found: list[Pair] = []
    for bracket in _BRACKET.finditer(text):
        pair = _forward(text, bracket) or _backward(text, bracket)
        if pair:
            found.append(pair)
    return found


def is_short_form(text: str) -> bool:
    """Whether `text` looks like an acronym: 2 to 12 characters, a capital or a digit in it, two words at most."""
    if not 2 <= len(text) <= 12 or len(text.split()) > 2 or not text[0].isalnum():
        return False
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and (any(c.isupper() for c in letters) or len(text) <= 5)


def _forward(text: str, bracket: re.Match[str]) -> Pair | None:
    """Long form (SF)."""
    inner = re.split(r"[;,]|\bor\b", bracket.group(1))[0]
    short = inner.strip(_QUOTES)
    if not is_short_form(short):
        return None
    start = bracket.start(1) + bracket.group(1).index(short)
    match = _best(text, bracket.start(), short)
    if match is None:
        return None
    long_start, confidence = match
    long = text[long_start : bracket.start()].rstrip(_QUOTES + ",")
    return Pair(short, long, start, long_start, confidence) if _plausible(short, long) else None


def _backward(text: str, bracket: re.Match[str]) -> Pair | None:
    """SF (long form)."""
    before = re.search(r"(\S+)\s*$", text[max(0, bracket.start() - 20) : bracket.start()])
    if before is None:
        return None
    short = before.group(1).strip(_QUOTES + ",")
    long = re.split(r"[;,]\s", bracket.group(1))[0].strip(_QUOTES)
    if not is_short_form(short) or sum(c.isupper() for c in short) < 2 or len(long.split()) < 2:
        return None
    match = _best(long, len(long), short)
    if match is None or match[0] != 0 or not _plausible(short, long):
        return None
    return Pair(short, long, text.rindex(short, 0, bracket.start()), bracket.start(1), match[1] * 0.95)


def _plausible(short: str, long: str) -> bool:
    words = long.split()
    key = short.casefold()
    return len(long) > len(short) and key not in (w.strip(",.").casefold() for w in words)


def _best(text: str, end: int, short: str) -> tuple[int, float] | None:
    """Start of the long form that ends at `end`, by the strictest strategy that fits, and its confidence."""
    letters = [c.casefold() for c in short if c.isalnum()]
    if len(letters) > 2 and short[-1] == "s" and short[-2].isupper():
        letters = letters[:-1]
    window = max(0, end - 40 - 25 * len(letters))
    cuts = [m.end() for m in _CLAUSE.finditer(text, window, end)]
    words = [
        (m.start(), m.group().casefold()) for m in _WORD.finditer(text, cuts[-1] if cuts else window, end)
    ]
    words = words[-min(len(letters) + 5, 2 * len(letters) + 2) :]
    for confidence, start in _ladder(words, letters):
        return words[start][0], confidence
    return None


def _ladder(words: list[tuple[int, str]], letters: list[str]) -> Iterator[tuple[float, int]]:
    plain = [w for _, w in words]
    for confidence, skip_small, inner in ((0.98, False, False), (0.96, True, False), (0.9, True, True)):
        start = _spell(plain, letters, skip_small=skip_small, inner=inner)
        if start is not None:
            yield confidence, start
    start = _any_letters(plain, letters)
    if start is not None:
        yield 0.75, start


def _spell(words: list[str], letters: list[str], *, skip_small: bool, inner: bool) -> int | None:
    """First word of the shortest run of final words whose initials (and inner letters) spell `letters`."""
    i, start = len(letters) - 1, len(words)
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        if i < 0:
            break
        if word[0] == letters[i]:
            i -= 1
            start = position
            continue
        taken = _taken(word, letters, i) if inner else 0
        if taken:
            i -= taken
            start = position
        elif not (skip_small and word in _SMALL):
            return None
    return start if i < 0 else None


def _taken(word: str, letters: list[str], i: int) -> int:
    """How many of letters[..i], the word's initial first, the word spells in order (0 when not)."""
    for count in range(2, min(i + 1, len(word)) + 1):
        run = letters[i - count + 1 : i + 1]
        if run[0] == word[0] and _in_order(word[1:], run[1:]):
            return count
    return 0


def _in_order(word: str, letters: list[str]) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _any_letters(words: list[str], letters: list[str]) -> int | None:
    """Schwartz and Hearst: letters matched from the right anywhere; the first one begins a word."""
    i = len(letters) - 1
    for position in range(len(words) - 1, -1, -1):
        word = words[position]
        for at in range(len(word) - 1, -1, -1):
            if i > 0 and word[at] == letters[i]:
                i -= 1
            elif i == 0 and at == 0 and word[0] == letters[0]:
                return position
    return None
