"""The governance map: tables of institutions and their ties, from documents, corrections and a registry.

The tables are rebuilt, all in one snapshot, at the end of each drop and after each correction. A
fingerprint in the snapshot shows whether they belong to its documents, ledger and registry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.map.changes import changes
from workingregions.app.map.citing import cite
from workingregions.app.map.made import Map
from workingregions.corpus.config import FILE_NAME as CONFIG
from workingregions.corpus.config import Config, load
from workingregions.corpus.correction import REVISIONS, Correction
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import StoreError
from workingregions.corpus.files import write_atomically
from workingregions.corpus.jsonfile import read_object
from workingregions.corpus.ledger import (
    FILE_NAME,
    Ledger,
    LedgerContent,
)
from workingregions.corpus.records import Link, Passage, Tie
from workingregions.corpus.sql import among
from workingregions.corpus.store import (
    Manifest,
    Snapshot,
    Store,
    Writer,
    without,
)
from workingregions.models.named import COUNTED

if TYPE_CHECKING:
    from workingregions.app.map.revisions import Revision
    from workingregions.app.workspace import Workspace
    from workingregions.models.entities import Material, Resolution

STORE = "store"
"""The folder of the tables, within the project."""
VERSION = "3"
"""Version of the map; raised when the same documents and corrections would give other tables."""
INPUTS = ("documents", "passages", "mentions", "acronyms", "ties", "outcomes", "themes")
OUTPUTS = ("entities", "names", "merges", "links", "entity_ties")
WAITING = "waiting.json"
"""The file beside the tables that records which corrections matched nothing."""
REGISTRY, ABOUT = "registry", "about.json"
"""In the project: the folder of the compact copy of a registry, and the file that describes it."""


def basis(versions: Mapping[str, int], active: Sequence[str], registry: str) -> str:
    """Return the fingerprint of what the map is built from, and of the tables that it is written to.

    The part after the hyphen is the fingerprint of the corrections alone, which a drop does not change.
    """
    tables = {name: versions.get(name) for name in (*INPUTS, *OUTPUTS)}
    text = json.dumps([VERSION, tables, list(active), registry], sort_keys=True)
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}-{_ledger_mark(active)}"


def _ledger_mark(active: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(active)).encode()).hexdigest()[:8]


def in_map(manifest: Manifest, active: Sequence[Correction]) -> bool:
    """Return whether the map of a snapshot was built with these corrections in force."""
    return manifest.basis.partition("-")[2] == _ledger_mark([c.id for c in active])


def is_current(store: Store, root: Path) -> bool:
    """Return whether the map of the newest snapshot is up to date with its documents, ledger and registry."""
    return reflects(store.manifest(), root)


def reflects(manifest: Manifest, root: Path) -> bool:
    """Return whether the map of a snapshot is up to date with its documents, the ledger and the registry."""
    if not manifest.rows["documents"] and not manifest.rows.get("entities"):
        return True
    return _is_of(manifest, root, Ledger(root / FILE_NAME).read().active)


def _is_of(manifest: Manifest, root: Path, active: Sequence[Correction]) -> bool:
    """Return whether the map of a snapshot is that of its documents, these corrections and the registry."""
    now = basis(manifest.content or manifest.tables, [c.id for c in active], _registry_id(root))
    # Earlier releases recorded the first part alone.
    return manifest.basis.partition("-")[0] == now.partition("-")[0]


def compute(
    snapshot: Snapshot,
    root: Path,
    corrections: Sequence[Correction] | None = None,
    *,
    keep: bool = True,
    citing: bool = True,
    material: Material | None = None,
) -> Map:
    """Compute the map of a snapshot's documents with `corrections`, or those of the ledger, in force.

    `keep` stores the results of registry look-ups and of citations for the next time; a read does not store
    them. `citing` finds which references cite the documents whose descriptions change. `material` holds what
    an earlier computation read, to save time.
    """
    from workingregions.models.entities import Material, entity_ties, in_force

    active = Ledger(root / FILE_NAME).read().active if corrections is None else corrections
    # Read first: if it is replaced meanwhile, the map is recorded with the old registry and rebuilt.
    registry = _registry_id(root)
    force, conflicts = in_force(active)
    revision = _revision(snapshot, root, force)
    described = revision.documents if citing else {}
    cited = cite(snapshot, root / STORE, described, keep=keep) if described else []
    material = material or Material()
    with material.lock:
        resolution = _resolved(snapshot, root, active, revision, material, registry, keep=keep)
        stated = entity_ties(material.ties(snapshot), resolution)
    ties = _grounded(stated, snapshot, resolution)
    return Map(
        resolution, tuple(ties), tuple(c.id for c in active), registry, revision, conflicts, tuple(cited)
    )


def _revision(snapshot: Snapshot, root: Path, force: Sequence[Correction]) -> Revision:
    """Return what the corrections of documents, outcomes and themes change in a snapshot."""
    from workingregions.app.map.revisions import revise

    lines = [line for line in force if line.action in REVISIONS]
    about = load(root / CONFIG).count.about if (root / CONFIG).is_file() else Config().count.about
    return revise(snapshot, lines, about)


def _resolved(
    snapshot: Snapshot,
    root: Path,
    corrections: Sequence[Correction],
    revision: Revision,
    material: Material,
    registry: str,
    *,
    keep: bool,
) -> Resolution:
    """Return the institutions of a snapshot's documents as revised, with `corrections` in force."""
    from workingregions.models.entities import LINKS, Memo, resolve

    known, memo = material.registry(root / REGISTRY, registry) if registry else (None, Memo())
    before = len(memo)
    observations, acronyms = material.observations(snapshot, revision), material.acronyms(snapshot)
    own = [line for line in corrections if line.action not in REVISIONS]
    resolution = resolve(
        observations,
        acronyms=acronyms,
        corrections=own,
        registry=known,
        memo=memo,
        workings=material.workings,
    )
    if keep and len(memo) > before:
        with suppress(OSError):  # the file only saves time
            memo.save(root / REGISTRY / LINKS)
    return resolution


