"""A full disk: how Python and LanceDB report it, and the error raised for it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workingregions.corpus.errors import DiskFullError

FULL = (errno.ENOSPC, errno.EDQUOT)
"""The disk, or the user's share of it, is full."""
# LanceDB wraps the system's error in a RuntimeError of its own; only its text holds the number.
_TEXTS = tuple(text for code in FULL for text in (f"os error {code})", os.strerror(code)))


def is_full(error: BaseException) -> bool:
    """Return whether an error, or one that caused it, is that of a full disk."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in FULL:
            return True
        if isinstance(seen, (OSError, RuntimeError, ValueError)) and any(t in str(seen) for t in _TEXTS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Report a full disk, while the block writes to `folder`, as an error that the user can act on.

    Raises:
        DiskFullError: the disk is full.
    """
    try:
        yield
    except DiskFullError:
        raise
    except Exception as cause:
        if is_full(cause):
            raise DiskFullError(folder, free(folder)) from cause
        raise


def free(folder: Path) -> int:
    """Return the number of bytes free where `folder` is or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
