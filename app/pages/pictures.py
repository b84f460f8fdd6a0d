"""Pictures of pages, kept in the project's folder so that each is drawn once."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from workingregions.app.pages.drawer import Drawer, Drawing
from workingregions.app.pages.originals import Original
from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import InputError, ReadError

RESOLUTIONS = (100, 150, 250)
"""Pixels per inch in which pages are drawn: for a narrow screen, for reading, and enlarged."""
FOLDER = ".cache/pages"
"""Where the pictures are, in the project's folder; drops leave hidden folders out."""
MOST_BYTES = 256 * 2**20
_AFTER = 0.8  # of MOST_BYTES, that are left when the oldest pictures are removed


class Pictures:
    """The pictures of the pages of a project's documents.

    A picture is named by the file's content, the page and the resolution, so it is never out of date. Those
    used longest ago are removed when all take more than `most` bytes. Where the project cannot be written,
    they are kept in a temporary folder until the process ends.

    Args:
        root: the project's folder.
        most: bytes of all pictures together.
        drawer: draws the pages.
    """

    def __init__(self, root: Path, *, most: int = MOST_BYTES, drawer: Drawer | None = None) -> None:
        self._root = root
        self._most = most
        self._lock = threading.Lock()
        self._size = -1  # bytes of all pictures; -1 before they were counted
        self._passwords: dict[str, str] = {}  # by the hash of the file, until the process ends
        self.drawer = drawer or Drawer()

    def get(self, original: Original, page: int, dpi: int = 150, password: str = "") -> bytes:
        """Return a page as WebP.

        Pages of a file that needs a password are not kept.

        Args:
            original: the document's file.
            page: from 1.
            dpi: one of RESOLUTIONS.
            password: of the file, where it needs one.

        Raises:
            InputError: there are no pictures of this resolution.
            ReadError: the file is gone, has changed, needs a password, or cannot be drawn.
            NotFoundError: there is no such page.
        """
        if dpi not in RESOLUTIONS:
            known = ", ".join(map(str, RESOLUTIONS))
            raise InputError(
                f"There are no pictures of {dpi} dpi.", advice=f"Pages are drawn in {known} dpi."
            )
        if not original.has_pages:
            raise ReadError(
                FailureCategory.UNSUPPORTED,
                f"{original.name} is not a PDF and has no pages that could be drawn.",
                advice="Read its text instead.",
            )
        password = password or self._passwords.get(original.sha256, "")
        name = f"{original.sha256[:32]}-{int(page)}-{dpi}.webp"
        kept = self._read(name)
        if kept is None:
            drawing = Drawing(original=original, page=page, dpi=dpi, password=password)
            kept = self.drawer.draw(drawing).data
            if not password:
                self._write(name, kept)
        return kept

    def unlock(self, original: Original, password: str) -> None:
        """Remember the password of a file until the process ends; it is written nowhere.

        Raises:
            ReadError: the password does not open the file, or the file is not there.
        """
        self.drawer.draw(Drawing(original=original, page=1, dpi=RESOLUTIONS[0], password=password))
        self._passwords[original.sha256] = password

    @cached_property
    def folder(self) -> Path:
        """Where the pictures are kept."""
        folder = self._root / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            elsewhere = tempfile.mkdtemp(prefix="workingregions-pages-")
            atexit.register(shutil.rmtree, elsewhere, ignore_errors=True)
            return Path(elsewhere)

    def _read(self, name: str) -> bytes | None:
        path = self.folder / name
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)  # its time tells when it was last used
        return data or None

    def _write(self, name: str, data: bytes) -> None:
        """Keep a picture; a full disk is no reason not to show it."""
        with suppress(OSError), self._lock:
            temporary = self.folder / f"{name}.{os.getpid()}.{threading.get_ident()}.tmp"
            try:
                temporary.write_bytes(data)
                temporary.replace(self.folder / name)
            finally:
                temporary.unlink(missing_ok=True)
            if self._size < 0:
                self._size = sum(size for _, size, _ in self._listed())
            else:
                self._size += len(data)
            if self._size > self._most:
                self._trim()

    def _listed(self) -> list[tuple[int, int, Path]]:
        """Return when each picture was last used, its bytes and its path."""
        found = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                state = path.stat()
                found.append((state.st_mtime_ns, state.st_size, path))
        return found

    def _trim(self) -> None:
        listed = sorted(self._listed())
        self._size = sum(size for _, size, _ in listed)
        for _, size, path in listed:
            if self._size <= _AFTER * self._most:
                break
            with suppress(OSError):
                path.unlink()
            self._size -= size