def put(writer: Writer, made: Map) -> None:
    """Replace the tables of the map, and the corrected rows of documents; the caller commits."""
    from workingregions.app.map import revisions

    revisions.put(writer, made.revision)
    for change in made.citations:
        writer.replace(*change)
    writer.replace("entities", "true", made.resolution.entities)
    writer.replace("names", "true", made.resolution.names)
    writer.replace("merges", "true", made.resolution.merges)
    writer.replace("links", "true", made.resolution.links)
    writer.replace("entity_ties", "true", made.ties)


def _grounded(ties: Sequence[Tie], snapshot: Snapshot, resolution: Resolution) -> list[Tie]:
    """Return the ties; those added by a user get the passage of their document that names both ends best.

    An added tie whose document is not in the corpus is left out, as there is no evidence to show for it.
    """
    stated = [tie for tie in ties if tie.passage]
    added = [tie for tie in ties if not tie.passage and tie.document]
    for tie in added:
        where = among("document", [tie.document])
        columns = without("passages", "vector")
        spoken = f"{where} AND {snapshot.taken('passages', Use.NAMES)}"
        passages: list[Passage] = snapshot.records("passages", where=spoken, columns=columns)
        passages = [p for p in passages if tie.page in p.pages] or passages
        named: dict[str, set[str]] = {p.id: set() for p in passages}
        for mention in snapshot.records("mentions", where=f"{COUNTED} AND {where}"):
            entity = resolution.of.get((tie.document, mention.entity))
            if mention.passage in named and entity in (tie.source, tie.target):
                named[mention.passage].add(entity)
        if passages:
            best = max(passages, key=lambda p: len(named[p.id]))  # the first of several
            stated.append(
                replace(tie, passage=best.id, page=tie.page or best.pages[0], start=0, end=len(best.text))
            )
    return sorted(stated, key=lambda t: (t.document, t.passage, t.start, t.source, t.target, t.relation))


def commit(writer: Writer, store: Store, reason: str, made: Map) -> Manifest:
    """Commit the map as the newest snapshot, and record the corrections that matched nothing."""
    stamp = basis(writer.versions(), made.active, made.registry)
    manifest = writer.commit(reason, stamp)
    note = {
        "basis": stamp,
        "waiting": sorted({c.id for c, _ in made.unmatched}),
        "active": list(made.active),
    }
    with suppress(OSError):  # the map is committed; without the note they are computed on request
        write_atomically(store.folder / WAITING, json.dumps(note) + "\n")
    return manifest


def adopt(writer: Writer, store: Store, reason: str, active: Sequence[Correction]) -> Manifest:
    """Commit the tables of a map that came from elsewhere, with these corrections in force, as up to date."""
    ids = [line.id for line in active]
    return writer.commit(reason, basis(writer.versions(), ids, _registry_id(store.folder.parent)))


def rebuild(store: Store, root: Path, reason: str, patience: float | None = None) -> None:
    """Build the map of the newest snapshot's documents and commit it; `patience` as for `Store.writer`."""
    _rebuilt(store, root, reason, patience)


