"""The differences between the documents, outcomes and themes of two snapshots, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from workingregions.app.map.words import place
from workingregions.corpus.correction import UNKNOWN
from workingregions.corpus.records import Document, Outcome, ThemeScore
from workingregions.corpus.store import Snapshot, without

MOST = 12
"""Maximum number of sentences of each kind; the number of further ones is reported."""
_CLAIMED = ("kind", "value", "unit", "year", "place", "institution", "promised")


def revised(before: Snapshot, after: Snapshot) -> list[str]:
    """Return what became of documents, outcomes and themes that are in both snapshots."""
    lines = [*_shown(list(_documents(before, after))), *_shown(list(_outcomes(before, after)))]
    return [*lines, *_shown(list(_themes(before, after)))]


def _shown(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST
    return [*lines[:MOST], f"... and {more} more."] if more > 0 else list(lines)


def _changed(before: Snapshot, after: Snapshot, name: str) -> bool:
    return before.manifest.tables.get(name) != after.manifest.tables.get(name)


def _documents(before: Snapshot, after: Snapshot) -> Iterator[str]:
    if not _changed(before, after, "documents"):
        return
    columns = without("documents", "pages", "metadata")
    ids = _corrected(before, after, "documents", "id")
    old: dict[str, Document] = {
        d.id: d for d in before.records("documents", columns=columns, among=("id", ids))
    }
    passages = _faceted(before, after, ids)
    for new in after.records("documents", columns=columns, among=("id", ids)):
        was = old.get(new.id)
        if was is None or was == new:
            continue
        pairs = {
            "title": (f"“{was.title}”", f"“{new.title}”"),
            "year": (was.year, new.year),
            "publisher": (was.publisher, new.publisher),
            "type": (was.type.value.replace("_", " "), new.type.value.replace("_", " ")),
            "regions": (_regions(was), _regions(new)),
        }
        fields = [f"{name} {_arrow(*pair)}" for name, pair in pairs.items() if pair[0] != pair[1]]
        count = passages[new.id]
        effect = f" ({count} passage{'s' if count > 1 else ''} filtered by it)" if count else ""
        if fields:
            yield f"{new.path}: {'; '.join(fields)}{effect}."


def _corrected(before: Snapshot, after: Snapshot, name: str, column: str = "document") -> set[str]:
    """Return the documents of which corrections change the rows of a table, in either snapshot."""
    return {
        ident
        for snapshot in (before, after)
        for ident in snapshot.arrow(f"raw_{name}", columns=[column])[column].to_pylist()
    }


def _faceted(before: Snapshot, after: Snapshot, ids: Collection[str]) -> Counter[str]:
    """Return how many passages of each document have other facets."""
    if not _changed(before, after, "passages"):
        return Counter()
    columns = ["id", "document", "year", "genre", "type", "regions", "themes"]
    of = ("document", ids)
    old = {repr(row) for row in before.arrow("passages", columns=columns, among=of).to_pylist()}
    rows = after.arrow("passages", columns=columns, among=of).to_pylist()
    return Counter(row["document"] for row in rows if repr(row) not in old)


def _regions(document: Document) -> str:
    return ", ".join(region.name for region in document.regions)


def _arrow(old: object, new: object) -> str:
    return f"{old or UNKNOWN} → {new or UNKNOWN}"


def _outcomes(before: Snapshot, after: Snapshot) -> Iterator[str]:
    if not _changed(before, after, "outcomes"):
        return
    of = ("document", _corrected(before, after, "outcomes"))
    found: list[list[Outcome]] = [snapshot.records("outcomes", among=of) for snapshot in (before, after)]
    rows = {_key(row): row for some in found for row in some}
    old, new = (Counter(map(_key, some)) for some in found)
    gone, come = list((old - new).elements()), list((new - old).elements())
    for key in gone:
        other = next((k for k in come if k[:4] == key[:4]), None)
        if other is not None:
            come.remove(other)
            yield _altered(rows[key], rows[other])
        else:
            yield f"“{rows[key].text}” ({rows[key].kind.value}) is no longer an outcome."
    for key in come:
        yield f"“{rows[key].text}” is an outcome: {_claim(rows[key])}."


def _key(row: Outcome) -> tuple[Any, ...]:
    return (row.document, row.passage, row.start, row.end, *(getattr(row, name) for name in _CLAIMED))


def _altered(old: Outcome, new: Outcome) -> str:
    pairs = {name: (_told(old, name), _told(new, name)) for name in _CLAIMED}
    fields = [f"{name} {_arrow(*pair)}" for name, pair in pairs.items() if pair[0] != pair[1]]
    return f"“{new.text}”: {'; '.join(fields)}."


def _claim(row: Outcome) -> str:
    return ", ".join(f"{name} {told}" for name in _CLAIMED if (told := _told(row, name)))


def _told(row: Outcome, name: str) -> str:
    value = getattr(row, name)
    if name == "promised":
        return "yes" if value else "no"
    if name == "place":
        return place(value)
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def _themes(before: Snapshot, after: Snapshot) -> Iterator[str]:
    if not _changed(before, after, "themes"):
        return
    ids = _corrected(before, after, "themes")
    old, new = (_scores(snapshot, ids) for snapshot in (before, after))
    changed = sorted(key for key in old.keys() | new.keys() if old.get(key, 0.0) != new.get(key, 0.0))
    rows = after.arrow("documents", columns=["id", "path"], among=("id", ids)).to_pylist()
    paths = {row["id"]: row["path"] for row in rows}
    wanted = {passage for passage, _ in changed}
    for row in after.arrow("passages", columns=["id", "document", "pages"], among=("id", wanted)).to_pylist():
        for passage, theme in changed:
            if passage == row["id"]:
                chances = f"{old.get((passage, theme), 0.0):.2f} → {new.get((passage, theme), 0.0):.2f}"
                where = f"{paths[row['document']]}, page {row['pages'][0]}"
                yield f"{where}, is about {theme.replace('_', ' ')}: {chances}."


def _scores(snapshot: Snapshot, ids: Collection[str]) -> dict[tuple[str, str], float]:
    scores: list[ThemeScore] = snapshot.records("themes", among=("document", ids))
    return {(score.passage, score.theme): score.about for score in scores}
