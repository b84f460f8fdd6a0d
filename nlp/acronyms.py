"""Acronyms and the long forms that a text gives for them: "Local Enterprise Partnership (LEP)".

Candidates are found with the method of Schwartz and Hearst (2003): a short form in brackets after its long
form, or a long form in brackets after its short form, or before a comma and its short form. A ladder of
strategies from strict to loose, similar to Ab3P (Sohn et al. 2008), decides how a long form spells its short
form: initials of all words, initials of all but small words, initials and inner letters, initials with words
skipped, letters anywhere. The strictest strategy that fits decides the extent and the confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.files import lines

_BRACKET = re.compile(r"[(\[]((?:[^()\[\]]|[(\[][^()\[\]]{0,20}[)\]]){1,200})[)\]]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CLAUSE = re.compile(r"[.;:!?](?=\s)|(?<![(\[].)(?<![(\[]..)[)\]](?=\s)|[(\[|](?=\s)|\n")
_NOT_SHORT = re.compile(r"[=:<>%/]\s?\d|\d\.\d|^\d+(?:[a-z ]|$)")
_QUOTES = "\"'“”‘’ "
_MOST_LETTERS = 12
_LOOSE = 0.7
"""Confidence of the loosest strategy, which is not trusted over a comma."""


@cache
def _words() -> dict[str, frozenset[str]]:
    rows = (line.split(":") for line in lines(__package__, "acronym_words.txt"))
    return {name: frozenset(words.split()) for name, words in rows}


@dataclass(frozen=True, slots=True)
class Pair:
    """A short form and its long form, with their offsets in the text; confidence 0..1."""

    short: str
    long: str
    short_start: int
    long_start: int
    confidence: float


def find(text: str) -> list[Pair]:
    """Return all definitions in `text`, in order, at most one short form per bracket."""
    found: list[Pair] = []
    offset = 0
    while bracket := _BRACKET.search(text, offset):
        pair = _forward(text, bracket) or _inside(text, bracket) or _backward(text, bracket)
        if pair:
            found.append(pair)
        # A bracket may contain another that defines something: "(95% confidence interval (CI), 1.2)".
        offset = bracket.end() if pair else bracket.start() + 1
    return found


def is_short_form(text: str) -> bool:
    """Return whether `text` looks like an acronym: at most two words and 12 characters, with a letter or
    digit first; a long one must contain a capital, and a single letter must be a capital."""
    if not 1 <= len(text) <= _MOST_LETTERS or len(text.split()) > 2 or not text[0].isalnum():
        return False
    if _NOT_SHORT.search(text):
        return False
    letters = [c for c in text if c.isalpha()]
    if len(text) == 1:
        return text.isupper()
    return bool(letters) and (any(c.isupper() for c in letters) or len(text) <= 5)


def _forward(text: str, bracket: re.Match[str]) -> Pair | None:
    """Return the definition with the pattern "long form (SF)", or None."""
    inner = re.split(r"[;,]|\bor\b", bracket.group(1))[0]
    short = inner.strip(_QUOTES)
    if not is_short_form(short):
        return None
    match = _best(text, bracket.start(), short)
    if match is None or (short.islower() and match[1] < 0.9):
        return None
    if match[1] <= _LOOSE and ", " in text[match[0] : bracket.start()]:
        return None
    start = bracket.start(1) + bracket.group(1).index(short)
    long = text[match[0] : bracket.start()].rstrip(_QUOTES + ",")
    return Pair(short, long, start, match[0], match[1]) if _plausible(short, long) else None


def _inside(text: str, bracket: re.Match[str]) -> Pair | None:
    """Return the definition with the pattern "(long form, SF)", or None."""
    inner = bracket.group(1)
    long, comma, rest = inner.rpartition(",")
    short = rest.strip(_QUOTES)
    if (
        not comma
        or len(short) < 2
        or not short.isupper()
        or not is_short_form(short)
        or len(long.split()) < 2
    ):
        return None
    end = bracket.start(1) + len(long)
    match = _best(text, end, short)
    if match is None or match[0] != bracket.start(1) or match[1] < 0.8:
        return None
    return Pair(short, long, text.index(short, end), match[0], match[1] * 0.95)


def _backward(text: str, bracket: re.Match[str]) -> Pair | None:
    """Return the definition with the pattern "SF (long form)", or None."""
    before = re.search(r"(\S+)\s*$", text[max(0, bracket.start() - 20) : bracket.start()])
    if before is None:
        return None
    short = before.group(1).strip(_QUOTES + ",([")
    if not is_short_form(short) or sum(c.isupper() for c in short) < 2:
        return None
    # "BIS (Department for Business, Innovation and Skills)": a comma may be within the name, or end it.
    inner = bracket.group(1)
    for long in dict.fromkeys((inner.strip(_QUOTES), re.split(r"[;,]\s", inner)[0].strip(_QUOTES))):
        match = _best(long, len(long), short) if len(long.split()) > 1 else None
        if match is not None and match[0] == 0 and match[1] >= 0.8 and _plausible(short, long):
            start = bracket.start(1) + inner.index(long)
            return Pair(short, long, text.rindex(short, 0, bracket.start()), start, match[1] * 0.95)
    return None


def _plausible(short: str, long: str) -> bool:
    key = short.casefold()
    if any(long.count(a) != long.count(b) for a, b in ("()", "[]")) or re.match(r"[(\[]\S*[)\]],", long):
        return False
    return len(long) > len(short) and key not in (w.strip(",.()[]").casefold() for w in long.split())


def _best(text: str, end: int, short: str) -> tuple[int, float] | None:
    """Return the start of the long form that ends at `end`, by the strictest strategy, and its confidence."""
    letters = [c.casefold() for c in short if c.isalnum()]
    if len(letters) > 2 and short[-1] == "s" and short[-2].isupper():
        letters = letters[:-1]
    window = max(0, end - 40 - 25 * len(letters))
    cuts = [m.end() for m in _CLAUSE.finditer(text, window, end)]
    floor = cuts[-1] if cuts else window
    words = [(m.start(), m.group().casefold()) for m in _WORD.finditer(text, floor, end)]
    words = words[-min(len(letters) + 7, 2 * len(letters) + 4) :]
    verbs = [index for index, (_, word) in enumerate(words) if word in _words()["barriers"]]
    words = words[verbs[-1] + 1 :] if verbs else words
    for confidence, first in _ladder([w for _, w in words], letters):
        return _word_start(text, words[first][0], floor, end), confidence
    return None


def _word_start(text: str, start: int, floor: int, end: int) -> int:
    """Return the start of the run of non-spaces around `start`: "2,6-" belongs to "2,6-diaminopurine"."""
    while start > floor and not text[start - 1].isspace() and text[start - 1] not in '"“‘/':
        start -= 1
    for opening, closing in ("()", "[]"):
        if text[start] == opening and text.count(opening, start, end) > text.count(closing, start, end):
            start += 1
    return start


def _ladder(words: Sequence[str], letters: Sequence[str]) -> Iterator[tuple[float, int]]:
    """Yield (confidence, first word) of the strategies that fit, strictest first."""
    if not words or not letters:
        return
    if len(letters) == 1:
        if words[-1][0] == letters[0] and len(words[-1]) > 3:
            yield 0.6, len(words) - 1
        return
    spellings = [letters, [c for c in letters if c.isalpha()]]
    for penalty, spelled in zip((0.0, 0.1), spellings, strict=True):
        if not spelled or (penalty and len(spelled) == len(letters)):
            continue
        for confidence, skip, inner in ((0.98, 0, False), (0.96, 1, False), (0.9, 1, True), (0.8, 2, False)):
            start = _spell(words, spelled, skip=skip, inner=inner)
            if start is not None:
                yield confidence - penalty, start
        start = _any_letters(words, spelled)
        if start is not None and len(spelled) > 1:
            yield _LOOSE - penalty, start


def _spell(words: Sequence[str], letters: Sequence[str], *, skip: int, inner: bool) -> int | None:
    """Return the first word of the shortest run of final words whose initials (and inner letters) spell
    `letters`.

    With `skip` 0 no word is skipped; with 1 small words are; with 2 also as many others as there are letters
    (one for three letters).
    """
    i, start = len(letters) - 1, len(words)
    others = (0, 0, 0, 1)[len(letters)] if len(letters) < 4 else len(letters)
    others = others if skip == 2 else 0
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
        elif not (skip and word in _words()["small"]):
            others -= 1
            if others < 0 or position == len(words) - 1:
                return None
    return start if i < 0 else None


def _taken(word: str, letters: Sequence[str], i: int) -> int:
    """Return how many of letters[..i] the word spells in order, its initial first (0 if it does not)."""
    for count in range(2, min(i + 1, len(word)) + 1):
        run = letters[i - count + 1 : i + 1]
        if run[0] == word[0] and _in_order(word[1:], run[1:]):
            return count
    return 0


def _in_order(word: str, letters: Sequence[str]) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _any_letters(words: Sequence[str], letters: Sequence[str]) -> int | None:
    """Return the first word of a long form after Schwartz and Hearst, or None.

    Letters are matched from the right, anywhere in the words; the first one begins a word. At most half as
    many words as letters may contribute no letter.
    """
    i, idle = len(letters) - 1, 0
    for position in range(len(words) - 1, -1, -1):
        word, before = words[position], i
        for index in range(len(word) - 1, -1, -1):
            if i > 0 and word[index] == letters[i]:
                i -= 1
            elif i == 0 and index == 0 and word[0] == letters[0]:
                return position
        if i == before and word not in _words()["small"] and not word.isdigit():
            idle += 1
        if idle > max(1, len(letters) // 2):
            return None
    return None
