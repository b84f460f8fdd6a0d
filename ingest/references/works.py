"""Works of the corpus that references cite: found by DOI, or by title, year and author."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np

from workingregions.corpus.records import Document, Reference
from workingregions.ingest.references.citation import surname
from workingregions.ingest.text import english_words, key, likeness

ACCEPT = 0.82
"""The minimum score at which a reference is linked to a document of the corpus."""
ENOUGH = 0.3
"""The share of a title's words from which a document is compared: a bad text layer may hide many."""
SAME_WORD = 0.5
"""The likeness of two words, one of them not English, from which one is a misreading of the other."""


def match_references(references: Sequence[Reference], documents: Sequence[Document]) -> tuple[Reference, ...]:
    """Return `references` with `target` and `score` set where the work is a document of the corpus.

    A DOI decides (score 1). Otherwise the score weighs title (0.7), year (0.15) and first author (0.15);
    a value missing on one side counts as half. Below `ACCEPT`, or where two different works come as close,
    the reference stays unlinked with its best score.
    """
    works = Works(documents)
    return tuple(works.link(reference) for reference in references)


def title_words(text: str) -> frozenset[str]:
    """Return the words of a title, or of a reference, by which a work is looked up."""
    return frozenset(word for word in key(text).split() if len(word) > 3)


class Works:
    """The documents of a corpus, indexed by DOI and by the words of their titles."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = sorted(documents, key=lambda document: document.id)
        self._by_doi = {
            identifier[4:].casefold(): document
            for document in reversed(self._documents)
            for identifier in document.identifiers
            if identifier.startswith("doi:")
        }
        positions: dict[str, list[int]] = defaultdict(list)
        sizes = []
        for position, document in enumerate(self._documents):
            words = title_words(document.title)
            sizes.append(len(words))
            for word in words:
                positions[word].append(position)
        self._sizes = np.maximum(np.array(sizes, dtype=np.int64), 1)
        self._positions = {word: np.array(found, dtype=np.int64) for word, found in positions.items()}

    def link(self, reference: Reference) -> Reference:
        """Return a reference with its target and score; see `match_references`."""
        hit = self._by_doi.get(reference.doi.casefold()) if reference.doi else None
        if hit and hit.id != reference.document:
            return replace(reference, target=hit.id, score=1.0)
        near = [d for d in self._likely(title_words(reference.text)) if d.id != reference.document]
        scored = [(_score(reference, document), document) for document in near]
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        if not scored:
            return replace(reference, target="", score=0.0)
        score, best = scored[0]
        rivals = [d for s, d in scored[1:] if score - s < 0.03 and key(d.title) != key(best.title)]
        accept = score >= ACCEPT and not rivals
        return replace(reference, target=best.id if accept else "", score=round(score, 3))

    def _likely(self, words: Iterable[str]) -> list[Document]:
        """Return the documents that share the largest parts of their titles with `words`, 50 at most."""
        found = [self._positions[word] for word in words if word in self._positions]
        if not found:
            return []
        shared = np.bincount(np.concatenate(found), minlength=len(self._documents))
        enough = np.flatnonzero((shared > 0) & (shared >= ENOUGH * self._sizes))
        ranked = enough[np.lexsort((enough, -shared[enough] / self._sizes[enough]))]
        return [self._documents[position] for position in ranked[:50].tolist()]


def _score(reference: Reference, document: Document) -> float:
    """Return the certainty that `reference` is `document`, 0..1."""
    forms = {document.title, _main(document.title)}
    title = max(likeness(reference.title, form) for form in forms)
    whole = key(document.title)
    if len(whole.split()) >= 5 and whole in key(reference.text):
        title = 1.0
    # Word by word only where letters are alike: most of fifty candidates share but a few words.
    elif title < 0.8 or all(is_other_title(reference.title, form) for form in forms):
        return 0.5 * title
    if len(whole.split()) < 3:
        return 0.5 * title
    year = 0.5
    if reference.year and document.year:
        year = {0: 1.0, 1: 0.7}.get(abs(reference.year - document.year), 0.0)
    author = 0.5
    if reference.authors and (document.authors or document.publisher):
        theirs = {surname(name) for name in document.authors}
        body = key(document.publisher)
        named = surname(reference.authors[0]) in theirs or (
            bool(body) and body in key(" ".join(reference.authors))
        )
        author = 1.0 if named else 0.2
    return 0.7 * title + 0.15 * year + 0.15 * author


def _main(title: str) -> str:
    """Return the title without its subtitle, when enough is left to distinguish it from others."""
    head = re.split(r"[:?.–—]\s", title)[0]
    return head if len(head.split()) >= 4 else title


def is_other_title(a: str, b: str) -> bool:
    """Return whether two titles differ in a word that matters: another number, or another word.

    "Moulders of the South" is not "Moulders of the North", however few letters differ; misread letters, a
    plural, an article or a missing subtitle make no other title.
    """
    left, right = (_telling(text) for text in (a, b))
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return any(
        any(map(_substituted, left[i:j], right[k:m]))
        if j - i == m - k
        else _substituted(" ".join(left[i:j]), " ".join(right[k:m]))
        for step, i, j, k, m in steps
        if step == "replace"
    )


def _telling(title: str) -> list[str]:
    """Return the words of a title without articles and the like, but with numbers."""
    return [word for word in key(title).split() if len(word) > 3 or re.fullmatch(r"\d+|[ivx]+", word)]


def _substituted(one: str, other: str) -> bool:
    """Return whether words of a title stand for something else than those in their place."""
    numbers = [set(re.findall(r"\d+|\b[ivx]+\b", text)) for text in (one, other)]
    if all(numbers):
        return numbers[0] != numbers[1]
    shorter, longer = sorted((one, other), key=len)
    if one.replace(" ", "") == other.replace(" ", ""):
        return False
    known = english_words()
    if " " in longer or not {one, other} <= known:
        return likeness(one, other) < SAME_WORD
    # A plural or another form of the word: policy, policies.
    return not (len(shorter) > 3 and longer.startswith(shorter[:-1]) and len(longer) - len(shorter) <= 3)
