"""Corrections: from a user's words to the ledger, and their effects on the map."""

from __future__ import annotations

import getpass
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.map import build as governance
from workingregions.app.map.changes import changes
from workingregions.app.map.words import (
    in_words,
    place,
)
from workingregions.app.map.words import labels as labels_of
from workingregions.app.names import Register
from workingregions.app.names import document as find_document
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action, Correction, Evidence
from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.errors import (
    AmbiguousNameError,
    Candidate,
    InputError,
    NotFoundError,
)
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.ledger import (
    Imported,
    Problem,
    Reading,
)
from workingregions.corpus.records import Entity, Mention, Tie
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.sql import among, quote
from workingregions.corpus.store import (
    Snapshot,
    Store,
    Writer,
)
from workingregions.nlp.institutions import key

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.workspace import Workspace
    from workingregions.models.entities import Conflict

LAST = "last"
"""What a user types for the newest correction in force."""
COLUMNS = (
    "id", "when", "who", "action", "what", "why", "status", "names", "value", "relation", "near",
    "file", "page",
)  # fmt: skip
LABELS = ("kind", "left", "right", "label", "near", "file", "who", "when", "id")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that was written, its effects (one sentence each), and its conflicts."""

    correction: Correction
    changes: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of the ledger, apart from the corrections in force.

    `conflicts` are contradictions between people, `superseded` lines that their own author contradicted
    later, `waiting` lines that match nothing in the corpus, `problems` invalid lines.
    """

    conflicts: tuple[Conflict, ...]
    superseded: tuple[Correction, ...]
    waiting: tuple[Correction, ...]
    problems: tuple[Problem, ...]


def correct(
    workspace: Workspace,
    action: Action,
    names: Sequence[str],
    *,
    value: str = "",
    relation: str = "",
    near: str = "",
    document: str = "",
    page: int | None = None,
    quote: str = "",
    why: str = "",
    who: str = "",
) -> Corrected:
    """See Project.correct."""
    correction = ledger.make(
        action,
        names,
        when=_now(),
        who=who or author(workspace),
        value=_region(value) if action in (Action.PLACE, Action.SPLIT) else value,
        relation=relation,
        near=_region(near),
        why=why,
        evidence=_evidence(workspace, document, page, quote),
    )
    if action is Action.TIE and value != "rejected" and not document and not _stated(workspace, correction):
        raise InputError(
            "No document states this tie, so evidence is required.",
            advice=Remedy.GIVE_EVIDENCE,
        )

    def compute(now: Snapshot) -> _Draft:
        reading = workspace.ledger.read()
        known = reading.repeated(correction)
        line = known or correction
        _seen(now, line)
        _single(now, line)
        active = reading.active if known else (*reading.active, line)
        made = governance.compute(now, workspace.root, active)
        for unmatched, candidates in made.resolution.unmatched:
            if unmatched.id == line.id:
                raise _nothing(now, line, candidates)
        return _Draft(now, f"correction {line.id}", (line,), () if known else (line,), made)

    draft, snapshot = _written(workspace, compute)
    (line,) = draft.lines
    conflicts = tuple(c for c in draft.made.resolution.conflicts if line.id in _ids(c))
    return Corrected(line, tuple(changes(draft.before, snapshot)), conflicts, snapshot.id)


def undo(workspace: Workspace, ident: str, *, why: str = "", who: str = "") -> Corrected:
    """See Project.undo."""
    by = who or author(workspace)

    def compute(now: Snapshot) -> _Draft:
        reading = workspace.ledger.read()
        line = _interrupted(now, reading, ident, by)
        added: tuple[Correction, ...] = ()
        if line is None:
            target = _undoable(workspace, reading, ident)
            line = ledger.make(Action.UNDO, when=_now(), who=by, value=target.id, why=why)
            added = (line,)
        active = Reading((*reading.corrections, *added), ()).active
        made = governance.compute(now, workspace.root, active)
        return _Draft(now, f"undo {line.value}", (line,), added, made)

    draft, snapshot = _written(workspace, compute)
    conflicts = tuple(draft.made.resolution.conflicts)
    return Corrected(draft.lines[0], tuple(changes(draft.before, snapshot)), conflicts, snapshot.id)


