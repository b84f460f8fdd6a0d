"""The zips of a drop, opened within limits: their members become files of the drop."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipInfo

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.ingest.formats import ERRORS, ZIP, Archive, sniff

MAX_MEMBERS = 10_000
MAX_UNPACKED = 2 * 2**30
MAX_RATIO = 200
MAX_DEPTH = 3
_RATIO_FLOOR = 50 * 2**20  # small archives may be of any density
_DAMAGED = "Get a fresh copy of the zip."


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip, or in a zip inside it.

    Attributes:
        path: the zip's path, then the path in it, without parts that point outside.
        size: unpacked size in bytes, as the zip states it.
        names: names to open in turn, each inside the one before.
        refused: the reason why it will not be read, when it breaks a limit.
    """

    path: str
    size: int
    names: tuple[str, ...]
    refused: str = ""


class RefusedError(Exception):
    """A zip that breaks a limit, is damaged or holds nothing."""

    def __init__(self, message: str, category: FailureCategory) -> None:
        super().__init__(message)
        self.category = category


@dataclass
class Unpacking:
    """A list of the members of one zip and of those inside it, within shared limits of members and bytes.

    Attributes:
        path: the outer zip's path, for messages.
        is_clutter: whether a path is left out anyway and need not be opened.
        largest: maximum bytes of one member.
    """

    path: str
    is_clutter: Callable[[str], bool]
    largest: int
    members: int = 0
    unpacked: int = 0
    listed: list[Member] = field(default_factory=list)

    def open(self, data: bytes) -> list[Member]:
        """Return the readable members.

        Raises:
            RefusedError: the zip cannot be opened safely, or holds no files.
        """
        try:
            self._list(data, Member(self.path, len(data), ()))
        except MemoryError as error:
            raise RefusedError(
                f"{self.path} needs more memory than is available.", FailureCategory.MEMORY
            ) from error
        if not self.listed:
            raise RefusedError(f"{self.path} is a zip without files.", FailureCategory.EMPTY)
        return self.listed

    def _list(self, data: bytes, parent: Member) -> None:
        try:
            archive = Archive(data)
            infos = [info for info in archive.infolist() if not info.is_dir()]
        except ERRORS as error:
            raise RefusedError(
                f"{parent.path} is a damaged zip: {error}.", FailureCategory.DAMAGED
            ) from error
        self._check(parent, infos, len(data))
        for info in infos:
            member = self._member(parent, info)
            name = info.filename.lower()
            if member.refused or self.is_clutter(member.path) or not name.endswith(".zip"):
                self.listed.append(member)
            elif len(member.names) >= MAX_DEPTH:
                raise RefusedError(
                    f"{self.path} holds zips more than {MAX_DEPTH} deep.", FailureCategory.TOO_LARGE
                )
            else:
                self._inner(archive, info, member)

    def _inner(self, archive: Archive, info: ZipInfo, member: Member) -> None:
        try:
            inner = unpack(archive, info.filename, member.path, self.largest)
        except ReadError:
            self.listed.append(member)  # reading it reports the fault
            return
        if sniff(inner, member.path) == ZIP:
            self._list(inner, member)
        else:
            self.listed.append(member)

    def _check(self, parent: Member, infos: Sequence[ZipInfo], packed: int) -> None:
        size = sum(info.file_size for info in infos)
        self.members += len(infos)
        self.unpacked += size
        if self.members > MAX_MEMBERS:
            reason = f"more than {MAX_MEMBERS:,} files"
        elif self.unpacked > MAX_UNPACKED:
            reason = f"more than {MAX_UNPACKED // 2**30} GiB of files"
        elif size > _RATIO_FLOOR and size > MAX_RATIO * packed:
            reason = f"files {size // max(packed, 1):,} times its own size, as only a zip bomb does"
        else:
            return
        raise RefusedError(f"{parent.path} holds {reason}.", FailureCategory.TOO_LARGE)

    def _member(self, parent: Member, info: ZipInfo) -> Member:
        name = info.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        safe = "/".join(part for part in parts if part not in ("..", "/"))
        refused = ""
        if ".." in parts or name.startswith("/") or ":" in name.split("/")[0]:
            refused = f"{parent.path} holds a member that points outside it ({info.filename!r})."
        return Member(f"{parent.path}/{safe}", info.file_size, (*parent.names, info.filename), refused)


def unpack(archive: Archive, member: str, path: str, largest: int) -> bytes:
    """Return the bytes of one member of an open zip; `path` names it in messages.

    Raises:
        ReadError: encrypted, damaged, gone, or larger than `largest` bytes.
    """
    with _faults(path):
        info = archive.getinfo(member)
        if info.flag_bits & 1:
            raise ReadError(
                FailureCategory.ENCRYPTED,
                f"{path} is in a zip with a password.",
                advice="Unpack the zip with its password and add the files.",
            )
        if info.file_size > largest:
            raise too_large(path, largest)
        return archive.read(info)


Opener = Callable[[Path], IO[bytes]]
_Key = tuple[Path, int, int, int, tuple[str, ...]]
_here = threading.local()


def read_member(file: Path, members: Sequence[str], path: str, largest: int, opener: Opener) -> bytes:
    """Return the bytes of a file in a zip on disk, or in a zip inside it: `members` are opened in turn.

    The zips opened last stay open: to list what a zip holds takes time for each of its members.

    Raises:
        OSError: the zip cannot be opened by `opener`.
        ReadError: as `unpack`.
    """
    return unpack(_opened(file, tuple(members[:-1]), path, largest, opener), members[-1], path, largest)


def _opened(file: Path, inside: tuple[str, ...], path: str, largest: int, opener: Opener) -> Archive:
    """Return an open zip: the file, or the one that is `inside` it."""
    kept: dict[_Key, tuple[Archive, IO[bytes]]] = _here.__dict__.setdefault("kept", {})
    state = file.stat()
    key = (file, state.st_ino, state.st_mtime_ns, state.st_size, inside)
    if key in kept:
        kept[key] = kept.pop(key)  # the one used last comes last
        return kept[key][0]
    if inside:
        outer = _opened(file, inside[:-1], path, largest, opener)
        stream: IO[bytes] = io.BytesIO(unpack(outer, inside[-1], path, largest))
    else:
        stream = opener(file)
    with _faults(path):
        kept[key] = Archive(stream), stream
    while len(kept) > MAX_DEPTH + 1:
        kept.pop(next(iter(kept)))[1].close()
    return kept[key][0]


@contextmanager
def _faults(path: str) -> Iterator[None]:
    """Turn what `zipfile` raises for a zip or a member into a ReadError."""
    try:
        yield
    except NotImplementedError as error:
        raise ReadError(
            FailureCategory.UNSUPPORTED,
            f"{path} cannot be unpacked: {error}.",
            advice="Unpack the zip yourself and add the files.",
        ) from error
    except (*ERRORS, KeyError) as error:
        raise ReadError(
            FailureCategory.DAMAGED, f"{path} cannot be unpacked: {error}.", advice=_DAMAGED
        ) from error


def too_large(path: str, largest: int) -> ReadError:
    """Return the error for a file of more than `largest` bytes."""
    return ReadError(
        FailureCategory.TOO_LARGE,
        f"{path} has more than the {largest / 2**20:,.0f} MB allowed for a file.",
        advice="Split it, or raise ingest.file_size in workingregions.toml.",
    )
