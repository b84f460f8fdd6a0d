"""Corrections: from a user's words to the ledger, and their effects on the map and the documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.map import build as governance
from workingregions.app.map.changes import changes
from workingregions.app.map.made import Map
from workingregions.app.map.standing import ids_of
from workingregions.app.map.wishes import (
    MisfitError,
    Wish,
    author,
    drafted,
    matches_nothing,
    now_text,
    require_known,
)
from workingregions.app.map.words import in_words
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action, Correction
from workingregions.corpus.errors import InputError, UserError
from workingregions.corpus.ledger import Imported, LedgerContent
from workingregions.corpus.store import Snapshot, Writer

if TYPE_CHECKING:
    from workingregions.app.workspace import Workspace
    from workingregions.models.entities import Conflict

LAST = "last"
"""What a user types for the newest correction in force."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that was written, its effects (one sentence each), and its conflicts."""

    correction: Correction
    changes: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class CorrectedAll:
    """Corrections that were written together, their effects, their conflicts, and those in force before."""

    corrections: tuple[Correction, ...]
    known: tuple[Correction, ...]
    changes: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A correction of a batch that cannot be made: its place (from 0), the column and why."""

    place: int
    column: str
    error: UserError


class BatchError(InputError):
    """The corrections of a batch that cannot be made; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.error.message for fault in faults))


class ContestedError(InputError):
    """A correction that contradicts another person's, in `conflicts`; nothing was written."""

    def __init__(self, correction: Correction, conflicts: Sequence[Conflict]) -> None:
        self.correction, self.conflicts = correction, tuple(conflicts)
        others = [
            f"{line.who}: {in_words(line)}"
            for conflict in conflicts
            for line in (*conflict.left, *conflict.right)
            if line.id != correction.id
        ]
        super().__init__(
            f"{' and '.join(dict.fromkeys(others))}; you: {in_words(correction)}.",
            advice="If both are written, neither is in force until one is undone.",
        )


def correct(workspace: Workspace, wish: Wish) -> Corrected:
    """See Project.correct."""
    try:
        correction = drafted(workspace, wish, now_text(), wish.who or author(workspace))
    except MisfitError as misfit:
        raise misfit.error from misfit.error.__cause__

    def compute(now: Snapshot) -> Draft:
        draft = corrected(workspace, now, workspace.ledger.read(), correction)
        if draft.conflicts and draft.added and not wish.contest:
            raise ContestedError(correction, draft.conflicts)
        return draft

    draft, snapshot = _written(workspace, compute)
    return Corrected(draft.lines[0], draft.changes, draft.conflicts, snapshot.id)


def corrected(
    workspace: Workspace, now: Snapshot, reading: LedgerContent, correction: Correction, *, keep: bool = True
) -> Draft:
    """Return what a correction changes in a snapshot and its ledger; `keep` as of `compute`.

    Raises:
        NotFoundError, AmbiguousNameError: it matches nothing, or several institutions.
    """
    known = reading.repeated(correction)
    line = known or correction
    require_known(now, line)
    active = reading.active if known else (*reading.active, line)
    made = governance.compute(
        now, workspace.root, active, keep=keep, citing=keep, material=workspace.material
    )
    for unmatched, candidates in made.unmatched:
        if unmatched.id == line.id:
            raise matches_nothing(now, line, candidates)
    return Draft(now, f"correction {line.id}", (line,), () if known else (line,), made)


def correct_all(workspace: Workspace, wishes: Sequence[Wish]) -> CorrectedAll:
    """See Project.correct_all."""
    by, faults, wanted = author(workspace), [], {}
    for place, wish in enumerate(wishes):
        try:
            wanted[place] = drafted(workspace, wish, now_text(place), wish.who or by)
        except MisfitError as misfit:
            faults.append(Fault(place, misfit.column, misfit.error))
    known: tuple[Correction, ...] = ()

    def compute(now: Snapshot) -> Draft:
        nonlocal known
        reading, found = workspace.ledger.read(), list(faults)
        lines, known = _fresh(reading, wanted)
        for place, line in lines.items():
            try:
                require_known(now, line)
            except UserError as error:
                found.append(Fault(place, "name", error))
        wished = (*reading.active, *lines.values())
        made = governance.compute(now, workspace.root, wished, material=workspace.material)
        lost = {line.id: candidates for line, candidates in made.unmatched}
        told = {fault.place for fault in found}
        for place, line in lines.items():
            if line.id in lost and place not in told:
                gone = matches_nothing(now, line, lost[line.id])
                found.append(Fault(place, "evidence" if line.evidence.id else "name", gone))
        if found:
            raise BatchError(sorted(found, key=lambda fault: fault.place))
        added = tuple(lines.values())
        return Draft(now, f"{len(added)} corrections", added, added, made)

    draft, snapshot = _written(workspace, compute)
    return CorrectedAll(draft.lines, known, draft.changes, draft.conflicts, snapshot.id)


def _fresh(
    reading: LedgerContent, wanted: Mapping[int, Correction]
) -> tuple[dict[int, Correction], tuple[Correction, ...]]:
    """Return the corrections that are new, by their place, and those in force that others repeat."""
    from workingregions.models.entities import in_force

    held = {_timeless(line): line for line in in_force(reading.active)[0]}
    lines: dict[Correction, tuple[int, Correction]] = {}
    for place, line in wanted.items():
        if _timeless(line) not in held:
            lines.setdefault(_timeless(line), (place, line))
    known = (held.get(_timeless(line)) for line in wanted.values())
    return dict(lines.values()), tuple(line for line in known if line)


