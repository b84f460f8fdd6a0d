"""The names of bookmarks, by which claims, headings, tables and references are found in a document."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 40  # characters, which Word allows


def claim_bookmark(ident: str) -> str:
    """Return the name of the bookmark around a claim.

    It begins with an underscore, so that Word does not list it among its user's own, and is readable as far
    as Word allows: letters, digits and underscores.
    """
    plain = re.sub(r"\W", "_", ident, flags=re.ASCII)
    name = f"_claim_{plain}"
    if plain == ident and len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(ident.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - 9]}_{digest}"


class Bookmarks:
    """Numbers for bookmarks, each given once."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """Return the next number."""
        self._last += 1
        return self._last
