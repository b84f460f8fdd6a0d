"""Uploads: the folders in a project where files from a browser lie, so that an ingest can read them.

An upload is a folder `uploads/u0001` that is filled file by file and then read by an ingest. The files stay
there as originals. What arrives lies in `uploads/.incoming` until it is whole.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO

from workingregions.app.uploads.names import numbered, safe_path
from workingregions.corpus import disk
from workingregions.corpus.errors import DiskFullError, InputError, NotFoundError
from workingregions.corpus.files import make_folder

FOLDER = "uploads"
"""The folder of the uploads in a project."""
INCOMING = ".incoming"
MEGABYTE = 2**20
CHECKED = 64 * MEGABYTE
"""Bytes of one file after which the free space is looked at again."""
ABANDONED = 24 * 3600.0
"""Seconds after which an upload that was never ingested is removed."""
_OPEN = ".open"


class TooLargeError(InputError):
    """A file, or an upload as a whole, that is larger than allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an upload may hold: bytes of a file and of all, files; `free` bytes stay free on the disk."""

    file: int = 500 * MEGABYTE
    total: int = 20_000 * MEGABYTE
    files: int = 5000
    free: int = 1000 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A file that arrived: its path in the upload, with "/", as it was made safe, and its bytes."""

    path: str
    bytes: int


@dataclass(slots=True)
class _Upload:
    """An upload that is being filled: its files so far, their bytes, and a number for each that arrives."""

    folder: Path
    files: int = 0
    size: int = 0
    coming: int = 0


class Uploads:
    """The uploads of one project. Threads may share it.

    Args:
        root: the project's folder.
        limits: what an upload may hold.

    Uploads that an earlier server left unfinished for a day, and torn files, are removed.
    """

    def __init__(self, root: Path, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._folder = root / FOLDER
        self._lock = Lock()
        self._uploads: dict[str, _Upload] = {}
        self._clean()

    def begin(self) -> str:
        """Make a new upload and return its id: u0001, u0002, ...

        Raises:
            InputError: the folder cannot be written.
        """
        make_folder(self._folder)
        with self._lock:
            number = 1 + max((int(p.name[1:]) for p in self._folders()), default=0)
            while True:
                folder = self._folder / f"u{number:04d}"
                with suppress(FileExistsError):
                    folder.mkdir(mode=0o755)
                    break
                number += 1
            (folder / _OPEN).touch()
            self._uploads[folder.name] = _Upload(folder)
            return folder.name

    @contextmanager
    def receive(self, ident: str, name: str, size: int | None = None) -> Iterator[Receiver]:
        """Give a receiver of the bytes of one file; when the block ends without an error, the file is in.

        Args:
            ident: the upload.
            name: the file's name or relative path, as the sender gives it.
            size: the bytes that the sender announces, if it does.

        Raises:
            NotFoundError: there is no such upload, or it was ingested already.
            InputError: the name cannot be used, or a limit is reached.
            DiskFullError: too little space would stay free.
        """
        upload = self._upload(ident)
        parts = safe_path(name)
        self._check_room(upload, "/".join(parts), size or 0)
        incoming = self._folder / INCOMING
        incoming.mkdir(exist_ok=True)
        with self._lock:
            upload.coming += 1
            part = incoming / f"{ident}-{upload.coming}"
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(part, flags, 0o644), "wb") as file:
                receiver = Receiver("/".join(parts), file, self._most(upload), self.limits.free, self._folder)
                with disk.room(self._folder):
                    yield receiver
            with self._lock:
                if upload.size + receiver.bytes > self.limits.total or upload.files >= self.limits.files:
                    raise self._too_much(upload)
                receiver.staged = self._place(upload, part, parts, receiver.bytes)
        finally:
            part.unlink(missing_ok=True)

    def files(self, ident: str) -> tuple[int, int]:
        """Return how many files an open upload holds, and their bytes. Raise NotFoundError if it is none."""
        upload = self._upload(ident)
        return upload.files, upload.size

    @contextmanager
    def finish(self, ident: str) -> Iterator[Path]:
        """Close an upload and give its folder to the block, for an ingest; if that fails, it is open again.

        Raises:
            NotFoundError: there is no such upload, or it was ingested already.
            InputError: it holds no file.
        """
        upload = self._upload(ident)
        with self._lock:
            if not upload.files:
                raise InputError("No file has arrived yet.", advice="Choose files or a folder first.")
            if self._uploads.pop(ident, None) is None:
                raise NotFoundError("open upload", ident)
        try:
            yield upload.folder
        except BaseException:
            with self._lock:
                self._uploads[ident] = upload
            raise
        (upload.folder / _OPEN).unlink(missing_ok=True)

    def discard(self, ident: str) -> None:
        """Remove an upload that was not ingested. Raise NotFoundError if there is none of that id."""
        upload = self._upload(ident)
        with self._lock:
            self._uploads.pop(ident, None)
        shutil.rmtree(upload.folder, ignore_errors=True)

    # --- inside

    def _upload(self, ident: str) -> _Upload:
        with self._lock:
            if found := self._uploads.get(ident):
                return found
        raise NotFoundError("open upload", ident, advice="Begin a new one.")

    def _most(self, upload: _Upload) -> int:
        return min(self.limits.file, self.limits.total - upload.size)

    def _check_room(self, upload: _Upload, path: str, size: int) -> None:
        if upload.files >= self.limits.files or upload.size + size > self.limits.total:
            raise self._too_much(upload)
        if size > self.limits.file:
            raise too_large(path, self.limits.file)
        if disk.free(self._folder) - size < self.limits.free:
            raise DiskFullError(self._folder, disk.free(self._folder))

    def _too_much(self, upload: _Upload) -> TooLargeError:
        most = f"{self.limits.files} files or {self.limits.total // MEGABYTE} MB"
        return TooLargeError(
            f"The upload holds {upload.files} files already, and may hold {most}.",
            advice="Add these files first, and the rest with the next drop.",
        )

    def _place(self, upload: _Upload, part: Path, parts: tuple[str, ...], size: int) -> Staged:
        """Move a whole file to its place, under a name that no other file of the upload has."""
        folder, below = upload.folder, ""
        for name in parts[:-1]:
            name = _free(name, {path.name for path in folder.iterdir() if not path.is_dir()})
            folder, below = folder / name, f"{below}{name}/"
            folder.mkdir(exist_ok=True)
        name = _free(parts[-1], {path.name for path in folder.iterdir()})
        part.rename(folder / name)
        upload.files += 1
        upload.size += size
        return Staged(path=f"{below}{name}", bytes=size)

    def _folders(self) -> list[Path]:
        return [p for p in self._folder.glob("u[0-9]*") if p.name[1:].isdecimal()]

    def _clean(self) -> None:
        if (self._folder / INCOMING).is_dir():
            for part in (self._folder / INCOMING).iterdir():
                with suppress(OSError):
                    if time.time() - part.stat().st_mtime > ABANDONED:
                        part.unlink()
        for folder in self._folders() if self._folder.is_dir() else ():
            with suppress(OSError):
                if time.time() - (folder / _OPEN).stat().st_mtime > ABANDONED:
                    shutil.rmtree(folder, ignore_errors=True)


