"""The governance map: from documents, corrections and registry to the tables on institutions and their ties.

The tables are made again, all in one snapshot, at the end of each drop and after each correction; a
fingerprint in the snapshot tells whether they are those of its documents, ledger and registry.
"""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workingregions.corpus.correction import Correction
from workingregions.corpus.errors import ProjectError, StoreError
from workingregions.corpus.jsonfile import read_object
from workingregions.corpus.ledger import FILE_NAME, Ledger
from workingregions.corpus.records import Link, Passage, Tie
from workingregions.corpus.snapshot import Manifest, write_atomically
from workingregions.corpus.store import Snapshot, Store, Writer, among

if TYPE_CHECKING:
    from workingregions.models.entities import Resolution
    from workingregions.nlp.registry import Registry

VERSION = "1"
"""Raised when the same documents and corrections would give other tables."""
INPUTS = ("documents", "passages", "mentions", "acronyms", "ties")
OUTPUTS = ("entities", "names", "merges", "links", "entity_ties")
WAITING = "waiting.json"
"""The file, beside the tables, that notes which corrections matched nothing."""
REGISTRY, ABOUT, LINKS = "registry", "about.json", "links.json"
"""The folder, in the project, of the compact copy of a registry; what tells of it; what was linked."""


class Home(Protocol):
    """What the map asks of a project: its folder and its store."""

    @property
    def root(self) -> Path:
        """The folder."""

    @property
    def store(self) -> Store:
        """The tables."""


