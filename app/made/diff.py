"""Two editions of a report: what changed in which claim and why, and how much of the old evidence is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.app.made.between import Between, Cause, CauseKind, between
from workingregions.app.made.earlier import EarlierReport
from workingregions.corpus.errors import UserError
from workingregions.corpus.evidence import EvidenceState
from workingregions.reports.editions import Change, ClaimChange, NumberChange, claim_changes
from workingregions.reports.report import Claim, Report

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.app.viewing import Viewing


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One of two reports that are compared."""

    name: str
    title: str
    snapshot: str
    date: str
    codebook: str
    version: str
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedClaim:
    """A claim that differs, as `ClaimChange` describes it, and the causes of that, the likeliest first."""

    id: str
    what: tuple[Change, ...]
    section: str
    before: str
    now: str
    numbers: tuple[NumberChange, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLife:
    """How much of a report's evidence the project still has.

    Attributes:
        snapshot: where it was looked for.
        quotes: quotes of the old report.
        exact, moved, changed, gone: how many of them are in that state; `gone` with those of documents that
            are not there any more.
        claims: claims of the old report that rest on quotes.
        standing: those of them all of whose quotes are exact or moved.
    """

    snapshot: str
    quotes: int
    exact: int
    moved: int
    changed: int
    gone: int
    claims: int
    standing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDiff:
    """What differs between two editions of a report.

    Attributes:
        old, new: the editions.
        same: claims that are equal in both.
        changes: the claims that differ.
        causes: all that happened in between.
        half_life: what is left of the old evidence; None without the project.
        notes: what could not be compared.
    """

    old: Edition
    new: Edition
    same: int
    changes: tuple[ChangedClaim, ...]
    causes: tuple[Cause, ...]
    half_life: HalfLife | None
    notes: tuple[str, ...]


def diff(old: EarlierReport, new: EarlierReport, project: Viewing | None) -> ReportDiff:
    """Compare two editions of a report; see Project.diff_reports."""
    happened = between(old.report, new.report, project)
    changes = claim_changes(old.report, new.report)
    explained = _Explained(old.report, new.report, happened)
    kept = sum(1 for _ in new.report.claims()) - sum(Change.DROPPED not in one.what for one in changes)
    return ReportDiff(
        old=_edition(old),
        new=_edition(new),
        same=kept,
        changes=tuple(explained.claim(change) for change in changes),
        causes=tuple(happened.causes()),
        half_life=half_life(old.report, project.view()) if project else None,
        notes=tuple(_notes(old.report, new.report, happened, project)),
    )


def half_life(report: Report, view: View) -> HalfLife:
    """Return how much of a report's evidence is still where a view looks."""
    states: dict[str, EvidenceState] = {}
    # Quotes of one document together: its text is read once.
    for ident in sorted(report.used(), key=lambda ident: report.quotes[ident].document):
        states[ident] = EvidenceState.GONE
        with suppress(UserError):
            states[ident] = view.evidence(ident).state
    count = {state: sum(one is state for one in states.values()) for state in EvidenceState}
    found = (EvidenceState.EXACT, EvidenceState.MOVED)
    quoting = [claim for claim in report.claims() if claim.evidence]
    return HalfLife(
        snapshot=view.snapshot.id,
        quotes=len(states),
        exact=count[EvidenceState.EXACT],
        moved=count[EvidenceState.MOVED],
        changed=count[EvidenceState.CHANGED],
        gone=count[EvidenceState.GONE],
        claims=len(quoting),
        standing=sum(all(states[ident] in found for ident in claim.evidence) for claim in quoting),
    )


class _Explained:
    """The causes of changes, by what each claim rests on."""

    def __init__(self, old: Report, new: Report, happened: Between) -> None:
        self._old, self._new, self._happened = old, new, happened
        self._themes = {str(theme) for theme in new.provenance.arguments.get("themes", ())}
        self._claims: dict[str, list[Claim]] = {}
        for report in (old, new):
            for claim in report.claims():
                self._claims.setdefault(claim.id, []).append(claim)

    def claim(self, change: ClaimChange) -> ChangedClaim:
        """Return a change with its causes."""
        causes = tuple(self._causes(change)) or tuple(self._anything())
        return ChangedClaim(
            id=change.id,
            what=change.what,
            section=change.section,
            before=change.before,
            now=change.now,
            numbers=change.numbers,
            gained=change.gained,
            lost=change.lost,
            causes=causes,
        )

    def _causes(self, change: ClaimChange) -> Iterator[Cause]:
        """Yield what happened that this claim can be traced to."""
        happened = self._happened
        gained = {self._new.quotes[ident].document for ident in change.gained}
        lost = {self._old.quotes[ident].document for ident in change.lost}
        came = {d: title for d, title in happened.came.items() if d in gained}
        went = {d: title for d, title in happened.went.items() if d in lost}
        if change.numbers and not came and not went:
            # What is counted over the whole corpus changes with every document.
            came, went = dict(happened.came), dict(happened.went)
        if came or went:
            yield happened.of_documents(came, went)
        text = f"{change.before} {change.now}".casefold()
        files = {d[:16] for d in gained | lost}
        corrections = tuple(
            one
            for one in happened.corrections
            if one.evidence.sha256[:16] in files
            or any(name.casefold() in text for name in one.names)
            or (one.relation and one.relation in self._themes)
        )
        if corrections:
            yield happened.of_corrections(corrections)
        if labels := tuple(one for one in happened.labels if one.theme in self._themes):
            yield happened.of_labels(labels)
        concerned = happened.themes is None or not self._themes or bool(happened.themes & self._themes)
        if happened.codebook and concerned:
            yield Cause(kind=CauseKind.CODEBOOK, words=happened.codebook)
        spelling = happened.spelling if change.what == (Change.WORDS,) else ""
        for words in filter(None, (*happened.settings, spelling)):
            yield Cause(kind=CauseKind.SETTINGS, words=words)

    def _anything(self) -> Iterator[Cause]:
        """Yield what may be the cause of a change that cannot be traced: the program, else all there is."""
        happened = self._happened
        if happened.version:
            yield Cause(kind=CauseKind.VERSION, words=happened.version)
        elif found := tuple(happened.causes()):
            yield from found
        else:
            words = "nothing that is recorded; the program itself may have changed"
            yield Cause(kind=CauseKind.UNKNOWN, words=words)


def _edition(earlier: EarlierReport) -> Edition:
    report, made = earlier.report, earlier.report.provenance
    return Edition(
        name=earlier.name,
        title=report.title,
        snapshot=made.snapshot,
        date=made.date,
        codebook=made.codebook,
        version=made.version,
        claims=sum(1 for _ in report.claims()),
    )


def _notes(old: Report, new: Report, happened: Between, project: Viewing | None) -> Iterator[str]:
    """Yield what could not be compared, and what should not be."""
    if old.provenance.kind != new.provenance.kind:
        yield f"These are reports of two kinds: {old.provenance.kind} and {new.provenance.kind}."
    if old.provenance.corpus != new.provenance.corpus:
        yield f"These are reports of two corpora: {old.provenance.corpus} and {new.provenance.corpus}."
    if not happened.whole:
        missing = "without its project" if project is None else "as a snapshot is gone"
        yield f"Only the documents that the reports cite could be compared, {missing}."
