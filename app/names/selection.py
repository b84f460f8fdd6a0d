"""Resolution of a user's words: to a document, or to a selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from workingregions.app.names.pinned import Pinned
from workingregions.app.names.register import called
from workingregions.corpus.enums import DocumentType
from workingregions.corpus.errors import AmbiguousNameError, Candidate, NotFoundError
from workingregions.corpus.records import Document
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.selection import Called, Selection, parse_years
from workingregions.corpus.store import Snapshot

GENRES = ("policy", "scholarly", "other")


def select(
    pinned: Pinned,
    regions: Sequence[str],
    year: str,
    themes: Sequence[str],
    institutions: Sequence[str],
    types: Sequence[str],
) -> Selection:
    """See View.select."""
    from workingregions.nlp.gazetteer import Gazetteer

    gazetteer = Gazetteer.load() if regions else None
    genres, documents = _types(pinned, types)
    return Selection(
        regions=tuple(gazetteer.find(region).id for region in regions) if gazetteer else (),
        years=parse_years(year) if year else (None, None),
        themes=tuple(pinned.codebook.get(theme).id for theme in themes),
        institutions=_called(pinned, institutions),
        genres=genres,
        documents=documents,
    )


def document(snapshot: Snapshot, name: str) -> Document:
    """See View.document."""
    documents: list[Document] = snapshot.records("documents")
    if not documents:
        raise NotFoundError("document", name, advice=Remedy.INGEST)
    fits: tuple[Callable[[Document], bool], ...] = (
        lambda d: d.id == name or d.path == name,
        lambda d: Path(d.path).name == name or d.title.casefold() == name.casefold(),
        lambda d: len(name) >= 3 and (d.id.startswith(name) or Path(d.path).name.startswith(name)),
    )
    for same in fits:
        found = [d for d in documents if same(d)]
        if len(found) == 1:
            return found[0]
        if found:
            fitting = [Candidate(id=d.id, name=d.path, documents=1) for d in found]
            raise AmbiguousNameError("document", name, fitting, advice=Remedy.GIVE_ID)
    known = [d.path for d in documents] + [d.title for d in documents if d.title]
    raise NotFoundError("document", name, known, advice=Remedy.LIST_DOCUMENTS)


def _called(pinned: Pinned, names: Sequence[str]) -> tuple[Called, ...]:
    if not names:
        return ()
    register = pinned.register
    return tuple(found for name in names for found in called(register, name))


def _types(pinned: Pinned, types: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the given types into genres and the ids of documents of document types.

    `other` is both; it is read as the genre, which contains the document type. A document type that no
    document has must select nothing, so it gives an impossible document id.
    """
    known = [*GENRES, *(t.value for t in DocumentType if t.value not in GENRES)]
    for name in types:
        if name not in known:
            raise NotFoundError("document type", name, known, advice=f"Types: {', '.join(known)}.")
    genres = tuple(name for name in types if name in GENRES)
    wanted = {name for name in types if name not in GENRES}
    if not wanted:
        return genres, ()
    all_documents: list[Document] = pinned.snapshot.records("documents")
    chosen = [d for d in all_documents if d.type.value in wanted or d.genre in genres]
    return (), tuple(sorted(d.id for d in chosen)) or ("none",)