def take(workspace: Workspace, source: Path) -> tuple[Imported, tuple[str, ...]]:
    """See Project.import_corrections."""
    imported = workspace.ledger.compare(source)

    def compute(now: Snapshot) -> _Draft:
        nonlocal imported
        imported = workspace.ledger.compare(source)
        active = Reading((*workspace.ledger.read().corrections, *imported.added), ()).active
        made = governance.compute(now, workspace.root, active)
        return _Draft(now, f"corrections of {source.name}", imported.added, imported.added, made)

    draft, snapshot = _written(workspace, compute)
    return imported, tuple(changes(draft.before, snapshot))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A change to the ledger, computed on the snapshot `before`; `added` holds the new lines."""

    before: Snapshot
    reason: str
    lines: tuple[Correction, ...]
    added: tuple[Correction, ...]
    made: governance.Map


def _written(workspace: Workspace, compute: Callable[[Snapshot], _Draft]) -> tuple[_Draft, Snapshot]:
    """Write a change to the ledger and to the map, both or neither; return it and its snapshot.

    A process that is killed between the two leaves a ledger that is ahead of the map. The next command
    brings the map up to date, and the same command, run again, recognises its line.
    """

    def write(writer: Writer, draft: _Draft) -> tuple[_Draft, Snapshot]:
        number = writer.base.number
        # Whatever can fail for lack of space is done before the ledger is changed.
        governance.put(writer, draft.made)
        with workspace.ledger.appended(draft.added, keep=lambda: workspace.store.manifest().number > number):
            manifest = governance.commit(writer, workspace.store, draft.reason, draft.made)
        return draft, workspace.store.snapshot(manifest.id)

    return workspace.store.update(compute, write)


def _undoable(workspace: Workspace, reading: Reading, ident: str) -> Correction:
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


def _interrupted(now: Snapshot, reading: Reading, ident: str, who: str) -> Correction | None:
    """Return the undo that a killed command left in the ledger but not in the map, if this one repeats it."""
    own = [c for c in reading.corrections if c.who == " ".join(who.split())]
    if not own or own[-1].action is not Action.UNDO or governance.in_map(now.manifest, reading.active):
        return None
    return own[-1] if ident == LAST or own[-1].value.startswith(ident) else None


def standing(store: Store, root: Path, snapshot: Snapshot, reading: Reading) -> Standing:
    """See View.standing."""
    from workingregions.models.entities import in_force

    force, conflicts = in_force(reading.active)
    decided = {c.id for c in force} | {ident for conflict in conflicts for ident in _ids(conflict)}
    superseded = tuple(c for c in reading.active if c.id not in decided)
    ids = governance.waiting(store, root, snapshot, reading) if force else frozenset()
    waiting = tuple(c for c in force if c.id in ids)
    return Standing(conflicts, superseded, waiting, reading.problems)


def frame(reading: Reading, state: Standing) -> pd.DataFrame:
    """See View.corrections."""
    import pandas as pd

    held = {c.id for c in reading.active}
    fought = {ident for conflict in state.conflicts for ident in _ids(conflict)}
    superseded, waiting = {c.id for c in state.superseded}, {c.id for c in state.waiting}

    def status(correction: Correction) -> str:
        if correction.action is Action.UNDO:
            return "undo"
        if correction.id not in held:
            return "undone"
        if correction.id in fought:
            return "conflict"
        if correction.id in superseded:
            return "superseded"
        return "waiting" if correction.id in waiting else "in force"

    rows = [
        {
            "id": c.id,
            "when": c.when,
            "who": c.who,
            "action": c.action.value,
            "what": in_words(c),
            "why": c.why,
            "status": status(c),
            "names": list(c.names),
            "value": c.value,
            "relation": c.relation,
            "near": c.near,
            "file": c.evidence.file,
            "page": c.evidence.page,
        }
        for c in reading.corrections
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"page": "Int64"})


def labels(reading: Reading, target: Path) -> int:
    """See View.export_labels."""
    from workingregions.models.entities import in_force

    active = reading.active
    held = {c.id for c in in_force(active)[0]}
    rows = [
        {"near": c.near, "file": c.evidence.file, "who": c.who, "when": c.when, "id": c.id, **label}
        for c in active
        if c.id in held
        for label in labels_of(c)
    ]
    with writing(target):
        write_atomically(target, rows_as_csv(LABELS, rows))
    return len(rows)


def _now() -> str:
    """Return the UTC time to the millisecond: of one person's contradictory lines, the later one holds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def author(workspace: Workspace) -> str:
    """Return who makes a correction: as configured, otherwise git's user name, otherwise the login name."""
    if workspace.config.project.who:
        return workspace.config.project.who
    try:
        answer = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, check=False, cwd=workspace.root
        )
        if answer.stdout.strip():
            return answer.stdout.strip()
    except OSError:
        pass  # git is not installed
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _ids(conflict: Conflict) -> set[str]:
    return {correction.id for correction in (*conflict.left, *conflict.right)}


