"""The content of a drop: files, folders, glob patterns and zips, as a list in a stable order.

Nothing disappears without a record: files that are left out on purpose (hidden files, lock files) are
counted, paths that are not files (pipes, devices, links that lead out of the drop) are listed with the
reason, and files, archives or members that are refused stay in the list and report why when they are read.
"""

from __future__ import annotations

import errno
import fnmatch
import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, overload

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import InputError, ReadError
from workingregions.corpus.records import Source
from workingregions.ingest.archives import RefusedError, Unpacking, read_member, too_large
from workingregions.ingest.formats import SIDECARS, ZIP, sniff

__all__ = ["SIDECARS", "Discovery", "DroppedFile", "discover", "make_source", "readable", "sniff"]

LARGEST = 500 * 2**20
"""Maximum bytes of one file, unless the configuration states otherwise."""
_CLUTTER = ("thumbs.db", "desktop.ini", "~$*", ".*", "__macosx")
_REASONS = 5
"""Maximum number of reasons given when nothing was found."""
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True, order=True)
class DroppedFile:
    """One file of a drop; it can be sent to another process and is read only on request.

    Attributes:
        path: relative to the path that was given, with "/"; members of a zip follow the zip's path.
        size: unpacked size in bytes.
        file: the file on disk.
        members: names to open in turn, when the file is in a zip.
        refused: the reason why it will not be read, when it is a zip or member that breaks a limit.
        category: the failure's category when it is refused.
        largest: its maximum bytes.
    """

    path: str
    size: int
    file: Path
    members: tuple[str, ...] = ()
    refused: str = ""
    category: FailureCategory = FailureCategory.ERROR
    largest: int = LARGEST

    def read(self) -> bytes:
        """Return the bytes.

        Raises:
            ReadError: refused, deleted since, not a regular file, too large, encrypted or damaged.
        """
        if self.refused:
            raise ReadError(
                self.category, self.refused, advice="Unpack it yourself and add the files you need."
            )
        try:
            if self.members:
                return read_member(self.file, self.members, self.path, self.largest, open_regular)
            with open_regular(self.file) as stream:
                return _bounded(stream, self)
        except OSError as error:
            raise ReadError(
                FailureCategory.MISSING, f"{self.path} cannot be opened: {error.strerror or error}."
            ) from error


@dataclass(frozen=True, slots=True)
class Discovery(Sequence[DroppedFile]):
    """The files found, in order of path, and the paths left out.

    Attributes:
        found: the files.
        left_out: paths of hidden, system and excluded files.
        skipped: paths that are not files of the drop, a sentence each: pipes, devices, links that lead out.
    """

    found: tuple[DroppedFile, ...]
    left_out: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    @overload
    def __getitem__(self, index: int) -> DroppedFile: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[DroppedFile, ...]: ...

    def __getitem__(self, index: int | slice) -> DroppedFile | tuple[DroppedFile, ...]:
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)


def discover(
    paths: Sequence[Path | str], *, exclude: Sequence[str] = (), largest: int = LARGEST
) -> Discovery:
    """Return all files under `paths`, each once, sorted by path.

    A path that is itself given may be a link. Links in a folder are followed only to files inside the given
    folders.

    Args:
        paths: files, folders (walked through), zips and glob patterns ("reports/**/*.pdf").
        exclude: patterns of file names or relative paths to leave out.
        largest: maximum bytes of one file; larger ones are refused.

    Raises:
        InputError: a path is missing, a pattern matches nothing, or nothing is found at all.
    """
    starts = [start for given in paths for start in _expand(str(given))]
    roots = {start.base.resolve() for start in starts if not (start.named and start.path != start.base)}
    skipped: list[str] = []
    entries = [(entry, start) for start in starts for entry in start.entries(skipped)]
    found: dict[tuple[Path, tuple[str, ...]], DroppedFile] = {}
    left_out: list[str] = []
    # A file is listed under its own name, not under that of a link to it.
    for path, start in sorted(entries, key=lambda entry: entry[0].is_symlink()):
        relative = readable(path.relative_to(start.base).as_posix())
        if _is_left_out(relative, exclude):
            left_out.append(relative)
        elif reason := _no_file(path, roots, named=start.named and path == start.path):
            skipped.append(f"{relative} {reason}")
        else:
            for item in _opened(path, relative, largest):
                if _is_left_out(item.path, exclude):
                    left_out.append(item.path)
                else:
                    found.setdefault((item.file, item.members), item)
    if not found:
        where = ", ".join(str(path) for path in paths) or "no path"
        hidden = f" ({len(left_out)} hidden or excluded files were left out)" if left_out else ""
        reasons = "".join(f" {reason}" for reason in skipped[:_REASONS])
        raise InputError(
            f"There is nothing to read in {where}{hidden}.{reasons}",
            advice="Give a file, a folder or a zip with documents.",
        )
    return Discovery(
        tuple(sorted(_distinct(list(found.values())))), tuple(sorted(left_out)), tuple(sorted(set(skipped)))
    )


def make_source(found: DroppedFile, drop: str, data: bytes | None = None) -> Source:
    """Return the Source record of a file; `data` saves reading it again.

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
    """Return a path as text that can be stored and printed: non-UTF-8 bytes of a name become \\xe9."""
    return os.fsencode(path).decode("utf8", "backslashreplace")


def open_regular(path: Path) -> IO[bytes]:
    """Open a regular file for reading, and nothing that could block, never end or lead elsewhere.

    Raises:
        OSError: the file is missing, is not a regular file, or may not be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # opening a device may already have an effect
        raise OSError(errno.EINVAL, "it is not a regular file")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it has become a link") from error
        raise
    stream = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # it was replaced just now
        stream.close()
        raise OSError(errno.EINVAL, "it is not a regular file")
    return stream


