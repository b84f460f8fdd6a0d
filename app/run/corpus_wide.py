"""What only all documents together show, after each has been read: duplicates, citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from workingregions.app.run.signatures import LazyTexts, Signatures
from workingregions.corpus.records import Document, Reference
from workingregions.corpus.sql import among
from workingregions.corpus.store import (
    Done,
    Snapshot,
    Store,
)
from workingregions.ingest.duplicates import find_duplicates
from workingregions.ingest.references import match_references

Change = tuple[str, str, Sequence[Any]]
"""What `Writer.replace` takes: a table, which of its rows go, and the rows in their place."""


def finish(now: Snapshot, store: Store) -> list[Change]:
    """Return what brings the corpus-wide tables up to date with the documents of a snapshot."""
    documents: list[Document] = now.records("documents")
    scans = {d.id for d in documents if d.pages and all(page.origin == "ocr" for page in d.pages)}
    fetch = partial(running_texts, now)
    kept = Signatures(store.folder / "signatures")
    verdicts = kept.verdicts()
    texts = LazyTexts([d.id for d in documents], fetch)
    pairs = find_duplicates(texts, kept.of(_marks(now, documents), fetch), scans, verdicts)
    kept.keep(verdicts)
    changes: list[Change] = [("duplicates", "true", pairs)]
    before: list[Reference] = now.records("references")
    if not before:
        return changes
    after = match_references(before, documents)
    changed = {a.document for a, b in zip(after, before, strict=True) if a != b}
    if changed:
        rows = [r for r in after if r.document in changed]
        changes.append(("references", among("document", changed), rows))
    return changes


def running_texts(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, str]:
    """The running text of each document, reference lists and contents left out."""
    parts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    where = f"{among('document', ids)} AND NOT reference"
    for row in snapshot.arrow("passages", where=where, columns=["document", "ordinal", "text"]).to_pylist():
        parts[row["document"]].append((row["ordinal"], row["text"]))
    return {document: "\n".join(text for _, text in sorted(found)) for document, found in parts.items()}


def _marks(snapshot: Snapshot, documents: Iterable[Document]) -> dict[str, str]:
    """For each document the fingerprint of its cutting into passages: while that stays, so does its text."""
    cut: list[Done] = snapshot.records("done", where="stage = 'segment'")
    marks = {row.sha256: row.fingerprint for row in cut}
    return {document.id: marks.get(document.sha256, "") for document in documents}
