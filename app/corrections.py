"""Corrections from a user's words to the ledger, and what they change in the map."""

from __future__ import annotations

import getpass
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import governance
from workingregions.app.correction_words import labels as labels_of
from workingregions.app.correction_words import place, says
from workingregions.app.map_changes import changes
from workingregions.app.register import Register, several
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action, Correction, Evidence
from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.ledger import Imported, Problem
from workingregions.corpus.records import Entity, Mention, Tie
from workingregions.corpus.selection import literal
from workingregions.corpus.snapshot import write_atomically, writing
from workingregions.corpus.store import Snapshot
from workingregions.nlp.institutions_lexicon import key

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.project import Project
    from workingregions.models.entities import Conflict

LAST = "last"
"""What a user calls the newest correction in force."""
COLUMNS = (
    "id", "when", "who", "action", "what", "why", "status", "names", "value", "relation", "near",
    "file", "page",
)  # fmt: skip
LABELS = ("kind", "left", "right", "label", "near", "file", "who", "when", "id")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that was written, what it changed (one sentence each), and what it conflicts with."""

    correction: Correction
    changes: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the ledger stands, besides what is in force.

    `conflicts` are contradictions between people, `superseded` lines that their own author contradicts
    later, `waiting` lines that match nothing in the corpus, `problems` lines that cannot be used.
    """

    conflicts: tuple[Conflict, ...]
    superseded: tuple[Correction, ...]
    waiting: tuple[Correction, ...]
    problems: tuple[Problem, ...]


def correct(
    project: Project,
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
        who=who or author(project),
        value=_region(value) if action in (Action.PLACE, Action.SPLIT) else value,
        relation=relation,
        near=_region(near),
        why=why,
        evidence=_evidence(project, document, page, quote),
    )
    if action is Action.TIE and value != "rejected" and not document and not _stated(project, correction):
        raise InputError(
            "No document states this tie, so it needs its evidence.",
            advice="Name the document that shows it with --in DOC, and the page with --page.",
        )
    with project.store.writer() as writer:
        snapshot = project.store.snapshot()
        _seen(snapshot, correction)
        _single(snapshot, correction)
        active = (*project.ledger.read().active, correction)
        resolution = governance.resolved(snapshot, project.root, active)
        for unmatched, candidates in resolution.unmatched:
            if unmatched.id == correction.id:
                raise _nothing(snapshot, correction, candidates)
        project.ledger.append([correction])
        governance.put(writer, snapshot, resolution)
        manifest = governance.commit(
            writer, project.store, project.root, f"correction {correction.id}", resolution
        )
    after = project.store.snapshot()
    conflicts = tuple(c for c in resolution.conflicts if correction.id in _ids(c))
    return Corrected(correction, tuple(changes(snapshot, after)), conflicts, manifest.id)


def undo(project: Project, ident: str, *, why: str = "", who: str = "") -> Corrected:
    """See Project.undo."""
    active = project.ledger.read().active
    if ident == LAST and not active:
        raise InputError("There is no correction to take back.")
    target = active[-1] if ident == LAST else project.ledger.find(ident)
    held = {c.id for c in active}
    if target.action is not Action.UNDO and target.id not in held:
        raise InputError(f"The correction {target.id} was undone before.")
    line = ledger.make(Action.UNDO, when=_now(), who=who or author(project), value=target.id, why=why)
    with project.store.writer() as writer:
        before = project.store.snapshot()
        project.ledger.append([line])
        resolution = governance.rebuild(writer, project.store, project.root)
        manifest = governance.commit(writer, project.store, project.root, f"undo {target.id}", resolution)
    after = project.store.snapshot()
    return Corrected(line, tuple(changes(before, after)), tuple(resolution.conflicts), manifest.id)


def take(project: Project, source: Path) -> tuple[Imported, tuple[str, ...]]:
    """See Project.import_corrections."""
    with project.store.writer() as writer:
        before = project.store.snapshot()
        imported = project.ledger.take_from(source)
        resolution = governance.rebuild(writer, project.store, project.root)
        governance.commit(writer, project.store, project.root, f"corrections of {source.name}", resolution)
    return imported, tuple(changes(before, project.store.snapshot()))


def standing(project: Project) -> Standing:
    """See Project.standing."""
    from workingregions.models.entities_corrections import in_force

    reading = project.ledger.read()
    force, conflicts = in_force(reading.active)
    told = {c.id for c in force} | {ident for conflict in conflicts for ident in _ids(conflict)}
    superseded = tuple(c for c in reading.active if c.id not in told)
    ids = governance.waiting(project) if force else frozenset()
    waiting = tuple(c for c in force if c.id in ids)
    return Standing(conflicts, superseded, waiting, reading.problems)


