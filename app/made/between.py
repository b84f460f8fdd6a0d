"""What happened between two editions of a report: documents, corrections, labels, codebook, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workingregions.app.coding import kept_codebook
from workingregions.app.map import in_words
from workingregions.corpus.correction import Correction
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.labels import FILE_NAME, Label, LabelBook
from workingregions.corpus.records import Document
from workingregions.models.wording import listed, plural
from workingregions.reports.report import Report

if TYPE_CHECKING:
    from workingregions.app.viewing import Viewing

NAMED = 3
"""Documents and corrections that a cause names."""


class CauseKind(StrEnum):
    """Why a claim differs."""

    DOCUMENTS = "documents"
    CORRECTION = "correction"
    LABEL = "label"
    CODEBOOK = "codebook"
    SETTINGS = "settings"
    VERSION = "version"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that happened between two editions, in words."""

    kind: CauseKind
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """What happened between two editions.

    Attributes:
        came, went: documents that are new, and those that are not there any more, by id, with their titles.
        corrections, labels: those that were made in between.
        themes: ids of the themes that differ in the codebook, in either version; None if not known.
        codebook, version: what changed, in words; "" if nothing did.
        settings: what was asked for, and what counts, in words.
        spelling: whose spelling it has, in words.
        whole: whether both snapshots were read; otherwise only the documents that the reports cite are known.
    """

    came: Mapping[str, str]
    went: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()
    labels: tuple[Label, ...] = ()
    themes: frozenset[str] | None = None
    codebook: str = ""
    version: str = ""
    settings: tuple[str, ...] = ()
    spelling: str = ""
    whole: bool = field(default=False)

    def causes(self) -> Iterator[Cause]:
        """Yield everything that happened, in words."""
        if self.came or self.went:
            yield self.of_documents(self.came, self.went)
        if self.corrections:
            yield self.of_corrections(self.corrections)
        if self.labels:
            yield self.of_labels(self.labels)
        if self.codebook:
            yield Cause(kind=CauseKind.CODEBOOK, words=self.codebook)
        for words in filter(None, (*self.settings, self.spelling)):
            yield Cause(kind=CauseKind.SETTINGS, words=words)
        if self.version:
            yield Cause(kind=CauseKind.VERSION, words=self.version)

    @staticmethod
    def of_documents(came: Mapping[str, str], went: Mapping[str, str]) -> Cause:
        """Return the cause that documents are."""
        parts = [
            f"{plural(len(titles), 'document')} {what} ({_some(list(titles.values()))})"
            for titles, what in ((came, "came in"), (went, "left"))
            if titles
        ]
        return Cause(kind=CauseKind.DOCUMENTS, words="; ".join(parts))

    @staticmethod
    def of_corrections(corrections: tuple[Correction, ...]) -> Cause:
        """Return the cause that corrections are."""
        words = _some([f"{in_words(one)}, by {one.who}" for one in corrections])
        return Cause(kind=CauseKind.CORRECTION, words=f"{plural(len(corrections), 'correction')} ({words})")

    @staticmethod
    def of_labels(labels: tuple[Label, ...]) -> Cause:
        """Return the cause that labels are."""
        themes = listed(sorted({label.theme for label in labels}))
        return Cause(kind=CauseKind.LABEL, words=f"{plural(len(labels), 'label')} of {themes}")


def between(old: Report, new: Report, project: Viewing | None) -> Between:
    """Return what happened between two editions, as far as the project still knows."""
    then, now = old.provenance, new.provenance
    known = _documents(project, then.snapshot, now.snapshot) if project else None
    before, after = known or (_titles(old.references), _titles(new.references))
    start, end = _moments(project, old, new)
    corrections = project.ledger.read().corrections if project else ()
    labels = LabelBook(project.root / FILE_NAME).read().labels if project else ()
    coded = then.codebook != now.codebook
    return Between(
        came={ident: title for ident, title in after.items() if ident not in before},
        went={ident: title for ident, title in before.items() if ident not in after},
        corrections=tuple(one for one in corrections if start < one.when <= end),
        labels=tuple(one for one in labels if start < one.when <= end),
        themes=_themes(project, then.codebook, now.codebook) if coded else frozenset(),
        codebook=f"the codebook changed from {then.codebook} to {now.codebook}" if coded else "",
        version=f"workingregions {now.version} instead of {then.version}" * (then.version != now.version),
        settings=tuple(_settings(old, new)),
        spelling="" if old.spelling is new.spelling else f"spelling was {old.spelling}, now {new.spelling}",
        whole=known is not None,
    )


def _documents(project: Viewing, old: str, new: str) -> tuple[dict[str, str], dict[str, str]] | None:
    """Return the documents of two snapshots, by id; None if one of them is gone."""
    found = []
    for name in (old, new):
        with suppress(NotFoundError):
            rows = (
                project.store.snapshot(name).arrow("documents", columns=["id", "title", "path"]).to_pylist()
            )
            found.append({row["id"]: row["title"] or row["path"] for row in rows})
    return (found[0], found[1]) if len(found) == 2 else None


def _titles(references: Mapping[str, Document]) -> dict[str, str]:
    return {ident: document.title or document.path for ident, document in references.items()}


def _moments(project: Viewing | None, old: Report, new: Report) -> tuple[str, str]:
    """Return when the snapshots were made; of one that is gone, the beginning or the end of its day."""
    start, end = f"{old.provenance.date}T00:00:00Z", f"{new.provenance.date}T23:59:59Z"
    if project:
        with suppress(NotFoundError):
            start = project.store.snapshot(old.provenance.snapshot).manifest.created
        with suppress(NotFoundError):
            end = project.store.snapshot(new.provenance.snapshot).manifest.created
    return start, end


def _themes(project: Viewing | None, old: str, new: str) -> frozenset[str] | None:
    """Return the themes that differ between two versions of the codebook; None if one of them is gone."""
    from workingregions.corpus.codebook import difference

    if project is None:
        return None
    own = project.codebook
    before, after = (own if v == own.version else kept_codebook(project.root, v) for v in (old, new))
    if before is None or after is None:
        return None
    changes = difference(before, after)
    return frozenset(theme for change in changes for theme in (change.theme, change.was) if theme)


def _settings(old: Report, new: Report) -> Iterator[str]:
    """Yield what was asked for or set differently, in words."""
    then, now = old.provenance, new.provenance
    pairs = [
        *(
            (name, then.arguments.get(name), now.arguments.get(name))
            for name in (*then.arguments, *now.arguments)
        ),
        *(
            (name, then.settings.get(name), now.settings.get(name))
            for name in (*then.settings, *now.settings)
        ),
    ]
    seen: set[str] = set()
    for name, before, after in pairs:
        if before != after and name not in seen:
            seen.add(name)
            yield f"{name} was {_value(before)}, now {_value(after)}"


def _value(value: object) -> str:
    """Return a setting in words."""
    if isinstance(value, (list, tuple)):
        return listed(value) if value else "none"
    return "not given" if value in (None, "", {}) else str(value)


def _some(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    more = len(names) - NAMED
    return "; ".join([*names[:NAMED], *([f"{more} more"] if more > 0 else [])])
