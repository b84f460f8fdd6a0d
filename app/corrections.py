"""Corrections from a user's words to the ledger, and what they change in the map."""

from __future__ import annotations

import csv
import getpass
import io
import subprocess
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import governance
from workingregions.app.institutions import Register
from workingregions.corpus import ledger
from workingregions.corpus.correction import Action, Correction, Evidence
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.ledger import Imported, Problem
from workingregions.corpus.records import Entity, Mention, Name, Tie
from workingregions.corpus.selection import literal
from workingregions.corpus.snapshot import write_atomically
from workingregions.corpus.store import Snapshot
from workingregions.nlp.institutions_lexicon import key

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.project import Project
    from workingregions.models.entities import Conflict

MOST_CHANGES = 12
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
        active = (*project.ledger.read().active, correction)
        resolution = governance.resolved(snapshot, project.root, active)
        for unmatched, candidates in resolution.unmatched:
            if unmatched.id == correction.id:
                raise _nothing(snapshot, correction, candidates)
        project.ledger.append([correction])
        governance.put(writer, snapshot, resolution)
        basis = governance.basis(writer.versions(), project.root)
        manifest = writer.commit(f"correction {correction.id}", basis)
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
        basis = governance.basis(writer.versions(), project.root)
        manifest = writer.commit(f"undo {target.id}", basis)
    after = project.store.snapshot()
    return Corrected(line, tuple(changes(before, after)), tuple(resolution.conflicts), manifest.id)


def take(project: Project, source: Path) -> tuple[Imported, tuple[str, ...]]:
    """See Project.import_corrections."""
    file = source / ledger.FILE_NAME if source.is_dir() else source
    with project.store.writer() as writer:
        before = project.store.snapshot()
        imported = project.ledger.take_from(file)
        governance.rebuild(writer, project.store, project.root)
        writer.commit(f"corrections of {file.name}", governance.basis(writer.versions(), project.root))
    return imported, tuple(changes(before, project.store.snapshot()))


def standing(project: Project) -> Standing:
    """See Project.standing."""
    from workingregions.models.entities_corrections import in_force

    reading = project.ledger.read()
    resolution = governance.resolved(project.store.snapshot(), project.root, reading.active)
    held = {c.id for c in in_force(reading.active)[0]}
    fought = {ident for conflict in resolution.conflicts for ident in _ids(conflict)}
    superseded = tuple(c for c in reading.active if c.id not in held | fought)
    waiting = tuple(correction for correction, _ in resolution.unmatched)
    return Standing(tuple(resolution.conflicts), superseded, waiting, reading.problems)


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

    out = io.StringIO()
    table = csv.DictWriter(out, LABELS, lineterminator="\n")
    table.writeheader()
    active = project.ledger.read().active
    held = {c.id for c in in_force(active)[0]}
    rows = [
        {"near": c.near, "file": c.evidence.file, "who": c.who, "when": c.when, "id": c.id, **label}
        for c in active
        if c.id in held
        for label in _labels(c)
    ]
    table.writerows(rows)
    write_atomically(target, out.getvalue())
    return len(rows)


def says(correction: Correction) -> str:
    """A correction in words."""
    names = [f"“{name}”" for name in correction.names]
    first, last = (names or [""])[0], (names or [""])[-1]
    where = f" in {correction.evidence.file}" if correction.evidence.file else ""
    value = correction.value.replace("_", " ")
    match correction.action:
        case Action.MERGE:
            return f"{', '.join(names[1:])} and {first} are one"
        case Action.SPLIT if len(names) == 2:
            return f"{first} is not {last}"
        case Action.SPLIT:
            return f"{first}{where or f' in {_place(correction.value)}'} is an institution of its own"
        case Action.RENAME:
            return f"{first} is called “{correction.value}”"
        case Action.RETYPE:
            return f"{first} is of type {value}"
        case Action.RESCALE:
            return f"{first} acts at {value} scale"
        case Action.PLACE:
            return f"{first} is at home in {_place(correction.value)}"
        case Action.REJECT:
            return f"{first} is no institution{where}"
        case Action.ACCEPT:
            return f"{first} and {last} are one" if len(names) > 1 else f"{first} is an institution"
        case Action.TIE:
            return f"{first} {correction.relation.replace('_', ' ')} {last}: {value}"
        case Action.UNDO:
            return f"undoes {correction.value}"


