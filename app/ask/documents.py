"""Answers about a project's documents: the list of them, references, duplicates, passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.selection import Selection
from workingregions.corpus.sql import among, quote

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned

DOCUMENTS = (
    "id", "title", "year", "type", "genre", "publisher", "language", "regions", "pages", "path",
    "duplicate_of",
)  # fmt: skip
PASSAGES = (
    "id", "document", "ordinal", "pages", "section", "text", "reference", "year", "genre", "regions",
    "themes", "institutions",
)  # fmt: skip


def documents(pinned: Pinned, selection: Selection | None) -> pd.DataFrame:
    """See View.documents."""
    import pandas as pd

    snapshot = pinned.snapshot
    repeats = {d.document: d.of for d in snapshot.records("duplicates")}
    found: list[Document] = snapshot.records("documents")
    if selection is not None and (where := selection.where()):
        kept = set(snapshot.arrow("passages", where=where, columns=["document"])["document"].to_pylist())
        found = [d for d in found if d.id in kept]
    rows = [
        {
            "id": d.id,
            "title": d.title,
            "year": d.year,
            "type": d.type.value,
            "genre": d.genre,
            "publisher": d.publisher,
            "language": d.language,
            "regions": [r.region for r in d.regions],
            "pages": len(d.pages),
            "path": d.path,
            "duplicate_of": repeats.get(d.id, ""),
        }
        for d in sorted(found, key=lambda d: (d.path, d.id))
    ]
    return pd.DataFrame(rows, columns=list(DOCUMENTS)).astype({"year": "Int64"})


def references(
    pinned: Pinned, document: Document | None, inside: bool, cited_by: bool = False
) -> pd.DataFrame:
    """See View.references."""
    import pandas as pd

    snapshot = pinned.snapshot
    paths = {d.id: d.path for d in snapshot.records("documents")}
    column = "target" if cited_by else "document"
    where = among(column, [document.id]) if document else ""
    rows = [
        {
            "file": paths[r.document],
            "page": r.page,
            "authors": list(r.authors),
            "year": r.year,
            "title": r.title,
            "source": r.source,
            "doi": r.doi,
            "text": r.text,
            "cites": paths.get(r.target, ""),
            "score": r.score,
        }
        for r in snapshot.records("references", where=where)
        if r.target or not inside
    ]
    names = ["file", "page", "authors", "year", "title", "source", "doi", "text", "cites", "score"]
    return pd.DataFrame(rows, columns=names).astype({"year": "Int64"})


def duplicates(pinned: Pinned) -> pd.DataFrame:
    """See View.duplicates."""
    import pandas as pd

    snapshot = pinned.snapshot
    paths = {d.id: d.path for d in snapshot.records("documents")}
    rows = [
        {"file": paths[d.document], "kind": d.kind, "of": paths[d.of], "similarity": d.similarity}
        for d in snapshot.records("duplicates")
    ]
    frame = pd.DataFrame(rows, columns=["file", "kind", "of", "similarity"])
    return frame.sort_values(["file", "of"], ignore_index=True)


def passage(pinned: Pinned, name: str) -> Passage:
    """See View.passage."""
    found: list[Passage] = pinned.snapshot.records("passages", where=f"id = {quote(name)}")
    if not found:
        raise NotFoundError("passage", name)
    return found[0]


def passages(pinned: Pinned, selection: Selection | None) -> pd.DataFrame:
    """See View.passages."""
    where = selection.where() if selection else ""
    frame = pinned.snapshot.frame("passages", where=where, columns=list(PASSAGES))
    return frame.astype({"year": "Int64"}).sort_values(["document", "ordinal"], ignore_index=True)
