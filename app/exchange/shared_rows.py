"""The rows of a shared project, read as data: their form is checked, and what they refer to."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.exchange.share_form import LONGEST_LINE, VECTOR, ShareManifest
from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import twin
from workingregions.corpus.records import Document, Duplicate, Passage, Source
from workingregions.corpus.store import TABLES, from_rows

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from pydantic import TypeAdapter

WIDEST = 8_192
"""Maximum dimensions of a vector."""
AT_ONCE = 5_000
"""Rows that are written at a time."""
SPANNED = ("mentions", "people", "ties", "entity_ties", "outcomes", "raw_outcomes", "themes", "raw_themes")
"""Tables whose rows have offsets in a passage."""
LATE = 8
"""Characters by which the end of a name may lie behind the text: some are found in a text made even."""
UNIQUE = ("documents", "passages", "mentions", "entities")
"""Tables whose rows have an id that is theirs alone."""


class SharedRows:
    """The rows of the store in an unpacked share.

    `passages` holds the length of each passage's text, and `width` the dimensions of the vectors, once the
    passages were read.
    """

    def __init__(self, folder: Path, manifest: ShareManifest) -> None:
        self._folder, self._manifest = folder, manifest
        self.documents: set[str] = set()
        self.passages: dict[str, int] = {}
        self.width = 0

    def read(self, table: str) -> Iterator[list[Any]]:
        """Yield the records of a table, some at a time; documents must be read first, then passages.

        Raises:
            InputError: a row does not have the form of the table, or refers to what is not there; names the
                file and the line.
        """
        path = self._folder / "store" / f"{table}.jsonl"
        if not path.is_file():
            return
        seen: set[str] = set()
        rows: list[Any] = []
        count = 0
        for number, text in _lines(path):
            try:
                record: Any = self._record(table, text)
                self._check(table, record, seen)
            except InputError as error:
                raise InputError(f"store/{table}.jsonl, line {number}: {error.message}") from error
            count += 1
            rows.append(record)
            if len(rows) == AT_ONCE:
                yield rows
                rows = []
        if count != self._manifest.rows.get(table, 0):
            said = self._manifest.rows.get(table, 0)
            raise InputError(f"store/{table}.jsonl has {count:,} rows, and the manifest says {said:,}.")
        if rows:
            yield rows

    def _record(self, table: str, text: bytes) -> Any:
        from pydantic import ValidationError

        if len(text) > LONGEST_LINE:
            raise InputError("it is too long.")
        try:
            row = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as cause:
            raise InputError(f"it is not JSON ({cause}).") from cause
        if not isinstance(row, dict):
            raise InputError("it is not an object.")
        vector = row.get(VECTOR) if table == "passages" else None
        if vector is not None:
            row[VECTOR] = None
        try:
            _reader(table).validate_json(json.dumps(row), strict=True)
        except ValidationError as cause:
            first = cause.errors(include_url=False)[0]
            where = ".".join(str(part).removeprefix("f_") for part in first["loc"])
            raise InputError(f"{where or 'it'}: {first['msg']}.") from cause
        record: Any = from_rows(TABLES[table], [row])[0]
        return replace(record, vector=self._vector(vector)) if vector is not None else record

    def _vector(self, text: Any) -> npt.NDArray[np.float32]:
        import numpy as np

        try:
            data = base64.b64decode(text, validate=True)
        except (TypeError, ValueError, binascii.Error):
            raise InputError("its vector is not base 64.") from None
        width = len(data) // 4
        if len(data) % 4 or not 0 < width <= WIDEST or self.width not in (0, width):
            raise InputError("its vector has another size than the others.")
        self.width = width
        found = np.frombuffer(data, dtype="<f4").astype(np.float32)
        if not np.isfinite(found).all():
            raise InputError("its vector holds what is not a number.")
        return found

    def _check(self, table: str, record: Any, seen: set[str]) -> None:
        if table in UNIQUE:
            if not record.id or record.id in seen:
                raise InputError(f"its id {record.id[:60]!r} is empty, or occurs twice.")
            seen.add(record.id)
        if isinstance(record, Source) and record.location:
            raise InputError("it names a place on a disk.")
        if isinstance(record, (Document, Source)) and not _is_sha(record.sha256):
            raise InputError(f"{record.sha256[:80]!r} is no SHA-256.")
        if isinstance(record, Document):
            if record.id != record.sha256[:16]:
                raise InputError("its id is not the beginning of its SHA-256.")
            if table == "documents":
                self.documents.add(record.id)
        elif document := getattr(record, "document", ""):
            _known(document, self.documents, "document")
        if isinstance(record, Duplicate):
            _known(record.of, self.documents, "document")
        if isinstance(record, Passage):
            _check_passage(record)
            self.passages[record.id] = len(record.text)
        elif table in SPANNED and record.passage:
            _known(record.passage, self.passages, "passage")
            length = self.passages[record.passage]
            if not 0 <= record.start <= min(record.end, length) <= record.end <= length + LATE:
                raise InputError(f"{record.start} to {record.end} are no places in its passage.")
        page: int | None = getattr(record, "page", None)
        if page is not None and page < 0:
            raise InputError(f"{page} is not a page.")


def _known(ident: str, known: Any, what: str) -> None:
    if ident not in known:
        raise InputError(f"it refers to the {what} {ident[:60]!r}, which is not there.")


def _check_passage(passage: Passage) -> None:
    if not passage.pages or min(passage.pages) < 0:
        raise InputError("it has no pages.")
    if any(not 0 <= piece.start <= piece.end <= len(passage.text) for piece in passage.pieces):
        raise InputError("its pieces are no places in its text.")


def _is_sha(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is not a number")


_READERS: dict[str, Any] = {}


def _reader(table: str) -> TypeAdapter[Any]:
    """Return what checks the form of a row."""
    if table not in _READERS:
        from pydantic import TypeAdapter

        _READERS[table] = TypeAdapter(twin(TABLES[table]))
    found: TypeAdapter[Any] = _READERS[table]
    return found


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            yield number, line
