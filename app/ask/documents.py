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
    from workingregions.corpus.store import Snapshot

DOCUMENTS = (
    "id", "title", "year", "type", "genre", "publisher", "language", "regions", "pages", "path",
    "duplicate_of",
)  # fmt: skip
LACKS = ("year", "region", "title", "publisher")
"""What the description of a document may lack."""
PASSAGES = (
    "id", "document", "ordinal", "pages", "section", "text", "voice", "year", "genre", "regions",
    "themes", "institutions",
)  # fmt: skip


def documents(pinned: Pinned, selection: Selection | None) -> pd.DataFrame:
    """See View.documents."""
    import pyarrow.compute as pc

    snapshot = pinned.snapshot
    columns = [c for c in DOCUMENTS if c != "duplicate_of"]
    found = snapshot.arrow("documents", columns=columns)
    if selection is not None and (where := selection.where()):
        kept = snapshot.arrow("passages", where=where, columns=["document"])["document"]
        found = found.filter(pc.is_in(found["id"], value_set=kept.combine_chunks().unique()))
    found = found.set_column(columns.index("pages"), "pages", pc.list_value_length(found["pages"]))
    frame: pd.DataFrame = found.drop_columns(["regions"]).to_pandas()
    frame["regions"] = [[r["region"] for r in regions] for regions in found["regions"].to_pylist()]
    repeats = _repeats(snapshot)
    frame["duplicate_of"] = [repeats.get(identity, "") for identity in frame["id"]]
    frame = frame[list(DOCUMENTS)].astype({"year": "Int64", "pages": "int64"})
    return frame.sort_values(["path", "id"], ignore_index=True)


def lacking(pinned: Pinned, what: str) -> pd.DataFrame:
    """See View.lacking."""
    if what not in LACKS:
        raise NotFoundError("gap", what, LACKS, advice=f"One of: {', '.join(LACKS)}.")
    found = documents(pinned, None)
    column = found["regions" if what == "region" else what]
    empty = column.isna() if what == "year" else ~column.map(bool)
    return found[empty].reset_index(drop=True)


def _repeats(snapshot: Snapshot) -> dict[str, str]:
    """Return for each document that repeats another, which."""
    rows = snapshot.arrow("duplicates", columns=["document", "of"])
    return dict(zip(rows["document"].to_pylist(), rows["of"].to_pylist(), strict=True))


def _paths(snapshot: Snapshot) -> dict[str, str]:
    """Return the paths of the documents by id."""
    rows = snapshot.arrow("documents", columns=["id", "path"])
    return dict(zip(rows["id"].to_pylist(), rows["path"].to_pylist(), strict=True))


def references(
    pinned: Pinned, document: Document | None, inside: bool, cited_by: bool = False
) -> pd.DataFrame:
    """See View.references."""
    import pandas as pd

    snapshot = pinned.snapshot
    paths = _paths(snapshot)
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
    paths = _paths(snapshot)
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
