"""Resolution of a user's words: to a document, or to a selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from workingregions.app.names.pinned import Pinned
from workingregions.app.names.register import called
from workingregions.corpus.enums import DocumentType, Voice
from workingregions.corpus.errors import AmbiguousNameError, Candidate, NotFoundError, ProjectError
from workingregions.corpus.records import Document
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.selection import Called, Selection, parse_years
from workingregions.corpus.sql import among, quote
from workingregions.corpus.store import Snapshot

GENRES = ("policy", "scholarly", "other")
Row = Mapping[str, str]
_NAMED = ("id", "path", "title")


def select(
    pinned: Pinned,
    regions: Sequence[str],
    year: str,
    themes: Sequence[str],
    institutions: Sequence[str],
    types: Sequence[str],
    voices: Sequence[str] = (),
) -> Selection:
    """See View.select."""
    from workingregions.nlp.gazetteer import Gazetteer

    gazetteer = Gazetteer.load() if regions else None
    return Selection(
        regions=tuple(gazetteer.find(region).id for region in regions) if gazetteer else (),
        years=parse_years(year) if year else (None, None),
        themes=tuple(pinned.codebook.get(theme).id for theme in themes),
        institutions=_called(pinned, institutions),
        voices=_voices(pinned, voices),
        **_types(pinned, types),
    )


def document(snapshot: Snapshot, name: str) -> Document:
    """See View.document."""
    if not snapshot.manifest.rows["documents"]:
        raise NotFoundError("document", name, advice=Remedy.INGEST)
    exact = f"id = {quote(name)} OR path = {quote(name)}"
    rows = snapshot.arrow("documents", where=exact, columns=_NAMED).to_pylist()
    if not rows:
        every = snapshot.arrow("documents", columns=_NAMED).to_pylist()
        rows = _called_like(name, every)
    if not rows:
        known = [row["path"] for row in every] + [row["title"] for row in every if row["title"]]
        raise NotFoundError("document", name, known, advice=Remedy.LIST_DOCUMENTS)
    if len(rows) > 1:
        fitting = [Candidate(id=row["id"], name=row["path"], documents=1) for row in rows]
        fitting.sort(key=lambda candidate: candidate.id)
        raise AmbiguousNameError("document", name, fitting, advice=Remedy.GIVE_ID)
    (found,) = snapshot.records("documents", where=f"id = {quote(rows[0]['id'])}")
    return found  # type: ignore[no-any-return]


def _called_like(name: str, rows: Sequence[Row]) -> list[Row]:
    """Return the documents of this file name or title, or else those whose id or file name begins so."""
    fits: tuple[Callable[[Row], bool], ...] = (
        lambda row: Path(row["path"]).name == name or row["title"].casefold() == name.casefold(),
        lambda row: (
            len(name) >= 3 and (row["id"].startswith(name) or Path(row["path"]).name.startswith(name))
        ),
    )
    return next((found for same in fits if (found := [row for row in rows if same(row)])), [])


def _called(pinned: Pinned, names: Sequence[str]) -> tuple[Called, ...]:
    if not names:
        return ()
    register = pinned.register
    return tuple(found for name in names for found in called(register, name))


def _voices(pinned: Pinned, voices: Sequence[str]) -> tuple[str, ...]:
    known = [voice.value for voice in Voice if voice is not Voice.CITATION]
    for name in voices:
        if name not in known:
            raise NotFoundError("voice", name, known, advice=f"Voices: {', '.join(known)}.")
    if voices and not pinned.snapshot.has("passages", "voice"):
        raise ProjectError(
            "The passages of this snapshot do not state whose voice they are.",
            advice="Ingest the documents again with this release, or leave out the filter by voice.",
        )
    return tuple(voices)


def _types(pinned: Pinned, types: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the fields of a selection by genres and document types; `other`, which is both, is the genre."""
    known = [*GENRES, *(t.value for t in DocumentType if t.value not in GENRES)]
    for name in types:
        if name not in known:
            raise NotFoundError("document type", name, known, advice=f"Types: {', '.join(known)}.")
    genres = tuple(name for name in types if name in GENRES)
    wanted = tuple(name for name in types if name not in GENRES)
    if not wanted:
        return {"genres": genres}
    if pinned.snapshot.has("passages", "type"):
        return {"genres": genres, "types": wanted}
    # In snapshots of earlier releases only the documents have a type.
    where = " OR ".join(among(c, v) for c, v in (("type", wanted), ("genre", genres)))
    found = pinned.snapshot.arrow("documents", where=where, columns=["id"])["id"]
    return {"documents": tuple(sorted(found.to_pylist()))}