def basis(versions: Mapping[str, int], root: Path) -> str:
    """The fingerprint of what the map is made from, and of the tables it is made into."""
    active = [c.id for c in Ledger(root / FILE_NAME).read().active]
    tables = {name: versions.get(name) for name in (*INPUTS, *OUTPUTS)}
    text = json.dumps([VERSION, tables, active, _registry_note(root).get("id", "")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_current(store: Store, root: Path) -> bool:
    """Whether the newest snapshot's map is that of its documents, the ledger and the registry."""
    manifest = store.manifest()
    if not manifest.rows["documents"] and not manifest.rows.get("entities"):
        return True
    return manifest.basis == basis(manifest.tables, root)


def resolved(snapshot: Snapshot, root: Path, corrections: Sequence[Correction]) -> Resolution:
    """The institutions of a snapshot's documents, with `corrections` in force."""
    from workingregions.models.entities import Memo, observe, resolve

    known = registry(root)
    memo = Memo.load(root / REGISTRY / LINKS)
    before = len(memo)

    mentions = snapshot.records("mentions", where="kind = 'institution' AND counted")
    acronyms = snapshot.records("acronyms")
    rows = snapshot.arrow("passages", columns=["id", "regions"]).to_pylist()
    regions = {row["id"]: tuple(row["regions"] or ()) for row in rows}
    observations = observe(mentions, snapshot.records("documents"), regions)
    resolution = resolve(observations, acronyms=acronyms, corrections=corrections, registry=known, memo=memo)
    if len(memo) > before:
        memo.save(root / REGISTRY / LINKS)
    return resolution


def put(writer: Writer, snapshot: Snapshot, resolution: Resolution) -> None:
    """Puts the tables of the map in place of what was there; the caller commits."""
    from workingregions.models.entities import entity_ties

    writer.replace("entities", "true", resolution.entities)
    writer.replace("names", "true", resolution.names)
    writer.replace("merges", "true", resolution.merges)
    writer.replace("links", "true", resolution.links)
    ties = entity_ties(snapshot.records("ties"), resolution)
    writer.replace("entity_ties", "true", _grounded(ties, snapshot, resolution))


def rebuild(writer: Writer, store: Store, root: Path) -> Resolution:
    """Makes the map of the documents committed so far; the caller commits, with `basis`."""
    snapshot = store.snapshot()
    resolution = resolved(snapshot, root, Ledger(root / FILE_NAME).read().active)
    put(writer, snapshot, resolution)
    return resolution


def _grounded(ties: Sequence[Tie], snapshot: Snapshot, resolution: Resolution) -> list[Tie]:
    """The ties, those that a scholar added with the passage of their document that names both ends best.

    An added tie whose document is not in the corpus is left out: there is nothing to show for it.
    """
    stated = [tie for tie in ties if tie.passage]
    added = [tie for tie in ties if not tie.passage and tie.document]
    for tie in added:
        where = among("document", [tie.document])
        passages: list[Passage] = [p for p in snapshot.records("passages", where=where) if not p.reference]
        passages = [p for p in passages if tie.page in p.pages] or passages
        named: dict[str, set[str]] = {p.id: set() for p in passages}
        for mention in snapshot.records("mentions", where=f"kind = 'institution' AND counted AND {where}"):
            entity = resolution.of.get((tie.document, mention.entity))
            if mention.passage in named and entity in (tie.source, tie.target):
                named[mention.passage].add(entity)
        if passages:
            best = max(passages, key=lambda p: len(named[p.id]))  # the first of several
            stated.append(
                replace(tie, passage=best.id, page=tie.page or best.pages[0], start=0, end=len(best.text))
            )
    return sorted(stated, key=lambda t: (t.document, t.passage, t.start, t.source, t.target, t.relation))


def commit(writer: Writer, store: Store, root: Path, reason: str, resolution: Resolution) -> Manifest:
    """Makes the map the newest snapshot, and notes the corrections that matched nothing."""
    stamp = basis(writer.versions(), root)
    manifest = writer.commit(reason, stamp)
    note = {"basis": stamp, "waiting": sorted({c.id for c, _ in resolution.unmatched})}
    write_atomically(store.folder / WAITING, json.dumps(note) + "\n")
    return manifest


def waiting(project: Home) -> frozenset[str]:
    """Ids of the corrections in force that match nothing in the corpus."""
    refresh(project)
    note = read_object(project.store.folder / WAITING) or {}
    ids = note.get("waiting")
    if isinstance(ids, list) and note.get("basis") == project.store.manifest().basis:
        return frozenset(map(str, ids))
    # A crash came between the snapshot and the note, or another process is writing.
    found = resolved(project.store.snapshot(), project.root, Ledger(project.root / FILE_NAME).read().active)
    return frozenset(c.id for c, _ in found.unmatched)


def refresh(project: Home) -> None:
    """Makes the map again where it is not current: an older project's, or after a change to the ledger by
    hand. While another process writes, which will make it anew itself, or where nothing may be written, the
    map stays as it is."""
    if is_current(project.store, project.root):
        return
    try:
        with project.store.writer() as writer:
            resolution = rebuild(writer, project.store, project.root)
            commit(writer, project.store, project.root, "governance map", resolution)
    except ProjectError:
        return
    except OSError as cause:
        if cause.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise


@dataclass(frozen=True, slots=True)
class RegistryStatus:
    """The project's registry ("" when it has none) and how its institutions are linked to it.

    `file` is what it was read from; `unsure` counts institutions whose nearest record is not sure enough.
    """

    name: str
    file: str
    records: int
    institutions: int
    linked: int
    unsure: int


def add_registry(project: Home, file: Path) -> RegistryStatus:
    """See Project.add_registry."""
    from workingregions.nlp.registry import load

    found = load(file)
    folder = project.root / REGISTRY
    with project.store.writer() as writer:
        found.save(folder)
        (folder / LINKS).unlink(missing_ok=True)
        about = {"name": found.name, "file": file.name, "records": len(found), "id": found.id}
        write_atomically(folder / ABOUT, json.dumps(about) + "\n")
        resolution = rebuild(writer, project.store, project.root)
        commit(writer, project.store, project.root, "registry", resolution)
    return registry_status(project)


def registry_status(project: Home) -> RegistryStatus:
    """See Project.registry_status."""
    about = _registry_note(project.root)
    snapshot = project.store.snapshot()
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


def registry(root: Path) -> Registry | None:
    """The registry that was added to the project, or None."""
    if not _registry_note(root):
        return None
    from workingregions.nlp.registry import Registry

    return Registry.load(root / REGISTRY)


def _registry_note(root: Path) -> dict[str, Any]:
    """What is known of the project's registry without reading it: name, file, records, id; empty for none."""
    path = root / REGISTRY / ABOUT
    note = read_object(path)
    whole = note is not None and isinstance(note.get("records"), int) and isinstance(note.get("id"), str)
    if not whole and path.is_file():
        raise StoreError(f"{path} is damaged.", advice="Add the registry again: wr registry add FILE")
    return note or {}
