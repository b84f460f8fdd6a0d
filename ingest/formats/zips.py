"""Zips that cannot use more memory than their members claim, whatever their headers state."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO

MAX_ENTRIES = 500_000
"""Maximum number of entry signatures in one zip, including those of zips and office files stored in it."""
ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    EOFError,
    IndexError,  # a member without a name, in Python 3.11
)
"""Exceptions that `zipfile` raises for damaged and hostile zips."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 2**20
_ENTRY = b"PK\x01\x02"


class Archive(zipfile.ZipFile):
    """A zip whose members are inflated piece by piece and never beyond the size their header claims.

    `zipfile.ZipFile.read` inflates up to 2 GiB before it compares the result with the header.
    """

    def __init__(self, file: IO[bytes] | bytes) -> None:
        """Open a zip for reading.

        Raises:
            zipfile.BadZipFile: the zip is damaged (or another of `ERRORS`) or lists too many entries.
        """
        if isinstance(file, bytes):
            if file.count(_ENTRY) > MAX_ENTRIES:
                raise zipfile.BadZipFile(f"it lists more than {MAX_ENTRIES:,} entries")
            file = io.BytesIO(file)
        super().__init__(file)

    def read(
        self, name: str | zipfile.ZipInfo, pwd: bytes | None = None, *, most: int | None = None
    ) -> bytes:
        """Return the bytes of a member, or its first `most` bytes.

        Raises:
            NotImplementedError: the compression method cannot be inflated piece by piece.
        """
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.compress_type not in _METHODS:
            raise NotImplementedError(f"compression method {info.compress_type} is not supported")
        left = info.file_size if most is None else most
        pieces = []
        with self.open(info, pwd=pwd) as stream:
            while left > 0 and (piece := stream.read(min(_CHUNK, left))):
                pieces.append(piece)
                left -= len(piece)
        return b"".join(pieces)
