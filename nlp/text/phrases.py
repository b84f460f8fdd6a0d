"""Search for fixed phrases in text, whatever their number, spelling (British or American) and hyphens."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from workingregions.nlp.wordlists import small_words

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_HYPHENS = frozenset("-‐‑­")
_IZE = re.compile(r"(?<=\w\w)(i|y)z(?=(?:e|ed|es|er|ers|ing|able|ation|ations)$)")
_SPELLINGS = (
    (re.compile(r"(?<=\w\w)our(?=$|s$|ed$|ing$|al|ful|hood|it)"), "or"),
    (re.compile(r"(?<=\w\w)tre(?=s?$)"), "ter"),
    (re.compile(r"gramme(?=s?$)"), "gram"),
    (re.compile(r"(?<=\w)ence(?=s?$)"), "ense"),
    (re.compile(r"ll(?=(?:ed|ing|er|ers)$)"), "l"),
)


class PhraseHit(NamedTuple):
    """An occurrence of phrase number `phrase` at text[start:end]."""

    phrase: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    end: int


class PhraseMatcher:
    """A matcher of phrases: "Apprenticeships" matches apprenticeship, "re-shored" and "Reshoring" reshoring.

    A last word in -ing also matches its past tense, and its bare verb after "to" or a modal, so that "to
    offshore" counts and "offshore wind" does not.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self._by_first: Mapping[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._bare: Mapping[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            keys = tuple(token.key for token in _tokens(phrase))
            for form in _forms(keys):
                self._by_first[form[0]].append((form, number))
            if len(keys) == 1 and _is_verbal(keys[0]):
                self._bare[keys[0][:-3] + "e"].append(number)
                self._bare[keys[0][:-3]].append(number)

    def find(self, text: str) -> list[PhraseHit]:
        """Return all occurrences of phrases, in order of position; several at one position are all
        returned."""
        hits: set[PhraseHit] = set()
        tokens = list(_tokens(text))
        for stream in (tokens, _joined(text, tokens)):
            for i, token in enumerate(stream):
                for form, number in self._by_first.get(token.key, ()):
                    window = stream[i : i + len(form)]
                    if tuple(t.key for t in window) == form:
                        hits.add(PhraseHit(number, token.start, window[-1].end))
                if i and stream[i - 1].key in _BEFORE_VERB:
                    hits.update(PhraseHit(n, token.start, token.end) for n in self._bare.get(token.key, ()))
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.phrase))


_BEFORE_VERB = frozenset(("to", "will", "would", "can", "could", "may", "might", "should", "must"))


def _forms(keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if keys:
        yield keys
    if keys and _is_verbal(keys[-1]):
        stem = keys[-1][:-3]
        yield (*keys[:-1], stem + "ed")


def _is_verbal(key: str) -> bool:
    return key.endswith("ing") and len(key) > 6


def _tokens(text: str) -> Iterator[_Token]:
    for match in _WORD.finditer(text):
        yield _Token(_key(match.group()), match.start(), match.end())


def _joined(text: str, tokens: Iterable[_Token]) -> list[_Token]:
    """Return the tokens with hyphenated neighbours joined: "re-shoring" as "reshoring"."""
    out: list[_Token] = []
    for token in tokens:
        if out and text[out[-1].end : token.start] in _HYPHENS:
            start = out[-1].start
            letters = "".join(c for c in text[start : token.end] if c not in _HYPHENS)
            out[-1] = _Token(_key(letters), start, token.end)
        else:
            out.append(token)
    return out


@lru_cache(maxsize=100_000)
def _key(word: str) -> str:
    """Return the word in lower case, singular and American spelling; only equality of similar words
    matters."""
    key = word.casefold().replace("’", "'").removesuffix("'s")
    key = _IZE.sub(r"\1s", key)
    for pattern, replacement in _SPELLINGS:
        key = pattern.sub(replacement, key)
    return _singular(key)


def _singular(key: str) -> str:
    if len(key) < 4 or not key.endswith("s") or key.endswith(("ss", "us", "is")):
        return key
    if key.endswith("ies"):
        return key[:-3] + "y"
    if key.endswith(("sses", "shes", "ches", "xes", "zes")):
        return key[:-2]
    return key[:-1]


@lru_cache(maxsize=1)
def _small_words() -> frozenset[str]:
    return frozenset(map(_key, small_words()))


def content_keys(text: str) -> frozenset[str]:
    """Return the words of `text` that carry meaning, in the form in which PhraseMatcher compares them."""
    return frozenset(token.key for token in _tokens(text)) - _small_words()


def word_runs(text: str) -> list[list[tuple[str, str]]]:
    """Return runs of neighbouring words that carry meaning, cut at small words, numbers and punctuation.

    Each word is (key, form): the form that PhraseMatcher compares, and the word as written.
    """
    runs: list[list[tuple[str, str]]] = [[]]
    last = 0
    for token in _tokens(text):
        form = text[token.start : token.end]
        if text[last : token.start] not in ("", " ", "\n") or not form.isalpha():
            runs.append([])
        last = token.end
        if token.key in _small_words():
            runs.append([])
        elif form.isalpha():
            runs[-1].append((token.key, form))
    return [run for run in runs if run]
