"""Which document of the project a source of an imported file is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.refi.guids import document_guid
from workingregions.corpus.quotes import letters
from workingregions.corpus.records import Document
from workingregions.corpus.store import without
from workingregions.ingest.refi import RefiKind, RefiSource

if TYPE_CHECKING:
    from workingregions.app.names import Pinned

SAMPLES, SAMPLE = 6, 120
"""Stretches of a text that are looked for in the corpus, and the characters of each."""
_HITS, _CANDIDATES = 4, 5
"""Passages that the index proposes for a stretch, and documents that are compared."""
PIECE = 20
"""Letters of the pieces in which a stretch is compared."""
_LEAST = 40
"""Letters of a stretch that make it telling."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The document of a source (None: there is none), how it was recognised, or why it was not."""

    document: Document | None
    how: str = ""
    reason: str = ""


class Matcher:
    """The documents of a project, by all that a source may share with them."""

    def __init__(self, pinned: Pinned) -> None:
        self._pinned = pinned
        columns = without("documents", "pages", "metadata")
        documents: list[Document] = pinned.snapshot.records("documents", columns=columns)
        self._by_id = {document.id: document for document in documents}
        self._by_guid = {document_guid(d.sha256): d for d in documents}
        self._by_hash = {d.sha256: d for d in documents}
        self._by_name: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            for name in _names(document.path):
                self._by_name[name].append(document)
        self._texts: dict[str, str] = {}

    def match(self, source: RefiSource) -> Matched:
        """Return the document that a source is: by its id, its file's content, its text or its name."""
        if source.kind not in (RefiKind.TEXT, RefiKind.PDF):
            return Matched(None, reason=f"a {source.kind.value} has no text")
        if found := self._by_guid.get(source.guid):
            return Matched(found, "id")
        if found := self._by_hash.get(source.sha256):
            return Matched(found, "content")
        named = self._named(source)
        samples = _samples(source.text)
        if samples:
            for document in named:
                if self._alike(document, samples):
                    return Matched(document, "text")
            if found := self._by_text(samples):
                return Matched(found, "text")
            return Matched(None, reason="no document of the project has its text")
        if len(named) == 1:
            return Matched(named[0], "name")
        several = f"{len(named)} documents have its name" if named else "no document has its name"
        return Matched(None, reason=f"it has no text to compare, and {several}")

    def _named(self, source: RefiSource) -> Sequence[Document]:
        """Return the documents of a source's name, or of that of its file."""
        paths = (source.name, source.path.partition("://")[2] or source.path)
        for name in (name for path in paths for name in _names(path)):
            if found := self._by_name.get(name):
                return found
        return ()

    def _alike(self, document: Document, samples: Sequence[str]) -> bool:
        """Return whether a document has half of the pieces of the samples or more."""
        if document.id not in self._texts:
            passages = ask.passages_of(self._pinned.snapshot, "document", [document.id])
            self._texts[document.id] = letters("\n".join(passage.text for passage in passages))
        text = self._texts[document.id]
        found = [piece in text for sample in samples for piece in _pieces(sample)]
        return 2 * sum(found) >= len(found)

    def _by_text(self, samples: Sequence[str]) -> Document | None:
        """Return the document that has half of the samples, of those that the index proposes."""
        snapshot = self._pinned.snapshot
        hits = [hit for sample in samples for hit, _ in snapshot.lexical(sample, "", _HITS)]
        rows = snapshot.arrow("passages", columns=["document"], among=("id", set(hits)))
        votes = Counter(rows["document"].to_pylist())
        # Of documents that repeat each other, the one that counts.
        counted = {document.id for document in self._pinned.counted}
        order = sorted(votes, key=lambda ident: (-votes[ident], ident not in counted, ident))
        likely = (self._by_id[ident] for ident in order[:_CANDIDATES])
        return next((document for document in likely if self._alike(document, samples)), None)


def _names(path: str) -> list[str]:
    """Return the name of a file, with and without its ending, as they are compared."""
    name = PurePosixPath(path.replace("!", "/").replace("\\", "/")).name.casefold()
    stem = name.rpartition(".")[0]
    return [name, stem] if stem else [name] if name else []


def _pieces(sample: str) -> list[str]:
    """Return the letters of a sample, in pieces of which a small change spoils one or two."""
    found = letters(sample)
    return [found[at : at + PIECE] for at in range(0, len(found) - PIECE + 1, PIECE)]


def _samples(text: str) -> list[str]:
    """Return stretches of a text, evenly spread over it, that are long enough to be telling."""
    words = text.split()
    count = min(SAMPLES, max(3, len(text) // (2 * SAMPLE)))
    found = []
    for number in range(count):
        first = number * len(words) // count
        stretch = ""
        for word in words[first : first + SAMPLE]:
            stretch = f"{stretch} {word}".lstrip()
            if len(stretch) >= SAMPLE:
                break
        if len(letters(stretch)) >= _LEAST:
            found.append(stretch)
    return found
