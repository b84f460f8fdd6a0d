"""What is in a drop: files, folders, glob patterns and zips, as a list in a stable order.

Nothing disappears without a record: files that are left out on purpose (hidden files, lock files) are
counted, and archives or members that are refused stay in the list and say why when they are read.
"""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import overload

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import InputError, ReadError
from workingregions.corpus.records import Source
from workingregions.ingest.formats import SIDECARS, ZIP, sniff

__all__ = ["SIDECARS", "Discovery", "Found", "discover", "make_source", "readable", "sniff"]

MAX_MEMBERS = 10_000
MAX_UNPACKED = 2 * 2**30
MAX_RATIO = 200
MAX_DEPTH = 3
_RATIO_FLOOR = 50 * 2**20  # small archives may be as dense as they like
_CLUTTER = ("thumbs.db", "desktop.ini", "~$*", ".*", "__macosx")
_ZIP_ERRORS = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError)


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One file of a drop; it can be sent to another process and is read only when asked.

    Attributes:
        path: relative to the path that was given, with "/"; members of a zip follow the zip's path.
        size: bytes, unpacked.
        file: the file on disk.
        members: names to open one inside the other, when the file lies in a zip.
        refused: why it will not be read, when it is a zip or member that breaks a limit.
        category: the failure's category when it is refused.
    """

    path: str
    size: int
    file: Path
    members: tuple[str, ...] = ()
    refused: str = ""
    category: FailureCategory = FailureCategory.ERROR

    def read(self) -> bytes:
        """The bytes.

        Raises:
            ReadError: refused, gone since, encrypted or damaged.
        """
        if self.refused:
            raise ReadError(
                self.category, self.refused, advice="Unpack it yourself and add the files you need."
            )
        try:
            if not self.members:
                return self.file.read_bytes()
            data = _unpack(self.file, self.members[0], self.path)
        except OSError as error:
            raise ReadError(
                FailureCategory.MISSING, f"{self.path} cannot be opened: {error.strerror or error}."
            ) from error
        for member in self.members[1:]:
            data = _unpack(io.BytesIO(data), member, self.path)
        return data


@dataclass(frozen=True, slots=True)
class Discovery(Sequence[Found]):
    """The files found, in order of path, and the paths left out as hidden, system or excluded files."""

    found: tuple[Found, ...]
    left_out: tuple[str, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Found: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Found, ...]: ...

    def __getitem__(self, index: int | slice) -> Found | tuple[Found, ...]:
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)


def discover(paths: Sequence[Path | str], *, exclude: Sequence[str] = ()) -> Discovery:
    """All files under `paths`, each once, sorted by path.

    Args:
        paths: files, folders (walked through), zips and glob patterns ("reports/**/*.pdf").
        exclude: patterns of file names or relative paths to leave out.

    Raises:
        InputError: a path that is missing, a pattern that matches nothing, or nothing found at all.
    """
    found: dict[tuple[Path, tuple[str, ...]], Found] = {}
    left_out: list[str] = []
    for given in paths:
        for base, path in _expand(str(given)):
            for item in _walk(path, base):
                if _is_clutter(item.path) or _matches(item.path, exclude):
                    left_out.append(item.path)
                else:
                    found.setdefault((item.file, item.members), item)
    if not found:
        where = ", ".join(str(path) for path in paths) or "no path"
        hidden = f" ({len(left_out)} hidden or excluded files were left out)" if left_out else ""
        raise InputError(
            f"There is nothing to read in {where}{hidden}.",
            advice="Give a file, a folder or a zip with documents.",
        )
    return Discovery(tuple(sorted(_distinct(list(found.values())))), tuple(sorted(left_out)))


def make_source(found: Found, drop: str, data: bytes | None = None) -> Source:
    """The Source record of a file; `data` saves reading it again.

    Raises:
        ReadError: the file cannot be read.
    """
    data = found.read() if data is None else data
    return Source(
        sha256=hashlib.sha256(data).hexdigest(),
        path=found.path,
        media_type=sniff(data, found.path),
        bytes=len(data),
        drop=drop,
    )


def readable(path: str | Path) -> str:
    """A path as text that can be kept and printed: bytes of a name that are not UTF-8 become \\xe9."""
    return os.fsencode(path).decode("utf8", "backslashreplace")


def _expand(given: str) -> list[tuple[Path, Path]]:
    """Each path that `given` means, with the folder its relative path starts from."""
    path = Path(given).expanduser()
    if path.is_dir():
        return [(path, path)]
    if path.exists():
        return [(path.parent, path)]
    if not glob.has_magic(given):
        raise InputError(f"{given} does not exist.", advice="Check the spelling; relative paths start here.")
    fixed = Path(*_before_magic(path))
    matches = sorted(fixed.glob(str(path.relative_to(fixed))))
    if not matches:
        raise InputError(
            f"No file matches {given}.", advice="Put the pattern in quotes, and use ** for subfolders."
        )
    return [(fixed, match) for match in matches]


def _before_magic(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts[:-1]:
        if glob.has_magic(part):
            break
        parts.append(part)
    return parts


def _walk(path: Path, base: Path) -> Iterator[Found]:
    """The file, or the files below a folder; zips opened. Links to folders are not followed."""
    if path.is_dir():
        for folder, _, names in os.walk(path):
            for name in names:
                yield from _file(Path(folder, name), base)
    elif path.is_file():
        yield from _file(path, base)


def _file(path: Path, base: Path) -> Iterator[Found]:
    relative = readable(path.relative_to(base).as_posix())
    try:
        item = Found(path=relative, size=path.stat().st_size, file=path.resolve())
        with path.open("rb") as stream:
            packed = stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError:  # a dangling link, no permission: reading it says so
        yield Found(path=relative, size=0, file=path.absolute())
        return
    if not packed or _is_clutter(relative):
        yield item
        return
    data = path.read_bytes()
    if sniff(data, relative) == ZIP:
        yield from _Archive(item).open(data)
    else:
        yield item


@dataclass
class _Archive:
    """Opens one zip and those inside it within shared limits of members and unpacked bytes."""

    outer: Found
    members: int = 0
    unpacked: int = 0
    listed: list[Found] = field(default_factory=list)

    def open(self, data: bytes) -> list[Found]:
        """The members that can be read, or the zip itself, refused."""
        try:
            self._list(data, self.outer)
        except _RefusedError as refusal:
            return [replace(self.outer, refused=str(refusal), category=refusal.category)]
        return self.listed or [
            replace(
                self.outer,
                refused=f"{self.outer.path} is a zip without files.",
                category=FailureCategory.EMPTY,
            )
        ]

    def _list(self, data: bytes, parent: Found) -> None:
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            infos = [info for info in archive.infolist() if not info.is_dir()]
        except _ZIP_ERRORS as error:
            raise _RefusedError(
                f"{parent.path} is a damaged zip: {error}.", FailureCategory.DAMAGED
            ) from error
        self._check(parent, infos, len(data))
        for info in infos:
            item = self._member(parent, info)
            if item.refused or _is_clutter(item.path) or not info.filename.lower().endswith(".zip"):
                self.listed.append(item)
            elif len(item.members) >= MAX_DEPTH:
                raise _RefusedError(
                    f"{self.outer.path} holds zips more than {MAX_DEPTH} deep.", FailureCategory.TOO_LARGE
                )
            else:
                try:
                    inner = _unpack(io.BytesIO(data), info.filename, item.path)
                except ReadError:
                    self.listed.append(item)
                    continue
                if sniff(inner, item.path) == ZIP:
                    self._list(inner, item)
                else:
                    self.listed.append(item)

    def _check(self, parent: Found, infos: list[zipfile.ZipInfo], packed: int) -> None:
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
        raise _RefusedError(f"{parent.path} holds {reason}.", FailureCategory.TOO_LARGE)

    def _member(self, parent: Found, info: zipfile.ZipInfo) -> Found:
        name = info.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        safe = "/".join(part for part in parts if part not in ("..", "/"))
        item = Found(
            path=f"{parent.path}/{safe}",
            size=info.file_size,
            file=self.outer.file,
            members=(*parent.members, info.filename),
        )
        if ".." in parts or name.startswith("/") or ":" in name.split("/")[0]:
            return replace(
                item,
                refused=f"{parent.path} holds a member that points outside it ({info.filename!r}).",
                category=FailureCategory.UNSUPPORTED,
            )
        return item


class _RefusedError(Exception):
    def __init__(self, message: str, category: FailureCategory) -> None:
        super().__init__(message)
        self.category = category


def _unpack(archive_file: Path | io.BytesIO, member: str, path: str) -> bytes:
    try:
        with zipfile.ZipFile(archive_file) as archive:
            if archive.getinfo(member).flag_bits & 1:
                raise ReadError(
                    FailureCategory.ENCRYPTED,
                    f"{path} is in a zip with a password.",
                    advice="Unpack the zip with its password and add the files.",
                )
            return archive.read(member)
    except FileNotFoundError:
        raise
    except (*_ZIP_ERRORS, KeyError, zlib.error) as error:
        raise ReadError(
            FailureCategory.DAMAGED,
            f"{path} cannot be unpacked: {error}.",
            advice="Get a fresh copy of the zip.",
        ) from error


def _is_clutter(path: str) -> bool:
    """Hidden, lock and system files, by any part of the relative path."""
    return any(fnmatch.fnmatchcase(part.lower(), pattern) for part in path.split("/") for pattern in _CLUTTER)


def _matches(path: str, patterns: Sequence[str]) -> bool:
    name = path.rsplit("/", 1)[-1]
    return any(fnmatch.fnmatchcase(path, p) or fnmatch.fnmatchcase(name, p) for p in patterns)


def _distinct(found: list[Found]) -> list[Found]:
    """Files of several given paths that share a relative path get that of their folder before it."""
    seen: dict[str, int] = {}
    for item in found:
        seen[item.path] = seen.get(item.path, 0) + 1
    return [
        item if seen[item.path] == 1 else replace(item, path=f"{_root(item)}/{item.path}") for item in found
    ]


def _root(item: Found) -> str:
    """The folder on disk that the item's relative path starts from, without the leading slash."""
    depth = len(PurePosixPath(item.path).parts) - sum(len(PurePosixPath(m).parts) for m in item.members)
    return readable(item.file.parents[max(depth - 1, 0)].as_posix().lstrip("/"))
