"""A registry's names, found in the words of an affiliation: exactly, or by most of their rare words."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from workingregions.nlp.registry.registry import Record, Registry
from workingregions.nlp.registry.strings import AffiliationWord, english_town, name_words
from workingregions.nlp.registry.strings import words as words_of

LONGEST = 14
"""Words of the longest name that is searched for exactly."""
COVERED = 0.72
"""Share of a name's weight that an affiliation must contain for the name to be a candidate."""
MOST = 12
"""Inexact candidates per affiliation."""
TRAINED_ON = 166_340
"""Names of the registry that the scorer was trained with: word weights are normalised to its scale."""
COMMON = 2_500
"""Words in more names than this do not find candidates by themselves."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name of a record found in an affiliation: words first..last (inclusive), the share of its weight that
    occurs there (1 for an exact occurrence), and the kind of name."""

    record: str
    name: int
    kind: str
    first: int
    last: int
    covered: float
    exact: bool
    aligned: bool = True  # each word of the name occurs in its order, possibly in another form
    joins: bool = True  # "of" occurs where the name has it
    crosses: bool = False  # a comma occurs where the name has none


class NameIndex:
    """The names of a registry by their words."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.names: list[tuple[str, str, tuple[str, ...], str]] = []  # record, kind, words, written
        self.shapes: list[tuple[tuple[bool, bool], ...]] = []
        self._seen: set[tuple[str, tuple[str, ...]]] = set()
        for ident in sorted(registry.records):
            record = registry.records[ident]
            for name, kind in (*record.names, *_without_country(record)):
                self._add(ident, kind, words_of(name), name)
        self._vary()
        self.by_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, (_, kind, words, _) in enumerate(self.names):
            self.by_words[words].append(number)
            if kind != "acronym":
                for word in set(words):
                    self._by_word[word].append(number)
        total = len(self.names)
        scale = math.log(TRAINED_ON) / math.log(max(total, 2))
        self.weight = {w: scale * math.log(total / len(n)) for w, n in self._by_word.items()}
        self.unseen = scale * math.log(total + 1)
        self.total = [sum(self.weight.get(w, self.unseen) for w in words) for _, _, words, _ in self.names]
        self._vocabulary = sorted(self._by_word)
        self._begun = lru_cache(maxsize=20_000)(self._begin)
        self._like = lru_cache(maxsize=50_000)(self._alike)
        self._by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._vocabulary:
            if len(word) >= 6:
                self._by_start[word[0], len(word)].append(word)

    def _add(self, ident: str, kind: str, full: Sequence[AffiliationWord], name: str) -> None:
        words = tuple(word.text for word in full)
        if words and (ident, words) not in self._seen:
            self._seen.add((ident, words))
            self.shapes.append(_shape(full))
            self.names.append((ident, kind, words, name))

    def _vary(self) -> None:
        """Add names that texts use and the registry does not hold, if they mean one record alone: "X
        University" for "University of X" and vice versa, and names cut before their last "of"."""
        held = {words for _, words in self._seen}
        varied: dict[tuple[str, ...], set[str]] = defaultdict(set)
        forms: dict[tuple[str, ...], tuple[list[AffiliationWord], str]] = {}
        for ident, kind, words, name in list(self.names):
            if kind in {"acronym", "branch"} or len(words) < 2:
                continue
            full = words_of(name)
            for form in _variations(full):
                key = tuple(word.text for word in form)
                varied[key].add(ident)
                forms.setdefault(key, (form, name))
        for key in sorted(varied):
            if key not in held and len(varied[key]) == 1:
                self._add(next(iter(varied[key])), "varied", *forms[key])

    def hits(self, words: Sequence[AffiliationWord]) -> list[NameHit]:
        """Return all names found, exact occurrences first."""
        exact = list(self._exact(words))
        return exact + self._loose(words, {hit.record for hit in exact})

    def _exact(self, words: Sequence[AffiliationWord]) -> Iterable[NameHit]:
        texts = tuple(word.text for word in words)
        for first in range(len(texts)):
            for stop in range(first + 1, min(len(texts), first + LONGEST) + 1):
                for number in self.by_words.get(texts[first:stop], ()):
                    record, kind, _, _ = self.names[number]
                    if kind == "acronym" and not _capitals(words[first:stop]):
                        continue
                    shape = _shape(words[first:stop])
                    name_shape = self.shapes[number]
                    joins = all(a[0] == b[0] for a, b in zip(shape[1:], name_shape[1:], strict=True))
                    crosses = any(a[1] and not b[1] for a, b in zip(shape[1:], name_shape[1:], strict=True))
                    if joins or not crosses:
                        yield NameHit(record, number, kind, first, stop - 1, 1.0, True, True, joins, crosses)

    def _loose(self, words: Sequence[AffiliationWord], found: set[str]) -> list[NameHit]:
        positions: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(words):
            for form in self._forms(word):
                positions[form].append(index)
        scores: dict[int, float] = defaultdict(float)
        for form in positions:
            numbers = self._by_word.get(form, ())
            if 0 < len(numbers) <= COMMON:
                weight = self.weight[form]
                for number in numbers:
                    scores[number] += weight
        near = []
        for number, score in scores.items():
            record, _, name, _ = self.names[number]
            if record in found or len(name) < 2 or score < 0.35 * self.total[number]:
                continue
            held = sum(self.weight.get(w, self.unseen) for w in name if w in positions)
            covered = held / self.total[number]
            # An address contains the town of "University of Leeds" whenever somebody is in Leeds.
            if covered >= COVERED and not self._town(record).issuperset(w for w in name if w in positions):
                near.append((round(covered * math.sqrt(self.total[number]), 6), covered, number))
        near.sort(key=lambda n: (-n[0], n[2]))
        best: dict[str, NameHit] = {}
        for _, covered, number in near[: 4 * MOST]:
            record, kind, name, _ = self.names[number]
            if record not in best and len(best) < MOST:
                first, last = _window([positions[w] for w in name if w in positions])
                aligned = last - first + 1 == len(name) and all(
                    first + k in positions.get(w, ()) for k, w in enumerate(name)
                )
                shape = _shape(words[first : last + 1])
                crosses = any(new for _, new in shape[1:])
                joins = aligned and all(a[0] == b[0] for a, b in zip(shape, self.shapes[number], strict=True))
                best[record] = NameHit(
                    record, number, kind, first, last, covered, False, aligned, joins, crosses
                )
        return list(best.values())

    def _town(self, record: str) -> frozenset[str]:
        return frozenset(name_words(self.registry.records[record].city))

    def _forms(self, word: AffiliationWord) -> Iterable[str]:
        town = english_town(word.text)
        forms = (word.text, town) if town else (word.text,)
        if word.short and len(word.text) >= 3:
            return (*forms, *self._begun(word.text))
        if town or word.text in self._by_word or len(word.text) < 6:
            return forms
        return (*forms, *self._like(word.text))

    def _begin(self, start: str) -> tuple[str, ...]:
        """Return words of the registry that begin with `start`, the most common ones."""
        low = bisect_left(self._vocabulary, start)
        high = bisect_left(self._vocabulary, start + "\uffff")
        longer = [w for w in self._vocabulary[low:high] if w != start]
        return tuple(sorted(longer, key=lambda w: (-len(self._by_word[w]), w))[:12])

    def _alike(self, word: str) -> tuple[str, ...]:
        """Return words of the registry that differ by one letter."""
        from rapidfuzz.distance import OSA

        near = [w for n in (-1, 0, 1) for w in self._by_start.get((word[0], len(word) + n), ())]
        return tuple(w for w in near if OSA.distance(word, w, score_cutoff=1) <= 1)[:6]


