"""Where an export is written: a file or a folder, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workingregions.corpus.errors import InputError
from workingregions.corpus.files import make_folder, unwritable, writing
from workingregions.corpus.jsonfile import read_object
from workingregions.reports.exchange.about import FORMAT, MANIFEST


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Give the path of a new file that takes the place of `target` when the block has ended well.

    Raises:
        InputError: the path cannot be written.
        DiskFullError: the disk is full.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with writing(target):
        try:
            yield temporary
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a new folder that takes the place of `target` when the block has ended well.

    Raises:
        InputError: the path cannot be written, or is a folder of something else than an export.
        DiskFullError: the disk is full.
    """
    if target.is_dir() and any(target.iterdir()) and not is_export(target):
        raise InputError(
            f"{target} holds files that are not of an export.", advice="Name a new or empty folder."
        )
    if target.exists() and not target.is_dir():
        raise InputError(f"{target} is a file.", advice="Choose another name for the folder.")
    make_folder(target.parent)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir()
        yield temporary
        if target.exists():
            shutil.rmtree(target)
        temporary.rename(target)
    except OSError as cause:
        raise unwritable(target, cause) from cause
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def is_export(folder: Path) -> bool:
    """Return whether a folder holds an export, which another one may replace."""
    return (read_object(folder / MANIFEST) or {}).get("format") == FORMAT
