"""A document's headings, the evidence of what describes it, and the way from one finding to the next."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workingregions.app.ask.document_text import passages_of
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.names import gazetteer
from workingregions.corpus.correction import OF_DOCUMENTS, Correction
from workingregions.corpus.enums import MentionKind
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.evidence import Evidence
from workingregions.corpus.records import Block, Document, Mention, Passage
from workingregions.corpus.sql import quote

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned

OUTLINE = ("level", "text", "page", "block")
METADATA = ("field", "value", "chosen", "rule", "confidence", "page", "quote", "correction")
STEPS: Mapping[str, tuple[str, str]] = {
    "passage": ("passages", ""),
    "tie": ("entity_ties", ""),
    "outcome": ("outcomes", ""),
    "theme": ("themes", "theme"),
    "institution": ("mentions", "entity"),
    "place": ("mentions", "place"),
}
"""What a reader can go through: its table, and the column that narrows it to one theme, name or place."""
_FIELDS = (
    "title", "authors", "year", "date", "publisher", "type", "language", "identifiers",
    "jurisdiction", "regions",
)  # fmt: skip
_CORRECTED = {"region": "regions"}
"""Fields that a correction calls otherwise."""


def outline(pinned: Pinned, document: Document) -> pd.DataFrame:
    """See View.outline."""
    import pandas as pd

    where = f"document = {quote(document.id)} AND kind = 'heading'"
    headings: list[Block] = pinned.snapshot.records("blocks", where=where)
    headings.sort(key=lambda block: block.ordinal)
    rows = [(b.level, " ".join(b.text.split()), b.page, b.ordinal) for b in headings]
    return pd.DataFrame(rows, columns=list(OUTLINE))


def metadata(pinned: Pinned, document: Document) -> pd.DataFrame:
    """See View.metadata."""
    import pandas as pd

    lines = _corrections(pinned, document)
    current = {name: _values(document, name) for name in _FIELDS}
    rows = []
    for name in _FIELDS:
        left = list(current[name])
        for found in (value for value in document.metadata if value.field == name):
            shown = _shown(name, found.value)
            chosen = found.value in left or (not left and not found.value)
            if found.value in left:
                left.remove(found.value)
            line = lines.get(name)
            is_line = line is not None and found.rule.startswith("correction") and chosen
            rows.append(
                {
                    "field": name,
                    "value": shown,
                    "chosen": chosen,
                    "rule": found.rule,
                    "confidence": found.confidence,
                    "page": found.page,
                    "quote": found.quote,
                    "correction": line.id if is_line and line is not None else "",
                }
            )
    frame = pd.DataFrame(rows, columns=list(METADATA))
    return frame.astype({"page": "Int64"})


def _values(document: Document, name: str) -> tuple[str, ...]:
    """Return the current values of a field as metadata writes them."""
    if name == "regions":
        regions = tuple(region.region for region in document.regions)
        return (*regions, " ".join(regions)) if len(regions) > 1 else regions
    value = getattr(document, name)
    if isinstance(value, tuple):
        return (*value, "; ".join(value)) if len(value) > 1 else value
    return (str(value.value if hasattr(value, "value") else value),) if value else ()


def _shown(name: str, value: str) -> str:
    if name == "regions":
        known = gazetteer()
        return ", ".join(known.name(region) for region in value.split()) or value
    return value.replace("_", " ") if name == "type" else value


def _corrections(pinned: Pinned, document: Document) -> dict[str, Correction]:
    """Return the correction in force of each field of a document."""
    from workingregions.models.entities import in_force

    own = [
        line
        for line in in_force(pinned.ledger.active)[0]
        if line.action in OF_DOCUMENTS and line.evidence.sha256 == document.sha256
    ]
    return {_CORRECTED.get(line.action.value, line.action.value): line for line in own}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where a reader is among what was found in a document.

    Attributes:
        kind: passage, tie, outcome, theme, institution or place.
        of: the theme, institution or place that it is narrowed to; "" for all.
        place: the number of the present one, from 1; 0 between two.
        total: their number in the document.
        previous, next: evidence ids; "" at the ends. `previous_page` and `next_page` are their pages, or 0.
    """

    kind: str
    of: str
    place: int
    total: int
    previous: str
    next: str
    previous_page: int
    next_page: int