def _without_country(record: Record) -> Iterable[tuple[str, str]]:
    """Yield names without the country that ROR adds to branches of a firm, "Siemens (Germany)"."""
    for name, kind in record.names:
        head, bracket, rest = name.partition(" (")
        if kind == "display" and bracket and rest.endswith(")") and len(head) > 2:
            yield head, "branch"


def _shape(words: Sequence[AffiliationWord]) -> tuple[tuple[bool, bool], ...]:
    """Return for each word whether "of" precedes it, and whether a comma does."""
    before = [words[0].segment, *(word.segment for word in words)] if words else []
    return tuple((word.joined, word.segment != last) for word, last in zip(words, before, strict=False))


def _variations(full: Sequence[AffiliationWord]) -> Iterable[list[AffiliationWord]]:
    if len({word.segment for word in full}) > 1:
        return
    if full[0].text == "university" and 2 <= len(full) <= 4 and full[1].joined:
        yield [replace(full[1], joined=False), *full[2:], replace(full[0], joined=False)]
    if full[-1].text == "university" and 2 <= len(full) <= 3:
        yield [full[-1], replace(full[0], joined=True), *full[1:-1]]
    cuts = [index for index, word in enumerate(full) if index > 1 and word.joined]
    if cuts and cuts[-1] < len(full):
        yield list(full[: cuts[-1]])


def _capitals(words: Sequence[AffiliationWord]) -> bool:
    written = "".join(word.written for word in words)
    return sum(c.isupper() for c in written) >= 2 or (len(written) > 4 and written[0].isupper())


def _window(places: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Return the shortest range that contains one position of each list."""
    events = sorted((position, number) for number, positions in enumerate(places) for position in positions)
    best = (events[0][0], events[-1][0])
    held: Counter[int] = Counter()
    low = 0
    for high, number in events:
        held[number] += 1
        while held[events[low][1]] > 1:
            held[events[low][1]] -= 1
            low += 1
        if len(held) == len(places) and high - events[low][0] < best[1] - best[0]:
            best = (events[low][0], high)
    return best
