"""What an export is of: its manifest, which every kind of export carries or has beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from workingregions.models.wording import plural

FORMAT, VERSION = "workingregions-export", 1
MANIFEST = "manifest.json"
"""The name of the manifest in a folder; beside a file it is that file's name with `.manifest.json`."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an export is of.

    Attributes:
        kind: csv, parquet, xlsx and so on.
        project: its name.
        snapshot: the snapshot that it comes from; `created` is when that was made.
        release: of this program.
        filters: what was asked for, by the name of the filter; empty for everything.
        link: the address that evidence ids and paths follow.
        gaps: a sentence on each thing that the corpus lacks, such as documents that were not read.
        credits: whose data it contains.
    """

    kind: str
    project: str
    snapshot: str
    created: str
    release: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    gaps: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """A line that names it."""
        return f"{self.project}, snapshot {self.snapshot}"

    @property
    def words(self) -> str:
        """What it is of, on one line, for formats without a place for more."""
        chosen = "; ".join(f"{name}: {_listed(value)}" for name, value in self.filters.items())
        parts = (f"{self.title} ({self.created})", f"workingregions {self.release}", chosen or "everything")
        return ". ".join((*parts, *self.gaps)).replace("..", ".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was written of one table: rows, how many there are, and cells that were cut."""

    name: str
    rows: int
    of: int
    cells: int = 0

    @property
    def cut(self) -> tuple[str, ...]:
        """A sentence on each thing that is missing."""
        rows = f"Cut: {self.name} has {self.rows:,} of {self.of:,} rows." if self.rows < self.of else ""
        cells = f"Cut: {plural(self.cells, 'cell')} of {self.name}." if self.cells else ""
        return tuple(filter(None, (rows, cells)))


class Limited:
    """Rows of which at most `most` are given (0: all); all of them are counted."""

    def __init__(self, rows: Iterable[Row], most: int = 0) -> None:
        self._rows, self._most = rows, most
        self.given = self.seen = 0

    def __iter__(self) -> Iterator[Row]:
        rows = iter(self._rows)
        for row in islice(rows, self._most or None):
            self.given += 1
            self.seen += 1
            yield row
        self.seen += sum(1 for _ in rows)

    def counted(self, name: str, cells: int = 0) -> Counted:
        """Return what was given, once all rows were."""
        return Counted(name=name, rows=self.given, of=self.seen, cells=cells)


def manifest(about: About, counted: Sequence[Counted], files: Mapping[str, Path]) -> str:
    """Return the manifest of an export as JSON text, with the checksums of its files."""
    cut = [words for one in counted for words in one.cut]
    found = {
        "format": FORMAT,
        "version": VERSION,
        "kind": about.kind,
        "project": about.project,
        "snapshot": about.snapshot,
        "snapshot_created": about.created,
        "release": about.release,
        "filters": {name: _plain(value) for name, value in about.filters.items()},
        "link": about.link,
        "complete": not cut,
        "cut": cut,
        "gaps": list(about.gaps),
        "credits": list(about.credits),
        "tables": {one.name: {"rows": one.rows, "of": one.of} for one in counted},
        "files": {
            name: {"bytes": path.stat().st_size, "sha256": checksum(path)} for name, path in files.items()
        },
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (tuple, list, set)) else value


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