def _region(name: str) -> str:
    from workingregions.nlp.gazetteer import Gazetteer

    return Gazetteer.load().find(name).id if name else ""


def _evidence(workspace: Workspace, document: str, page: int | None, quote: str) -> Evidence:
    if not document:
        if page is not None or quote:
            raise InputError("A page or a quote requires a document.", advice=Remedy.GIVE_DOCUMENT)
        return Evidence()
    found = find_document(workspace.store.snapshot(), document)
    last = max([p.number for p in found.pages], default=1)
    if page is not None and not 1 <= page <= last:
        raise NotFoundError("page", str(page), advice=f"{found.path} has pages 1 to {last}.")
    return Evidence(sha256=found.sha256, file=found.path, page=page, quote=quote)


def _stated(workspace: Workspace, correction: Correction) -> bool:
    """Return whether the map has a tie of this relation between the two institutions, as far as known."""
    register = Register(workspace.store.snapshot(), ())
    try:
        source, target = (register.find(name, correction.near).id for name in correction.names)
    except (NotFoundError, AmbiguousNameError):
        return True  # reported with candidates later
    ends = (source, correction.relation, target)
    where = f"source = {quote(source)} AND target = {quote(target)}"
    found: list[Tie] = register.snapshot.records("entity_ties", where=where)
    return any((t.source, t.relation.value, t.target) == ends for t in found)


def _single(snapshot: Snapshot, correction: Correction) -> None:
    """Refuse a correction whose name several institutions share, unless it identifies one or means all.

    Raises:
        AmbiguousNameError: lists them with their homes.
    """
    if correction.near or correction.action in (Action.REJECT, Action.ACCEPT, Action.SPLIT):
        return
    register = Register(snapshot, ())
    for name in correction.names:
        fits = register.called(name)
        if len(fits) > 1:
            raise register.several(name, fits)


def _seen(snapshot: Snapshot, correction: Correction) -> None:
    """Refuse, before it is written, a correction whose document does not name the institution concerned.

    Raises:
        NotFoundError: the document contains no name of the correction.
    """
    evidence = correction.evidence
    if not evidence.sha256:
        return
    where = f"kind = 'institution' AND counted AND {among('document', [evidence.sha256[:16]])}"
    mentions: list[Mention] = snapshot.records("mentions", where=where)
    register = Register(snapshot, ())
    owners = {n.key: n.entity for n in register.names(f"document = {quote(evidence.sha256[:16])}")}
    here = {owners.get(m.entity) for m in mentions} - {None}
    for name in correction.names:
        fits = {e.id for e in register.entities.values() if name.casefold() in _folded(e)}
        if fits & here or key(name) in {m.entity for m in mentions}:
            return
    known = sorted({" ".join(m.text.split()) for m in mentions})
    raise NotFoundError(f"institution in {evidence.file} called", correction.names[0], known)


def _folded(entity: Entity) -> set[str]:
    return {alias.casefold() for alias in (entity.name, *entity.aliases)}


def _nothing(
    snapshot: Snapshot, correction: Correction, candidates: Sequence[str]
) -> NotFoundError | AmbiguousNameError:
    """Return the error for a correction that matches nothing, with what it may have meant."""
    register = Register(snapshot, ())
    known = {alias for entity in register.entities.values() for alias in _folded(entity)}
    keys = {name.key for name in register.names(among=("key", {key(n) for n in correction.names}))}
    missing = [n for n in correction.names if n.casefold() not in known and key(n) not in keys]
    name = (missing or correction.names)[0]
    several = [c.removeprefix(f"{name} near ") for c in candidates if c.startswith(f"{name} near ")]
    if several:
        homes = [Candidate(id=f"{name} near {r}", name=name, region=f"{place(r)}, {r}") for r in several]
        return AmbiguousNameError("institution", name, homes, advice=Remedy.NARROW_BY_REGION)
    where = f" near {place(correction.near)}" if correction.near else ""
    return NotFoundError(
        f"institution{where} called", name, register.forms, advice="Nothing was written to the ledger."
    )
