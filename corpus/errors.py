"""Everything this system raises on purpose, in one tree.

WorkingRegionsError            carries a message, and `advice` on what to do
├── UserError                  the user must change something (exit code 2)
│   ├── ConfigError            workingregions.toml is broken or has an unknown key
│   ├── ProjectError           no project here, or a newer version's project
│   │   └── BusyError          another process is writing to the project
│   ├── DiskFullError          there is no room left on the disk
│   ├── NotFoundError          an unknown document, theme, region or institution; `nearest` names
│   └── InputError             a path that is missing, empty or holds nothing readable
├── ReadError                  one document could not be read; becomes a Failure record
└── StoreError                 the tables and the snapshot disagree (exit code 1)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from workingregions.corpus.kinds import FailureCategory


class WorkingRegionsError(Exception):
    """Base of all errors of this package.

    Args:
        message: what went wrong, naming the file, page or field.
        advice: what the reader can do about it, as a sentence; may be empty.
    """

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class UserError(WorkingRegionsError):
    """The user must change something; the command line exits with 2."""


class ConfigError(UserError):
    """The project's configuration file is broken or has an unknown key."""


class ProjectError(UserError):
    """No project here, a project written by a newer version, or one that is being written to."""


class BusyError(ProjectError):
    """Another process is writing to the project, and has not finished in time."""


class DiskFullError(UserError):
    """The disk is full. What was committed before is intact."""

    def __init__(self, folder: Path, free: int) -> None:
        self.folder = folder
        self.free = free
        super().__init__(
            f"The disk is full: {folder} cannot be written ({free / 1e6:.1f} MB free).",
            advice="Make room, then run the same command again; nothing that was saved is lost.",
        )


class InputError(UserError):
    """A path that is missing, empty or holds nothing that can be read."""


class NotFoundError(UserError):
    """A name that the project does not know; `nearest` holds the closest names it does know."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), *, advice: str = "") -> None:
        self.kind = kind
        self.name = name
        self.nearest = nearest(name, list(known))
        hint = f"Did you mean {', '.join(repr(n) for n in self.nearest)}?" if self.nearest else ""
        super().__init__(f"There is no {kind} {name!r} here.", advice=" ".join(filter(None, (hint, advice))))


class ReadError(WorkingRegionsError):
    """One document could not be read. The drop goes on; the error becomes a Failure record."""

    def __init__(
        self, category: FailureCategory, message: str, *, advice: str = "", page: int | None = None
    ) -> None:
        super().__init__(message, advice=advice)
        self.category = category
        self.page = page

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling between worker processes.
        return (_rebuild_read_error, (self.category, self.message, self.advice, self.page))


class StoreError(WorkingRegionsError):
    """The tables and the snapshot disagree; `wr check` tells where."""


def _rebuild_read_error(category: FailureCategory, message: str, advice: str, page: int | None) -> ReadError:
    return ReadError(category, message, advice=advice, page=page)


def nearest(name: str, known: Sequence[str], count: int = 3) -> tuple[str, ...]:
    """The names in `known` closest to `name`, ignoring case; at most `count`, best first."""
    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(candidate.casefold(), candidate)
    folded = name.casefold()
    close = get_close_matches(folded, by_fold, n=count, cutoff=0.6)
    # A query that is part of a longer name is a good guess too, though its edit ratio is low.
    within = sorted((k for k in by_fold if folded in k and k not in close), key=len) if folded else []
    return tuple(by_fold[k] for k in [*close, *within][:count])
