"""Drop reports: what came in, what became of it, and what the user can do. One JSON file a drop."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from workingregions.corpus.errors import NotFoundError, StoreError
from workingregions.corpus.snapshot import write_atomically


class Outcome(StrEnum):
    """What became of a file."""

    NEW = "new"
    UPDATED = "updated"
    KNOWN = "known"
    DUPLICATE = "duplicate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropItem:
    """One file of a drop. `lacks` names what could not be found (title, year, region).

    `region` is the name of the heaviest focal region, `type` the document type.
    """

    path: str
    outcome: Outcome
    sha256: str = ""
    document: str = ""
    title: str = ""
    year: int | None = None
    region: str = ""
    type: str = ""
    pages: int = 0
    of: str = ""  # the document or path that it repeats
    category: str = ""
    message: str = ""
    advice: str = ""
    lacks: tuple[str, ...] = ()
    failed_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DropReport:
    """One run of ingest. `left_out` counts hidden and lock files; `seconds` is wall time.

    `missing` are files that a side-car bibliography names and the drop does not hold; `skipped` has a
    sentence for each path that is not a file of the drop (a pipe, a link that leads out of it).
    """

    id: str
    paths: tuple[str, ...]
    started: str
    seconds: float
    snapshot: str
    items: tuple[DropItem, ...]
    left_out: int = 0
    sidecars: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many files ended so."""
        return Counter(item.outcome for item in self.items)[outcome]

    @property
    def pages(self) -> int:
        """Pages of the documents read in this run."""
        return sum(i.pages for i in self.items if i.outcome in (Outcome.NEW, Outcome.UPDATED))

    def save(self, folder: Path) -> None:
        """Writes `ID.json` into `folder`, whole or not at all."""
        folder.mkdir(exist_ok=True)
        write_atomically(
            folder / f"{self.id}.json", json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"
        )


def next_id(folder: Path) -> str:
    """The id of the next drop: d0001, d0002, ..."""
    return f"d{1 + max((int(p.stem[1:]) for p in folder.glob('d[0-9]*.json')), default=0):04d}"


def load(folder: Path, drop: str) -> DropReport:
    """The report of one drop.

    Raises:
        NotFoundError: there is no such drop.
        StoreError: the file is broken.
    """
    known = sorted(p.stem for p in folder.glob("d[0-9]*.json"))
    if drop not in known:
        raise NotFoundError("drop", drop, known, advice="`wr drops` lists them.")
    try:
        data = json.loads((folder / f"{drop}.json").read_text(encoding="utf8"))
        items = tuple(
            DropItem(
                **{
                    **item,
                    "outcome": Outcome(item["outcome"]),
                    "lacks": tuple(item["lacks"]),
                    "failed_pages": tuple(item["failed_pages"]),
                }
            )
            for item in data.pop("items")
        )
        paths, sidecars = tuple(data.pop("paths")), tuple(data.pop("sidecars"))
        missing, skipped = (tuple(data.pop(name, ())) for name in ("missing", "skipped"))
        return DropReport(
            **data, paths=paths, sidecars=sidecars, missing=missing, skipped=skipped, items=items
        )
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as cause:
        raise StoreError(f"{folder / drop}.json is not a drop report: {cause}.") from cause


def load_all(folder: Path) -> Iterator[DropReport]:
    """All drop reports, oldest first."""
    for path in sorted(folder.glob("d[0-9]*.json")):
        yield load(folder, path.stem)
