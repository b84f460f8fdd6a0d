"""Citation keys of a project's documents, and hits with what cites them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.names import documents_by_drop
from workingregions.corpus.citation_keys import FILE_NAME as KEYS
from workingregions.corpus.citation_keys import KeyRegister, settled
from workingregions.corpus.evidence import citation
from workingregions.corpus.records import Document
from workingregions.corpus.store import without

if TYPE_CHECKING:
    from workingregions.app.ask.search import SearchResult
    from workingregions.app.names import Pinned

QUOTED = ("snippet", "sentence", "quote", "text", "caption")
"""The columns of rows that hold words of a document; the first that a row has is its quote."""


def cited(pinned: Pinned, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """See View.cited."""
    names = {str(row.get(key) or "") for row in rows for key in ("file", "document")} - {""}
    documents: dict[str, Document] = {}
    for key in ("path", "id"):
        for document in pinned.snapshot.records("documents", among=(key, names)):
            documents[getattr(document, key)] = document
    found = []
    for row in rows:
        document = documents.get(str(row.get("file") or row.get("document") or ""))
        pages = row.get("pages") or ([row["page"]] if row.get("page") else [])
        quote = next((str(row[name]) for name in QUOTED if name in row), "")
        known = {"document": document.id, "citation": citation(document, tuple(pages))} if document else {}
        found.append({**known, **row, "quote": quote, "page": pages[0] if pages else None})
    return found


def citation_keys(pinned: Pinned) -> Mapping[str, str]:
    """See View.citation_keys."""
    from workingregions.reports.hits import citation_keys as keys_of

    first: dict[str, str] = {}
    for drop, ids in documents_by_drop(pinned.snapshot).items():
        first |= {ident: min(drop, first.get(ident, drop)) for ident in ids}
    columns = without("documents", "pages", "metadata")
    documents: list[Document] = pinned.snapshot.records("documents", columns=columns)
    # What comes in later gets a number, so that the keys in a reader's notes stay as they are.
    proposed = keys_of(sorted(documents, key=lambda document: (first.get(document.id, ""), document.id)))
    given = KeyRegister(pinned.root / KEYS).read()
    return settled(proposed, {document.id: document.path for document in documents}, given)


def export_hits(pinned: Pinned, found: SearchResult, out: Path, link: str = "") -> Path:
    """See View.export_hits."""
    from workingregions.reports.hits import CitedHit, check_format, write_hits

    check_format(out)
    keys = citation_keys(pinned)
    hits = [
        CitedHit(
            rank=rank,
            key=keys[hit.document],
            document=found.documents[hit.document],
            page=hit.page,
            quote=hit.snippet,
            evidence=evidence,
            link=f"{link}{evidence}" if link and evidence else "",
            section=hit.section,
            voice=hit.voice.value,
            relevance=hit.relevance,
            weak=hit.weak,
        )
        for rank, (hit, evidence) in enumerate(zip(found.hits, found.evidence, strict=True), 1)
    ]
    return write_hits(hits, out, query=found.query)
