"""The state of the ledger: which corrections are in force, which conflict, which wait; as tables too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.map import build as governance
from workingregions.app.map.words import in_words
from workingregions.app.map.words import labels as labels_of
from workingregions.corpus.correction import Action, Correction
from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.ledger import LedgerContent, Problem
from workingregions.corpus.store import Snapshot, Store

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.models.entities import Conflict

COLUMNS = (
    "id", "when", "who", "action", "what", "why", "status", "names", "value", "relation", "near",
    "file", "page",
)  # fmt: skip
LABELS = ("kind", "left", "right", "label", "near", "file", "who", "when", "id")


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


def standing(store: Store, root: Path, snapshot: Snapshot, reading: LedgerContent) -> Standing:
    """See View.standing."""
    from workingregions.models.entities import in_force

    force, conflicts = in_force(reading.active)
    decided = {c.id for c in force} | {ident for conflict in conflicts for ident in ids_of(conflict)}
    superseded = tuple(c for c in reading.active if c.id not in decided)
    ids = governance.waiting(store, root, snapshot, reading) if force else frozenset()
    waiting = tuple(c for c in force if c.id in ids)
    return Standing(conflicts, superseded, waiting, reading.problems)


def frame(reading: LedgerContent, state: Standing) -> pd.DataFrame:
    """See View.corrections."""
    import pandas as pd

    held = {c.id for c in reading.active}
    fought = {ident for conflict in state.conflicts for ident in ids_of(conflict)}
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


def labels(reading: LedgerContent, target: Path) -> int:
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


def ids_of(conflict: Conflict) -> set[str]:
    """Return the ids of all lines of a conflict."""
    return {correction.id for correction in (*conflict.left, *conflict.right)}
