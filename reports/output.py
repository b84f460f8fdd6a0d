"""Writing the files of a report: one file, or a folder of files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workingregions.corpus.files import make_folder, write_atomically, writing

Content = str | bytes | Mapping[str, str]
"""The content of a file, or texts by file name for a folder."""


def write(content: Content, out: Path) -> list[Path]:
    """Write a file, or a folder of files, and return the paths.

    Raises:
        InputError: a path cannot be written.
    """
    if isinstance(content, Mapping):
        make_folder(out)
        return [path for name, text in content.items() for path in write(text, out / name)]
    with writing(out):
        write_atomically(out, content)
    return [out]
