"""Which references cite which documents, from what is known of them now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus.records import Document, Reference
from workingregions.corpus.sql import among
from workingregions.corpus.store import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

KEPT = "citations.npz"
"""The file beside the tables that keeps earlier matches; it may be deleted, as the next drop rebuilds it."""
_DESCRIBED = ("id", "sha256", "path", "title", "year", "authors", "publisher", "identifiers")

Change = tuple[str, str, Sequence[Any]]
"""The arguments of `Writer.replace`: a table, which of its rows to remove, and the rows in their place."""


def cite(
    now: Snapshot, folder: Path, corrected: Mapping[str, Document], *, keep: bool = True
) -> list[Change]:
    """Return the changes that bring the targets of references up to date.

    Args:
        now: the documents and references.
        folder: that of the store.
        corrected: documents, by id, whose descriptions differ from those of the snapshot.
        keep: whether the matches are kept for the next time.
    """
    import numpy as np

    from workingregions.ingest.references import Citations

    rows = now.arrow("references", columns=["document", "ordinal", "target", "score"])
    rows = rows.sort_by([("document", "ascending"), ("ordinal", "ascending")])
    described = now.arrow("documents", columns=_DESCRIBED).to_pylist()
    documents = [
        corrected.get(row["id"])
        or Document(**row | {name: tuple(row[name]) for name in ("authors", "identifiers")})
        for row in described
    ]
    marks = marks_of(now, now.arrow("documents", columns=["id", "sha256"]), "read")
    fetch = partial(_references, now)
    counts = Counter(rows["document"].to_pylist())
    marks = {identity: f"{mark}:{counts[identity]}" if mark else "" for identity, mark in marks.items()}
    after = Citations.load(folder / KEPT).updated(documents, marks, fetch)
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
    if keep:
        after.save(folder / KEPT)
    return changes


def _same(found: Any, column: pa.ChunkedArray) -> bool:
    import numpy as np

    return np.array_equal(found, _array(column))


def _array(column: pa.ChunkedArray) -> Any:
    import numpy as np

    values = column.to_numpy()
    return values.astype(np.str_) if values.dtype == object else values


def _references(snapshot: Snapshot, ids: Collection[str]) -> list[Reference]:
    found: list[Reference] = snapshot.records("references", where=among("document", ids)) if ids else []
    return found


def marks_of(snapshot: Snapshot, documents: pa.Table, stage: str) -> dict[str, str]:
    """Return the fingerprint of a stage per document; while it is unchanged, so is the stage's output."""
    done = snapshot.arrow("done", where=f"stage = '{stage}'", columns=["sha256", "fingerprint"])
    marks = dict(zip(done["sha256"].to_pylist(), done["fingerprint"].to_pylist(), strict=True))
    pairs = zip(documents["id"].to_pylist(), documents["sha256"].to_pylist(), strict=True)
    return {identity: marks.get(sha256, "") for identity, sha256 in pairs}
