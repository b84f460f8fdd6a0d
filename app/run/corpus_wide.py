"""Results that depend on all documents together, computed after each was read: duplicates, citations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from workingregions.app.map import Change, cite, marks_of
from workingregions.app.run.signatures import LazyTexts, Signatures
from workingregions.corpus.enums import Use
from workingregions.corpus.records import Document
from workingregions.corpus.sql import among
from workingregions.corpus.store import Snapshot, Store
from workingregions.ingest.duplicates import find_duplicates

if TYPE_CHECKING:
    import pyarrow as pa


def finish(now: Snapshot, store: Store, corrected: Mapping[str, Document]) -> list[Change]:
    """Return the changes that bring the corpus-wide tables up to date with the documents of a snapshot.

    `corrected` holds the documents, by id, whose descriptions corrections change.
    """
    table = now.arrow("documents", columns=["id", "sha256", "pages"])
    fetch = partial(running_texts, now)
    kept = Signatures(store.folder / "signatures")
    verdicts = kept.verdicts()
    signatures = kept.of(marks_of(now, table, "segment"), fetch)
    texts = LazyTexts(table["id"].to_pylist(), fetch)
    pairs = find_duplicates(texts, signatures, _scans(table), verdicts)
    kept.keep(verdicts)
    changes: list[Change] = [("duplicates", "true", pairs)]
    return changes + cite(now, store.folder, corrected)


def running_texts(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, str]:
    """Return the running text of each document, without reference lists and contents."""
    parts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    where = f"{among('document', ids)} AND {snapshot.taken('passages', Use.NAMES)}"
    for row in snapshot.arrow("passages", where=where, columns=["document", "ordinal", "text"]).to_pylist():
        parts[row["document"]].append((row["ordinal"], row["text"]))
    return {document: "\n".join(text for _, text in sorted(found)) for document, found in parts.items()}


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
