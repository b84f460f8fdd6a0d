"""What changed between two codebooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from workingregions.corpus.codebook.codebook import Codebook
from workingregions.corpus.codebook.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field of a theme before and after; of a list, the items that are no longer there and the new ones."""

    field: str
    before: str
    after: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChange:
    """A theme that is new, removed, renamed (its id; `was` holds the former) or changed in its fields."""

    theme: str
    kind: str  # new, removed, renamed, changed
    fields: tuple[FieldChange, ...] = ()
    was: str = ""


def difference(before: Codebook, after: Codebook) -> tuple[ThemeChange, ...]:
    """Return the themes that differ, in the order of `after`, and then those that were removed.

    A theme whose id is new and whose definition or seeds are those of a removed one was renamed.
    """
    old, new = ({theme.id: theme for theme in book} for book in (before, after))
    gone = {ident: theme for ident, theme in old.items() if ident not in new}
    changes = []
    for ident, theme in new.items():
        former = old.get(ident) or next((g for g in gone.values() if _same(g, theme)), None)
        if former is None:
            changes.append(ThemeChange(theme=ident, kind="new"))
            continue
        gone.pop(former.id, None)
        changed = _changed(former, theme)
        if former.id != ident:
            changes.append(ThemeChange(theme=ident, kind="renamed", fields=changed, was=former.id))
        elif changed:
            changes.append(ThemeChange(theme=ident, kind="changed", fields=changed))
    return (*changes, *(ThemeChange(theme=ident, kind="removed") for ident in gone))


def _same(one: Theme, other: Theme) -> bool:
    return one.definition == other.definition or one.seeds == other.seeds


def _changed(before: Theme, after: Theme) -> tuple[FieldChange, ...]:
    found = []
    for field in fields(Theme):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if one == other or field.name == "id":
            continue
        if isinstance(one, tuple):
            removed, added = _without(one, other), _without(other, one)
            found.append(FieldChange(field=field.name, before="", after="", removed=removed, added=added))
        else:
            found.append(FieldChange(field=field.name, before=one, after=other))
    return tuple(found)


def _without(items: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(item for item in items if item not in others)