def _bounded(stream: IO[bytes], found: DroppedFile) -> bytes:
    size = os.fstat(stream.fileno()).st_size
    if size > found.largest:
        raise too_large(found.path, found.largest)
    data = stream.read(size + 1)
    if len(data) > size:  # it grows while it is read
        data += stream.read(found.largest + 1 - len(data))
    if len(data) > found.largest:
        raise too_large(found.path, found.largest)
    return data


@dataclass(frozen=True, slots=True)
class _Start:
    """A path to search. `base` is where its relative paths begin; `named` is false for glob matches."""

    path: Path
    base: Path
    named: bool = True

    def entries(self, skipped: list[str]) -> Iterator[Path]:
        """Yield the path itself, or everything below it that is not a folder; links are not followed.

        Folders that cannot be opened are added to `skipped`.
        """
        if not self.path.is_dir() or (self.path.is_symlink() and not self.named):
            yield self.path
            return

        def unreadable(error: OSError) -> None:
            relative = readable(Path(error.filename).relative_to(self.base).as_posix())
            if not _is_clutter(relative):
                skipped.append(f"{relative} cannot be opened: {error.strerror}.")

        for folder, folders, names in os.walk(self.path, onerror=unreadable):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names))
            yield from (path for name in folders if (path := Path(folder, name)).is_symlink())


def _expand(given: str) -> list[_Start]:
    """Return each path that `given` stands for."""
    path = Path(given).expanduser()
    if path.is_dir():
        return [_Start(path, path)]
    if path.exists() or path.is_symlink():
        return [_Start(path, path.parent)]
    if not glob.has_magic(given):
        raise InputError(f"{given} does not exist.", advice="Check the spelling; relative paths start here.")
    fixed = Path(*_before_magic(path))
    matches = sorted(fixed.glob(str(path.relative_to(fixed))))
    if not matches:
        raise InputError(
            f"No file matches {given}.", advice="Put the pattern in quotes, and use ** for subfolders."
        )
    return [_Start(match, fixed, named=False) for match in matches]


def _before_magic(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts[:-1]:
        if glob.has_magic(part):
            break
        parts.append(part)
    return parts


def _no_file(path: Path, roots: Iterable[Path], *, named: bool) -> str:
    """Return why a path is not read as a file, as the end of a sentence after its name; empty for files.

    A path that cannot be examined (a dangling link, no permission) counts as a file: reading it reports that.
    """
    try:
        if path.is_symlink() and not named:
            target = path.resolve(strict=True)
            if not any(target.is_relative_to(root) for root in roots):
                return "is a link that leads out of the drop. Add the file itself if you want it read."
            if target.is_dir():
                return "is a link to a folder; links to folders are not followed."
        mode = path.stat().st_mode
    except (OSError, RuntimeError):  # RuntimeError: a link to itself, before Python 3.13
        return ""
    kind = next((kind for test, kind in _KINDS if test(mode)), "")
    return f"is {kind}, not a file." if kind else ""


def _opened(path: Path, relative: str, largest: int) -> Iterator[DroppedFile]:
    """Yield the file, or the members of a zip."""
    try:
        file = path.resolve()
        item = DroppedFile(relative, path.stat().st_size, file, largest=largest)
        if item.size > largest:  # reading it reports that
            yield item
            return
        with open_regular(file) as stream:
            packed = stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
        data = item.read() if packed else b""
        is_zip = packed and sniff(data, relative) == ZIP
    except (OSError, RuntimeError, ReadError):  # a dangling link, no permission: reading it reports that
        yield DroppedFile(relative, 0, path.absolute(), largest=largest)
        return
    except MemoryError:
        reason = f"{relative} needs more memory than is available."
        yield replace(item, refused=reason, category=FailureCategory.MEMORY)
        return
    if not is_zip:
        yield item
        return
    try:
        members = Unpacking(relative, _is_clutter, largest).open(data)
    except RefusedError as refusal:
        yield replace(item, refused=str(refusal), category=refusal.category)
        return
    for member in members:
        yield DroppedFile(
            member.path,
            member.size,
            file,
            member.names,
            refused=member.refused,
            category=FailureCategory.UNSUPPORTED if member.refused else FailureCategory.ERROR,
            largest=largest,
        )


def _is_clutter(path: str) -> bool:
    """Return whether a file is hidden, a lock or a system file, by any part of the relative path."""
    return any(fnmatch.fnmatchcase(part.lower(), pattern) for part in path.split("/") for pattern in _CLUTTER)


def _is_left_out(path: str, exclude: Sequence[str]) -> bool:
    return _is_clutter(path) or _matches(path, exclude)


def _matches(path: str, patterns: Sequence[str]) -> bool:
    name = path.rsplit("/", 1)[-1]
    return any(fnmatch.fnmatchcase(path, p) or fnmatch.fnmatchcase(name, p) for p in patterns)


def _distinct(found: list[DroppedFile]) -> list[DroppedFile]:
    """Return the files, with the folder before each relative path that several given paths share."""
    seen: dict[str, int] = {}
    for item in found:
        seen[item.path] = seen.get(item.path, 0) + 1
    return [
        item if seen[item.path] == 1 else replace(item, path=f"{_root(item)}/{item.path}") for item in found
    ]


def _root(item: DroppedFile) -> str:
    """Return the folder on disk that the item's relative path starts from, without the leading slash."""
    depth = len(PurePosixPath(item.path).parts) - sum(len(PurePosixPath(m).parts) for m in item.members)
    return readable(item.file.parents[max(depth - 1, 0)].as_posix().lstrip("/"))