class Receiver:
    """Takes the bytes of one file within its limits. `staged` is set when the file is in its place."""

    def __init__(self, path: str, file: IO[bytes], most: int, free: int, folder: Path) -> None:
        self._path = path
        self._file = file
        self._most = most
        self._free = free
        self._folder = folder
        self._checked = 0
        self.bytes = 0
        self.staged: Staged | None = None

    def write(self, chunk: bytes) -> None:
        """Append bytes.

        Raises:
            InputError: the file is larger than allowed.
            DiskFullError: too little space would stay free.
        """
        self.bytes += len(chunk)
        if self.bytes > self._most:
            raise too_large(self._path, self._most)
        if self.bytes - self._checked > CHECKED:
            self._checked = self.bytes
            state = os.fstatvfs(self._file.fileno())
            if (free := state.f_bavail * state.f_frsize) < self._free:
                raise DiskFullError(self._folder, free)
        self._file.write(chunk)


def too_large(path: str, most: int) -> TooLargeError:
    """Return the error for a file that is larger than allowed."""
    return TooLargeError(
        f"{path} is larger than the {most // MEGABYTE} MB that one file may have.",
        advice="Split it, or raise ingest.file_size in workingregions.toml.",
    )


def _free(name: str, taken: Iterable[str]) -> str:
    """Return a name, with a number if one of `taken` differs from it in case at most."""
    folded = {other.casefold() for other in taken}
    number, found = 1, name
    while found.casefold() in folded:
        number += 1
        found = numbered(name, number)
    return found


def moved(path: str, root: Path) -> Path:
    """Return where an uploaded file lies now: its path, or its place in the project if that was moved.

    Args:
        path: as it was recorded, absolute.
        root: the project's folder.
    """
    recorded = Path(path)
    parts = recorded.parts
    if recorded.exists() or FOLDER not in parts:
        return recorded
    last = len(parts) - 1 - parts[::-1].index(FOLDER)
    here = root.joinpath(*parts[last:])
    return here if here.exists() else recorded
