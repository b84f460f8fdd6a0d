"""Quotes: what identifies the words, and how to find them again in a text that may have changed.

After the TextQuoteSelector of the W3C Web Annotation Data Model (2017), which identifies a quote by its words
and those before and after, and the fuzzy anchoring of Hypothesis (2013), which falls back from the exact
position to the same words elsewhere and then to similar words. An id has no room for the words, so it holds
a fingerprint of them: of letters, digits, currency and percent signs and decimal marks alone, so that line
ends, hyphens, ligatures, quotation marks or white space that are read differently do not change it.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
import numpy.typing as npt

CONTEXT = 12
"""Letters before and after a quote that the fingerprint covers."""
WORDS = 4
"""Words of a quote that the fingerprint keeps, to recognise it when others were changed."""
CHECK_BITS, SMALL_BITS = 40, 15
_LONG_WORD = 4
_MASK = (1 << 64) - 1
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_MARKS = {".": "\ue000", ",": "\ue001"}
_TOKEN = re.compile(r"[^\W_]+")

Codes = npt.NDArray[np.uint64]
Span = tuple[int, int]


class _Fold(dict[int, str]):
    """Translation of each character to its form in comparisons: "" for those that do not count."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", chr(code).casefold())
        kept = "".join(c for c in folded if c.isalnum() or c == "%" or unicodedata.category(c) == "Sc")
        self[code] = kept
        return kept


_FOLD = _Fold({0xE000: ".", 0xE001: ","})


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Fingerprint of a quote.

    Attributes:
        length: in letters.
        check: a hash of its letters.
        before: a hash of the letters before it, 0 where they are not known; `after` likewise.
        words: hashes of some of its words, chosen word by word (bottom-k sketch, Cohen 1997).
    """

    length: int
    check: int
    before: int = 0
    after: int = 0
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A span, text[start:end], in which a quote was found again.

    Attributes:
        same: whether the words are the same.
        placed: whether the letters around them are the same too.
        score: share of the fingerprint that was found, 0 to 1.
        note: the difference, for the reader.
        nearness: 0, or less the more the length differs.
    """

    start: int
    end: int
    same: bool
    placed: bool
    score: float = 1.0
    note: str = ""
    nearness: int = 0


def letters(text: str) -> str:
    """Return the characters of a text that count when quotes are compared."""
    return _DECIMAL.sub(lambda m: _MARKS[m[0]], text).translate(_FOLD)


def small_hash(text: str) -> int:
    """Return a hash of the letters of `text`, 1 to 32767."""
    return 1 + zlib.crc32(letters(text).encode()) % ((1 << SMALL_BITS) - 1)


