"""Results that depend on all documents together, computed after each was read: duplicates, citations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from workingregions.app.run.signatures import LazyTexts, Signatures
from workingregions.corpus.enums import Use
from workingregions.corpus.records import Document, Reference
from workingregions.corpus.sql import among
from workingregions.corpus.store import Snapshot, Store
from workingregions.ingest.duplicates import find_duplicates
from workingregions.ingest.references import Citations

if TYPE_CHECKING:
    import pyarrow as pa

_DESCRIBED = ("id", "sha256", "path", "title", "year", "authors", "publisher", "identifiers")


Change = tuple[str, str, Sequence[Any]]
"""The arguments of `Writer.replace`: a table, which of its rows to remove, and the rows in their place."""


def finish(now: Snapshot, store: Store) -> list[Change]:
    """Return the changes that bring the corpus-wide tables up to date with the documents of a snapshot."""
    table = now.arrow("documents", columns=["id", "sha256", "pages"])
    fetch = partial(running_texts, now)
    kept = Signatures(store.folder / "signatures")
    verdicts = kept.verdicts()
    signatures = kept.of(_marks(now, table, "segment"), fetch)
    texts = LazyTexts(table["id"].to_pylist(), fetch)
    pairs = find_duplicates(texts, signatures, _scans(table), verdicts)
    kept.keep(verdicts)
    changes: list[Change] = [("duplicates", "true", pairs)]
    return changes + _cite(now, _marks(now, table, "read"), store.folder / "citations.npz")


def _cite(now: Snapshot, marks: Mapping[str, str], kept: Path) -> list[Change]:
    """Return the changes that bring the targets of references up to date.

    Args:
        now: the documents and references.
        marks: a fingerprint of each document's references.
        kept: the file of earlier matches; it may be deleted, as the next drop rebuilds it.
    """
    rows = now.arrow("references", columns=["document", "ordinal", "target", "score"])
    rows = rows.sort_by([("document", "ascending"), ("ordinal", "ascending")])
    described = now.arrow("documents", columns=_DESCRIBED).to_pylist()
    documents = [
        Document(**row | {name: tuple(row[name]) for name in ("authors", "identifiers")}) for row in described
    ]
    fetch = partial(_references, now)
    counts = Counter(rows["document"].to_pylist())
    marks = {identity: f"{mark}:{counts[identity]}" if mark else "" for identity, mark in marks.items()}
    after = Citations.load(kept).updated(documents, marks, fetch)
    if not (_same(after.documents, rows["document"]) and _same(after.ordinals, rows["ordinal"])):
        # The tables were restored from elsewhere: start from the beginning.
        after = Citations.empty().updated(documents, marks, fetch)
    changed = (after.targets != _array(rows["target"])) | (after.scores != _array(rows["score"]))
    changes: list[Change] = []
    if changed.any():
        owners = sorted(set(after.documents[changed].tolist()))
        of = np.isin(after.documents, owners)
        columns = (after.documents, after.ordinals, after.targets, after.scores)
        answers = {(d, n): (t, s) for d, n, t, s in zip(*(c[of].tolist() for c in columns), strict=True)}
        found = []
        for row in fetch(owners):
            target, score = answers[row.document, row.ordinal]
            found.append(replace(row, target=target, score=score))
        changes.append(("references", among("document", owners), found))
    after.save(kept)
    return changes


def _same(found: Any, column: pa.ChunkedArray) -> bool:
    return np.array_equal(found, _array(column))


def _array(column: pa.ChunkedArray) -> Any:
    values = column.to_numpy()
    return values.astype(np.str_) if values.dtype == object else values


def _references(snapshot: Snapshot, ids: Collection[str]) -> list[Reference]:
    found: list[Reference] = snapshot.records("references", where=among("document", ids)) if ids else []
    return found


def running_texts(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, str]:
    """Return the running text of each document, without reference lists and contents."""
    parts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    where = f"{among('document', ids)} AND {snapshot.taken('passages', Use.NAMES)}"
    for row in snapshot.arrow("passages", where=where, columns=["document", "ordinal", "text"]).to_pylist():
        parts[row["document"]].append((row["ordinal"], row["text"]))
    return {document: "\n".join(text for _, text in sorted(found)) for document, found in parts.items()}


def _marks(snapshot: Snapshot, documents: pa.Table, stage: str) -> dict[str, str]:
    """Return the fingerprint of a stage per document; while it is unchanged, so is the stage's output."""
    done = snapshot.arrow("done", where=f"stage = '{stage}'", columns=["sha256", "fingerprint"])
    marks = dict(zip(done["sha256"].to_pylist(), done["fingerprint"].to_pylist(), strict=True))
    pairs = zip(documents["id"].to_pylist(), documents["sha256"].to_pylist(), strict=True)
    return {identity: marks.get(sha256, "") for identity, sha256 in pairs}


def _scans(documents: pa.Table) -> set[str]:
    """Return the ids of the documents whose pages were all read by OCR."""
    scans: set[str] = set()
    for batch in documents.to_batches():
        pages = batch.column("pages")
        ends = pages.offsets.to_numpy()
        read = pages.values.field("origin").to_numpy(zero_copy_only=False) == "ocr"
        before = np.concatenate(([0], np.cumsum(read)))
        whole = (np.diff(ends) > 0) & (np.diff(before[ends]) == np.diff(ends))
        scans |= {i for i, scan in zip(batch.column("id").to_pylist(), whole.tolist(), strict=True) if scan}
    return scans
