"""What of an answer's documents was not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from workingregions.corpus.plain import plain
from workingregions.corpus.records import Document
from workingregions.models import unread as model
from workingregions.models.unread import Unread

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.corpus.selection import Selection

COLUMNS = ("file", "document", "what", "detail", "pages", "message", "advice")


def unread(pinned: Pinned, documents: Iterable[Document]) -> Unread:
    """Return what of these documents, and of the files that failed, was not read."""
    found = model.unread(pinned.snapshot, list({d.id: d for d in documents}.values()))
    return replace(found, withheld=found.documents) if pinned.snapshot.textless else found


def selected(pinned: Pinned, selection: Selection | None) -> list[Document]:
    """Return the documents that count and have a selected passage."""
    where = selection.where() if selection is not None else ""
    if not where:
        return pinned.counted
    ids = set(pinned.snapshot.arrow("passages", where=where, columns=["document"])["document"].to_pylist())
    return [d for d in pinned.counted if d.id in ids]


def unread_rows(pinned: Pinned, selection: Selection | None) -> pd.DataFrame:
    """See View.unread_rows."""
    import pandas as pd

    rows = model.unread_rows(pinned.snapshot, selected(pinned, selection))
    return pd.DataFrame([plain(row) for row in rows], columns=list(COLUMNS))
