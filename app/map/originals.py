"""Rows of documents as they were found, before corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from workingregions.corpus.records import Bundle
from workingregions.corpus.store import RAW, Snapshot


def by_document(snapshot: Snapshot, name: str, ids: Iterable[str] | None) -> dict[str, list[Any]]:
    """Return rows of a table by their document, of some documents or of all."""
    column = "id" if name.endswith("documents") else "document"
    found: dict[str, list[Any]] = defaultdict(list)
    for row in snapshot.records(name, among=None if ids is None else (column, set(ids))):
        found[getattr(row, column)].append(row)
    return dict(found)


def uncorrected(snapshot: Snapshot, bundle: Bundle) -> Bundle:
    """Return a stored document as it was found, for the stages that read it again."""
    ident = bundle.document.id
    raw = {name: by_document(snapshot, f"raw_{name}", [ident]).get(ident) for name in RAW}
    found: dict[str, Any] = {name: tuple(rows) for name, rows in raw.items() if rows and name != "documents"}
    if raw["documents"]:
        found["document"] = raw["documents"][0]
    return replace(bundle, **found) if found else bundle