def frame(project: Project) -> pd.DataFrame:
    """See Project.corrections."""
    import pandas as pd

    reading = project.ledger.read()
    held = {c.id for c in reading.active}
    state = standing(project)
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
            "what": says(c),
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


def labels(project: Project, target: Path) -> int:
    """See Project.export_labels."""
    from workingregions.models.entities_corrections import in_force

    active = project.ledger.read().active
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
    """UTC to the millisecond: of one person's contradictory lines the later holds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def author(project: Project) -> str:
    """Who makes a correction: as configured, as git knows the user, or the name of the login."""
    if project.config.project.who:
        return project.config.project.who
    try:
        told = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, check=False, cwd=project.root
        )
        if told.stdout.strip():
            return told.stdout.strip()
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


def _evidence(project: Project, document: str, page: int | None, quote: str) -> Evidence:
    if not document:
        if page is not None or quote:
            raise InputError("A page or a quote needs its document.", advice="Name it with --in DOC.")
        return Evidence()
    found = project.document(document)
    last = max([p.number for p in found.pages], default=1)
    if page is not None and not 1 <= page <= last:
        raise NotFoundError("page", str(page), advice=f"{found.path} has pages 1 to {last}.")
    return Evidence(sha256=found.sha256, file=found.path, page=page, quote=quote)


def _stated(project: Project, correction: Correction) -> bool:
    """Whether the map has a tie of this relation between the two institutions, as far as they are known."""
    register = Register(project.store.snapshot(), ())
    try:
        source, target = (register.find(name, correction.near).id for name in correction.names)
    except NotFoundError:
        return True  # told with candidates later
    ends = (source, correction.relation, target)
    found: list[Tie] = register.snapshot.records("entity_ties")
    return any((t.source, t.relation.value, t.target) == ends for t in found)


def _single(snapshot: Snapshot, correction: Correction) -> None:
    """Refuses a correction whose name several institutions bear, unless it says which or means them all.

    Raises:
        NotFoundError: with their homes.
    """
    if correction.near or correction.action in (Action.REJECT, Action.ACCEPT, Action.SPLIT):
        return
    register = Register(snapshot, ())
    for name in correction.names:
        fits = register.called(name)
        if len(fits) > 1:
            raise several(name, fits)


def _seen(snapshot: Snapshot, correction: Correction) -> None:
    """Refuses a correction whose document does not name what it is about, before it is written.

    Raises:
        NotFoundError: no name of the correction stands in the document.
    """
    evidence = correction.evidence
    if not evidence.sha256:
        return
    where = f"kind = 'institution' AND counted AND document = {literal(evidence.sha256[:16])}"
    mentions: list[Mention] = snapshot.records("mentions", where=where)
    register = Register(snapshot, snapshot.records("documents"))
    here = {register.of.get((m.document, m.entity)) for m in mentions} - {None}
    for name in correction.names:
        fits = {e.id for e in register.entities.values() if name.casefold() in _folded(e)}
        if fits & here or key(name) in {m.entity for m in mentions}:
            return
    known = sorted({" ".join(m.text.split()) for m in mentions})
    raise NotFoundError(f"institution in {evidence.file} that is called", correction.names[0], known)


def _folded(entity: Entity) -> set[str]:
    return {alias.casefold() for alias in (entity.name, *entity.aliases)}


def _nothing(snapshot: Snapshot, correction: Correction, candidates: Sequence[str]) -> NotFoundError:
    """The refusal of a correction that matches nothing, with what it may have meant."""
    register = Register(snapshot, snapshot.records("documents"))
    known = {alias for entity in register.entities.values() for alias in _folded(entity)}
    keys = {name.key for name in register.names}
    missing = [n for n in correction.names if n.casefold() not in known and key(n) not in keys]
    name = (missing or correction.names)[0]
    several = [c.removeprefix(f"{name} near ") for c in candidates if c.startswith(f"{name} near ")]
    if several:
        places = ", ".join(f"{place(region)} ({region})" for region in several)
        advice = f"There are {len(several)}: near {places}. Say which with --near REGION."
        return NotFoundError("institution that alone is called", name, advice=advice)
    near = register.like(name)
    told = f"Did you mean {', '.join(map(repr, near))}?" if near else ""
    where = f" near {place(correction.near)}" if correction.near else ""
    return NotFoundError(f"institution{where} called", name, advice=f"{told} Nothing was written.".strip())
