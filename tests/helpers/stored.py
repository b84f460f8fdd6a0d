"""Projects that earlier releases wrote, kept as archives under tests/data (see tools/stored_project.py)."""

from __future__ import annotations

import tarfile
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def stored(name: str, folder: Path) -> Path:
    """Unpack the archive `name` into `folder` and return the project's folder."""
    with tarfile.open(DATA / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "project"
