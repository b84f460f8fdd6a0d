"""A document as a bundle: its record with everything found in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from workingregions.corpus.records import Bundle, Document, Source
from workingregions.corpus.store import BUNDLED, Snapshot

AT_ONCE = 50
"""Documents that are read together."""


def load_bundle(base: Snapshot, source: Source) -> Bundle:
    """Return everything that a snapshot holds about one document."""
    return next(load_bundles(base, [source]))


def load_bundles(base: Snapshot, sources: Sequence[Source]) -> Iterator[Bundle]:
    """Yield everything that a snapshot holds about documents, one document at a time."""
    for start in range(0, len(sources), AT_ONCE):
        some = sources[start : start + AT_ONCE]
        ids = [source.sha256[:16] for source in some]
        documents: dict[str, Document] = {d.id: d for d in base.records("documents", among=("id", ids))}
        layers = {name: _grouped(base, name, "document", ids) for name in BUNDLED}
        pages = _grouped(base, "failures", "sha256", [source.sha256 for source in some])
        for source, identity in zip(some, ids, strict=True):
            yield Bundle(
                source=source,
                document=documents[identity],
                failures=tuple(pages[source.sha256]),
                **{name: tuple(rows[identity]) for name, rows in layers.items()},
            )


def _grouped(base: Snapshot, name: str, column: str, values: Sequence[str]) -> dict[str, list[Any]]:
    """Return the rows of a table that have one of the values in `column`, by that value."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in base.records(name, among=(column, values)):
        found[getattr(row, column)].append(row)
    return found