def steps(
    pinned: Pinned,
    document: Document,
    kind: str,
    *,
    at: Evidence | None = None,
    number: int = 1,
    of: str = "",
) -> Steps:
    """See View.steps."""
    if kind not in STEPS:
        raise NotFoundError("kind of finding", kind, STEPS, advice=f"One of: {', '.join(STEPS)}.")
    rows = _rows(pinned, document, kind, of)
    keys = [(row["passage"], row["start"]) for row in rows]
    here = (at.passage, at.start) if at is not None and at.passage else _start(pinned, document, number)
    first, last = bisect_left(keys, here), bisect_right(keys, here)
    if at is None:
        last = first
    around = [rows[first - 1] if first else None, rows[last] if last < len(rows) else None]
    before, after = _written(pinned, kind, around)
    return Steps(
        kind=kind,
        of=of,
        place=first + 1 if last > first else 0,
        total=len(rows),
        previous=before[0],
        next=after[0],
        previous_page=before[1],
        next_page=after[1],
    )


def _rows(pinned: Pinned, document: Document, kind: str, of: str) -> list[dict[str, Any]]:
    """Return passage, start and end of what a document has of a kind, in reading order."""
    snapshot, (table, column) = pinned.snapshot, STEPS[kind]
    conditions = [f"document = {quote(document.id)}"]
    among = (column, [of]) if of and column else None
    if kind == "theme":
        conditions.append(f"about >= {pinned.config.count.about}")
    if table == "mentions":
        conditions.append(f"kind = '{MentionKind(kind).value}' AND counted")
    if kind == "institution" and of:
        where = f"{conditions[0]} AND entity = {quote(of)}"
        among = (column, snapshot.arrow("names", where=where, columns=["key"])["key"].to_pylist())
    where = " AND ".join(conditions)
    if table == "passages":
        names = snapshot.arrow(table, where=where, columns=["id"])["id"].to_pylist()
        found = [{"passage": name, "start": 0, "end": 0} for name in names]
    else:
        columns = ["passage", "start", "end"]
        found = snapshot.arrow(table, where=where, columns=columns, among=among).to_pylist()
    distinct = {(row["passage"], row["start"], row["end"]): row for row in found}
    return [distinct[key] for key in sorted(distinct)]


def _start(pinned: Pinned, document: Document, number: int) -> tuple[str, int]:
    """Return the place at which a page begins: its first passage, or what comes after all."""
    where = f"document = {quote(document.id)}"
    rows = pinned.snapshot.arrow("passages", where=where, columns=["id", "pages"]).to_pylist()
    later = sorted(row["id"] for row in rows if row["pages"] and row["pages"][-1] >= number)
    return (later[0] if later else "~", 0)


def _written(pinned: Pinned, kind: str, rows: Sequence[dict[str, Any] | None]) -> list[tuple[str, int]]:
    """Return the evidence id and the page of each row; "" and 0 for none."""
    snapshot = pinned.snapshot
    wanted = [row["passage"] for row in rows if row is not None]
    passages = {passage.id: passage for passage in passages_of(snapshot, "id", wanted)}
    found: list[tuple[str, int]] = []
    for row in rows:
        item = None if row is None else _item(pinned, kind, row, passages)
        if item is None:
            found.append(("", 0))
            continue
        passage = item if isinstance(item, Passage) else passages[item.passage]
        start = 0 if isinstance(item, Passage) else item.start
        page = next((piece.page for piece in passage.pieces if start < piece.end), 0)
        found.append((evidence_ids(snapshot, [item])[0], page or (passage.pages or (1,))[0]))
    return found


def _item(pinned: Pinned, kind: str, row: dict[str, Any], passages: Mapping[str, Passage]) -> Any:
    """Return the record of a row: what its evidence id is made of."""
    if kind == "passage":
        return passages.get(row["passage"])
    there = pinned.snapshot.records(STEPS[kind][0], among=("passage", [row["passage"]]))
    found = [item for item in there if (item.start, item.end) == (row["start"], row["end"])]
    if kind in ("institution", "place"):
        found = [mention for mention in found if isinstance(mention, Mention) and mention.kind == kind]
    if kind == "theme" and found and not found[0].end:
        return passages.get(row["passage"])
    return found[0] if found else None
