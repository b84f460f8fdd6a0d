"""Candidate names in one text: head words with their modifiers and complements, known names, NER.

Works on words of its own, so that "Co-operation" and "Rolls-Royce" stay whole. A head word builds a
name to the left ("Essex County Council"), to the right ("Department for Business, Innovation and
Skills") or both ways ("South Essex College of Further and Higher Education").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workingregions.nlp.institutions_lexicon import Head, Lexicon, lexicon

_TOKEN = re.compile(
    r"(?P<word>(?:[A-Z]\.){2,}|(?:Inc|Ltd|Co|Corp|St|Dr|Mt|Ft|Bros|Dept|Univ|Assn|Intl)\.(?=\s|,|$)"
    r"|(?:(?!['’]s\b)[^\W_])+(?:[-–+&.'’](?!s\b)(?=[^\W_])[^\W_]+)*(?:&[A-Z])?)"
    r"|(?P<poss>['’]s\b|(?<=s)['’](?=\s))|(?P<comma>,)|(?P<and>&|\+)|(?P<dash>[-–—](?=\s))|(?P<gap>[^\S\n]+)"
    r"|(?P<other>.|\n)",
    re.DOTALL,
)
_PREPOSITIONS = frozenset(["of", "for", "on", "de", "des", "du", "della", "für", "van", "voor", "di", "do"])
_ARTICLES = frozenset(["the", "la", "le", "les", "der", "die", "das", "l"])
_PLACE_HEADS = frozenset(
    ["university", "city", "county", "bank", "state", "government", "port", "town", "province"]
)
_TITLES = frozenset(
    "president chairman chairwoman chair chief ceo cfo director deputy minister secretary governor mayor senator "
    "congressman congresswoman professor prof dr mr mrs ms sir lord lady dame baroness commissioner ambassador "
    "representative vice councillor cllr cabinet former acting assistant honorary managing hon".split()
)
_POSSESSIVE_PART = frozenset(
    "king queen women men children people employers employer manufacturers workers governors governor mayors mayor "
    "president prince trader builders farmers teachers nurses st master world land america consumers investors "
    "drivers her his majesty attorney general".split()
)
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a text: kind is word, poss, comma, and, dash or stop."""

    text: str
    lower: str
    start: int
    end: int
    kind: str

    @property
    def capital(self) -> bool:
        """Begins with a capital, or holds one (e2v does not, eBay does)."""
        return self.kind == "word" and any(c.isupper() for c in self.text)


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate: offsets, what proposed it, how sure, and the full name when it is not the text."""

    start: int
    end: int
    source: str
    confidence: float
    name: str = ""


def words_of(text: str) -> list[Word]:
    """The words and marks of `text`; line breaks and other marks are stops."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "gap":
            continue
        token = match.group()
        found.append(
            Word(token, token.casefold(), match.start(), match.end(), "stop" if kind == "other" else kind)
        )
    return found


