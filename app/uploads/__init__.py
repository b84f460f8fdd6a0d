"""Files that arrive over the network: safe names, limits, and the folders that an ingest reads them from."""

from __future__ import annotations

from workingregions.app.uploads.names import safe_path
from workingregions.app.uploads.staging import Limits, Staged, TooLargeError, Uploads, moved

__all__ = ["Limits", "Staged", "TooLargeError", "Uploads", "moved", "safe_path"]
