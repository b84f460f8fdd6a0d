"""The file from which a document was read: where it is now, and whether it is still the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from workingregions.app.uploads import moved
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.location import Location
from workingregions.corpus.records import Document, Source
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.sql import quote
from workingregions.corpus.store import Snapshot
from workingregions.ingest.drop import DroppedFile

PDF = "application/pdf"
_ZIPS = (".zip",)


class OriginalState(StrEnum):
    """Whether a document's file is where it was read from.

    there: a file is there; only reading it shows whether it is the same. missing: no file is there any more.
    attached: it came in another file, such as an e-mail. unknown: an earlier release did not record where.
    """

    THERE = "there"
    MISSING = "missing"
    ATTACHED = "attached"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A document's file.

    Attributes:
        document: the document's id.
        sha256: of the file as it was read.
        name: the file's name, without folders.
        media_type: what the file is.
        size: in bytes, as it was read.
        state: whether it is there.
        message: what is wrong, and what to do; "" if it is there.
        places: where it was read from; several where files were identical.
    """

    document: str
    sha256: str
    name: str
    media_type: str
    size: int
    state: OriginalState
    message: str = ""
    places: tuple[Location, ...] = ()

    @property
    def has_pages(self) -> bool:
        """Whether its pages can be drawn."""
        return self.media_type == PDF

    def read(self) -> bytes:
        """Return the file's bytes, which are those that were read when it came in.

        Raises:
            ReadError: it is gone, has changed since, or cannot be opened.
        """
        if self.state is not OriginalState.THERE:
            raise ReadError(FailureCategory.MISSING, self.message, advice=Remedy.INGEST_AGAIN)
        refused: ReadError | None = None
        for place in self.places:
            file = DroppedFile(self.name, self.size, Path(place.path), place.members)
            try:
                data = file.read()
            except ReadError as error:
                refused = refused or error
                continue
            if hashlib.sha256(data).hexdigest() == self.sha256:
                return data
            refused = _changed(self, place)
        raise refused or _changed(self, self.places[0])


def original(snapshot: Snapshot, document: Document, root: Path) -> Original:
    """Return the file from which a document of the project in `root` was read."""
    found: list[Source] = snapshot.records("sources", where=f"sha256 = {quote(document.sha256)}")
    recorded = [Location.parse(source.location) for source in found if source.location]
    places = tuple(replace(place, path=os.fspath(moved(place.path, root))) for place in recorded)
    openable = [place for place in places if _is_openable(place)]
    there = tuple(place for place in openable if Path(place.path).is_file())
    state, message = _state(document, places, openable, there)
    return Original(
        document=document.id,
        sha256=document.sha256,
        name=PurePosixPath(document.path.replace("!", "/")).name,
        media_type=next((source.media_type for source in found if source.media_type), ""),
        size=next((source.bytes for source in found), 0),
        state=state,
        message=message,
        places=there,
    )


def _is_openable(place: Location) -> bool:
    """Return whether a location is a file, or in zips; what is attached to other files is not."""
    outer = (place.path, *place.members)[:-1]
    return all(PurePosixPath(name).suffix.lower() in _ZIPS for name in outer)


def _state(
    document: Document, places: Sequence[Location], openable: Sequence[Location], there: Sequence[Location]
) -> tuple[OriginalState, str]:
    if there:
        return OriginalState.THERE, ""
    if not places:
        return OriginalState.UNKNOWN, f"It is not known where {document.path} was read from."
    if not openable:
        outer = PurePosixPath(places[0].path).name
        return OriginalState.ATTACHED, f"{document.path} is attached to {outer}, and is opened from there."
    message = (
        f"{document.path} is no longer at {openable[0]}: it was moved, renamed or deleted since it was read."
    )
    return OriginalState.MISSING, message


def _changed(self: Original, place: Location) -> ReadError:
    return ReadError(
        FailureCategory.MISSING,
        f"{self.name} at {place} has changed since it was read, and the pages may be other ones.",
        advice=Remedy.INGEST_AGAIN,
    )
