"""Snapshot manifests: the small file that commits several tables at once.

A snapshot names the version of every table. It is written whole to a temporary file, flushed to disk
and renamed; the newest manifest is the truth. Rows of versions that no manifest names do not exist.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from workingregions.corpus import disk
from workingregions.corpus.errors import DiskFullError, InputError, NotFoundError, ProjectError, StoreError

FORMAT = 2
"""Raised when an older release could not read what this one writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot is: table versions and row counts. `created` is UTC, ISO 8601.

    `basis` is a fingerprint of what the tables on the corpus as a whole were made from, "" when they
    were not made.
    """

    number: int
    format: int
    created: str
    reason: str
    tables: Mapping[str, int]
    rows: Mapping[str, int]
    basis: str = ""

    @property
    def id(self) -> str:
        """The snapshot's name as reports quote it, e.g. `s000012`."""
        return f"s{self.number:06d}"


def write(folder: Path, manifest: Manifest) -> None:
    """Commits `manifest` atomically into `folder`.

    Raises:
        StoreError: a manifest of that number is there already (two writers).
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{manifest.id}.json"
    if target.exists():
        raise StoreError(f"snapshot {manifest.id} was written by somebody else.")
    write_atomically(target, json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")


def write_atomically(target: Path, text: str) -> None:
    """Writes `text` so that a reader, or a crash, sees the old file or the new one and nothing between."""
    temporary = target.with_name(target.name + f".{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    except OSError:
        # On a full disk even the torn file takes room that others need.
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """For files that a user asked for: what the file system denies is told with the place.

    Raises:
        InputError: the place cannot be written.
    """
    try:
        if target.is_dir():
            raise InputError(f"{target} is a folder.", advice="Name a file in it.")
        make_folder(target.parent)
        yield
    except OSError as cause:
        raise unwritable(target, cause) from cause


def make_folder(folder: Path) -> None:
    """Makes a folder that a user asked for, with those above it.

    Raises:
        InputError: the place cannot be written, or is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as cause:
        raise InputError(f"{folder} is a file.", advice="Choose another name for the folder.") from cause
    except OSError as cause:
        raise unwritable(folder, cause) from cause


def unwritable(target: Path, cause: OSError) -> InputError | DiskFullError:
    """What to tell of a place that a user named and that cannot be written."""
    if disk.is_full(cause):
        return DiskFullError(target.parent, disk.free(target.parent))
    reason = cause.strerror or str(cause)
    return InputError(f"{target} cannot be written: {reason}.", advice="Choose another place.")


def numbers(folder: Path) -> list[int]:
    """The numbers of all snapshots in `folder`, oldest first."""
    return sorted(int(p.stem[1:]) for p in folder.glob("s[0-9]*.json") if p.stem[1:].isdigit())


def read(folder: Path, snapshot: str | None = None) -> Manifest:
    """The manifest of `snapshot`, or the newest.

    Raises:
        NotFoundError: there is no such snapshot.
        ProjectError: it was written by a newer release.
        StoreError: the file is not a manifest.
    """
    known = [f"s{n:06d}" for n in numbers(folder)]
    if not known:
        raise StoreError(f"no snapshot in {folder}.")
    name = snapshot or known[-1]
    if name not in known:
        raise NotFoundError("snapshot", name, known)
    try:
        data = json.loads((folder / f"{name}.json").read_text(encoding="utf8"))
        if int(data["format"]) > FORMAT:
            raise ProjectError(
                f"This project was written by a newer version of workingregions (format {data['format']}, "
                f"this one reads up to {FORMAT}).",
                advice="Upgrade with: pip install --upgrade workingregions",
            )
        return Manifest(**data)
    except (ValueError, TypeError, KeyError) as cause:
        raise StoreError(f"{folder / name}.json is not a snapshot manifest: {cause}.") from cause


def now() -> str:
    """The present moment as manifests and drop reports write it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