class Finder:
    """Finds the head-word names of one text. `covered` tells whether NER saw one name over two offsets."""

    def __init__(self, text: str, entities: Sequence[tuple[int, int, str]]) -> None:
        self.text = text
        self.words = words_of(text)
        self.entities = [e for e in entities if e[2] == "ORG"]
        self.places = [e for e in entities if e[2] in ("GPE", "LOC", "PERSON", "NORP")]
        self.lexicon: Lexicon = lexicon()

    def heads(self) -> Iterator[Span]:
        """Names built around head words, coordinated names included."""
        at = 0
        while at < len(self.words):
            size, head = self._head_at(at)
            if head is None:
                at += 1
                continue
            span = self._build(at, size, head)
            if span is not None:
                yield span
            at += 1

    def _head_at(self, at: int) -> tuple[int, Head | None]:
        """The longest head phrase that begins at word `at`, capitalised."""
        if not self.words[at].capital:
            return 0, None
        lowers = []
        best: tuple[int, Head | None] = (0, None)
        for word in self.words[at : at + self.lexicon.longest_head]:
            if word.kind not in ("word", "poss"):
                break
            lowers.append(word.lower.rstrip(".") if word.kind == "word" else "'s")
            head = self.lexicon.heads.get(tuple(_glue(lowers)))
            if head is not None and word.kind == "word":
                best = (len(lowers), head)
        return best

    def _build(self, at: int, size: int, head: Head) -> Span | None:
        words = self.words
        if head.strength == "suffix":
            if words[at].lower in ("as", "se", "sa", "ab", "ag", "co", "spa", "limited") and not _suffix_case(
                words[at]
            ):
                return None
        left = self._left(at) if head.right or head.left else at
        right = self._right(at + size, words[at].lower.rstrip("."), head) if head.left else at + size
        right = self._legal_form(right)
        if right == at + size and (left == at or not head.right):
            return None
        if head.strength == "weak" and right == at + size:
            return None
        if not self._proper(left, at, size, right, head):
            return None
        confidence = 0.85 if self._covered(words[left].start, words[right - 1].end) else 0.7
        return Span(words[left].start, words[right - 1].end, "head", confidence)

    def _legal_form(self, right: int) -> int:
        """Takes in ", Inc." and "Ltd" after a name."""
        words = self.words
        at = right + 1 if right < len(words) and words[right].kind == "comma" else right
        if (
            at < len(words)
            and words[at].lower.rstrip(".") in self.lexicon.suffixes
            and _suffix_case(words[at])
        ):
            return at + 1
        return right

    def _left(self, at: int) -> int:
        """First word of the capitalised run that ends before word `at`."""
        words, start = self.words, at
        i = at - 1
        while i >= 0 and at - i < _MOST_WORDS:
            word = words[i]
            if word.capital or (
                word.kind == "word" and word.text[0].isdigit() and i + 1 == start and len(word.text) < 3
            ):
                start = i
            elif word.kind == "poss":
                if not self._keeps_possessive(i):
                    break
            elif word.kind == "and" or word.lower == "and":
                if not self._joins(i, start):
                    break
            else:
                break
            i -= 1
        return self._trim_left(start, at)

    def _keeps_possessive(self, i: int) -> bool:
        before = self.words[i - 1] if i else None
        return (
            before is not None
            and before.capital
            and (
                before.lower in _POSSESSIVE_PART
                or self._covered(
                    before.start, self.words[i + 1].end if i + 1 < len(self.words) else before.end
                )
            )
        )

    def _joins(self, i: int, start: int) -> bool:
        """Whether "and" at word `i` stands within one name: both sides topics, or NER says so."""
        words = self.words
        if i == 0 or start >= len(words) or not words[i - 1].capital:
            return False
        before, after = words[i - 1], words[start]
        if words[i].kind == "and" and before.end + 1 >= words[i].start:
            # An ampersand between names of firms: "Procter & Gamble".
            return True
        if before.lower in self.lexicon.topics and after.lower in self.lexicon.topics:
            return True
        return self._covered(before.start, after.end)

    def _trim_left(self, start: int, at: int) -> int:
        words = self.words
        while start < at:
            word = words[start]
            if (
                word.kind != "word"
                or word.lower in _STOP
                or word.lower in _TITLES
                and not _royal(words, start)
            ):
                start += 1
            elif word.lower in ("and",):
                start += 1
            else:
                break
        return start

    def _right(self, at: int, head: str, kind: Head) -> int:
        """End (exclusive) of the complement that begins at word `at`: "of X", "for X, Y and Z"."""
        words = self.words
        if at + 1 >= len(words) or words[at].lower not in _PREPOSITIONS:
            return at
        if kind.strength == "weak" and words[at].lower not in ("of", "for"):
            return at
        phrase = self._phrase(at + 1)
        if phrase == at + 1:
            return at
        if head in _PLACE_HEADS:
            return phrase
        end = phrase
        while end < len(words) and end - at < _MOST_WORDS:
            longer = self._coordinate(end) or self._nested(end)
            if not longer:
                break
            end = longer
        return end

    def _phrase(self, at: int) -> int:
        """End of an optional article and capitalised words from `at`."""
        words = self.words
        i = at
        while i < len(words) and words[i].lower in _ARTICLES and i - at < 2:
            i += 1
        first = i
        while i < len(words) and (
            words[i].capital
            or (
                i > first and words[i].kind in ("and", "poss") and i + 1 < len(words) and words[i + 1].capital
            )
        ):
            if (
                i > first
                and self._head_at(i)[0]
                and i + 1 < len(words)
                and words[i + 1].lower in _PREPOSITIONS
            ):
                break
            i += 1
        return i if i > first else at

    def _coordinate(self, end: int) -> int:
        """End after ", Y and Z" or "and Z" when these are topics of one body; 0 when not."""
        words, i, items = self.words, end, 0
        while i < len(words) and items < 5:
            j = i
            if words[j].kind == "comma":
                j += 1
            last = j < len(words) and (words[j].lower in ("and", "und", "et") or words[j].kind == "and")
            if last:
                j += 1
            if j == i or j >= len(words) or not words[j].capital:
                return 0
            close = self._phrase(j)
            if not self._topic(j, close) and not self._covered(words[end - 1].start, words[close - 1].end):
                return 0
            items += 1
            i = close
            if last:
                return i
        return 0

    def _topic(self, start: int, end: int) -> bool:
        words = self.words[start:end]
        if any(
            self._head_at(k)[0] and (h := self._head_at(k)[1]) and h.strength == "strong"
            for k in range(start, end)
        ):
            return False
        return bool(words) and any(w.lower in self.lexicon.topics for w in (words[0], words[-1]))

    def _nested(self, end: int) -> int:
        """End after a further "of X" or "for X" complement; 0 when there is none."""
        words = self.words
        if words[end].lower not in ("of", "for", "de", "du") or end + 1 >= len(words):
            return 0
        close = self._phrase(end + 1)
        return close if close > end + 1 else 0

    def _proper(self, left: int, at: int, size: int, right: int, head: Head) -> bool:
        """Whether the modifiers or the complement name one body and not a kind of bodies."""
        before = [w.lower for w in self.words[left:at] if w.kind == "word"]
        after = [w.lower for w in self.words[at + size : right] if w.kind == "word"]
        after = [w for w in after if w not in _PREPOSITIONS | _ARTICLES and w != "and"]
        generic = self.lexicon.generic
        if any(w not in generic for w in before):
            return True
        return bool(after) and any(w not in generic or w in self.lexicon.topics for w in after)

    def _covered(self, start: int, end: int) -> bool:
        return any(s <= start and end <= e for s, e, _ in self.entities)


_STOP = frozenset(
    "the a an this that these those our their its his her my your all both each every some any no in on at by for from "
    "with to of as and or but if when where while since under over through about after before between into during "
    "according also more most many other such new".split()
)


def _glue(lowers: list[str]) -> list[str]:
    """Joins a possessive mark to the word before it, as the head phrases write it."""
    glued: list[str] = []
    for lower in lowers:
        if lower == "'s" and glued:
            glued[-1] += "'s"
        else:
            glued.append(lower)
    return glued


def _suffix_case(word: Word) -> bool:
    text = word.text.rstrip(".")
    return text in ("AS", "SE", "SA", "AB", "AG", "SpA", "KG", "BV", "NV", "Oy", "Oyj", "OY", "Co", "CO") or (
        text.lower() not in ("as", "se", "sa", "ab", "ag", "co", "spa", "kg", "bv", "nv", "oy", "oyj")
        and (text[0].isupper() or text in ("plc", "ltd", "llc"))
    )


def _royal(words: Sequence[Word], at: int) -> bool:
    """ "President's Council", "Governor's Office", "Secretary of State": the title is part of a name."""
    return at + 1 < len(words) and (words[at + 1].kind == "poss" or words[at].lower == "cabinet")
