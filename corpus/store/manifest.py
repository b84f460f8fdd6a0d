"""Snapshot manifests: the small file that commits several tables at once.

A snapshot names the version of every table. It is written whole to a temporary file, flushed to disk
and renamed; the newest manifest is authoritative. Rows of versions that no manifest names count as absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from workingregions.corpus.errors import (
    NotFoundError,
    ProjectError,
    PrunedError,
    StoreError,
)
from workingregions.corpus.files import write_atomically
from workingregions.corpus.remedies import Remedy

FORMAT = 6
"""Raised when an older release could not read what this one writes; `upgrade` then gets a step."""
FIRST_ENCODER = "all-MiniLM-L6-v2@53aa51172d14"
"""The encoder of projects whose manifests do not name one: the only one that early releases had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A snapshot: table versions and row counts. `created` is UTC, ISO 8601.

    `basis` is a fingerprint of the inputs of the corpus-wide tables, "" when these were not made. `encoder`
    is the name of the encoder that made the passages' vectors. `content` holds, per table, the version in
    which its rows last changed: compaction, an index or an upgrade gives another version with the same
    rows. `release` wrote the snapshot.
    """

    number: int
    format: int
    created: str
    reason: str
    tables: Mapping[str, int]
    rows: Mapping[str, int]
    basis: str = ""
    encoder: str = FIRST_ENCODER
    content: Mapping[str, int] = field(default_factory=dict)
    release: str = ""

    @property
    def id(self) -> str:
        """The snapshot's name as reports quote it, for example `s000012`."""
        return snapshot_id(self.number)


def write(folder: Path, manifest: Manifest) -> None:
    """Commit `manifest` atomically into `folder`.

    Raises:
        StoreError: a manifest of that number already exists (two writers).
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{manifest.id}.json"
    if target.exists():
        raise StoreError(f"Another process has written snapshot {manifest.id}.")
    write_atomically(target, json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")


def numbers(folder: Path) -> list[int]:
    """Return the numbers of all snapshots in `folder`, oldest first."""
    return sorted(int(p.stem[1:]) for p in folder.glob("s[0-9]*.json") if p.stem[1:].isdigit())


def read(folder: Path, snapshot: str | None = None) -> Manifest:
    """Return the manifest of `snapshot`, or the newest.

    Raises:
        PrunedError: it was removed by prune.
        NotFoundError: there is no such snapshot.
        ProjectError: it was written by a newer release.
        StoreError: the file is not a manifest.
    """
    if snapshot and (folder / f"{snapshot}.json").is_file() and snapshot[1:].isdigit():
        known = [snapshot]  # there may be thousands; one that is named need not be looked for
    else:
        known = [snapshot_id(n) for n in numbers(folder)]
    if not known:
        raise StoreError(f"There is no snapshot in {folder}.")
    name = snapshot or known[-1]
    if name not in known:
        if name[:1] == "s" and name[1:].isdigit() and int(name[1:]) < int(known[0][1:]):
            raise PrunedError(name, known[0])
        raise NotFoundError("snapshot", name, known)
    path = folder / f"{name}.json"
    try:
        return _parse(json.loads(path.read_text(encoding="utf8")), name)
    except (ValueError, TypeError, KeyError, RecursionError) as cause:
        raise StoreError(
            f"{path} is not a snapshot manifest: {cause}.",
            advice="Check the store and repair it: the tables' tags hold what the manifest held.",
        ) from cause


def _parse(data: dict[str, object], name: str) -> Manifest:
    format_ = data["format"]
    if not isinstance(format_, int):
        raise ValueError("its format is not a number")
    if format_ > FORMAT:
        by = f" ({data['release']})" if data.get("release") else ""
        raise ProjectError(
            f"This project was written by a newer version of workingregions{by}: its store has format "
            f"{format_}; this version ({release()}) reads formats up to {FORMAT}.",
            advice=Remedy.UPGRADE,
        )
    for part in ("tables", "rows", "content"):
        counts = data.get(part, {})
        if not isinstance(counts, dict) or not all(type(n) is int and n >= 0 for n in counts.values()):
            raise ValueError(f"{part!r} does not hold numbers")
    manifest = Manifest(**data)  # type: ignore[arg-type]  # checked here and by its file name
    if manifest.id != name:
        raise ValueError(f"it is the manifest of {manifest.id}")
    if manifest.tables.keys() - manifest.rows.keys():
        raise ValueError("it counts the rows of some tables only")
    return manifest


def snapshot_id(number: int) -> str:
    """Return the name of snapshot `number`, for example `s000012`."""
    return f"s{number:06d}"


def release() -> str:
    """Return the version of workingregions that is running."""
    from importlib.metadata import version

    return version("workingregions")
