"""Where derived model files are kept between runs: the user's cache folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """The folder for files that can be made again at any time; not created here.

    The environment variable WORKINGREGIONS_CACHE wins, then the platform's custom.
    """
    if chosen := os.environ.get("WORKINGREGIONS_CACHE"):
        return Path(chosen).expanduser()
    home = Path.home()
    platforms = {"win32": os.environ.get("LOCALAPPDATA"), "darwin": str(home / "Library" / "Caches")}
    base = platforms.get(sys.platform) or os.environ.get("XDG_CACHE_HOME") or str(home / ".cache")
    return Path(base) / "workingregions"