def _rebuilt(store: Store, root: Path, reason: str, patience: float | None = None) -> tuple[Snapshot, Map]:
    """Build and commit the map; return the snapshot that it was built from, and the map."""

    def read(now: Snapshot) -> tuple[Snapshot, Map]:
        return now, compute(now, root)

    def write(writer: Writer, made: tuple[Snapshot, Map]) -> tuple[Snapshot, Map]:
        put(writer, made[1])
        commit(writer, store, reason, made[1])
        return made

    return store.update(read, write, patience=patience)


def waiting(store: Store, root: Path, snapshot: Snapshot, reading: LedgerContent) -> frozenset[str]:
    """Return the ids of the corrections in force that match nothing in the documents of a snapshot."""
    if _is_of(snapshot.manifest, root, reading.active):
        note = _note(store, snapshot.manifest.basis)
        if note is not None:
            return frozenset(map(str, note["waiting"]))
    # The map is behind the ledger, or a crash occurred between the snapshot and the note.
    found = compute(snapshot, root, reading.active, keep=False)
    return frozenset(c.id for c, _ in found.unmatched)


def behind(store: Store, root: Path, manifest: Manifest, reading: LedgerContent) -> str:
    """Return why a snapshot's map is not up to date with its documents, ledger and registry; "" if it is."""
    if not manifest.rows["documents"] and not manifest.rows.get("entities"):
        return ""
    if _is_of(manifest, root, reading.active):
        return ""
    if not manifest.basis:
        return "The institution map has not been built yet."
    note = _note(store, manifest.basis) or {}
    if "active" in note:
        before, now = set(note["active"]), {c.id for c in reading.active}
        parts = [
            _corrections(len(now - before), "not in the map yet"),
            _corrections(len(before - now), "no longer in force but still in the map"),
        ]
        if any(parts):
            return f"{' and '.join(filter(None, parts))}."
    return "The documents or the registry changed after the institution map was built."


def _corrections(count: int, state: str) -> str:
    return f"{count} correction{'s are' if count > 1 else ' is'} {state}" if count else ""


def _note(store: Store, stamp: str) -> dict[str, Any] | None:
    """Return the note on the map with this fingerprint; None if it is missing or about another map."""
    path = store.folder / WAITING
    note = read_object(path) or {}
    whole = note.get("basis") == stamp and isinstance(note.get("waiting"), list)
    return note if whole else None


def refresh(store: Store, root: Path) -> tuple[str, ...]:
    """Rebuild the map if it is behind; return what changed. See Project.refresh."""
    if is_current(store, root):
        return ()
    before, made = _rebuilt(store, root, "institution map")
    return tuple(changes(before, made))


@dataclass(frozen=True, slots=True)
class RegistryStatus:
    """The project's registry ("" if it has none) and how its institutions are linked to it.

    `file` is its source; `unsure` counts institutions whose nearest record is not certain enough.
    """

    name: str
    file: str
    records: int
    institutions: int
    linked: int
    unsure: int


def add_registry(workspace: Workspace, file: Path) -> RegistryStatus:
    """See Project.add_registry."""
    from workingregions.models.entities import LINKS
    from workingregions.nlp.registry import load

    found = load(file)
    folder = workspace.root / REGISTRY
    with workspace.store.writer():
        found.save(folder)
        (folder / LINKS).unlink(missing_ok=True)
        about = {"name": found.name, "file": file.name, "records": len(found), "id": found.id}
        write_atomically(folder / ABOUT, json.dumps(about) + "\n")
    rebuild(workspace.store, workspace.root, "registry")
    return registry_status(workspace.store.snapshot(), workspace.root)


def registry_status(snapshot: Snapshot, root: Path) -> RegistryStatus:
    """See View.registry_status."""
    about = _registry_note(root)
    links: list[Link] = snapshot.records("links")
    linked = {link.entity for link in links if link.linked}
    return RegistryStatus(
        name=str(about.get("name", "")),
        file=str(about.get("file", "")),
        records=int(about.get("records", 0)),
        institutions=snapshot.manifest.rows.get("entities", 0),
        linked=len(linked),
        unsure=len({link.entity for link in links} - linked),
    )


def _registry_id(root: Path) -> str:
    return str(_registry_note(root).get("id", ""))


def _registry_note(root: Path) -> dict[str, Any]:
    """Return the note on the project's registry (name, file, records), without reading it; {} if none."""
    path = root / REGISTRY / ABOUT
    note = read_object(path)
    whole = note is not None and isinstance(note.get("records"), int) and isinstance(note.get("id"), str)
    if not whole and path.is_file():
        raise StoreError(f"{path} is damaged.", advice="Add the registry again.")
    return note or {}
