"""What only all documents together show, after each has been read: duplicates, citations."""

from __future__ import annotations

from collections import defaultdict

from workingregions.corpus.records import Document, Reference
from workingregions.corpus.store import Snapshot, Store, Writer, among
from workingregions.ingest.duplicates import find_duplicates
from workingregions.ingest.references import match_references


def finish(writer: Writer, store: Store) -> None:
    """Brings the corpus-wide tables up to date with the documents committed so far."""
    now = store.snapshot()
    documents: list[Document] = now.records("documents")
    scans = {d.id for d in documents if d.pages and all(page.origin == "ocr" for page in d.pages)}
    writer.replace("duplicates", "true", find_duplicates(running_texts(now), scans=scans))
    before: list[Reference] = now.records("references")
    if not before:
        return
    after = match_references(before, documents)
    changed = {a.document for a, b in zip(after, before, strict=True) if a != b}
    if changed:
        rows = [r for r in after if r.document in changed]
        writer.replace("references", among("document", changed), rows)


def running_texts(snapshot: Snapshot) -> dict[str, str]:
    """The running text of every document, reference lists and contents left out."""
    parts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    columns = ["document", "ordinal", "text"]
    for row in snapshot.arrow("passages", where="NOT reference", columns=columns).to_pylist():
        parts[row["document"]].append((row["ordinal"], row["text"]))
    return {
        document: "\n".join(text for _, text in sorted(found)) for document, found in sorted(parts.items())
    }