def _timeless(correction: Correction) -> Correction:
    return replace(correction, id="", when="")


def undo(workspace: Workspace, ident: str, *, why: str = "", who: str = "") -> Corrected:
    """See Project.undo."""
    by = who or author(workspace)

    def compute(now: Snapshot) -> Draft:
        return undone(workspace, now, workspace.ledger.read(), ident, by, why)

    draft, snapshot = _written(workspace, compute)
    conflicts = tuple(draft.made.conflicts)
    return Corrected(draft.lines[0], draft.changes, conflicts, snapshot.id)


def undone(
    workspace: Workspace,
    now: Snapshot,
    reading: LedgerContent,
    ident: str,
    who: str,
    why: str = "",
    *,
    keep: bool = True,
) -> Draft:
    """Return what an undo changes in a snapshot and its ledger; errors as of `Project.undo`."""
    line = _interrupted(now, reading, ident, who)
    added: tuple[Correction, ...] = ()
    if line is None:
        target = _undoable(workspace, reading, ident)
        line = ledger.make(Action.UNDO, when=now_text(), who=who, value=target.id, why=why)
        added = (line,)
    active = LedgerContent((*reading.corrections, *added), ()).active
    made = governance.compute(
        now, workspace.root, active, keep=keep, citing=keep, material=workspace.material
    )
    return Draft(now, f"undo {line.value}", (line,), added, made)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTaken:
    """What the import of a ledger added, or would add (`dry_run`).

    Attributes:
        imported: its lines: new, known, and those that cannot be used.
        changes: what the new ones change in the map and the documents, one sentence each.
        conflicts: those of its lines with corrections of other people; neither side of one is in force.
        waiting: ids of new lines that match nothing in the project's documents yet.
        dry_run: whether nothing was written.
    """

    imported: Imported
    changes: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    waiting: tuple[str, ...]
    dry_run: bool = False


def take_ledger(workspace: Workspace, source: Path, *, dry_run: bool = False) -> LedgerTaken:
    """See Project.import_ledger."""
    imported = workspace.ledger.compare(source)

    def compute(now: Snapshot) -> Draft:
        nonlocal imported
        imported = workspace.ledger.compare(source)
        active = LedgerContent((*workspace.ledger.read().corrections, *imported.added), ()).active
        made = governance.compute(now, workspace.root, active, keep=not dry_run, material=workspace.material)
        return Draft(now, f"corrections of {source.name}", imported.added, imported.added, made)

    draft = compute(workspace.store.snapshot()) if dry_run else _written(workspace, compute)[0]
    new = {line.id for line in imported.added}
    return LedgerTaken(
        imported=imported,
        changes=draft.changes,
        conflicts=draft.conflicts,
        waiting=tuple(sorted(new & {line.id for line, _ in draft.made.unmatched})),
        dry_run=dry_run,
    )


def take(workspace: Workspace, source: Path) -> tuple[Imported, tuple[str, ...]]:
    """See Project.import_corrections."""
    taken = take_ledger(workspace, source)
    return taken.imported, taken.changes


@dataclass(frozen=True, slots=True)
class Draft:
    """A change to the ledger, computed on the snapshot `before`; `added` holds the new lines."""

    before: Snapshot
    reason: str
    lines: tuple[Correction, ...]
    added: tuple[Correction, ...]
    made: Map

    @property
    def changes(self) -> tuple[str, ...]:
        """What it changes, one sentence each."""
        return tuple(changes(self.before, self.made))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts of its lines with those of others."""
        own = {line.id for line in self.lines}
        return tuple(c for c in self.made.conflicts if own & ids_of(c))


def _written(workspace: Workspace, compute: Callable[[Snapshot], Draft]) -> tuple[Draft, Snapshot]:
    """Write a change to the ledger and to the map, both or neither; return it and its snapshot.

    A process that is killed between the two leaves a ledger that is ahead of the map. The next command
    brings the map up to date, and the same command, run again, recognises its line.
    """

    def write(writer: Writer, draft: Draft) -> tuple[Draft, Snapshot]:
        number = writer.base.number
        # Whatever can fail for lack of space is done before the ledger is changed.
        governance.put(writer, draft.made)
        with workspace.ledger.appended(draft.added, keep=lambda: workspace.store.manifest().number > number):
            manifest = governance.commit(writer, workspace.store, draft.reason, draft.made)
        return draft, workspace.store.snapshot(manifest.id)

    return workspace.store.update(compute, write)


def _undoable(workspace: Workspace, reading: LedgerContent, ident: str) -> Correction:
    """Return the correction that an undo applies to.

    Raises:
        NotFoundError: there is no such correction.
        InputError: none is in force, or it has already been undone.
    """
    active = reading.active
    if ident == LAST and not active:
        raise InputError("There is no correction to undo.")
    target = active[-1] if ident == LAST else workspace.ledger.find(ident)
    if target.action is not Action.UNDO and target.id not in {c.id for c in active}:
        raise InputError(f"The correction {target.id} has already been undone.")
    return target


def _interrupted(now: Snapshot, reading: LedgerContent, ident: str, who: str) -> Correction | None:
    """Return the undo that a killed command left in the ledger but not in the map, if this one repeats it."""
    own = [c for c in reading.corrections if c.who == " ".join(who.split())]
    if not own or own[-1].action is not Action.UNDO or governance.in_map(now.manifest, reading.active):
        return None
    return own[-1] if ident == LAST or own[-1].value.startswith(ident) else None
