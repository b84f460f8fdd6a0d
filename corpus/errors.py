"""The errors that this system raises on purpose, in one tree.

WorkingRegionsError            carries a message, and `advice` on what to do
├── UserError                  the user must change something (exit code 2)
│   ├── ConfigError            workingregions.toml is broken or has an unknown key
│   ├── ProjectError           a missing project, or one of a newer version
│   │   └── BusyError          another process is writing to the project
│   ├── DiskFullError          no space is left on the disk
│   ├── NotFoundError          an unknown document, theme, region or institution; `nearest` names
│   ├── AmbiguousNameError     a name that fits several; `candidates` to choose from
│   │   └── PrunedError        a snapshot that was removed; `oldest` is the oldest that is kept
│   └── InputError             a path that is missing, empty or holds nothing readable
├── ReadError                  one document could not be read; becomes a Failure record
└── StoreError                 the tables and the snapshot disagree (exit code 1)

No message and no advice names a command, an option or another control of one interface: what a user does with
this system is a `Remedy`, which each interface words for itself.
"""

from __future__ import annotations

from collections.abc import (
    Iterable,
    Mapping,
)
from dataclasses import dataclass, field
from pathlib import Path

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.remedies import Advice, Remedy

LIKE = 60
"""Similarity (0 to 100) from which a known name is suggested for an unknown one."""
LISTED = 5
"""Candidates that a message lists."""


class WorkingRegionsError(Exception):
    """Base of all errors of this package.

    Args:
        message: what went wrong, naming the file, page or field.
        advice: what the reader can do about it: a remedy, or a sentence that fits every interface.
    """

    def __init__(self, message: str, *, advice: Advice | Remedy | str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = Advice.of(advice)

    @property
    def advice(self) -> str:
        """The advice in words that fit any interface; may be empty."""
        return str(self.remedy)

    def worded(self, words: Mapping[Remedy, str]) -> str:
        """Return message and advice in the words of an interface."""
        return f"{self.message} {self.remedy.worded(words)}".strip()

    def report(self) -> ErrorReport:
        """Return the error as a record, for interfaces that answer with data."""
        remedy, params = self.remedy.remedy, self.remedy.params
        return ErrorReport(
            kind=type(self).__name__,
            message=self.message,
            advice=self.advice,
            remedy=remedy.value if remedy else "",
            params=dict(params),
            nearest=tuple(getattr(self, "nearest", ())),
            candidates=tuple(getattr(self, "candidates", ())),
        )

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling between processes.
        return (_rebuilt, (type(self), self.args, self.__dict__))


def _rebuilt(
    cls: type[WorkingRegionsError], args: tuple[object, ...], state: dict[str, object]
) -> WorkingRegionsError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


class UserError(WorkingRegionsError):
    """The user must change something; the command line exits with 2."""


class ConfigError(UserError):
    """The project's configuration file is broken or has an unknown key."""


class ProjectError(UserError):
    """A missing project, one written by a newer version, or one that is being written to."""


class BusyError(ProjectError):
    """Another process is writing to the project and did not finish in time."""


class DiskFullError(UserError):
    """The disk is full. What was committed before is intact."""

    def __init__(self, folder: Path, free: int) -> None:
        self.folder = folder
        self.free = free
        super().__init__(
            f"The disk is full: {folder} cannot be written ({free / 1e6:.1f} MB free).",
            advice="Free some space, then run the same command again; nothing that was saved is lost.",
        )


class InputError(UserError):
    """A path that is missing, empty or holds nothing that can be read."""


class NotFoundError(UserError):
    """A name that the project does not know; `nearest` holds the closest known names."""

    def __init__(
        self, kind: str, name: str, known: Iterable[str] = (), *, advice: Advice | Remedy | str = ""
    ) -> None:
        self.kind = kind
        self.name = name
        self.nearest = nearest(name, known)
        given = Advice.of(advice)
        if self.nearest:
            hint = f"Did you mean {', '.join(repr(n) for n in self.nearest)}?"
            given = Advice(given.remedy, given.params, f"{hint} {given.text}".strip())
        super().__init__(f"There is no {kind} {name!r} here.", advice=given)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several matches of a name: its id, its name, its region's name, and its documents."""

    id: str
    name: str
    region: str = ""
    documents: int = 0


class AmbiguousNameError(UserError):
    """A name that matches several institutions, documents or corrections; `candidates` lists them."""

    def __init__(
        self, kind: str, name: str, candidates: Iterable[Candidate], *, advice: Advice | Remedy | str
    ) -> None:
        self.kind = kind
        self.name = name
        self.candidates = tuple(candidates)
        distinct = len({c.name for c in self.candidates}) == len(self.candidates)
        shown = [
            repr(c.name if distinct else c.id) + (f" ({c.region})" if c.region else "")
            for c in self.candidates[:LISTED]
        ]
        more = len(self.candidates) - len(shown)
        listed = ", ".join(shown) + (f" and {more} more" if more else "")
        super().__init__(f"The {kind} {name!r} is ambiguous: it matches {listed}.", advice=advice)


class PrunedError(NotFoundError):
    """A snapshot that prune removed; `oldest` is the oldest one that is kept."""

    def __init__(self, name: str, oldest: str) -> None:
        super().__init__("snapshot", name)
        self.oldest = oldest
        self.message = f"Snapshot {name} was removed by prune; the oldest kept is {oldest}."


class ReadError(WorkingRegionsError):
    """One document could not be read. The drop continues; the error becomes a Failure record."""

    def __init__(
        self,
        category: FailureCategory,
        message: str,
        *,
        advice: Advice | Remedy | str = "",
        page: int | None = None,
    ) -> None:
        super().__init__(message, advice=advice)
        self.category = category
        self.page = page


class StoreError(WorkingRegionsError):
    """The tables and the snapshot disagree; a check of the store shows where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReport:
    """An error as data: `kind` is its class, `advice` the neutral wording of `remedy` with `params`."""

    kind: str
    message: str
    advice: str = ""
    remedy: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    nearest: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the names in `known` most like `name`, ignoring case and punctuation; best first."""
    from rapidfuzz import fuzz, process, utils

    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(candidate.casefold(), candidate)
    wanted, names = utils.default_process(name), sorted(by_fold.values())
    if not wanted or not names:
        return ()
    others = [utils.default_process(text) for text in names]
    # Shared words count most; among names that share them, the one of most similar length is best.
    scores = sum(process.cdist([wanted], others, scorer=s)[0] for s in (fuzz.ratio, fuzz.token_set_ratio))
    like = [(-score, text) for score, text in zip(scores, names, strict=True) if score >= 2 * LIKE]
    return tuple(text for _, text in sorted(like)[:count])
