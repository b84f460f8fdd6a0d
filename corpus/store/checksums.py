"""Checksums of the store's files, which reveal a byte that changed on disk.

LanceDB never changes a file of rows, of an index or of a version once it is written. Each commit records the
checksums of new files; a file without one (an older project's) counts as sound.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workingregions.corpus.files import write_atomically

PARTS = ("data", "_indices", "_deletions", "_versions")
CHANGES = "latest_version_hint.json"
"""The only file in these folders that is rewritten."""


@dataclass(frozen=True, slots=True)
class Checksums:
    """The checksums of the files in `tables`, kept in `file`: one line per file, of path, size and hash."""

    tables: Path
    file: Path

    def note(self) -> None:
        """Record the checksums of new files."""
        known = self._known()
        lines = [_line(path, self.tables / path) for path in self._files() if path not in known]
        if not lines:
            return
        with self.file.open("a", encoding="utf8") as out:
            # A line that a crash cut short must not swallow the next one.
            out.write(("" if out.tell() == 0 else "\n") + "\n".join(lines))

    def forget(self) -> None:
        """Drop the checksums of files that were removed on purpose."""
        if self.file.exists():
            there = set(self._files())
            lines = [" ".join((path, *rest)) for path, rest in self._known().items() if path in there]
            write_atomically(self.file, "\n".join(lines))

    def damaged(self) -> Iterator[str]:
        """Yield what is wrong with the files, one line each."""
        for path, rest in self._known().items():
            file = self.tables / path
            if not file.is_file():
                yield f"the file {path} is missing."
            elif _line(path, file).split(" ")[1:] != list(rest):
                yield f"the file {path} is damaged: it does not hold what was written."

    def _known(self) -> dict[str, tuple[str, str]]:
        if not self.file.exists():
            return {}
        found = {}
        for line in self.file.read_text(encoding="utf8", errors="replace").split("\n"):
            path, *rest = line.split(" ")
            if len(rest) == 2 and len(rest[1]) == 2 * _hash().digest_size:
                found[path] = (rest[0], rest[1])
        return found

    def _files(self) -> Iterator[str]:
        for table in sorted(self.tables.glob("*.lance")):
            for part in PARTS:
                for folder, _, names in os.walk(table / part):
                    yield from (
                        (Path(folder) / name).relative_to(self.tables).as_posix()
                        for name in names
                        if name != CHANGES
                    )


def _hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)


def _line(name: str, path: Path) -> str:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, _hash).hexdigest()
    return f"{name} {path.stat().st_size} {digest}"
