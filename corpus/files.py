"""Files: data beside the code, read by the name of its package, and files that are written whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from workingregions.corpus import disk
from workingregions.corpus.errors import DiskFullError, InputError


def data(package: str | None, name: str) -> Traversable:
    """Return the file `name` in the folder `data` of `package`; a module passes its own `__package__`."""
    if not package:
        raise ValueError("a data file belongs to a package; pass the module's __package__")
    return files(package) / "data" / name


def lines(package: str | None, name: str) -> list[str]:
    """Return the lines of a data file, stripped, without comment lines (#) and empty lines."""
    text = data(package, name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def rows(package: str | None, name: str, separator: str = "\t") -> list[list[str]]:
    """Return the cells of a data table, without comment lines and empty lines; cells keep their spaces."""
    text = data(package, name).read_text(encoding="utf-8")
    return [line.split(separator) for line in text.splitlines() if line and not line.startswith("#")]


def write_atomically(target: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old one or the new one and nothing between.

    Text is written as UTF-8.
    """
    temporary = target.with_name(target.name + f".{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as out:
            out.write(content.encode() if isinstance(content, str) else content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    except OSError:
        # On a full disk even the torn file takes space that others need.
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn an OSError while writing a requested file into an error that names the path.

    Raises:
        InputError: the path cannot be written.
        DiskFullError: the disk is full.
    """
    try:
        if target.is_dir():
            raise InputError(f"{target} is a folder.", advice="Name a file in it.")
        make_folder(target.parent)
        yield
    except OSError as cause:
        raise unwritable(target, cause) from cause


def make_folder(folder: Path) -> None:
    """Make a folder that a user asked for, with its parents.

    Raises:
        InputError: the path cannot be written, or is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as cause:
        raise InputError(f"{folder} is a file.", advice="Choose another name for the folder.") from cause
    except OSError as cause:
        raise unwritable(folder, cause) from cause


def unwritable(target: Path, cause: OSError) -> InputError | DiskFullError:
    """Return the error for a path that a user named and that cannot be written."""
    if disk.is_full(cause):
        return DiskFullError(target.parent, disk.free(target.parent))
    reason = cause.strerror or str(cause)
    return InputError(f"{target} cannot be written: {reason}.", advice="Choose another path.")


def now() -> str:
    """Return the present time as manifests and drop reports write it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
