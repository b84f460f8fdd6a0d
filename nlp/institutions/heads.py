"""Names built around head words: "Essex County Council", "Department for Business, Innovation and Skills".

A head word takes capitalised modifiers on its left, a complement after a preposition on its right, or both
("South Essex College of Further and Higher Education").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workingregions.nlp.gazetteer import known_place
from workingregions.nlp.institutions.vocabulary import Head, lexicon
from workingregions.nlp.institutions.words import NameSpan, TextWord, words_of

_MOST_WORDS = 14
_PARTICIPLE = re.compile(
    r".+-(?:led|sponsored|funded|based|backed|owned|run|wide|created|supported|approved)$"
)
_TRADE = re.compile(r"[A-Z][a-z]+(?:ers|ors|ists|ians|men|hands|wrights)")
_AMBIGUOUS_FORMS = frozenset(
    ["as", "se", "sa", "ab", "ag", "co", "spa", "kg", "bv", "nv", "oy", "oyj", "limited"]
)
_WRITTEN_FORMS = frozenset(
    [
        "AS",
        "SE",
        "SA",
        "AB",
        "AG",
        "SpA",
        "KG",
        "BV",
        "NV",
        "Oy",
        "Oyj",
        "OY",
        "Co",
        "CO",
        "Limited",
        "LIMITED",
    ]
)


_CLOSING = frozenset(["Inc", "INC", "Ltd", "LTD", "LLC", "LLP", "PLC", "plc", "GmbH", "Corp"])
"""Legal forms that end a name: what follows in a run-together list is another."""


class Finder:
    """The finder of the head-word names of one text, given its entities as (start, end, label)."""

    def __init__(self, text: str, entities: Sequence[tuple[int, int, str]]) -> None:
        self.text = text
        self.words = words_of(text)
        self._organisations = [(s, e) for s, e, label in entities if label == "ORG"]
        self._others = [
            (s, e) for s, e, label in entities if label in ("LAW", "EVENT", "PERSON", "WORK_OF_ART")
        ]
        self._lexicon = lexicon()

    def names(self) -> Iterator[NameSpan]:
        """Yield the spans of each head word that has modifiers or a complement: the longest, and, if its
        modifiers contain another head ("Anglia University Anglia University Library"), what follows that."""
        for index in range(len(self.words)):
            size, head = self._head_at(index)
            span = self._build(index, size, head) if head is not None else None
            if span is not None:
                yield span
                yield from self._shorter(span, index)
                yield from self._joint(span, index)

    def _shorter(self, span: NameSpan, index: int) -> Iterator[NameSpan]:
        for i in range(index - 1, max(-1, index - _MOST_WORDS), -1):
            if self.words[i].start <= span.start or i + 1 == index:
                continue
            inner = self._lexicon.heads.get((self.words[i - 1].lower,))
            if inner is not None and inner.strength != "weak" and self.words[i].capital:
                yield NameSpan(self.words[i].start, span.end, "head", span.confidence)

    def _joint(self, span: NameSpan, index: int) -> Iterator[NameSpan]:
        """Yield the name with another place before "and": "Tees and Skerne Port Authority"."""
        i = next((i for i in range(index, 0, -1) if self.words[i].start == span.start), 0)
        if i < 2 or self.words[i - 1].lower not in ("and", "&") or not self.words[i - 2].capital:
            return
        before, after = self.words[i - 2], self.words[i]
        if i != index and known_place(before.text) and known_place(after.text):
            yield NameSpan(before.start, span.end, "head", span.confidence)

    def _head_at(self, index: int) -> tuple[int, Head | None]:
        """Return the size of the longest capitalised head phrase that begins at word `index`, and the
        head."""
        if not self.words[index].capital:
            return 0, None
        phrase: list[str] = []
        best: tuple[int, Head | None] = (0, None)
        for count, word in enumerate(self.words[index : index + self._lexicon.longest_head + 1], 1):
            if word.kind == "poss" and phrase:
                phrase[-1] += "'s"
            elif word.kind == "word":
                phrase.append(word.lower.rstrip("."))
            else:
                break
            head = self._lexicon.heads.get(tuple(phrase))
            if head is not None and (word.capital or word.lower == "plc"):
                best = (count, head)
        return best

    def _build(self, index: int, size: int, head: Head) -> NameSpan | None:
        words = self.words
        if head.strength == "suffix" and not is_legal_form(words[index]):
            return None
        if head.sides == {"prefix"}:
            left, right = index, self._phrase(index + size)
        else:
            left = self._left(index)
            right = index + size
            # "Economic Development Corporation of Lorain": the place alone distinguishes it.
            bare = left == index and head.strength == "strong" and size > 1
            if "left" in head.sides or (bare and words[right : right + 1] and words[right].lower == "of"):
                right = self._complement(index + size, words[index].lower, head)
        right = self._legal_form(right)
        alone = right == index + size
        if alone and (left == index or head.strength == "weak" or "right" not in head.sides):
            return None
        if not self._proper(left, index, index + size, right):
            return None
        start, end = words[left].start, words[right - 1].end
        of = right > index + size + 1 and left == index and head.strength == "strong" and size > 1
        placed = of and known_place(self.text[words[index + size + 1].start : end])
        return NameSpan(start, end, "placed" if placed else "head", self._confidence(start, end))

    def _confidence(self, start: int, end: int) -> float:
        if self._covered(start, end):
            return 0.9
        if any(s <= start and end <= e for s, e in self._others):
            return 0.45
        touched = any(s < end and start < e for s, e in self._organisations)
        return 0.8 if touched else 0.65

    def _legal_form(self, right: int) -> int:
        """Return the end of a name extended by ", Inc." or "Ltd"."""
        words = self.words
        index = right + 1 if right < len(words) and words[right].kind == "comma" else right
        if (
            index < len(words)
            and words[index].lower.rstrip(".") in self._lexicon.suffixes
            and is_legal_form(words[index])
        ):
            return index + 1
        return right

    def _left(self, index: int) -> int:
        """Return the first word of the capitalised run that ends before word `index`."""
        words, start = self.words, index
        for i in range(index - 1, max(-1, index - _MOST_WORDS), -1):
            word = words[i]
            if self._shouted(i, index) or word.text.rstrip(".") in _CLOSING:
                break
            if word.capital and (word.lower not in self._lexicon.words["stop"] or self._is_new(i)):
                start = i
            elif word.kind == "poss":
                if not self._keeps_possessive(i):
                    break
            elif word.kind == "and" or word.lower == "and":
                if not self._joins(i, start):
                    break
            else:
                break
        while start < index and self._is_lead(words, start):
            start += 1
        return start

    def _is_new(self, i: int) -> bool:
        """Return whether word i begins the name of a place: "New York"."""
        if self.words[i].text not in ("New", "NEW"):
            return False
        after = [word.text for word in self.words[i + 1 : i + 3]]
        return any(known_place(" ".join(["New", *after[:size]])) for size in range(1, len(after) + 1))

    def _shouted(self, i: int, index: int) -> bool:
        """Return whether word i ends a heading in capitals before a name that is not in capitals."""
        run = [w.text for w in self.words[max(0, i - 1) : i + 1]]
        return (
            not self.words[index].text.isupper()
            and len(run) == 2
            and all(t.isupper() and len(t) > 3 for t in run)
        )

    def _is_lead(self, words: Sequence[TextWord], index: int) -> bool:
        """Return whether word `index` cannot begin a name: a title, a participle ("EU-funded"), a mark."""
        word = words[index]
        if word.kind != "word" or word.lower == "and" or _PARTICIPLE.match(word.lower):
            return True
        return word.lower in self._lexicon.words["titles"] and words[index + 1].kind != "poss"

    def _keeps_possessive(self, i: int) -> bool:
        """Return whether the possessive mark at word `i` is part of a name: "King's College", "Lloyd's
        Bank"."""
        if i == 0 or i + 1 >= len(self.words) or not self.words[i - 1].capital:
            return False
        before, after = self.words[i - 1], self.words[i + 1]
        whole = any(s == before.start and after.end <= e for s, e in self._organisations)
        return whole or before.lower in self._lexicon.words["keeps_possessive"]

    def _joins(self, i: int, start: int) -> bool:
        """Return whether "and" at word `i` is within one name: both sides are topics, or one entity covers
        both."""
        words = self.words
        if i == 0 or start >= len(words) or not words[i - 1].capital:
            return False
        before, after = words[i - 1], words[start]
        if before.lower in self._lexicon.topics and after.lower in self._lexicon.topics:
            return True
        return self._covered(before.start, after.end)

    def _complement(self, index: int, head: str, kind: Head) -> int:
        """Return the end (exclusive) of the complement that begins at word `index`: "of X", "for X, Y and
        Z"."""
        words = self.words
        if index + 1 >= len(words) or words[index].lower not in self._lexicon.words["prepositions"]:
            return index
        if kind.strength == "weak" and words[index].lower not in ("of", "for"):
            return index
        end = self._phrase(index + 1)
        if end == index + 1:
            return index
        while (
            head not in self._lexicon.words["place_heads"] and end < len(words) and end - index < _MOST_WORDS
        ):
            longer = self._coordinate(end) or self._nested(end)
            if not longer:
                break
            end = longer
        return end

    def _phrase(self, index: int) -> int:
        """Return the end of an optional article and capitalised words from `index`; `index` if there are
        none."""
        words, i = self.words, index
        while i < len(words) and words[i].lower in self._lexicon.words["articles"] and i - index < 2:
            i += 1
        first = i
        while i < len(words):
            word = words[i]
            following = i + 1 < len(words) and words[i + 1].capital
            if word.capital:
                if word.lower in self._lexicon.words["stop"]:
                    break
                prepositions = self._lexicon.words["prepositions"]
                if (
                    i > first
                    and self._head_at(i)[0]
                    and i + 1 < len(words)
                    and words[i + 1].lower in prepositions
                ):
                    break
            elif i == first or not following:
                break
            elif word.kind == "poss":
                if not self._keeps_possessive(i):
                    break
            elif word.kind != "and":
                break
            i += 1
        return i if i > first else index

    def _coordinate(self, end: int) -> int:
        """Return the end after ", Y and Z" or "and Z" if these are topics of one body, else 0."""
        words, i = self.words, end
        for _ in range(5):
            j = i + 1 if i < len(words) and words[i].kind == "comma" else i
            last = j < len(words) and (words[j].lower in ("and", "und", "et") or words[j].kind == "and")
            j += last
            if j == i or j >= len(words) or not words[j].capital:
                return 0
            close = self._phrase(j)
            if close == j or not self._topic(j, close, end):
                return 0
            i = close
            if last:
                return i
        return 0

    def _topic(self, start: int, close: int, end: int) -> bool:
        """Return whether words start..close name a topic and not a body of their own."""
        if self._covered(self.words[end - 1].start, self.words[close - 1].end):
            return True
        heads = [self._head_at(k)[1] for k in range(start, close)]
        if any(head is not None and head.strength == "strong" for head in heads):
            return False
        if any(w.lower in self._lexicon.topics for w in (self.words[start], self.words[close - 1])):
            return True
        # "United Association of Union Plumbers and Pipefitters": two trades.
        pair = self.words[end - 1].text, self.words[start].text
        return close == start + 1 and all(_TRADE.fullmatch(w) and not known_place(w) for w in pair)

    def _nested(self, end: int) -> int:
        """Return the end after a further "of X" or "for X"; 0 if there is none."""
        words = self.words
        if words[end].lower not in ("of", "for", "de", "du") or end + 1 >= len(words):
            return 0
        close = self._phrase(end + 1)
        return close if close > end + 1 else 0

    def _proper(self, left: int, index: int, after: int, right: int) -> bool:
        """Return whether the modifiers or the complement name one body and not a kind of body."""
        lex = self._lexicon
        before = [w.lower for w in self.words[left:index] if w.kind == "word"]
        if any(w not in lex.generic for w in before):
            return True
        skip = lex.words["prepositions"] | lex.words["articles"] | {"and"}
        complement = [w.lower for w in self.words[after:right] if w.kind == "word" and w.lower not in skip]
        return any(w not in lex.generic or w in lex.topics for w in complement)

    def _covered(self, start: int, end: int) -> bool:
        return any(s <= start and end <= e for s, e in self._organisations)


def is_legal_form(word: TextWord) -> bool:
    """Return whether a word that may be a company's legal form is written as one: "AG", not "as"."""
    text = word.text.rstrip(".")
    if text.casefold() in _AMBIGUOUS_FORMS:
        return text in _WRITTEN_FORMS
    return text[0].isupper() or text in ("plc", "ltd", "llc")