class FoldedText:
    """A text prepared for finding quotes in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        codes, self.at = _folded(_DECIMAL.sub(lambda m: _MARKS[m[0]], text))
        """The offset in the text of each letter."""
        self.letters = codes.tobytes().decode("utf-32-le")
        values = _mixed(codes.astype(np.uint64) + 1)
        self._sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values * _powers(_BASE, len(values)))])

    def span(self, first: int, last: int) -> Span:
        """Return the span of the text that letters `first` to `last` (exclusive) cover."""
        return int(self.at[first]), int(self.at[last - 1]) + 1

    def range(self, start: int, end: int) -> Span:
        """Return the letters of text[start:end], as first and last (exclusive)."""
        return int(np.searchsorted(self.at, start)), int(np.searchsorted(self.at, end))

    def fingerprint(self, start: int, end: int) -> Fingerprint | None:
        """Return the fingerprint of text[start:end]; None when it has no letters."""
        first, last = self.range(start, end)
        if first >= last:
            return None
        return Fingerprint(
            length=last - first,
            check=self._hash(first, last) >> (64 - CHECK_BITS),
            before=self._context(first - CONTEXT),
            after=self._context(last),
            words=_sketch(self.text[start:end]),
        )

    def is_whole(self, start: int, end: int) -> bool:
        """Return whether text[start:end] begins and ends at word boundaries."""
        inside = [offset for offset in (start, end) if 0 < offset < len(self.text)]
        return not any(self.text[offset - 1].isalnum() and self.text[offset].isalnum() for offset in inside)

    def repeats_before(self, start: int, end: int) -> int:
        """Return how many times the same letters, between the same letters, occur before text[start:end]."""
        first, last = self.range(start, end)
        context = self.letters[max(0, first - CONTEXT) : last + CONTEXT]
        return sum(
            self.letters[max(0, offset - CONTEXT) : offset + last - first + CONTEXT] == context
            for offset in _occurrences(self.letters, self.letters[first:last])
            if offset < first
        )

    def same(self, wanted: Fingerprint) -> list[tuple[int, int]]:
        """Return the occurrences of the quote's words: (first letter, number of agreeing contexts)."""
        found = np.flatnonzero(self._windows(wanted.length) >> np.uint64(64 - CHECK_BITS) == wanted.check)
        return [
            (
                first,
                (wanted.before > 0 and self._context(first - CONTEXT) == wanted.before)
                + (wanted.after > 0 and self._context(first + wanted.length) == wanted.after),
            )
            for first in found.tolist()
        ]

    def contexts(self, wanted: int) -> list[int]:
        """Return the letters at which a remembered context begins."""
        if not wanted:
            return []
        found: list[int] = np.flatnonzero(_small(self._windows(CONTEXT)) == wanted).tolist()
        return found

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """The text's words: (offset in the text, hash)."""
        return [(m.start(), small_hash(m[0])) for m in _TOKEN.finditer(self.text)]

    def _context(self, first: int) -> int:
        if first < 0 or first + CONTEXT > len(self.letters):
            return 0
        return int(_small(np.array([self._hash(first, first + CONTEXT)], np.uint64))[0])

    def _hash(self, first: int, last: int) -> int:
        total = int(self._sums[last]) - int(self._sums[first])
        shifted = total * int(_powers(_INVERSE, first + 1)[first]) & _MASK
        return int(_mixed(np.array([shifted], np.uint64))[0])

    def _windows(self, length: int) -> Codes:
        count = len(self.letters) - length + 1
        if count <= 0:
            return np.zeros(0, np.uint64)
        return _mixed((self._sums[length:] - self._sums[:count]) * _powers(_INVERSE, count))


def find(
    reading: FoldedText,
    wanted: Fingerprint,
    *,
    near: Callable[[int], bool] = lambda _offset: False,
    ordinal: int = 0,
    units: Callable[[], Sequence[Span]] = tuple,
) -> Match | None:
    """Return the present position of a quote in a text; None when it is not there.

    Args:
        reading: the text.
        wanted: the quote's fingerprint.
        near: whether an offset of the text is where the quote was (its page), to choose among repeats.
        ordinal: index among repeats that nothing else distinguishes.
        units: gives the sentences of the text, for the bounds of a quote that has changed. Without them,
            it is bounded by the remembered words.
    """
    alone = not (wanted.before or wanted.after)
    same: list[tuple[tuple[int, bool, bool], Span]] = []
    for first, agree in reading.same(wanted):
        span = reading.span(first, first + wanted.length)
        whole = reading.is_whole(*span)
        # Without its context a short word may be found inside another.
        if agree or whole or alone:
            same.append(((agree, whole, near(span[0])), span))
    if same:
        rank = max(ranks for ranks, _ in same)
        best = [span for ranks, span in same if ranks == rank]
        span = best[min(ordinal, len(best) - 1)]
        if rank[0] or alone:
            return Match(*span, same=True, placed=True)
        note = f"these words are in {len(same)} other places" if len(same) > 1 else ""
        return Match(*span, same=True, placed=False, score=round(1 / len(same), 2), note=note)
    found = [m for m in (*_between(reading, wanted), *_around(reading, wanted, units())) if m.score > 0]
    return max(found, key=lambda m: (m.score, near(m.start), m.nearness, -m.start), default=None)


def _between(reading: FoldedText, wanted: Fingerprint) -> list[Match]:
    """Return the spans between the letters that were before and after the quote."""
    starts = [at + CONTEXT for at in reading.contexts(wanted.before)]
    ends = reading.contexts(wanted.after)
    matches = []
    for first in starts:
        for last in ends:
            if first < last <= first + 2 * wanted.length + CONTEXT:
                start, end = reading.span(first, last)
                kept = _kept(reading, wanted, start, end)
                # New words between the old ones make another statement, unless the quote is a name.
                if kept or len(wanted.words) <= 2:
                    matches.append(_changed(reading, wanted, start, end, kept, 2))
    return matches