def changes(before: Snapshot, after: Snapshot) -> list[str]:
    """What differs between two maps, in sentences; the institutions most named first."""
    old, new = _Map(before), _Map(after)
    told: list[tuple[int, str]] = []
    for identity, keys in new.keys.items():
        entity = new.entities[identity]
        origins = Counter(old.of[k] for k in keys if k in old.of)
        size, documents = new.size(keys), len({document for document, _ in keys})
        if len(origins) > 1:
            said = (
                f"Merged {len(origins)} names into {entity.name}: {size} mentions in {documents} documents."
            )
            told.append((size, said))
        elif not origins:
            told.append((size, f"{entity.name} is counted now: {size} mentions in {documents} documents."))
        elif old.keys[next(iter(origins))] == keys:
            told += [(size, line) for line in _altered(old.entities[next(iter(origins))], entity)]
    for identity, keys in old.keys.items():
        ends = Counter(new.of[k] for k in keys if k in new.of)
        name = old.entities[identity].name
        if len(ends) > 1:
            parts = [f"{new.entities[e].name} ({new.size(new.keys[e])} mentions)" for e in sorted(ends)]
            told.append((old.size(keys), f"{name} is now {len(ends)} institutions: {', '.join(parts)}."))
        gone = [k for k in keys if k not in new.of]
        if gone:
            told.append((old.size(gone), f"{name} is no longer counted in {_documents(gone)}."))
    lines = [line for _, line in sorted(told, key=lambda item: (-item[0], item[1]))]
    if len(lines) > MOST_CHANGES:
        lines = [*lines[:MOST_CHANGES], f"And {len(lines) - MOST_CHANGES} changes more."]
    ties = (len(before.records("entity_ties")), len(after.records("entity_ties")))
    if ties[0] != ties[1]:
        lines.append(f"Ties: {ties[0]} before, {ties[1]} now.")
    elif not lines and before.digest("entity_ties") != after.digest("entity_ties"):
        lines.append("A tie changed.")
    return lines


class _Map:
    """A snapshot's institutions, and which names are of which."""

    def __init__(self, snapshot: Snapshot) -> None:
        names: list[Name] = snapshot.records("names")
        self.entities: dict[str, Entity] = {e.id: e for e in snapshot.records("entities")}
        self.of = {(n.document, n.key): n.entity for n in names}
        self.keys: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._sizes = {(n.document, n.key): n.mentions for n in names}
        for spot, entity in self.of.items():
            self.keys[entity].add(spot)

    def size(self, keys: Sequence[tuple[str, str]] | set[tuple[str, str]]) -> int:
        """The mentions behind some keys."""
        return sum(self._sizes[k] for k in keys)


def _altered(old: Entity, new: Entity) -> list[str]:
    pairs = {
        "type": (old.type, new.type),
        "scale": (old.scale, new.scale),
        "home": (_place(old.region), _place(new.region)),
    }
    said = {
        field: [str(value or "unknown").replace("_", " ") for value in pair]
        for field, pair in pairs.items()
        if pair[0] != pair[1]
    }
    lines = [f"{new.name}: {field} {a} → {b}." for field, (a, b) in said.items()]
    if old.name != new.name:
        lines.append(f"{old.name} is now called {new.name}.")
    return lines


def _documents(keys: Sequence[tuple[str, str]]) -> str:
    count = len({document for document, _ in keys})
    return f"{count} document{'s' if count > 1 else ''}"


def _labels(correction: Correction) -> list[dict[str, str]]:
    """What a correction says of names, as labels: pairs same or different, institution or not, type..."""
    first = correction.names[0] if correction.names else ""

    def pairs(label: str) -> list[dict[str, str]]:
        return [{"kind": "pair", "left": first, "right": n, "label": label} for n in correction.names[1:]]

    match correction.action:
        case Action.MERGE:
            return pairs("same")
        case Action.SPLIT if len(correction.names) == 2:
            return pairs("different")
        case Action.ACCEPT if len(correction.names) == 2:
            return pairs("same")
        case Action.ACCEPT | Action.REJECT:
            label = "yes" if correction.action is Action.ACCEPT else "no"
            return [{"kind": "institution", "left": first, "right": "", "label": label}]
        case Action.RENAME | Action.RETYPE | Action.RESCALE | Action.PLACE:
            kind = {Action.RENAME: "name", Action.RETYPE: "type", Action.RESCALE: "scale"}
            what = kind.get(correction.action, "home")
            return [{"kind": what, "left": first, "right": "", "label": correction.value}]
        case Action.TIE:
            label = f"{correction.relation}:{correction.value}"
            return [{"kind": "tie", "left": first, "right": correction.names[1], "label": label}]
        case _:
            return []


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


def _place(region: str) -> str:
    from workingregions.nlp.gazetteer import Gazetteer

    return Gazetteer.load().name(region) if region else ""


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
        places = ", ".join(f"{_place(region)} ({region})" for region in several)
        advice = f"There are {len(several)}: near {places}. Say which with --near REGION."
        return NotFoundError("institution that alone is called", name, advice=advice)
    near = candidates if candidates and name == correction.names[0] else register.like(name)
    told = f"Did you mean {', '.join(repr(n) for n in near[:3])}?" if near else ""
    place = f" near {_place(correction.near)}" if correction.near else ""
    return NotFoundError(f"institution{place} called", name, advice=f"{told} Nothing was written.".strip())
