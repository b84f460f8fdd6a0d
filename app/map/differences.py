"""What a revision, not yet written, changes in a snapshot's documents, outcomes and themes, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.app.map.words import place
from workingregions.corpus.correction import UNKNOWN
from workingregions.corpus.records import Document, Outcome, Passage, ThemeScore
from workingregions.corpus.store import Snapshot, without

if TYPE_CHECKING:
    from workingregions.app.map.revisions import Revision

MOST = 12
"""Maximum number of sentences of each kind; the number of further ones is reported."""
_CLAIMED = ("kind", "value", "unit", "year", "place", "institution", "promised")


def revised(before: Snapshot, revision: Revision) -> list[str]:
    """Return what becomes of the documents, outcomes and themes of a snapshot."""
    lines = [*_shown(list(_documents(before, revision))), *_shown(list(_outcomes(before, revision)))]
    return [*lines, *_shown(list(_themes(before, revision)))]


def _shown(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST
    return [*lines[:MOST], f"... and {more} more."] if more > 0 else list(lines)


def _documents(before: Snapshot, revision: Revision) -> Iterator[str]:
    made = revision.rows.get("documents", {})
    columns = without("documents", "pages", "metadata")
    old: dict[str, Document] = {
        d.id: d for d in before.records("documents", columns=columns, among=("id", list(made)))
    }
    passages = faceted(before, revision)
    for ident, (new,) in sorted(made.items()):
        was = old.get(ident)
        if was is None:
            continue
        pairs = {
            "title": (f"“{was.title}”", f"“{new.title}”"),
            "year": (was.year, new.year),
            "publisher": (was.publisher, new.publisher),
            "type": (was.type.value.replace("_", " "), new.type.value.replace("_", " ")),
            "regions": (_regions(was), _regions(new)),
        }
        fields = [f"{name} {_arrow(*pair)}" for name, pair in pairs.items() if pair[0] != pair[1]]
        count = passages[ident]
        effect = f" ({count} passage{'s' if count > 1 else ''} filtered by it)" if count else ""
        if fields:
            yield f"{new.path}: {'; '.join(fields)}{effect}."


def faceted(before: Snapshot, revision: Revision) -> Counter[str]:
    """Return how many passages of each document get other facets."""
    made = revision.rows.get("passages", {})
    if not made:
        return Counter()
    old: list[Passage] = before.records(
        "passages", columns=without("passages", "vector"), among=("document", list(made))
    )
    was = {passage.id: _facets(passage) for passage in old}
    new = (passage for rows in made.values() for passage in rows)
    return Counter(p.document for p in new if was.get(p.id) != _facets(p))


def _facets(passage: Passage) -> tuple[Any, ...]:
    return passage.year, passage.genre, passage.type, tuple(passage.regions), tuple(passage.themes)


def _regions(document: Document) -> str:
    return ", ".join(region.name for region in document.regions)


def _arrow(old: object, new: object) -> str:
    return f"{old or UNKNOWN} → {new or UNKNOWN}"


def _outcomes(before: Snapshot, revision: Revision) -> Iterator[str]:
    made = revision.rows.get("outcomes", {})
    was: list[Outcome] = before.records("outcomes", among=("document", list(made)))
    found = [was, [row for rows in made.values() for row in rows]]
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


def _themes(before: Snapshot, revision: Revision) -> Iterator[str]:
    made = revision.rows.get("themes", {})
    was: list[ThemeScore] = before.records("themes", among=("document", list(made)))
    old, new = _scores(was), _scores(row for rows in made.values() for row in rows)
    changed = sorted(key for key in old.keys() | new.keys() if old.get(key, 0.0) != new.get(key, 0.0))
    rows = before.arrow("documents", columns=["id", "path"], among=("id", list(made))).to_pylist()
    paths = {row["id"]: row["path"] for row in rows}
    wanted = {passage for passage, _ in changed}
    columns = ["id", "document", "pages"]
    for row in before.arrow("passages", columns=columns, among=("id", wanted)).to_pylist():
        for passage, theme in changed:
            if passage == row["id"]:
                chances = f"{old.get((passage, theme), 0.0):.2f} → {new.get((passage, theme), 0.0):.2f}"
                where = f"{paths[row['document']]}, page {row['pages'][0]}"
                yield f"{where}, is about {theme.replace('_', ' ')}: {chances}."


def _scores(rows: Iterable[ThemeScore]) -> dict[tuple[str, str], float]:
    return {(score.passage, score.theme): score.about for score in rows}
