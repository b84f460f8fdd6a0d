"""Which passages meet the conditions of a query, as sets of their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from workingregions.corpus.records import Passage
from workingregions.corpus.text_query import AllOf, TextQuery, plain_words
from workingregions.models.search.query import Condition, Either, Every, Not, Term
from workingregions.models.search.words import content_words, forms
from workingregions.nlp.text import PhraseMatcher

MOST = 1_000_000
"""Maximum number of passages that are looked up for one term."""

Fetch = Callable[[Sequence[str]], Mapping[str, Passage]]


class Lexicon(Protocol):
    """Where passages are looked up by their words."""

    def lexical(self, query: str | TextQuery, where: str, n: int) -> list[tuple[str, float]]:
        """Return the n passages that BM25 ranks highest: (passage id, score), best first."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The passages that meet a condition: those in `ids`, or, with `others`, all but those."""

    ids: frozenset[str] = frozenset()
    others: bool = True

    def __contains__(self, passage: str) -> bool:
        return (passage in self.ids) is not self.others

    def __and__(self, other: Allowed) -> Allowed:
        if self.others and other.others:
            return Allowed(self.ids | other.ids)
        if self.others:
            return other & self
        return Allowed(self.ids - other.ids if other.others else self.ids & other.ids, others=False)

    def __invert__(self) -> Allowed:
        return Allowed(self.ids, not self.others)


EVERYTHING = Allowed()


def allowed(condition: Condition | None, lexicon: Lexicon, fetch: Fetch, where: str) -> Allowed:
    """Return the passages that meet a condition, of those that `where` selects."""
    if condition is None:
        return EVERYTHING
    if isinstance(condition, Term):
        return Allowed(_having(condition, lexicon, fetch, where), others=False)
    if isinstance(condition, Not):
        return ~allowed(condition.part, lexicon, fetch, where)
    found = EVERYTHING
    for part in condition.parts:
        one = allowed(part, lexicon, fetch, where)
        found &= ~one if isinstance(condition, Either) else one
    return ~found if isinstance(condition, Either) else found


def literals(condition: Condition | None) -> list[str]:
    """Return the words and phrases that a condition requires or allows, without those that it excludes."""
    if isinstance(condition, Term):
        return [condition.words]
    if isinstance(condition, Every | Either):
        return [text for part in condition.parts for text in literals(part)]
    return []


def _having(term: Term, lexicon: Lexicon, fetch: Fetch, where: str) -> frozenset[str]:
    """Return the passages with all words of a term, or, of a phrase, with the words in sequence."""
    # Small words are not in the index. What consists of nothing else is looked up as it is.
    words = content_words(term.words) or plain_words(term.words).split()
    wanted = AllOf(tuple(forms(word) for word in words))
    found = [p for p, _ in lexicon.lexical(wanted, where, MOST)]
    if not term.phrase or len(plain_words(term.words).split()) < 2:
        return frozenset(found)
    matcher = PhraseMatcher([term.words])
    return frozenset(p for p, passage in fetch(found).items() if matcher.find(passage.text))
