"""The archive of a REFI-QDA project file: its members, found as programs name them, and read within limits.

Nothing is unpacked to the disk, no path in the file is opened, and what a header claims is not believed.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from workingregions.corpus.errors import InputError
from workingregions.ingest.formats import ERRORS, Archive

MOST_XML = 512 * 2**20
"""Maximum bytes of the project's XML."""
MOST_TEXT = 64 * 2**20
"""Maximum bytes of the text of a source."""
MOST_IN_ALL = 4 * 2**30
"""Maximum bytes that are inflated from one file."""
_CHUNK = 2**20


class RefiArchive:
    """An open .qdpx file."""

    def __init__(self, path: Path) -> None:
        """Open it for reading.

        Raises:
            InputError: it cannot be read, or is not a zip.
        """
        self._name = path.name
        self._left = MOST_IN_ALL
        self._stream = None
        try:
            self._stream = path.open("rb")
            self._zip = Archive(self._stream)
            self._members = _by_name(self._zip)
        except FileNotFoundError:
            raise InputError(f"{path} does not exist.") from None
        except ERRORS as error:
            self.close()
            if isinstance(error, OSError) and error.strerror:
                raise InputError(f"{path} cannot be read: {error.strerror}.") from error
            raise _damaged(path.name, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._stream is not None:
            self._stream.close()

    def project(self) -> bytes:
        """Return the XML of the project: project.qde or, as ATLAS.ti names it, any other .qde.

        Raises:
            InputError: there is none, it is too long, or it is damaged.
        """
        names = [info for info in self._zip.infolist() if info.filename.casefold().endswith(".qde")]
        names.sort(key=lambda info: (info.filename.count("/"), info.filename.casefold() != "project.qde"))
        if not names:
            raise InputError(
                f"{self._name} holds no project.qde.",
                advice="Export it again as a REFI-QDA project (.qdpx).",
            )
        return self._read(names[0], MOST_XML)

    def read(self, path: str) -> bytes | None:
        """Return the content of a source's text; None if the path leads nowhere in the archive.

        Raises:
            InputError: the member is damaged, encrypted or too long.
        """
        info = self._find(path)
        return None if info is None else self._read(info, MOST_TEXT)

    def sha256(self, path: str) -> str:
        """Return the hash of a source's file; "" if the path leads nowhere in the archive.

        Raises:
            InputError: the member is damaged or encrypted.
        """
        info = self._find(path)
        if info is None:
            return ""
        found = hashlib.sha256()
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_CHUNK):
                    self._take(len(piece))
                    found.update(piece)
        except ERRORS as error:
            raise _damaged(f"{self._name}, {info.filename}", error) from error
        return found.hexdigest()

    def _find(self, path: str) -> zipfile.ZipInfo | None:
        """Return the member that a path of the XML names, "internal://NAME", whatever its folder's case."""
        scheme, _, rest = path.partition("://")
        name = PurePosixPath((rest if scheme.casefold() == "internal" else path).replace("\\", "/")).name
        return self._members.get(name.casefold()) if scheme.casefold() == "internal" or not rest else None

    def _read(self, info: zipfile.ZipInfo, most: int) -> bytes:
        where = f"{self._name}, {info.filename}"
        if info.file_size > most:
            raise InputError(f"{where}: it has {info.file_size:,} bytes; the maximum is {most:,}.")
        try:
            data = self._zip.read(info, most=most)
        except ERRORS as error:
            raise _damaged(where, error) from error
        self._take(len(data))
        return data

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise InputError(f"{self._name} unpacks to more than {MOST_IN_ALL:,} bytes.")


def _by_name(archive: Archive) -> dict[str, zipfile.ZipInfo]:
    """Return the files in the folder of sources (`sources`, or `Sources` as NVivo writes), or elsewhere."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in sorted(archive.infolist(), key=lambda info: not _is_source(info.filename)):
        if not info.is_dir():
            found.setdefault(PurePosixPath(info.filename.replace("\\", "/")).name.casefold(), info)
    return found


def _is_source(name: str) -> bool:
    return name.replace("\\", "/").casefold().startswith("sources/")


def _damaged(where: str, error: Exception) -> InputError:
    reason = "it is encrypted" if "encrypted" in str(error) else " ".join(str(error).split())
    return InputError(f"{where} cannot be read: {reason or type(error).__name__}.")
