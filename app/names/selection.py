"""Resolution of a user's words: to a document, or to a selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from workingregions.app.names.pinned import Pinned
from workingregions.app.names.register import called, keys_of
from workingregions.corpus.correction_rules import stored
from workingregions.corpus.enums import DocumentType, InstitutionType, Voice
from workingregions.corpus.errors import AmbiguousNameError, Candidate, NotFoundError, ProjectError
from workingregions.corpus.map_filter import institution_types as types_of
from workingregions.corpus.records import Document
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.selection import Called, Selection, parse_years
from workingregions.corpus.sql import among, quote
from workingregions.corpus.store import Snapshot
from workingregions.corpus.text_query import plain_words
from workingregions.models.wording import language_codes

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
    languages: Sequence[str] = (),
    publishers: Sequence[str] = (),
    drops: Sequence[str] = (),
    institution_types: Sequence[str] = (),
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
        kinds=_kinds(pinned, institution_types) if institution_types else None,
        **_documents(pinned, types, languages, publishers, drops),
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
    """Return the documents of this file name or title, or else those whose id or file name begins so.

    Failing these, those whose path or title contains it.
    """
    fits: tuple[Callable[[Row], bool], ...] = (
        lambda row: Path(row["path"]).name == name or row["title"].casefold() == name.casefold(),
        lambda row: (
            len(name) >= 3 and (row["id"].startswith(name) or Path(row["path"]).name.startswith(name))
        ),
        lambda row: len(name) >= 3 and name.casefold() in f"{row['path']} {row['title']}".casefold(),
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


def _kinds(pinned: Pinned, names: Sequence[str]) -> tuple[Called, ...]:
    """Return the institutions of the types called `names`."""
    kinds = types_of(names)
    register = pinned.register
    of_type = [e for e in register.entities.values() if (e.type or InstitutionType.OTHER) in kinds]
    return keys_of(register, of_type)


def described(snapshot: Snapshot, name: str, value: str) -> set[str]:
    """Return the ids of the documents whose publisher, title or file name contains `value`, or, after an
    equals sign, is it.

    Raises:
        NotFoundError: there is none.
    """
    column = "path" if name == "file" else name
    rows = snapshot.arrow("documents", columns=["id", column]).to_pylist()
    if value.startswith("="):
        found = {r["id"] for r in rows if r[column] == value[1:]}
    else:
        wanted = " ".join(plain_words(value).casefold().split())
        texts = {r["id"]: plain_words(r[column]).casefold() for r in rows if wanted}
        found = {i for i, text in texts.items() if f" {wanted} " in f" {text} "}
        found = found or {i for i, text in texts.items() if wanted in text}
    if not found:
        known = sorted({r[column] for r in rows if r[column]})
        raise NotFoundError(name, value, known, advice=Remedy.LIST_DOCUMENTS)
    return found


def _dropped(snapshot: Snapshot, drops: Sequence[str]) -> set[str]:
    """Return the ids of the documents that came in with one of `drops`."""
    came = documents_by_drop(snapshot)
    for name in drops:
        if name not in came:
            raise NotFoundError("drop", name, sorted(came), advice=Remedy.LIST_DROPS)
    return {ident for name in drops for ident in came[name]}


def documents_by_drop(snapshot: Snapshot) -> dict[str, set[str]]:
    """Return the ids of the files that came in with each drop; those of documents among them."""
    rows = snapshot.arrow("sources", columns=["sha256", "drop"])
    came: dict[str, set[str]] = {}
    for sha256, drop in zip(rows["sha256"].to_pylist(), rows["drop"].to_pylist(), strict=True):
        came.setdefault(drop, set()).add(sha256[:16])
    return came


def _documents(
    pinned: Pinned,
    types: Sequence[str],
    languages: Sequence[str],
    publishers: Sequence[str],
    drops: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """Return the fields of a selection by what describes a document as a whole."""
    fields = _types(pinned, types)
    among_them: list[set[str]] = []
    if publishers:
        among_them.append({i for name in publishers for i in described(pinned.snapshot, "publisher", name)})
    if drops:
        among_them.append(_dropped(pinned.snapshot, drops))
    for ids in among_them:
        fields["documents"] = tuple(sorted(ids & set(fields.get("documents", ids))))
    if languages:
        codes = language_codes(languages)
        found = pinned.snapshot.arrow("documents", where=among("language", codes), columns=["id"])
        ids = set(found["id"].to_pylist())
        fields["documents"] = tuple(sorted(ids & set(fields.get("documents", ids))))
    return fields


def _types(pinned: Pinned, types: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the fields of a selection by genres and document types; `other`, which is both, is the genre."""
    known = [*GENRES, *(t.value for t in DocumentType if t.value not in GENRES)]
    types = [stored(name, known) for name in types]
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
