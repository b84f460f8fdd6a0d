"""Citations between documents, updated incrementally: a drop costs its new documents and references, not all.

The result is always that of `match_references` over the whole corpus. A reference is matched again when it
is new, or when a document that was added, removed or changed shares its DOI or enough words of its title to
be a candidate; all others keep their results.
"""

from __future__ import annotations

import os
import zipfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from workingregions.corpus.records import Document, Reference
from workingregions.ingest.references.works import ENOUGH, Works, title_words

VERSION = "2"
"""Raised when the same references and documents would give other results."""
Fetch = Callable[[Collection[str]], Sequence[Reference]]
"""A function that returns the references of the documents with these ids."""
Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Texts = npt.NDArray[np.str_]


@dataclass(slots=True)
class Citations:
    """The references of a corpus with their results, and the keys by which each may be matched.

    Attributes:
        ids: the documents, sorted.
        marks: a state marker of each document's references.
        works: a hash of each document's own description (title, year, authors, publisher, identifiers).
        titles, title_sizes: hashes of the words of each title, and how many there are.
        own_dois, own_doi_sizes: likewise its DOIs.
        sizes: how many references each document has; they follow in the order of `ids`.
        ordinals, dois, targets, scores: of each reference.
        words, owners: the hashed words of all references, sorted, and the reference of each.
    """

    ids: Texts
    marks: Texts
    works: Hashes
    titles: Hashes
    title_sizes: Numbers
    own_dois: Hashes
    own_doi_sizes: Numbers
    sizes: Numbers
    ordinals: Numbers
    dois: Hashes
    targets: Texts
    scores: npt.NDArray[np.float64]
    words: Hashes
    owners: Numbers

    @classmethod
    def empty(cls) -> Self:
        """Return the state of a corpus without documents."""
        text, hashes = np.empty(0, dtype=np.str_), np.empty(0, dtype=np.uint64)
        numbers, scores = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64)
        return cls(
            ids=text, marks=text, works=hashes, titles=hashes, title_sizes=numbers, own_dois=hashes,
            own_doi_sizes=numbers, sizes=numbers, ordinals=numbers, dois=hashes, targets=text, scores=scores,
            words=hashes, owners=numbers,
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the state that `save` wrote; the empty state where there is no usable one."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                if str(stored["version"]) != VERSION:
                    return cls.empty()
                return cls(**{name: stored[name] for name in cls.__slots__})
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return cls.empty()

    def save(self, path: Path) -> None:
        """Write the state, whole or not at all."""
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        with temporary.open("wb") as out:
            arrays: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
            np.savez(out, version=np.array(VERSION), **arrays)
        temporary.replace(path)

    @property
    def documents(self) -> Texts:
        """The document of each reference."""
        return np.repeat(self.ids, self.sizes)

    def updated(self, documents: Sequence[Document], marks: Mapping[str, str], fetch: Fetch) -> Citations:
        """Return the state of another set of documents.

        Args:
            documents: all documents of the corpus.
            marks: a state marker of each document's references, by document id; "" never matches.
            fetch: returns the references of some documents.
        """
        described = {document.id: _Work.of(document) for document in documents}
        ids = sorted(described)
        known = {i: n for n, i in enumerate(self.ids.tolist()) if marks.get(i) and marks[i] == self.marks[n]}
        fresh = _by_document(fetch([i for i in ids if i not in known]))
        state = self._rearranged(ids, known, fresh)
        state.marks = np.array([marks.get(i, "") for i in ids], dtype=np.str_)
        state.works = np.array([described[i].hash for i in ids], dtype=np.uint64)
        state.titles = _joined([described[i].words for i in ids])
        state.title_sizes = np.array([len(described[i].words) for i in ids], dtype=np.int64)
        state.own_dois = _joined([described[i].dois for i in ids])
        state.own_doi_sizes = np.array([len(described[i].dois) for i in ids], dtype=np.int64)
        changed = [*self._gone(described), *_come(described, self)]
        state._match(documents, state._candidates(changed), fresh, fetch)
        return state

    def _gone(self, now: Mapping[str, _Work]) -> Iterator[_Work]:
        """Yield the earlier descriptions of the documents that were removed or changed in `now`."""
        words = np.split(self.titles, np.cumsum(self.title_sizes)[:-1])
        dois = np.split(self.own_dois, np.cumsum(self.own_doi_sizes)[:-1])
        for n, (identity, found) in enumerate(zip(self.ids.tolist(), self.works.tolist(), strict=True)):
            if identity not in now or now[identity].hash != found:
                yield _Work(found, words[n], dois[n])

    def _rearranged(
        self, ids: Sequence[str], known: Mapping[str, int], fresh: Mapping[str, Sequence[Reference]]
    ) -> Citations:
        """Return the references of `ids`: known ones with their results, new ones with a score of -1."""
        starts = np.concatenate(([0], np.cumsum(self.sizes)))
        new = [row for i in ids if i not in known for row in fresh.get(i, ())]
        hashed = [_hashes(title_words(row.text)) for row in new]
        # Positions among the old references followed by the new ones.
        pieces, end = [], len(self.ordinals)
        for i in ids:
            if i in known:
                pieces.append(np.arange(starts[known[i]], starts[known[i] + 1]))
            else:
                pieces.append(np.arange(end, end := end + len(fresh.get(i, ()))))
        order = np.concatenate([*pieces, np.empty(0, dtype=np.int64)]).astype(np.int64)
        position_of = np.full(end, -1, dtype=np.int64)
        position_of[order] = np.arange(len(order))
        numbers = np.arange(len(self.ordinals), end)
        words = np.concatenate([self.words, *hashed])
        owners = np.concatenate([self.owners, np.repeat(numbers, [len(one) for one in hashed])])
        owners = position_of[owners.astype(np.int64)]
        words, owners = words[owners >= 0], owners[owners >= 0]
        by_word = np.argsort(words, kind="stable")
        state = Citations.empty()
        state.ids = np.array(ids, dtype=np.str_)
        state.sizes = np.array([len(piece) for piece in pieces], dtype=np.int64)
        state.ordinals = np.concatenate([self.ordinals, [row.ordinal for row in new]])[order].astype(np.int64)
        state.dois = np.concatenate([self.dois, _joined([_doi(row.doi) for row in new])])[order]
        state.targets = np.concatenate([self.targets, np.full(len(new), "", dtype="U1")])[order]
        state.scores = np.concatenate([self.scores, np.full(len(new), -1.0)])[order]
        state.words, state.owners = words[by_word], owners[by_word]
        return state

    def _candidates(self, changed: Sequence[_Work]) -> Numbers:
        """Return the references that any of the works `changed` may match, or may have matched."""
        found = [np.flatnonzero(self.scores < 0)]
        by_doi = np.argsort(self.dois, kind="stable")
        for work in changed:
            owners = [self.owners[part] for part in _equal(self.words, work.words)]
            if owners:
                shared, counts = np.unique(np.concatenate(owners), return_counts=True)
                found.append(shared[counts >= ENOUGH * len(work.words)])
            found += [by_doi[part] for part in _equal(self.dois[by_doi], work.dois)]
        return np.unique(np.concatenate(found))

    def _match(
        self,
        documents: Sequence[Document],
        positions: Numbers,
        fresh: Mapping[str, Sequence[Reference]],
        fetch: Fetch,
    ) -> None:
        """Match the references at some positions against all documents."""
        if not len(positions):
            return
        owners = self.documents[positions].tolist()
        rows = {(r.document, r.ordinal): r for found in fresh.values() for r in found}
        others = {owner for owner in owners if owner not in fresh}
        rows |= {(r.document, r.ordinal): r for r in fetch(sorted(others))}
        index = Works(documents)
        linked = [
            index.link(rows[owner, ordinal])
            for owner, ordinal in zip(owners, self.ordinals[positions].tolist(), strict=True)
        ]
        targets = self.targets.astype(object)
        targets[positions] = [row.target for row in linked]
        self.targets = targets.astype(np.str_)
        self.scores[positions] = [row.score for row in linked]


@dataclass(frozen=True, slots=True)
class _Work:
    """A document as a target: a hash of everything that a match uses, its title's words and its DOIs."""

    hash: int
    words: Hashes
    dois: Hashes

    @staticmethod
    def of(document: Document) -> _Work:
        parts = (
            document.title,
            document.year,
            document.authors,
            document.publisher,
            document.identifiers,
        )
        dois = sorted({i[4:].casefold() for i in document.identifiers if i.startswith("doi:")})
        return _Work(_hash(repr(parts)), _hashes(title_words(document.title)), _hashes(dois))


def _come(now: Mapping[str, _Work], before: Citations) -> Iterator[_Work]:
    """Yield the descriptions in `now` that are not the same in `before`."""
    earlier = dict(zip(before.ids.tolist(), before.works.tolist(), strict=True))
    yield from (work for identity, work in now.items() if earlier.get(identity) != work.hash)


def _by_document(references: Iterable[Reference]) -> dict[str, list[Reference]]:
    found: dict[str, list[Reference]] = defaultdict(list)
    for reference in sorted(references, key=lambda r: (r.document, r.ordinal)):
        found[reference.document].append(reference)
    return found


@lru_cache(maxsize=100_000)
def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf8", "surrogatepass"), digest_size=8).digest(), "big")


def _hashes(texts: Iterable[str]) -> Hashes:
    return np.array(sorted(map(_hash, texts)), dtype=np.uint64)


def _doi(doi: str) -> Hashes:
    """Return the hash of a reference's DOI in an array of one; 0 without one."""
    return np.array([_hash(doi.casefold()) if doi else 0], dtype=np.uint64)


def _joined(arrays: Sequence[Hashes]) -> Hashes:
    return np.concatenate([*arrays, np.empty(0, dtype=np.uint64)])


def _equal(ordered: Hashes, values: Hashes) -> list[slice]:
    """Return the slice of a sorted array that holds each of `values`."""
    left, right = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return [slice(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b]
