"""A document as a bundle: its record with everything found in it."""

from __future__ import annotations

from workingregions.corpus.records import Bundle, Document, Source
from workingregions.corpus.sql import quote
from workingregions.corpus.store import BUNDLED, Snapshot


def load_bundle(base: Snapshot, source: Source) -> Bundle:
    """Return everything that a snapshot holds about one document."""
    identity = source.sha256[:16]
    where = f"document = {quote(identity)}"
    layers = {name: tuple(base.records(name, where=where)) for name in BUNDLED}
    document: Document = base.records("documents", where=f"id = {quote(identity)}")[0]
    pages = tuple(base.records("failures", where=f"sha256 = {quote(source.sha256)}"))
    return Bundle(source=source, document=document, failures=pages, **layers)