def _around(reading: FoldedText, wanted: Fingerprint, units: Sequence[Span]) -> list[Match]:
    """Return the spans in which most of the remembered words are close together."""
    hits = [(reading.range(at, at)[0], at, word) for at, word in reading.words if word in wanted.words]
    places = [place for place, _, _ in hits]
    least = max(2, ceil(0.6 * len(wanted.words)))
    before = [at + CONTEXT for at in reading.contexts(wanted.before)]
    after = reading.contexts(wanted.after)
    matches = []
    for number, place in enumerate(places):
        close = hits[number : bisect_left(places, place + ceil(1.3 * wanted.length))]
        if len({word for _, _, word in close}) < least:
            continue
        start, end = close[0][1], _word_end(reading.text, close[-1][1])
        start = next((a for a, b in units if a <= start < b), start)
        end = next((b for a, b in units if a < end <= b), end)
        first, last = reading.range(start, end)
        opens = [b for b in before if abs(b - first) < 0.5 * wanted.length]
        closes = [a for a in after if abs(a - last) < 0.5 * wanted.length and a > first]
        first, last = _nearest(opens, first), _nearest(closes, last)
        if 0.3 * wanted.length < last - first < 3 * wanted.length + CONTEXT:
            start, end = reading.span(first, last)
            kept = _kept(reading, wanted, start, end)
            if kept >= least:
                matches.append(_changed(reading, wanted, start, end, kept, bool(opens) + bool(closes)))
    return matches


def _changed(
    reading: FoldedText, wanted: Fingerprint, start: int, end: int, kept: int, contexts: int
) -> Match:
    first, last = reading.range(start, end)
    known = bool(wanted.before) + bool(wanted.after) + len(wanted.words)
    score = min(0.99, (kept + contexts) / max(known, 1))
    note = (
        f"{kept} of {len(wanted.words)} key words remain; {wanted.length} letters have become {last - first}"
    )
    nearness = -abs(last - first - wanted.length)
    return Match(start, end, False, contexts > 0, round(score, 2), note, nearness)


def _kept(reading: FoldedText, wanted: Fingerprint, start: int, end: int) -> int:
    return len({word for at, word in reading.words if start <= at < end} & set(wanted.words))


def _nearest(places: Sequence[int], wanted: int) -> int:
    return min(places, key=lambda position: abs(position - wanted), default=wanted)


def _word_end(text: str, at: int) -> int:
    word = _TOKEN.match(text, at)
    return word.end() if word else at


def _sketch(text: str) -> tuple[int, ...]:
    words = {m[0] for m in _TOKEN.finditer(text)}
    telling = {small_hash(w) for w in words if len(w) >= _LONG_WORD or any(map(str.isdigit, w))}
    others = {small_hash(w) for w in words} - telling
    ordered = [*sorted(telling, key=_order), *sorted(others, key=_order)]
    return tuple(ordered[:WORDS])


def _order(value: int) -> int:
    # The choice of words must not depend on the quote, nor follow the values themselves.
    return zlib.crc32(value.to_bytes(2, "big"))


def _occurrences(text: str, part: str) -> list[int]:
    found, offset = [], text.find(part)
    while offset >= 0:
        found.append(offset)
        offset = text.find(part, offset + 1)
    return found


def _folded(text: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]]:
    """Return text.translate(_FOLD) as codes, and the offset in the text of each: of long texts, fast."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    number = np.zeros(int(codes.max(initial=0)) + 1, np.intp)
    number[codes] = 1
    kinds = np.flatnonzero(number)
    number[kinds] = np.arange(len(kinds))
    folds = [_FOLD[code] for code in kinds.tolist()]
    sizes = np.array([len(fold) for fold in folds], np.intp)
    pool = np.frombuffer("".join(folds).encode("utf-32-le"), np.uint32)
    which = number[codes]
    counts = sizes[which]
    at = np.repeat(np.arange(len(codes)), counts)
    within = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return pool[(np.cumsum(sizes) - sizes)[which[at]] + within], at


def _mixed(values: Codes) -> Codes:
    """Return hashes of 64-bit numbers (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _small(values: Codes) -> Codes:
    return np.uint64(1) + (values >> np.uint64(20)) % np.uint64((1 << SMALL_BITS) - 1)


_known_powers: dict[int, Codes] = {}


def _powers(base: int, count: int) -> Codes:
    """Return base ** 0, base ** 1, ... modulo 2 ** 64."""
    known = _known_powers.get(base)
    if known is None or len(known) < count:
        steps = np.full(max(count, 4096) * 2, base, np.uint64)
        steps[0] = 1
        known = _known_powers[base] = np.multiply.accumulate(steps)
    return known[:count]
