"""The location of a file: a path on disk and, inside zips and attachments, the names of the members."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

_MARK = "!"


@dataclass(frozen=True, slots=True)
class Location:
    """A file on disk, or a member of one.

    Its text form is the plain path, with `!` before each member, where that is unambiguous; otherwise (a
    name holds `!`, or bytes that are not UTF-8) it is a JSON list.

    Attributes:
        path: absolute path, as `os.fsdecode` gives it.
        members: names to open in turn, each inside the one before.
    """

    path: str
    members: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Location:
        """Return the location that `str` wrote, in this release or an earlier one.

        Earlier releases wrote `!` even where names hold it. Where a text can be read in several ways, the
        shortest path that is now a file is taken.
        """
        if text.startswith("["):
            try:
                path, *members = map(str, json.loads(text))
                return cls(path, tuple(members))
            except (ValueError, TypeError, RecursionError):
                return cls(text)
        if _MARK not in text:
            return cls(text)
        parts = text.split(_MARK)
        for count in range(1, len(parts) + 1):
            path = _MARK.join(parts[:count])
            if _is_file(path):
                return cls(path, tuple(parts[count:]))
        return cls(parts[0], tuple(parts[1:]))

    def __str__(self) -> str:
        parts = [self.path, *self.members]
        if all(_is_plain(part) for part in parts) and not self.path.startswith("["):
            return _MARK.join(parts)
        return json.dumps(parts)

    @property
    def earlier(self) -> str:
        """The text of this location in earlier releases."""
        return _MARK.join([os.fsencode(self.path).decode("utf8", "backslashreplace"), *self.members])

    def inside(self, member: str) -> Location:
        """Return the location of a member of this file."""
        return Location(self.path, (*self.members, member))


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _is_plain(part: str) -> bool:
    return _MARK not in part and part.isprintable()
